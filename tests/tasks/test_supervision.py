from datetime import timedelta

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, unit_mailbox, user_mailbox
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks.models import Order, Supervision, SupervisionStep, Task
from lianfang.command.tasks.public import (
    accept_task,
    cancel_task,
    clear_answer,
    climb_ladder,
    close_supervision,
    issue_order,
    open_supervision,
    propose_criticism,
    raise_supervision,
    reopen_task,
    set_ladder,
    sign_order,
    withdraw_order,
)
from lianfang.command.tasks.queries import list_supervisions
from lianfang.county.plans.models import Plan
from tests.builders.follow_through import build_order, line_of
from tests.builders.tasks import bring_to, end_response, start_response, task_of
from tests.builders.world import World, build_actor, build_user

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("督办规则")


@pytest.fixture
def response(county: World, plan: Plan) -> Response:
    return start_response(county, plan)


@pytest.fixture
def task(county: World, response: Response) -> Task:
    return task_of(county, "township-beiting", "4.1-a")


def trace() -> tuple[object, ...]:
    return (
        tuple(Supervision.objects.order_by("id").values_list("rung", "state", "closing")),
        SupervisionStep.objects.count(), AuditRow.objects.count(), Notice.objects.count(),
        Order.objects.count(),
    )  # fmt: skip


def climb(task: Task, hours: float) -> list[tuple[int, str]]:
    climb_ladder(actor=CLOCK, at=task.due_at + timedelta(hours=hours))
    rows = Supervision.objects.filter(task=task).order_by("id")
    return list(rows.values_list("rung", "state"))


def test_a_late_task_climbs_at_the_boundaries_each_rung_once(task: Task) -> None:
    rungs = [climb(task, hours) for hours in (1.99, 2, 2.1, 23.9, 24, 47.9, 48, 500)]

    assert [rung[0][0] if rung else 0 for rung in rungs] == [0, 1, 1, 1, 2, 2, 3, 3]
    steps = SupervisionStep.objects.filter(supervision__task=task).order_by("id")
    assert [(step.rung, step.by_name) for step in steps] == [
        (1, "督办规则"), (2, "督办规则"), (3, "督办规则"),
    ]  # fmt: skip
    assert "逾期 2 小时" in steps[0].words


def test_after_a_standstill_a_matter_goes_to_its_rung_with_one_step(task: Task) -> None:
    assert climb(task, 60) == [(3, "open")]
    assert SupervisionStep.objects.filter(supervision__task=task).count() == 1


def test_under_a_grave_response_it_climbs_faster(task: Task, response: Response) -> None:
    Response.objects.filter(pk=response.pk).update(level=2)

    assert [climb(task, hours)[0][0] for hours in (0.5, 4, 12)] == [1, 2, 3]


def test_a_pass_with_nothing_new_writes_nothing(task: Task) -> None:
    climb(task, 3)
    before = trace()

    climb(task, 3)

    assert trace() == before


