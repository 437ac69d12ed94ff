from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.files.public import Attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, unit_mailbox, user_mailbox
from lianfang.command.tasks.models import Feedback, Task, TaskStep
from lianfang.command.tasks.public import (
    FigureEntry,
    Part,
    Upload,
    accept_task,
    assign_task,
    decline_task,
    report_progress,
    return_task,
    sign_task,
    sign_tasks,
    split_task,
    submit_task,
)
from lianfang.county.plans.models import Plan
from tests.builders.tasks import MORNING, bring_to, start_response, task_of
from tests.builders.world import World, build_actor, build_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """北庭镇's task, just issued."""
    with clock.moved_to(MORNING):
        start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


def trace() -> tuple[object, ...]:
    """Everything that a refused act must leave as it was."""
    return (
        tuple(Task.objects.order_by("id").values_list("state", "unit_id", "assignee_id", "progress")),
        TaskStep.objects.count(), Feedback.objects.count(), AuditRow.objects.count(),
        Notice.objects.count(), Attachment.objects.count(),
    )  # fmt: skip


def test_a_liaison_signs_for_the_own_units_task(task: Task, li: Actor) -> None:
    with clock.moved_to(MORNING + timedelta(minutes=5)):
        sign_task(actor=li, task_uuid=task.uuid)

    task.refresh_from_db()
    step = TaskStep.objects.get(task=task)
    assert (task.state, task.signed_by_id) == ("signed", li.user_id)
    assert task.signed_at == MORNING + timedelta(minutes=5)
    assert (step.verb, step.source, step.target) == ("sign", "issued", "signed")
    assert step.by_name == "北庭镇 李联络"
    assert AuditRow.objects.get(action="tasks.task.signed").target_uuid == str(task.uuid)


def test_zhao_does_not_know_of_lis_task(task: Task, zhao: Actor) -> None:
    before = trace()

    with pytest.raises(NotFound):
        sign_task(actor=zhao, task_uuid=task.uuid)

    assert trace() == before


@pytest.mark.parametrize("text", ["", "abc", "1", "00000000-0000-4000-8000-000000000000"])
def test_what_is_no_task_is_not_found(task: Task, li: Actor, text: str) -> None:
    with pytest.raises(NotFound):
        sign_task(actor=li, task_uuid=text)


def test_the_command_sees_the_task_and_does_not_sign_for_it(task: Task, office: Actor) -> None:
    before = trace()

    with pytest.raises(NotAllowed, match="其他单位"):
        sign_task(actor=office, task_uuid=task.uuid)

    assert trace() == before


def test_a_worker_may_not_sign(task: Task, county: World) -> None:
    worker = build_actor(build_user("worker"), county.units["township-beiting"], "worker")
    before = trace()

    with pytest.raises(NotAllowed):
        sign_task(actor=worker, task_uuid=task.uuid)

    assert trace() == before


def test_signing_twice_is_refused(task: Task, li: Actor) -> None:
    sign_task(actor=li, task_uuid=task.uuid)
    before = trace()

    with pytest.raises(RuleBroken, match="已签收"):
        sign_task(actor=li, task_uuid=task.uuid)

    assert trace() == before


def test_many_are_signed_for_at_once(task: Task, county: World, li: Actor) -> None:
    mine = Task.objects.filter(unit=county.units["township-beiting"])

    count = sign_tasks(actor=li, task_uuids=[str(row.uuid) for row in mine])

    assert count == 2
    assert set(mine.values_list("state", "signed_by_id")) == {("signed", li.user_id)}
    assert TaskStep.objects.filter(verb="sign").count() == 2
    assert AuditRow.objects.get(action="tasks.task.signed").count == 2


def test_signing_for_many_leaves_those_a_colleague_signed_for(
    task: Task, county: World, li: Actor
) -> None:
    sign_task(actor=li, task_uuid=task.uuid)
    mine = Task.objects.filter(unit=county.units["township-beiting"])

    assert sign_tasks(actor=li, task_uuids=[row.uuid for row in mine]) == 1
    with pytest.raises(RuleBroken, match="无需再签"):
        sign_tasks(actor=li, task_uuids=[row.uuid for row in mine])


def test_signing_for_many_with_a_strangers_among_them_signs_none(
    task: Task, county: World, li: Actor
) -> None:
    strangers = task_of(county, "township-santai")
    before = trace()

    with pytest.raises(NotFound):
        sign_tasks(actor=li, task_uuids=[task.uuid, strangers.uuid])

    assert trace() == before


