from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.tasks.models import Reminder, Task
from lianfang.command.tasks.public import send_due_reminders
from lianfang.county.plans.models import Plan
from tests.builders.tasks import MORNING, bring_to, start_response, task_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("到期提醒")


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """The CDC's field investigation, due six hours after the start."""
    with clock.moved_to(MORNING):
        start_response(county, plan)
    task = task_of(county, "county-cdc", "2.1-a")
    Task.objects.exclude(pk=task.pk).update(state="accepted")
    return task


def kinds() -> list[tuple[str, int]]:
    return list(Reminder.objects.order_by("id").values_list("kind", "round"))


def test_a_unit_is_reminded_before_at_and_after_the_limit_each_time_once(task: Task) -> None:
    for minutes in (0, 287, 288, 300, 360, 361, 360 + 1440, 360 + 1441, 360 + 2880):
        send_due_reminders(actor=SYSTEM, at=MORNING + timedelta(minutes=minutes))

    assert kinds() == [("before", 0), ("due", 0), ("after", 1), ("after", 2)]
    subjects = list(
        Notice.objects.filter(kind__startswith="tasks.reminder")
        .order_by("id")
        .values_list("subject", flat=True)
    )
    assert subjects == [
        "“完成现场流调”即将到期",
        "“完成现场流调”已到期，尚未提交",
        "“完成现场流调”逾期未提交，请立即办理",
        "“完成现场流调”逾期未提交，请立即办理",
    ]


def test_after_a_week_the_reminders_stop(task: Task) -> None:
    for day in range(12):
        send_due_reminders(actor=SYSTEM, at=task.due_at + timedelta(days=day))

    assert kinds() == [("due", 0), *(("after", day) for day in range(1, 8))]


def test_after_a_standstill_one_letter_is_sent_and_not_eight(task: Task) -> None:
    count = send_due_reminders(actor=SYSTEM, at=task.due_at + timedelta(days=3))

    assert count == 1
    assert kinds() == [("after", 3)]


def test_who_has_submitted_is_not_reminded(task: Task, county: World) -> None:
    bring_to(county, task, "submitted", who="cdc")

    assert send_due_reminders(actor=SYSTEM, at=task.due_at + timedelta(days=1)) == 0
    assert kinds() == []


def test_a_limit_brought_forward_is_reminded_of_anew(task: Task) -> None:
    send_due_reminders(actor=SYSTEM, at=task.due_at)
    Task.objects.filter(pk=task.pk).update(due_at=task.due_at + timedelta(minutes=5))

    assert send_due_reminders(actor=SYSTEM, at=task.due_at + timedelta(minutes=5)) == 1


def test_many_tasks_of_a_unit_make_one_letter(task: Task, county: World) -> None:
    unit = county.units["county-cdc"]
    Task.objects.filter(unit=unit).update(state="issued", due_at=task.due_at)

    count = send_due_reminders(actor=SYSTEM, at=task.due_at)

    letter = Notice.objects.get(kind="tasks.reminder_due", mailbox=unit_mailbox(unit.pk))
    assert count == 2
    assert letter.subject == "2 件任务已到期，尚未提交"


def test_a_liaison_sends_no_reminders(task: Task, li: Actor) -> None:
    with pytest.raises(NotAllowed):
        send_due_reminders(actor=li, at=task.due_at)

    assert kinds() == []