def test_the_pass_asks_the_same_number_of_statements_for_one_and_for_many(
    county: World, plan: Plan, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        start_response(county, plan)
    latest = max(Task.objects.values_list("due_at", flat=True))

    with django_assert_max_num_queries(40):
        climbed = climb_ladder(actor=CLOCK, at=latest + timedelta(hours=30))

    assert climbed == Task.objects.count() > 30


def test_each_rung_tells_whom_it_names_in_one_letter(county: World, chief: Actor) -> None:
    order = build_order(county, "township-beiting")
    unit = county.units["township-beiting"]
    leader = build_actor(build_user("head"), unit, "unit_leader")
    boxes = {
        "unit": unit_mailbox(unit.pk), "head": user_mailbox(leader.user_id),
        "office": unit_mailbox(county.units["command-office"].pk), "chief": user_mailbox(chief.user_id),
    }  # fmt: skip
    told = []

    for hours in (0.5, 4, 12):
        Notice.objects.all().delete()
        climb_ladder(actor=CLOCK, at=order.sign_until + timedelta(hours=hours))
        found = list(Notice.objects.values_list("mailbox", flat=True))
        assert len(found) == len(set(found))
        told.append({name for name, box in boxes.items() if box in found})

    assert told == [{"unit"}, {"unit", "head"}, {"unit", "head", "office", "chief"}]


def test_a_struck_off_task_closes_its_supervision_and_a_reopened_one_is_followed_anew(
    county: World, task: Task, office: Actor
) -> None:
    climb(task, 3)
    bring_to(county, task, "submitted", who="li")

    accept_task(actor=office, task_uuid=task.uuid)
    assert list(Supervision.objects.filter(task=task).values_list("closing", flat=True)) == [
        "struck_off"
    ]
    reopen_task(actor=office, task_uuid=task.uuid, reason="抽查不实")

    assert climb(task, 60) == [(1, "closed"), (3, "open")]


def test_a_cancelled_task_and_an_ended_response_close_it_too(
    county: World, response: Response, task: Task, office: Actor
) -> None:
    other = task_of(county, "county-cdc", "2.1-a")
    climb(task, 3)
    cancel_task(actor=office, task_uuid=task.uuid, reason="不再需要")
    end_response(county, response)

    climb_ladder(actor=CLOCK, at=task.due_at + timedelta(hours=4))

    assert set(Supervision.objects.values_list("state", "closing")) == {("closed", "withdrawn")}
    assert Supervision.objects.filter(task=other).count() == 1


def test_what_waits_for_the_command_does_not_climb(county: World, task: Task) -> None:
    bring_to(county, task, "submitted", who="li")

    assert climb(task, 100) == []


def test_an_unsigned_order_and_a_missing_answer_climb(
    county: World, li: Actor, office: Actor
) -> None:
    order = build_order(county, sign_hours=1, answer_hours=24)
    sign_order(actor=li, order_uuid=order.uuid)

    climb_ladder(actor=CLOCK, at=order.sign_until + timedelta(minutes=30))
    names = list(Supervision.objects.values_list("unit__code", "rung"))
    climb_ladder(actor=CLOCK, at=order.answer_until + timedelta(minutes=30))

    assert names == [("township-santai", 1)]
    beiting = Supervision.objects.get(unit__code="township-beiting")
    assert (beiting.rung, beiting.limit) == (1, order.answer_until)
    withdraw_order(actor=office, order_uuid=order.uuid, reason="有误")
    assert set(Supervision.objects.values_list("closing", flat=True)) == {"withdrawn"}


def test_the_unit_signing_late_does_not_close_its_own_supervision(
    county: World, li: Actor, office: Actor
) -> None:
    order = build_order(county, wants="signature")
    climb_ladder(actor=CLOCK, at=order.sign_until + timedelta(hours=1))
    sign_order(actor=li, order_uuid=order.uuid)
    matter = Supervision.objects.get(unit__code="township-beiting")

    assert matter.state == "open"
    clear_answer(actor=office, addressee_uuid=line_of(county, order, "township-beiting").uuid)

    matter.refresh_from_db()
    assert (matter.state, matter.closing, matter.closed_by_id) == (
        "closed", "struck_off", office.user_id,
    )  # fmt: skip


# By hand


def test_by_hand_it_is_opened_before_the_limit_raised_and_dropped_with_words(
    task: Task, staff: Actor
) -> None:
    matter = open_supervision(actor=staff, task_uuid=task.uuid, reason="县领导批示")
    raise_supervision(actor=staff, supervision_uuid=matter.uuid, words="仍无动静")
    raise_supervision(actor=staff, supervision_uuid=matter.uuid, words="请指挥长过问")
    with pytest.raises(RuleBroken, match="起草通报"):
        raise_supervision(actor=staff, supervision_uuid=matter.uuid, words="再升")

    close_supervision(actor=staff, supervision_uuid=matter.uuid, reason="已当面布置")

    matter.refresh_from_db()
    assert (matter.rung, matter.state, matter.closing) == (3, "closed", "dropped")
    assert [step.words for step in matter.steps.order_by("id")] == [
        "县领导批示", "仍无动静", "请指挥长过问", "已当面布置",
    ]  # fmt: skip


def test_the_clock_does_not_lower_what_a_person_raised(task: Task, staff: Actor) -> None:
    matter = open_supervision(actor=staff, task_uuid=task.uuid, reason="批示", rung=3)

    climb(task, 3)

    matter.refresh_from_db()
    assert matter.rung == 3


@pytest.mark.parametrize("who", ["li", "duty", "health"])
def test_only_the_command_supervises(county: World, task: Task, who: str) -> None:
    before = trace()

    with pytest.raises((NotAllowed, NotFound)):
        open_supervision(actor=county.actors[who], task_uuid=task.uuid, reason="试试")

    assert trace() == before


def test_the_office_does_not_decide_about_its_own_matter(
    county: World, response: Response, office: Actor, staff: Actor, chief: Actor
) -> None:
    order = build_order(county, "command-office")
    line = line_of(county, order, "command-office")
    with pytest.raises(NotAllowed, match="责任单位"):
        open_supervision(actor=staff, addressee_uuid=line.uuid, reason="自查")

    matter = open_supervision(actor=chief, addressee_uuid=line.uuid, reason="督促办公室")

    for verb, words in ((close_supervision, "reason"), (raise_supervision, "words")):
        with pytest.raises(NotAllowed, match="责任单位"):
            verb(actor=office, supervision_uuid=matter.uuid, **{words: "了结"})


def test_a_matter_is_opened_once_and_two_officers_close_it_once(
    task: Task, staff: Actor, office: Actor
) -> None:
    matter = open_supervision(actor=staff, task_uuid=task.uuid, reason="批示")
    with pytest.raises(RuleBroken, match="已在督办"):
        open_supervision(actor=office, task_uuid=task.uuid, reason="批示")
    close_supervision(actor=office, supervision_uuid=matter.uuid, reason="已布置")
    before = trace()

    with pytest.raises(RuleBroken, match="已了结"):
        close_supervision(actor=staff, supervision_uuid=matter.uuid, reason="已布置")

    assert trace() == before


def test_a_criticism_is_drafted_by_one_and_approved_by_another(
    county: World, task: Task, staff: Actor, chief: Actor, li: Actor
) -> None:
    climb(task, 80)
    matter = Supervision.objects.get(task=task)
    order = propose_criticism(actor=staff, supervision_uuid=matter.uuid, words="逾期三天未办。")
    matter.refresh_from_db()
    assert (order.state, order.kind, matter.rung) == ("draft", "criticism", 3)
    with pytest.raises(RuleBroken, match="已起草通报"):
        propose_criticism(actor=staff, supervision_uuid=matter.uuid, words="再来一份")

    issue_order(actor=chief, order_uuid=order.uuid)

    matter.refresh_from_db()
    assert matter.rung == 4
    assert "通报" in matter.steps.latest("id").words
    assert climb(task, 900) == [(4, "open")]


def test_units_see_their_own_matters_and_no_other_county_any(
    county: World, task: Task, li: Actor, zhao: Actor, office: Actor
) -> None:
    climb(task, 3)

    assert {row.unit.code for row in list_supervisions(li)} == {"township-beiting"}
    assert {row.unit.code for row in list_supervisions(zhao)} == {"township-santai"}
    assert list_supervisions(office).count() > 2
    with pytest.raises(NotFound):
        close_supervision(
            actor=zhao, supervision_uuid=Supervision.objects.get(task=task).uuid, reason="试试"
        )


def test_the_ladder_follows_what_the_county_set(task: Task, office: Actor, staff: Actor) -> None:
    from lianfang.command.tasks.rules import DEFAULT_LADDER

    minutes = {key: int(span.total_seconds() // 60) for key, span in DEFAULT_LADDER.items()}
    with pytest.raises(NotAllowed):
        set_ladder(actor=staff, minutes=minutes)
    assert set_ladder(actor=office, minutes=minutes | {(False, 1): 60}) == 8
    assert set_ladder(actor=office, minutes=minutes | {(False, 1): 60}) == 0

    assert climb(task, 0.99) == []
    assert climb(task, 1) == [(1, "open")]


def test_only_the_command_or_the_clock_runs_the_pass(li: Actor) -> None:
    with pytest.raises(NotAllowed):
        climb_ladder(actor=li, at=clock.now())
