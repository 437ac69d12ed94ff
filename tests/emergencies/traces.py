"""What a refused act must leave as it was."""

from lianfang.base.audit.public import AuditRow
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Proposal, Response, Tally


def counts() -> list[int]:
    return [
        model.objects.count() for model in (Emergency, MilestoneEntry, Tally, Proposal, Response)
    ]


def traces() -> list[int]:
    return [*counts(), AuditRow.objects.count(), Notice.objects.count()]
