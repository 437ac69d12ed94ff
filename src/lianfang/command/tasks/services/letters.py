"""Letters about one task. They name the task and the unit, never a person."""

from django.urls import reverse

from lianfang.base.notices.public import Letter, Urgency, unit_mailbox
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.queries import command_office_of

from .issuing import moment


def letter_about(
    task: Task,
    mailbox: str,
    kind: str,
    subject: str,
    *,
    words: str = "",
    urgency: str = Urgency.NORMAL,
) -> Letter:
    drill = "【演练】" if task.is_exercise else ""
    lines = [f"任务：{task.title}（{task.number}）", f"时限：{moment(task.due_at)}"]
    return Letter(
        mailbox=mailbox,
        kind=kind,
        subject=f"{drill}{subject}：{task.title}",
        body="\n".join([*lines, words] if words else lines),
        url=reverse("tasks:task_detail", args=[task.uuid]),
        urgency=urgency,
    )


def reviewers_mailbox(task: Task) -> str:
    """Who answers for the task: the unit that split it, else the command office of the response."""
    if task.from_unit_id is not None:
        return unit_mailbox(task.from_unit_id)
    office = command_office_of(task.response.area_path)
    return unit_mailbox(office.pk) if office else ""
