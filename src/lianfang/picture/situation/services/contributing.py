"""What a unit adds to a report."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.picture.situation import rules
from lianfang.picture.situation.models import Contribution, Report
from lianfang.picture.situation.queries import get_contribution


@transaction.atomic
def give_contribution(*, actor: Actor, contribution_uuid: object, words: str) -> Contribution:
    """
    Give the unit's words for a report; until its approval they may be given again.

    :raises NotAllowed: the actor may not contribute.
    :raises NotFound: the actor's unit was not asked.
    :raises RuleBroken: the report is past its draft, or nothing was written.
    """
    require(actor, Permission.SITUATION_CONTRIBUTE)
    contribution = get_contribution(actor, contribution_uuid)
    # The report's lock: words and approval may not cross.
    report = Report.objects.select_for_update().get(pk=contribution.report_id)
    rules.check_may_contribute(report.state, words)
    before = contribution.words
    contribution.words = words.strip()
    contribution.given_at, contribution.given_by_id = clock.now(), actor.user_id
    contribution.save(update_fields=["words", "given_at", "given_by"])
    record(
        actor=actor, action="situation.contribution.given", target=contribution,
        changes={"words": (before[:200], contribution.words[:200])},
    )  # fmt: skip
    return contribution
