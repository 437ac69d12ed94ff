"""Planning duty, swapping it, and a calendar of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from lianfang.base.accounts.public import User
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.encryption import blind_index
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, send_letters, user_mailbox
from lianfang.county.orgs import queries, rules
from lianfang.county.orgs.models import CalendarKey, Post, Shift, ShiftSwap, Unit

MOST_DAYS = 62
MOST_ROWS = 500


@dataclass(frozen=True)
class ShiftFacts:
    """One shift to be planned: seat, person, from when to when."""

    position: str
    post: Post
    starts_at: datetime
    ends_at: datetime
    note: str = ""


@transaction.atomic
def add_shift(*, actor: Actor, unit: Unit, facts: ShiftFacts) -> Shift:
    """
    Put a person on the roster of a unit.

    :raises NotAllowed: the actor does not plan this unit's duty.
    :raises RuleBroken: the person is on duty then, the seat is taken, the post is not the unit's.
    """
    return add_shifts(actor=actor, unit=unit, rows=[facts])[0]


@transaction.atomic
def add_shifts(*, actor: Actor, unit: Unit, rows: Sequence[ShiftFacts]) -> list[Shift]:
    """
    Put several shifts on the roster, all or none.

    :raises NotAllowed: the actor does not plan this unit's duty.
    :raises RuleBroken: too many, or one of them cannot be, with its number in the list.
    """
    require(actor, Permission.ROSTER_MANAGE, unit_id=unit.pk)
    if not 0 < len(rows) <= MOST_ROWS:
        raise RuleBroken(f"一次排 1 至 {MOST_ROWS} 个班次，请分批排班。")
    # The unit and the people are the locks: two planners could otherwise fill one seat twice.
    Unit.objects.select_for_update().get(pk=unit.pk)
    people = sorted({facts.post.user_id for facts in rows})
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    taken = queries.list_spans(
        unit_id=unit.pk, user_ids=people, starts_at=min(facts.starts_at for facts in rows),
        ends_at=max(facts.ends_at for facts in rows),
    )  # fmt: skip
    for number, facts in enumerate(rows, start=1):
        try:
            taken.append(_checked(unit, facts, taken))
        except RuleBroken as refusal:
            if len(rows) == 1:
                raise
            raise RuleBroken(f"第 {number} 个班次：{refusal.message}") from refusal
    now = clock.now()
    shifts = Shift.objects.bulk_create(
        Shift(
            unit=unit, position=facts.position, post=facts.post, starts_at=facts.starts_at,
            ends_at=facts.ends_at, note=facts.note[:100], created_at=now, created_by_id=actor.user_id,
        )
        for facts in rows
    )  # fmt: skip
    record(actor=actor, action="orgs.shift.planned", target=unit, count=len(shifts))
    return shifts


def _checked(unit: Unit, facts: ShiftFacts, taken: Sequence[rules.Span]) -> rules.Span:
    """A shift as the rules see it, once it stands in nobody's way."""
    rules.check_span(facts.starts_at, facts.ends_at)
    if facts.post.unit_id != unit.pk or facts.post.ends_at is not None:
        raise RuleBroken("值班人须是本单位在任人员。", fields={"post": "请从本单位人员中选择"})
    span = rules.Span(
        facts.position, facts.post.user_id, unit.pk, facts.starts_at, facts.ends_at,
        f"{clock.beijing(facts.starts_at):%m-%d %H:%M} 起",
    )  # fmt: skip
    rules.check_undisturbed(span, taken)
    return span


@transaction.atomic
def plan_rotation(
    *, actor: Actor, unit: Unit, position: str, posts: Sequence[Post], begins_on: date, days: int, at: time
) -> list[Shift]:  # fmt: skip
    """
    Plan whole days of one seat, the named people in turn.

    :raises NotAllowed: the actor does not plan this unit's duty.
    :raises RuleBroken: nobody named, too many days, or a day that is planned already.
    """
    if not posts or not 0 < days <= MOST_DAYS:
        raise RuleBroken(f"请至少选一人，天数为 1 至 {MOST_DAYS}。")
    turns = rules.rotation(begins_on, days=days, at=at, people=len(posts))
    rows = [ShiftFacts(position, posts[who], starts, ends) for who, starts, ends in turns]
    return add_shifts(actor=actor, unit=unit, rows=rows)


