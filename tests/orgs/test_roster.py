"""Duty: no seat empty unseen, nobody in two places, handed over and accepted."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, user_mailbox
from lianfang.county.orgs import queries, rules
from lianfang.county.orgs.models import Shift, ShiftSwap
from lianfang.county.orgs.services import (
    cancel_shift,
    plan_rotation,
    swap_shift,
)  # fmt: skip
from tests.builders.roster import (
    THURSDAY,
    at,
    build_colleague,
    build_shift,
    post_of,
)
from tests.builders.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_thursday")]
Login = Callable[[Actor], Client]
SYSTEM = Actor.system("交接班提醒")


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [(0, 24)]), ([(0, 24)], []), ([(-5, 30)], []), ([(2, 10)], [(0, 2), (10, 24)]),
        ([(0, 8), (8, 24)], []), ([(0, 9), (8, 20)], [(20, 24)]), ([(12, 24), (0, 11)], [(11, 12)]),
        ([(0, 20), (2, 3)], [(20, 24)]), ([(25, 30)], [(0, 24)]),
    ],
)  # fmt: skip
def test_gaps_are_what_no_shift_covers(spans: list, found: list) -> None:
    gaps = rules.gaps([(at(a), at(b)) for a, b in spans], begins=at(0), ends=at(24))

    assert gaps == [(at(a), at(b)) for a, b in found]


@pytest.mark.parametrize("hours", [0, -1, 0.4, 24 * 8 + 1])
def test_a_shift_has_a_sensible_length(hours: float) -> None:
    with pytest.raises(RuleBroken):
        rules.check_span(at(0), at(hours))


def test_whole_days_go_round_in_turn() -> None:
    turns = rules.rotation(date(2026, 11, 26), days=5, at=time(9), people=2)

    assert [who for who, _, _ in turns] == [0, 1, 0, 1, 0]
    assert turns[0][1] == THURSDAY
    assert all(end - start == timedelta(days=1) for _, start, end in turns)


def test_a_seat_is_held_by_one_and_a_person_sits_in_one(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    build_shift(office, who=duty)

    with pytest.raises(RuleBroken, match="已安排值班员"):
        build_shift(office, who=ma, begins=at(4))
    with pytest.raises(RuleBroken, match="已有班次"):
        build_shift(office, who=duty, position="driver", begins=at(4))
    build_shift(office, who=ma, begins=at(8))
    build_shift(office, who=office, position="leader", begins=at(4))

    assert Shift.objects.count() == 3


def test_helpers_may_be_several_at_once(office: Actor, duty: Actor, ma: Actor) -> None:
    build_shift(office, who=duty, position="assistant")
    build_shift(office, who=ma, position="assistant")

    assert Shift.objects.count() == 2


def test_duty_is_planned_by_the_units_own_desk_with_its_own_people(
    county: World, office: Actor, zhao: Actor, li: Actor
) -> None:
    worker = build_colleague(county, "township-beiting", "小工")
    with pytest.raises(NotAllowed):
        build_shift(zhao, who=li)
    with pytest.raises(NotAllowed):
        build_shift(worker)

    assert Shift.objects.count() == 0


def test_a_rotation_is_planned_as_a_whole_or_not_at_all(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    posts = [post_of(duty), post_of(ma)]
    wanted = {"unit": post_of(duty).unit, "position": "officer", "posts": posts, "at": time(9)}
    plan_rotation(actor=office, begins_on=date(2026, 11, 28), days=3, **wanted)

    with pytest.raises(RuleBroken, match="第 3 个班次"):
        plan_rotation(actor=office, begins_on=date(2026, 11, 26), days=4, **wanted)

    assert Shift.objects.count() == 3
    assert AuditRow.objects.get(action="orgs.shift.planned").count == 3


def test_gaps_of_the_next_fourteen_days_are_told_by_seat(office: Actor, duty: Actor) -> None:
    unit = post_of(duty).unit
    build_shift(office, who=duty, hours=24)

    gaps = queries.list_gaps(unit)

    assert gaps == [("leader", at(0), at(14 * 24)), ("officer", at(24), at(14 * 24))]


def test_a_swap_keeps_the_shift_its_reason_and_tells_both(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    shift = build_shift(office, who=duty)

    swap_shift(actor=office, shift_uuid=shift.uuid, post=post_of(ma), reason="家中有事")

    swap = ShiftSwap.objects.get()
    shift.refresh_from_db()
    assert shift.post.user_id == ma.user_id
    assert (swap.from_post_id, swap.to_post_id, swap.reason) == (
        duty.post_id,
        ma.post_id,
        "家中有事",
    )
    boxes = set(Notice.objects.values_list("mailbox", flat=True))
    assert boxes == {user_mailbox(duty.user_id), user_mailbox(ma.user_id)}


@pytest.mark.parametrize("wrong", ["busy", "same", "no reason", "over", "stranger"])
def test_a_swap_that_cannot_be_changes_nothing(
    county: World, office: Actor, duty: Actor, ma: Actor, li: Actor, on_thursday: time_machine.Traveller, wrong: str
) -> None:  # fmt: skip
    shift = build_shift(office, who=duty)
    build_shift(office, who=ma if wrong == "busy" else office, position="assistant", begins=at(2))
    to, reason = (
        {"same": duty, "stranger": li}.get(wrong, ma),
        "" if wrong == "no reason" else "有事",
    )
    on_thursday.shift(timedelta(hours=9 if wrong == "over" else 0))

    with pytest.raises(RuleBroken):
        swap_shift(actor=office, shift_uuid=shift.uuid, post=post_of(to), reason=reason)

    shift.refresh_from_db()
    assert shift.post_id == duty.post_id
    assert ShiftSwap.objects.count() == 0


def test_a_cancelled_shift_is_kept_and_leaves_its_seat(office: Actor, duty: Actor) -> None:
    shift = build_shift(office, who=duty)

    cancel_shift(actor=office, shift_uuid=shift.uuid, reason="重复排班")

    shift.refresh_from_db()
    assert (shift.cancelled_by_id, shift.cancel_reason) == (office.user_id, "重复排班")
    assert list(queries.list_shifts(office)) == []
    build_shift(office, who=duty)


def test_a_neighbours_shift_is_not_found_and_the_countys_is_not_ones_own(
    office: Actor, duty: Actor, li: Actor, zhao: Actor
) -> None:
    theirs, countys = build_shift(li), build_shift(office, who=duty)

    with pytest.raises(NotFound):
        cancel_shift(actor=zhao, shift_uuid=theirs.uuid, reason="取消它")
    with pytest.raises(NotAllowed):
        cancel_shift(actor=zhao, shift_uuid=countys.uuid, reason="取消它")

    assert Shift.objects.filter(cancelled_at=None).count() == 2