def test_signing_for_none_is_refused(task: Task, li: Actor) -> None:
    with pytest.raises(RuleBroken, match="勾选"):
        sign_tasks(actor=li, task_uuids=[])


def test_a_task_is_handed_to_a_person_of_the_unit(task: Task, county: World, li: Actor) -> None:
    person = build_user("village")
    build_actor(person, county.units["township-beiting"], "worker")
    bring_to(county, task, "signed", who="li")

    assign_task(actor=li, task_uuid=task.uuid, assignee=person, words="请今天办完")

    task.refresh_from_db()
    assert (task.state, task.assignee) == ("working", person)
    assert Notice.objects.get(kind="tasks.assigned").mailbox == user_mailbox(person.pk)


def test_a_task_is_not_handed_to_a_person_of_another_unit(
    task: Task, county: World, li: Actor
) -> None:
    bring_to(county, task, "signed", who="li")
    before = trace()

    with pytest.raises(RuleBroken, match="不在承办单位任职"):
        assign_task(actor=li, task_uuid=task.uuid, assignee=county.users["zhao"])

    assert trace() == before


def test_a_task_is_not_handed_on_before_it_is_signed_for(
    task: Task, county: World, li: Actor
) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match="待签收"):
        assign_task(actor=li, task_uuid=task.uuid, assignee=county.users["li"])

    assert trace() == before


def test_progress_is_reported_with_figures_and_files(task: Task, county: World, li: Actor) -> None:
    bring_to(county, task, "signed", who="li")

    report_progress(
        actor=li, task_uuid=task.uuid, words="已排查三个村", progress=40,
        figures=[FigureEntry("排查户数", Decimal(120), "户")],
        uploads=[Upload("名单.txt", "样表".encode())],
    )  # fmt: skip

    feedback = Feedback.objects.get(task=task)
    task.refresh_from_db()
    assert (task.state, task.progress, feedback.progress) == ("working", 40, 40)
    assert [(f.name, f.value, f.measure) for f in feedback.figures.all()] == [
        ("排查户数", 120, "户")
    ]
    assert [a.name for a in feedback.attachments.all()] == ["名单.txt"]


@pytest.mark.parametrize(
    "figures",
    [
        [FigureEntry("", Decimal(1))],
        [FigureEntry("户数", Decimal(1)), FigureEntry("户数 ", Decimal(2))],
        [FigureEntry("户数", Decimal("NaN"))],
        [FigureEntry("户数", Decimal(10) ** 15)],
        [FigureEntry(f"第{n}项", Decimal(n)) for n in range(21)],
    ],
)
def test_a_bad_figure_is_refused_and_nothing_is_stored(
    task: Task, county: World, li: Actor, figures: list[FigureEntry]
) -> None:
    bring_to(county, task, "signed", who="li")
    before = trace()

    with pytest.raises(RuleBroken) as refusal:
        report_progress(actor=li, task_uuid=task.uuid, words="已排查", progress=40, figures=figures)

    assert set(refusal.value.fields) == {"figures"}
    assert trace() == before


def test_a_file_that_is_refused_takes_the_whole_report_back(
    task: Task, county: World, li: Actor
) -> None:
    bring_to(county, task, "signed", who="li")
    before = trace()

    with pytest.raises(RuleBroken):
        submit_task(actor=li, task_uuid=task.uuid, words="已办结", uploads=[Upload("空.txt", b"")])

    assert trace() == before


def test_a_task_is_submitted_with_words_about_the_evidence(
    task: Task, county: World, li: Actor
) -> None:
    bring_to(county, task, "signed", who="li")

    submit_task(actor=li, task_uuid=task.uuid, words="登记表已归档")

    task.refresh_from_db()
    assert (task.state, task.progress, task.submitted_by_id) == ("submitted", 100, li.user_id)
    letter = Notice.objects.get(kind="tasks.submitted")
    assert letter.mailbox == unit_mailbox(county.units["command-office"].pk)
    assert "李" not in letter.subject + letter.body


@pytest.mark.parametrize("words", ["", "  "])
def test_a_task_is_not_submitted_without_words(
    task: Task, county: World, li: Actor, words: str
) -> None:
    bring_to(county, task, "signed", who="li")
    before = trace()

    with pytest.raises(RuleBroken, match="凭据"):
        submit_task(actor=li, task_uuid=task.uuid, words=words)

    assert trace() == before


