"""Writing the duty log. Nothing in it is ever changed."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import get_emergency
from lianfang.command.tasks import rules
from lianfang.command.tasks.models import LogEntry
from lianfang.command.tasks.queries import get_entry


@transaction.atomic
def write_entry(
    *,
    actor: Actor,
    words: str,
    at: datetime | None = None,
    is_significant: bool = False,
    emergency_uuid: UUID | None = None,
    corrects_uuid: UUID | None = None,
    key: UUID | None = None,
) -> LogEntry:
    """
    Add one line to the log of the actor's position; “！” before the words marks it as significant.

    A correction names the wrong entry and stays with its emergency and time. The same key a second
    time (a double press) gives the first entry.

    :raises RuleBroken: nothing is said, too much, or of a time to come.
    """
    require(actor, Permission.LOG_WRITE)
    sent = LogEntry.objects.filter(uuid=key, recorded_by_id=actor.user_id).first() if key else None
    if sent is not None:
        return sent
    words, is_marked = rules.read_quick_line(words)
    wrong = get_entry(actor, corrects_uuid) if corrects_uuid else None
    now = clock.now()
    happened = wrong.at if wrong and at is None else at or now
    rules.check_happened(happened, now=now)
    emergency = get_emergency(actor, emergency_uuid) if emergency_uuid else None
    if emergency is None and wrong is not None:
        emergency = wrong.emergency
    entry = LogEntry.objects.create(
        uuid=key or uuid4(), at=happened, recorded_at=now, recorded_by_id=actor.user_id,
        recorder=actor.name[:120], position=(actor.post_title or actor.unit_name)[:60],
        unit_id=actor.unit_id, area_path=actor.area_path, emergency=emergency, words=words,
        is_significant=is_significant or is_marked, corrects=wrong,
        is_exercise=bool(emergency and emergency.is_exercise),
    )  # fmt: skip
    record(actor=actor, action="tasks.log.written", target=entry)
    return entry
