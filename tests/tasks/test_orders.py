from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.tasks.models import Addressee, Order, OrderReminder, Task
from lianfang.command.tasks.public import (
    accept_task,
    answer_order,
    clear_answer,
    issue_order,
    remind_of_unsigned_orders,
    remind_unsigned,
    return_answer,
    sign_order,
    sign_task,
    split_task,
    submit_task,
    withdraw_order,
)
from lianfang.command.tasks.queries import list_orders, sign_tallies
from lianfang.command.tasks.services import Part
from lianfang.county.plans.models import Plan
from tests.builders.follow_through import build_order, line_of
from tests.builders.orgs import build_group
from tests.builders.tasks import start_response
from tests.builders.world import World, build_actor, build_unit, build_user

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("钟")


def trace() -> tuple[object, ...]:
    return (
        tuple(Order.objects.order_by("id").values_list("state", "number")),
        tuple(Addressee.objects.order_by("id").values_list("state", "signed_at")),
        Task.objects.count(), AuditRow.objects.count(), Notice.objects.count(),
    )  # fmt: skip


def test_an_issued_order_is_numbered_and_reaches_every_unit_once(county: World) -> None:
    group = build_group(county.units["county-health"], county.units["townships"])
    order = build_order(county, "township-beiting", kinds=("township",), groups=(group,))

    via = dict(order.addressees.values_list("unit__code", "via"))
    assert order.number == f"吉突指令〔{clock.today().year}〕1号"
    assert via == {
        "township-beiting": "点名", "township-santai": "乡镇人民政府", "county-health": group.name,
    }  # fmt: skip
    for code in via:
        box = unit_mailbox(county.units[code].pk)
        assert Notice.objects.filter(mailbox=box, kind="tasks.order_issued").count() == 1


def test_each_kind_runs_in_a_series_of_its_own(county: World) -> None:
    numbers = [
        build_order(county, kind=kind, title=kind).number
        for kind in ("directive", "notice", "directive")
    ]

    assert [number.split("〕")[1] for number in numbers] == ["1号", "1号", "2号"]
    assert numbers[1].startswith("吉突指通知〔")


def test_a_second_press_issues_nothing_twice(county: World, office: Actor) -> None:
    order = build_order(county)
    before = trace()

    with pytest.raises(RuleBroken, match="已下发"):
        issue_order(actor=office, order_uuid=order.uuid)

    assert trace() == before


@pytest.mark.parametrize("who", ["staff", "duty", "health"])
def test_only_who_has_the_authority_issues(county: World, who: str) -> None:
    order = build_order(county, issued=False)
    before = trace()

    with pytest.raises((NotAllowed, NotFound)):
        issue_order(actor=county.actors[who], order_uuid=order.uuid)

    assert trace() == before


def test_a_draft_whose_limit_has_passed_is_not_issued(county: World, office: Actor) -> None:
    order = build_order(county, issued=False)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        before = trace()
        with pytest.raises(RuleBroken, match="签收时限已经过去"):
            issue_order(actor=office, order_uuid=order.uuid)
        assert trace() == before


def test_a_criticism_is_not_approved_by_its_drafter(
    county: World, office: Actor, chief: Actor
) -> None:
    order = build_order(county, by="office", issued=False, kind="criticism")

    with pytest.raises(NotAllowed, match="起草人以外"):
        issue_order(actor=office, order_uuid=order.uuid)
    issue_order(actor=chief, order_uuid=order.uuid)

    order.refresh_from_db()
    assert order.state == "issued"


def test_a_unit_signs_once_and_late_signing_stays_visible(county: World, li: Actor) -> None:
    order = build_order(county)

    with time_machine.travel(order.sign_until + timedelta(minutes=5), tick=False):
        sign_order(actor=li, order_uuid=order.uuid)
        line = line_of(county, order, "township-beiting")
        before = trace()
        with pytest.raises(RuleBroken, match="已经签收"):
            sign_order(actor=li, order_uuid=order.uuid)
        tally = sign_tallies([order])[order.pk]

    assert line.signed_at > order.sign_until
    assert line.signed_name == "北庭镇 李联络"
    assert (tally.total, tally.signed, tally.late, tally.rate) == (2, 1, 1, 50)
    assert trace() == before


