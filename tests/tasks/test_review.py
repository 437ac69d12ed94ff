import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.tasks.models import Reassignment, Task, TaskStep
from lianfang.command.tasks.public import (
    Part,
    accept_decline,
    accept_task,
    cancel_task,
    decline_task,
    reassign_task,
    reopen_task,
    return_task,
    split_task,
)
from lianfang.county.plans.models import Plan
from tests.builders.tasks import bring_to, end_response, start_response, task_of
from tests.builders.world import World, build_actor, build_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(county: World, plan: Plan) -> Task:
    """北庭镇's task, submitted by Li."""
    start_response(county, plan)
    return bring_to(county, task_of(county, "township-beiting", "4.1-a"), "submitted", who="li")


def trace() -> tuple[object, ...]:
    return (
        tuple(Task.objects.order_by("id").values_list("state", "unit_id", "returned_times")),
        TaskStep.objects.count(), AuditRow.objects.count(), Notice.objects.count(),
        Reassignment.objects.count(),
    )  # fmt: skip


def test_the_command_strikes_a_task_off(submitted: Task, county: World, office: Actor) -> None:
    accept_task(actor=office, task_uuid=submitted.uuid, words="材料齐全")

    submitted.refresh_from_db()
    assert (submitted.state, submitted.finished_by_id) == ("accepted", office.user_id)
    assert Notice.objects.get(kind="tasks.accepted").mailbox == unit_mailbox(submitted.unit_id)
    assert TaskStep.objects.get(task=submitted, verb="accept").words == "材料齐全"


def test_striking_off_twice_is_refused(submitted: Task, office: Actor) -> None:
    accept_task(actor=office, task_uuid=submitted.uuid)
    before = trace()

    with pytest.raises(RuleBroken, match="已销号"):
        accept_task(actor=office, task_uuid=submitted.uuid)

    assert trace() == before


@pytest.mark.parametrize("who", ["li", "duty", "health"])
def test_who_has_no_right_to_review_strikes_nothing_off(
    submitted: Task, county: World, who: str
) -> None:
    before = trace()

    with pytest.raises(NotAllowed):
        accept_task(actor=county.actors[who], task_uuid=submitted.uuid)

    assert trace() == before


def test_zhao_does_not_know_what_there_is_to_review(submitted: Task, zhao: Actor) -> None:
    with pytest.raises(NotFound):
        accept_task(actor=zhao, task_uuid=submitted.uuid)


def test_the_command_office_never_strikes_off_its_own_task(
    submitted: Task, county: World, office: Actor, staff: Actor
) -> None:
    own = task_of(county, "county-health", "1.1-a")
    reassign_task(
        actor=office, task_uuid=own.uuid, to_unit=county.units["command-office"], reason="统一办理"
    )
    bring_to(county, own, "submitted", who="staff")
    before = trace()

    with pytest.raises(NotAllowed, match="承办单位不能审核"):
        accept_task(actor=office, task_uuid=own.uuid)
    with pytest.raises(NotAllowed, match="由您本人提交"):
        accept_task(actor=staff, task_uuid=own.uuid)

    assert trace() == before


def test_the_leader_strikes_off_what_the_command_office_did(
    submitted: Task, county: World, office: Actor, chief: Actor
) -> None:
    own = task_of(county, "county-health", "1.1-a")
    reassign_task(
        actor=office, task_uuid=own.uuid, to_unit=county.units["command-office"], reason="统一办理"
    )
    bring_to(county, own, "submitted", who="staff")

    accept_task(actor=chief, task_uuid=own.uuid)

    own.refresh_from_db()
    assert own.state == "accepted"


def test_who_submitted_at_another_post_does_not_strike_it_off(
    submitted: Task, county: World
) -> None:
    li_at_office = build_actor(county.users["li"], county.units["command-office"], "office_staff")
    before = trace()

    with pytest.raises(NotAllowed, match="由您本人提交"):
        accept_task(actor=li_at_office, task_uuid=submitted.uuid)

    assert trace() == before


def test_a_returned_task_goes_back_with_the_reason(submitted: Task, office: Actor) -> None:
    return_task(actor=office, task_uuid=submitted.uuid, reason="缺登记表")

    submitted.refresh_from_db()
    letter = Notice.objects.get(kind="tasks.returned")
    assert (submitted.state, submitted.returned_times) == ("returned", 1)
    assert (letter.urgency, "缺登记表" in letter.body) == ("urgent", True)


def test_a_task_is_not_returned_without_a_reason(submitted: Task, office: Actor) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match="退回理由"):
        return_task(actor=office, task_uuid=submitted.uuid, reason="")

    assert trace() == before


def test_after_the_end_a_submitted_task_is_struck_off_but_not_returned(
    submitted: Task, county: World, office: Actor
) -> None:
    end_response(county, submitted.response)
    with pytest.raises(RuleBroken, match="已终止"):
        return_task(actor=office, task_uuid=submitted.uuid, reason="缺登记表")

    accept_task(actor=office, task_uuid=submitted.uuid)

    submitted.refresh_from_db()
    assert submitted.state == "accepted"


