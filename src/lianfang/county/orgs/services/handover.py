"""Handing duty over: written by who leaves, accepted by who comes, reminded of in between."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox, user_mailbox
from lianfang.county.orgs import queries, rules
from lianfang.county.orgs.models import Handover

PAGE = "/orgs/roster/handovers/"


@transaction.atomic
def write_handover(*, actor: Actor, open_items: str, watch: str = "") -> Handover:
    """
    Leave a note to the next officer, or mend it while nobody has accepted it.

    :raises NotAllowed: the actor takes no duty.
    :raises RuleBroken: the actor is not and was not lately the officer on duty, or says nothing.
    """
    require(actor, Permission.HANDOVER_WRITE)
    rules.check_words(open_items)
    shift = queries.own_handover_shift(actor)
    facts = {
        "open_items": open_items.strip(), "watch": watch.strip(), "written_at": clock.now(),
        "written_by_id": actor.user_id, "reminded_at": None,
    }  # fmt: skip
    handover, is_new = Handover.objects.update_or_create(shift=shift, defaults=facts)
    verb = "written" if is_new else "mended"
    record(actor=actor, action=f"orgs.handover.{verb}", target=handover)
    following = queries.list_next_officers(shift)
    if is_new and following:
        subject = f"请接班：{shift.unit.short_name}有交接班记录待确认"
        box = user_mailbox(following[0].post.user_id)
        send_letters([Letter(box, "orgs.handover", subject, url=PAGE)])
    return handover


@transaction.atomic
def accept_handover(*, actor: Actor, handover_uuid: object, remark: str = "") -> Handover:
    """
    Take duty over from the officer before.

    :raises NotAllowed: the actor takes no duty.
    :raises NotFound: no such note of the actor's units.
    :raises RuleBroken: accepted already, the writer's own, or the actor is not the next officer.
    """
    require(actor, Permission.HANDOVER_WRITE)
    handover = queries.lock_handover(actor, handover_uuid)
    following = queries.list_next_officers(handover.shift)
    rules.check_may_accept(
        reader_id=actor.user_id, writer_id=handover.written_by_id,
        next_ids=[shift.post.user_id for shift in following],
        is_accepted=handover.accepted_at is not None,
    )  # fmt: skip
    handover.accepted_at, handover.accepted_by_id = clock.now(), actor.user_id
    handover.remark = remark.strip()[:200]
    handover.save(update_fields=["accepted_at", "accepted_by", "remark"])
    record(actor=actor, action="orgs.handover.accepted", target=handover)
    return handover


@transaction.atomic
def remind_of_handovers(*, actor: Actor) -> int:
    """Remind the next officers and their units of notes not accepted; again every two hours."""
    now = clock.now()
    due = list(queries.list_due_handovers(at=now).select_for_update(of=("self",)))
    letters = []
    for handover in due:
        unit = handover.shift.unit
        boxes = [unit_mailbox(unit.pk)]
        boxes += [
            user_mailbox(s.post.user_id) for s in queries.list_next_officers(handover.shift)[:1]
        ]
        subject = f"交接班未确认：{unit.short_name}"
        letters += [
            Letter(box, "orgs.handover", subject, url=PAGE, urgency=Urgency.URGENT) for box in boxes
        ]
    send_letters(letters)
    Handover.objects.filter(pk__in=[handover.pk for handover in due]).update(reminded_at=now)
    return len(due)