@transaction.atomic
def swap_shift(*, actor: Actor, shift_uuid: object, post: Post, reason: str) -> Shift:
    """
    Give a shift to another person of the unit; both are told.

    :raises NotAllowed: the actor does not plan this unit's duty.
    :raises NotFound: no such shift that the actor sees.
    :raises RuleBroken: it is over, no reason, the same person, or the other is on duty then.
    """
    shift = _own(actor, shift_uuid)
    if len(reason.strip()) < 2:
        raise RuleBroken("请写明调班原因。", fields={"reason": "请写明原因"})
    if shift.post.user_id == post.user_id:
        raise RuleBroken("新旧值班人相同，无需调班。", fields={"post": "请选另一人"})
    User.objects.select_for_update().get(pk=post.user_id)
    taken = queries.list_spans(
        unit_id=shift.unit_id, user_ids=[post.user_id], starts_at=shift.starts_at,
        ends_at=shift.ends_at, besides=shift.pk,
    )  # fmt: skip
    _checked(shift.unit, ShiftFacts(shift.position, post, shift.starts_at, shift.ends_at), taken)
    before, shift.post = shift.post, post
    shift.save(update_fields=["post"])
    ShiftSwap.objects.create(
        shift=shift, from_post=before, to_post=post, reason=reason.strip()[:100],
        swapped_at=clock.now(), swapped_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="orgs.shift.swapped", target=shift, note=reason.strip()[:100])
    _tell([before.user_id, post.user_id], shift, "已调班")
    return shift


@transaction.atomic
def cancel_shift(*, actor: Actor, shift_uuid: object, reason: str) -> Shift:
    """
    Take a shift off the roster; its holder is told.

    :raises NotAllowed: the actor does not plan this unit's duty.
    :raises NotFound: no such shift that the actor sees.
    :raises RuleBroken: it is over, or no reason is given.
    """
    shift = _own(actor, shift_uuid)
    if len(reason.strip()) < 2:
        raise RuleBroken("请写明取消原因。", fields={"reason": "请写明原因"})
    shift.cancelled_at, shift.cancelled_by_id = clock.now(), actor.user_id
    shift.cancel_reason = reason.strip()[:100]
    shift.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    record(actor=actor, action="orgs.shift.cancelled", target=shift, note=shift.cancel_reason)
    _tell([shift.post.user_id], shift, "已取消")
    return shift


def _own(actor: Actor, uuid: object) -> Shift:
    """A shift that the actor may still change."""
    require(actor, Permission.ROSTER_MANAGE)
    shift = queries.lock_shift(actor, uuid)
    if shift.unit_id not in actor.unit_ids and not actor.is_system:
        raise NotAllowed("只能调整本单位的值班安排，请联系该单位联络员。")
    if shift.ends_at <= clock.now():
        raise RuleBroken("这个班次已经结束，不能再调整。")
    return shift


def _tell(users: Sequence[int], shift: Shift, what: str) -> None:
    subject = f"值班{what}：{clock.beijing(shift.starts_at):%m月%d日 %H:%M} {shift.get_position_display()}"
    send_letters(
        Letter(user_mailbox(user), "orgs.shift", subject, url="/orgs/roster/") for user in users
    )


@transaction.atomic
def make_calendar_key(*, actor: Actor) -> str:
    """
    Make the address key of one's own duty calendar; an earlier one ends. Shown this once.

    :raises NotAllowed: the actor does not see rosters.
    """
    require(actor, Permission.ROSTER_VIEW)
    now = clock.now()
    CalendarKey.objects.filter(user_id=actor.user_id, revoked_at=None).update(
        revoked_at=now, revoked_by_id=actor.user_id
    )
    token = secrets.token_hex(24)
    key = CalendarKey.objects.create(
        user_id=actor.user_id,
        digest=blind_index(token),
        created_at=now,
        created_by_id=actor.user_id,
    )
    record(actor=actor, action="orgs.calendar.opened", target=key)
    return token