def test_the_command_agrees_that_a_task_cannot_be_done(
    submitted: Task, county: World, zhao: Actor, office: Actor
) -> None:
    task = task_of(county, "township-santai", "4.1-a")
    decline_task(actor=zhao, task_uuid=task.uuid, reason="辖区无居家人员")

    accept_decline(actor=office, task_uuid=task.uuid, reason="情况属实")

    task.refresh_from_db()
    assert (task.state, task.is_lifted) == ("cancelled", False)
    assert TaskStep.objects.get(task=task, verb="excuse").words == "情况属实"


def test_the_command_does_not_agree_and_gives_the_task_back(
    submitted: Task, county: World, zhao: Actor, office: Actor
) -> None:
    task = task_of(county, "township-santai", "4.1-a")
    decline_task(actor=zhao, task_uuid=task.uuid, reason="人手不足")

    return_task(actor=office, task_uuid=task.uuid, reason="已协调志愿者，请继续办理")

    task.refresh_from_db()
    assert task.state == "returned"


def test_agreeing_needs_a_unit_that_declined(submitted: Task, office: Actor) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match="报告不能办理"):
        accept_decline(actor=office, task_uuid=submitted.uuid, reason="情况属实")

    assert trace() == before


def test_a_struck_off_task_is_taken_up_again(submitted: Task, office: Actor) -> None:
    accept_task(actor=office, task_uuid=submitted.uuid)

    reopen_task(actor=office, task_uuid=submitted.uuid, reason="复核发现漏登")

    submitted.refresh_from_db()
    assert (submitted.state, submitted.finished_at) == ("returned", None)


def test_a_task_is_moved_and_both_units_are_told(
    submitted: Task, county: World, office: Actor
) -> None:
    task = bring_to(county, task_of(county, "township-santai", "4.1-a"), "working", who="zhao")

    reassign_task(
        actor=office,
        task_uuid=task.uuid,
        to_unit=county.units["township-beiting"],
        reason="道路中断",
    )

    task.refresh_from_db()
    assert (task.unit, task.state, task.signed_at) == (
        county.units["township-beiting"],
        "issued",
        None,
    )
    assert task.area_path == county.units["township-beiting"].area_path
    moved = Reassignment.objects.get(task=task)
    assert (moved.from_unit, moved.to_unit) == (county.units["township-santai"], task.unit)
    told = set(Notice.objects.filter(kind="tasks.reassigned").values_list("mailbox", flat=True))
    assert told == {unit_mailbox(moved.from_unit_id), unit_mailbox(moved.to_unit_id)}


@pytest.mark.parametrize("unit", ["township-santai", "townships", "elsewhere"])
def test_a_task_is_not_moved_to_a_unit_that_cannot_do_it(
    submitted: Task, county: World, office: Actor, unit: str
) -> None:
    county.units["elsewhere"] = build_unit("elsewhere", county.areas["652328"])
    task = task_of(county, "township-santai", "4.1-a")
    before = trace()

    with pytest.raises(RuleBroken) as refusal:
        reassign_task(
            actor=office, task_uuid=task.uuid, to_unit=county.units[unit], reason="道路中断"
        )

    assert set(refusal.value.fields) == {"to_unit"}
    assert trace() == before


def test_a_unit_does_not_move_its_own_task(submitted: Task, county: World, zhao: Actor) -> None:
    task = task_of(county, "township-santai", "4.1-a")
    before = trace()

    with pytest.raises(NotAllowed):
        reassign_task(
            actor=zhao, task_uuid=task.uuid, to_unit=county.units["township-beiting"], reason="忙"
        )

    assert trace() == before


def test_cancelling_a_task_withdraws_its_parts(
    submitted: Task, county: World, office: Actor, health: Actor
) -> None:
    task = bring_to(county, task_of(county, "county-health", "1.1-a"), "signed", who="health")
    [part] = split_task(
        actor=health, task_uuid=task.uuid,
        parts=[Part(county.units["county-cdc"], "提供研判材料", task.due_at)],
    )  # fmt: skip

    cancel_task(actor=office, task_uuid=task.uuid, reason="上级已统一研判")

    task.refresh_from_db()
    part.refresh_from_db()
    assert (task.state, part.state) == ("cancelled", "cancelled")
    mailbox = unit_mailbox(county.units["county-cdc"].pk)
    assert Notice.objects.filter(kind="tasks.cancelled", mailbox=mailbox).count() == 1


def test_a_part_is_withdrawn_by_the_splitter_and_by_nobody_else(
    submitted: Task, county: World, office: Actor, health: Actor, cdc: Actor
) -> None:
    task = bring_to(county, task_of(county, "county-health", "1.1-a"), "signed", who="health")
    [part] = split_task(
        actor=health, task_uuid=task.uuid,
        parts=[Part(county.units["county-cdc"], "提供研判材料", task.due_at)],
    )  # fmt: skip
    for stranger in (office, cdc):
        with pytest.raises(NotAllowed):
            cancel_task(actor=stranger, task_uuid=part.uuid, reason="不需要")

    cancel_task(actor=health, task_uuid=part.uuid, reason="材料已齐")

    part.refresh_from_db()
    assert part.state == "cancelled"