def test_a_unit_says_that_it_cannot_do_a_task(task: Task, county: World, li: Actor) -> None:
    decline_task(actor=li, task_uuid=task.uuid, reason="辖区无居家人员")

    task.refresh_from_db()
    assert task.state == "declined"
    assert Notice.objects.get(kind="tasks.declined").urgency == "urgent"


def test_a_task_is_not_declined_without_a_reason(task: Task, li: Actor) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match="理由"):
        decline_task(actor=li, task_uuid=task.uuid, reason=" ")

    assert trace() == before


@pytest.fixture
def whole(task: Task, county: World) -> Task:
    """The education bureau's task, signed for."""
    return bring_to(county, task_of(county, "county-education", "3.1-a"), "signed", who="teacher")


def part(county: World, whole: Task, unit: str = "school-beiting", **changes: object) -> Part:
    facts = {"unit": county.units[unit], "what": "落实晨午检并报结果", "due_at": whole.due_at}
    return Part(**{**facts, **changes})


def at_school(county: World) -> Actor:
    return build_actor(build_user("school"), county.units["school-beiting"], "liaison")


def test_a_task_is_split_and_its_parts_are_accepted_by_the_splitter(
    county: World, whole: Task, teacher: Actor, office: Actor
) -> None:
    with clock.moved_to(MORNING):
        [row] = split_task(actor=teacher, task_uuid=whole.uuid, parts=[part(county, whole)])
        school = at_school(county)
    assert (row.parent, row.from_unit_id, row.duty_id) == (whole, whole.unit_id, whole.duty_id)
    with pytest.raises(RuleBroken, match="分任务未销号"):
        submit_task(actor=teacher, task_uuid=whole.uuid, words="已办结")
    sign_task(actor=school, task_uuid=row.uuid)
    submit_task(actor=school, task_uuid=row.uuid, words="晨午检已落实")
    with pytest.raises(NotAllowed, match="交办单位审核"):
        accept_task(actor=office, task_uuid=row.uuid)
    with pytest.raises(NotAllowed):
        accept_task(actor=school, task_uuid=row.uuid)

    accept_task(actor=teacher, task_uuid=row.uuid)
    submit_task(actor=teacher, task_uuid=whole.uuid, words="各校已落实")

    row.refresh_from_db()
    whole.refresh_from_db()
    assert (row.state, whole.state) == ("accepted", "submitted")


@pytest.mark.parametrize(
    ("unit", "words"),
    [("county-health", "县卫健委"), ("townships", "各乡镇"), ("county-education", "县教育局")],
)
def test_a_part_goes_down_and_not_sideways(
    county: World, whole: Task, teacher: Actor, unit: str, words: str
) -> None:
    before = trace()

    with pytest.raises(RuleBroken, match=words), clock.moved_to(MORNING):
        split_task(actor=teacher, task_uuid=whole.uuid, parts=[part(county, whole, unit)])

    assert trace() == before


def test_a_part_due_after_the_whole_is_refused(county: World, whole: Task, teacher: Actor) -> None:
    late = part(county, whole, due_at=whole.due_at + timedelta(minutes=1))
    before = trace()

    with pytest.raises(RuleBroken, match="不能晚于"), clock.moved_to(MORNING):
        split_task(actor=teacher, task_uuid=whole.uuid, parts=[late])

    assert trace() == before


def test_a_unit_gets_one_part_of_a_task(county: World, whole: Task, teacher: Actor) -> None:
    with clock.moved_to(MORNING):
        split_task(actor=teacher, task_uuid=whole.uuid, parts=[part(county, whole)])
        before = trace()
        with pytest.raises(RuleBroken, match="不能重复分解"):
            split_task(actor=teacher, task_uuid=whole.uuid, parts=[part(county, whole)])

    assert trace() == before


def test_a_returned_task_stays_returned_when_it_is_handed_on(
    county: World, task: Task, li: Actor, office: Actor
) -> None:
    bring_to(county, task, "submitted", who="li")
    return_task(actor=office, task_uuid=task.uuid, reason="缺登记表")

    assign_task(actor=li, task_uuid=task.uuid, assignee=county.users["li"])

    task.refresh_from_db()
    assert (task.state, task.returned_times) == ("returned", 1)