def test_a_unit_that_was_not_addressed_does_not_know_the_order(
    county: World, zhao: Actor, wang: Actor
) -> None:
    order = build_order(county, "township-beiting")
    before = trace()

    for actor in (zhao, wang):
        with pytest.raises(NotFound):
            sign_order(actor=actor, order_uuid=order.uuid)
        assert list(list_orders(actor)) == []
    assert trace() == before


def test_a_draft_is_not_seen_by_its_addressees(county: World, li: Actor, duty: Actor) -> None:
    build_order(county, issued=False)

    assert list(list_orders(li)) == []
    assert list(list_orders(duty)) == []
    assert list_orders(county.actors["staff"]).count() == 1


def test_an_answer_comes_back_and_is_cleared_by_the_command_alone(
    county: World, li: Actor, office: Actor
) -> None:
    order = build_order(county)
    sign_order(actor=li, order_uuid=order.uuid)
    answer_order(actor=li, order_uuid=order.uuid, words="已排查三个村")
    line = line_of(county, order, "township-beiting")

    with pytest.raises(NotAllowed):
        clear_answer(actor=li, addressee_uuid=line.uuid)
    return_answer(actor=office, addressee_uuid=line.uuid, reason="缺两个村")
    answer_order(actor=li, order_uuid=order.uuid, words="五个村全部排查")
    clear_answer(actor=office, addressee_uuid=line.uuid)

    line.refresh_from_db()
    assert (line.state, line.returned_times) == ("cleared", 1)
    assert [row.verb for row in line.answers.order_by("id")] == [
        "answer",
        "return",
        "answer",
        "clear",
    ]


def test_two_officers_strike_off_at_once_and_one_of_them_counts(
    county: World, li: Actor, office: Actor, staff: Actor
) -> None:
    order = build_order(county)
    sign_order(actor=li, order_uuid=order.uuid)
    answer_order(actor=li, order_uuid=order.uuid, words="已排查")
    line = line_of(county, order, "township-beiting")
    clear_answer(actor=office, addressee_uuid=line.uuid)
    before = trace()

    with pytest.raises(RuleBroken, match="已销号"):
        clear_answer(actor=staff, addressee_uuid=line.uuid)

    line.refresh_from_db()
    assert line.cleared_by_id == office.user_id
    assert trace() == before


def test_nothing_is_cleared_before_its_answer(county: World, li: Actor, office: Actor) -> None:
    order = build_order(county)
    sign_order(actor=li, order_uuid=order.uuid)
    line = line_of(county, order, "township-beiting")

    with pytest.raises(RuleBroken, match="反馈后才能销号"):
        clear_answer(actor=office, addressee_uuid=line.uuid)


def test_an_answer_before_signing_or_to_a_plain_notice_is_refused(county: World, li: Actor) -> None:
    asked, plain = build_order(county), build_order(county, wants="signature")
    sign_order(actor=li, order_uuid=plain.uuid)

    with pytest.raises(RuleBroken):
        answer_order(actor=li, order_uuid=asked.uuid, words="已排查")
    with pytest.raises(RuleBroken, match="签收即可"):
        answer_order(actor=li, order_uuid=plain.uuid, words="已排查")


def test_the_office_does_not_clear_what_it_answered_itself(
    county: World, staff: Actor, office: Actor, chief: Actor
) -> None:
    order = build_order(county, "command-office")
    sign_order(actor=staff, order_uuid=order.uuid)
    answer_order(actor=staff, order_uuid=order.uuid, words="已办")

    with pytest.raises(NotAllowed, match="本单位"):
        clear_answer(actor=office, addressee_uuid=line_of(county, order, "command-office").uuid)


# Tasks


@pytest.fixture
def tasked(county: World, plan: Plan) -> Order:
    response = start_response(county, plan)
    return build_order(county, wants="task", emergency_uuid=response.emergency.uuid)


