"""Splitting a task into parts for other units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import next_number, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import send_letters, unit_mailbox
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import TaskState
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.queries import list_units_for_parts
from lianfang.county.orgs.public import Unit

from .issuing import task_number
from .letters import letter_about
from .steps import fetch, save_step

MOST_PARTS = 300


@dataclass(frozen=True)
class Part:
    """What one other unit is to do of a task, in the splitting unit's words, and until when."""

    unit: Unit
    what: str
    due_at: datetime


@transaction.atomic
def split_task(*, actor: Actor, task_uuid: object, parts: Sequence[Part]) -> list[Task]:
    """
    Give parts of a task to other units; the splitting unit accepts them.

    :raises RuleBroken: not signed for, no parts, a unit twice or one that may not be given parts,
        a part due after the whole.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_SIGN, unit_id=task.unit_id)
    rules.check_response_runs(task.response.ended_at, "分解任务")
    source, at = task.state, clock.now()
    task.state = rules.state_after_handing_on(source)
    _check(task, parts, at)
    first = next_number("tasks.task", count=len(parts))
    rows = [
        _part_row(task, part, actor, at, task_number(first + place))
        for place, part in enumerate(parts)
    ]
    Task.objects.bulk_create(rows)
    names = "、".join(part.unit.short_name for part in parts)
    save_step(task, "split", source, actor=actor, at=at, words=f"分解给：{names}")
    record_batch(
        actor=actor, action="tasks.task.issued", targets=(row.number for row in rows), target=task
    )
    subject = f"{task.unit.short_name}交办分任务"
    send_letters(
        letter_about(row, unit_mailbox(row.unit_id), "tasks.part_issued", subject) for row in rows
    )
    return rows


def _check(task: Task, parts: Sequence[Part], at: datetime) -> None:
    if not parts:
        raise RuleBroken("请至少选择一个单位。", fields={"units": "请至少选择一个单位。"})
    if len(parts) > MOST_PARTS:
        raise RuleBroken(f"一次最多分解给 {MOST_PARTS} 个单位，请分批办理。")
    ids = {part.unit.pk for part in parts}
    if len(ids) < len(parts):
        raise RuleBroken("同一单位选了两次，请每个单位只分一项。")
    allowed = set(list_units_for_parts(task).filter(pk__in=ids).values_list("pk", flat=True))
    wrong = [part.unit.short_name for part in parts if part.unit.pk not in allowed]
    if wrong:
        raise RuleBroken(
            f"不能把分任务交给“{'、'.join(wrong)}”，请选择下级单位或本辖区的办理单位。"
        )
    held = task.parts.exclude(state=TaskState.CANCELLED).filter(unit__in=ids)
    names = list(held.values_list("unit__short_name", flat=True))
    if names:
        raise RuleBroken(f"“{'、'.join(names)}”已有本任务的分任务，不能重复分解。")
    for part in parts:
        rules.check_words(part.what, "分任务要求", field="what")
        rules.check_part_due(part.due_at, parent_due=task.due_at, at=at)


def _part_row(task: Task, part: Part, actor: Actor, at: datetime, number: str) -> Task:
    return Task(
        number=number, response=task.response, action_id=task.action_id, duty_id=task.duty_id,
        order_id=task.order_id,
        unit=part.unit, planned_unit=part.unit, from_unit_id=task.unit_id,
        area_path=part.unit.area_path, parent=task, occurrence=task.occurrence, title=task.title,
        what=part.what.strip(), evidence=task.evidence, level=task.level, is_exercise=task.is_exercise,
        issued_at=at, issued_by_id=actor.user_id, issue_words=f"{task.unit.short_name}分解",
        due_at=part.due_at,
    )  # fmt: skip