def test_an_order_makes_a_task_for_each_that_rests_on_it(
    county: World, tasked: Order, li: Actor, office: Actor
) -> None:
    task = Task.objects.get(order=tasked, unit=county.units["township-beiting"])

    sign_order(actor=li, order_uuid=tasked.uuid)
    submit_task(actor=li, task_uuid=task.uuid, words="已排查，附名册")
    accept_task(actor=office, task_uuid=task.uuid)

    task.refresh_from_db()
    assert (task.duty, task.action, task.due_at) == (None, None, tasked.answer_until)
    assert [step.verb for step in task.steps.order_by("id")] == ["sign", "submit", "accept"]
    assert Task.objects.filter(order=tasked).count() == 2


def test_signing_for_the_task_signs_for_its_order(county: World, tasked: Order, li: Actor) -> None:
    task = Task.objects.get(order=tasked, unit=county.units["township-beiting"])

    sign_task(actor=li, task_uuid=task.uuid)

    assert line_of(county, tasked, "township-beiting").state == "signed"
    assert line_of(county, tasked, "township-santai").state == "waiting"


def test_a_withdrawn_order_takes_its_tasks_and_their_parts_with_it(
    county: World, tasked: Order, li: Actor, office: Actor
) -> None:
    village = build_unit("village", county.areas["652327103"], kind="village_committee")
    task = Task.objects.get(order=tasked, unit=county.units["township-beiting"])
    sign_task(actor=li, task_uuid=task.uuid)
    split_task(actor=li, task_uuid=task.uuid, parts=[Part(village, "查本村", task.due_at)])

    withdraw_order(actor=office, order_uuid=tasked.uuid, reason="情况有变")

    tasked.refresh_from_db()
    assert tasked.state == "withdrawn"
    assert set(Task.objects.filter(order=tasked).values_list("state", flat=True)) == {"cancelled"}
    assert Task.objects.filter(order=tasked).count() == 3
    with pytest.raises(RuleBroken, match="已撤回"):
        sign_order(actor=li, order_uuid=tasked.uuid)


def test_tasks_are_refused_without_a_running_response(county: World) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match="选定事件"):
        build_order(county, wants="task")

    assert trace() == before


def test_a_task_rests_on_a_clause_or_on_an_order(tasked: Order) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(order=tasked).update(order=None)


# Reminding


def test_unsigned_orders_are_reminded_of_before_at_and_after_the_limit_each_once(
    county: World, li: Actor
) -> None:
    order = build_order(county, sign_hours=10)
    sign_order(actor=li, order_uuid=order.uuid)
    counts = []

    for hours in (1, 8, 8.1, 10, 10.1, 34, 34.1):
        at = order.issued_at + timedelta(hours=hours)
        counts.append(remind_of_unsigned_orders(actor=CLOCK, at=at))

    assert counts == [0, 1, 0, 1, 0, 1, 0]
    units = set(OrderReminder.objects.values_list("addressee__unit__code", flat=True))
    assert units == {"township-santai"}


def test_reminding_by_hand_reaches_the_unsigned_and_ends_when_all_have_signed(
    county: World, staff: Actor, li: Actor, zhao: Actor
) -> None:
    order = build_order(county)
    sign_order(actor=li, order_uuid=order.uuid)

    assert remind_unsigned(actor=staff, order_uuid=order.uuid, words="请马上签收") == 1
    assert remind_unsigned(actor=staff, order_uuid=order.uuid) == 1
    sign_order(actor=zhao, order_uuid=order.uuid)
    with pytest.raises(RuleBroken, match="都已签收"):
        remind_unsigned(actor=staff, order_uuid=order.uuid)


def test_another_county_sees_and_touches_nothing(county: World) -> None:
    order = build_order(county)
    unit = build_unit("mulei", county.areas["652328"], kind="command_office")
    stranger = build_actor(build_user("stranger"), unit, "office_chief")
    before = trace()

    for verb in (issue_order, sign_order, remind_unsigned):
        with pytest.raises(NotFound):
            verb(actor=stranger, order_uuid=order.uuid)
    assert trace() == before
