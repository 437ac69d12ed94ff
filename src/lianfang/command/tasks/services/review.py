"""What the command, or the unit that split a task, answers: strike off, return, move, cancel."""

from typing import Any

from django.db import transaction

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import Closing
from lianfang.command.tasks.models import Reassignment, Task
from lianfang.county.orgs.public import Unit, UnitKind

from .letters import letter_about
from .performers import touches
from .steps import fetch, settle_parts, take_step
from .supervision_steps import close_of_tasks


def review_facts(actor: Actor, task: Task) -> rules.Review:
    """Who reviews what, as plain values for the rule."""
    return rules.Review(
        unit_id=task.unit_id,
        from_unit_id=task.from_unit_id,
        submitted_by_id=task.submitted_by_id,
        reviewer_id=actor.user_id,
        reviewer_unit_id=actor.unit_id,
        reviewer_unit_ids=actor.unit_ids,
        may_review_all=actor.may(Permission.TASK_REVIEW),
        may_review_parts=actor.may(Permission.TASK_SIGN),
    )


def _reviewed(actor: Actor, task_uuid: object) -> Task:
    task = fetch(actor, task_uuid)
    rules.check_may_review(review_facts(actor, task))
    return task


@transaction.atomic
def accept_task(*, actor: Actor, task_uuid: object, words: str = "") -> Task:
    """
    Strike a submitted task off.

    :raises NotAllowed: the actor did it, or is of the doing unit, or may not review it.
    :raises RuleBroken: it is not submitted.
    """
    task = _reviewed(actor, task_uuid)
    at = clock.now()
    take_step(
        task, "accept", actor=actor, at=at, words=words.strip()[:300], finished_at=at,
        finished_by_id=actor.user_id,
    )  # fmt: skip
    close_of_tasks([task], Closing.STRUCK_OFF, actor=actor, at=at, words="任务已销号")
    send_letters([_to_unit(task, "tasks.accepted", "任务已销号")])
    return task


@transaction.atomic
def return_task(*, actor: Actor, task_uuid: object, reason: str) -> Task:
    """
    Give a submitted or declined task back to its unit, with the reason.

    :raises RuleBroken: no reason; not waiting for an answer; the response has ended.
    """
    task = _reviewed(actor, task_uuid)
    rules.check_response_runs(task.response.ended_at, "退回补办，可以销号或取消")
    reason = rules.check_reason(reason, "退回理由")
    take_step(
        task, "return", actor=actor, at=clock.now(), words=reason,
        returned_times=task.returned_times + 1,
    )  # fmt: skip
    send_letters([_to_unit(task, "tasks.returned", "任务被退回", reason, Urgency.URGENT)])
    return task


@transaction.atomic
def accept_decline(*, actor: Actor, task_uuid: object, reason: str) -> Task:
    """
    Agree that a task cannot be done: it is cancelled with the reason, and so are its open parts.

    :raises RuleBroken: no reason, or the unit has not reported that it cannot do it.
    """
    task = _reviewed(actor, task_uuid)
    reason = rules.check_reason(reason, "同意不办理的理由")
    _end(task, "excuse", actor, reason)
    send_letters([_to_unit(task, "tasks.excused", "同意不办理，任务取消", reason)])
    return task


@transaction.atomic
def reopen_task(*, actor: Actor, task_uuid: object, reason: str) -> Task:
    """
    Take a struck-off task up again because something was found later.

    :raises RuleBroken: no reason; not struck off; the response has ended.
    """
    task = _reviewed(actor, task_uuid)
    rules.check_response_runs(task.response.ended_at, "重新办理")
    reason = rules.check_reason(reason, "重新办理的理由")
    take_step(
        task, "reopen", actor=actor, at=clock.now(), words=reason, finished_at=None, finished_by_id=None,
        returned_times=task.returned_times + 1,
    )  # fmt: skip
    send_letters([_to_unit(task, "tasks.reopened", "任务需重新办理", reason, Urgency.URGENT)])
    return task


@transaction.atomic
def cancel_task(*, actor: Actor, task_uuid: object, reason: str) -> Task:
    """
    Withdraw a task, and its open parts. A part is withdrawn by the unit that split it.

    :raises RuleBroken: no reason, or finished already.
    """
    task = fetch(actor, task_uuid)
    if task.from_unit_id is None:
        require(actor, Permission.TASK_REASSIGN)
    else:
        require(actor, Permission.TASK_SIGN, unit_id=task.from_unit_id)
    reason = rules.check_reason(reason, "取消理由")
    _end(task, "cancel", actor, reason)
    send_letters([_to_unit(task, "tasks.cancelled", "任务已取消", reason)])
    return task


def _end(task: Task, verb: str, actor: Actor, reason: str) -> None:
    """Finish a task without its being done, and what of it was given to others."""
    at = clock.now()
    changes: dict[str, Any] = {"finished_at": at, "finished_by_id": actor.user_id}
    take_step(task, verb, actor=actor, at=at, words=reason, **changes)
    parts = settle_parts(task, "cancel", actor=actor, at=at, words=f"上级任务取消：{reason}")
    close_of_tasks([task, *parts], Closing.WITHDRAWN, actor=actor, at=at, words=reason)
    send_letters(
        letter_about(
            part, unit_mailbox(part.unit_id), "tasks.cancelled", "分任务已取消", words=reason
        )
        for part in parts
    )


@transaction.atomic
def reassign_task(*, actor: Actor, task_uuid: object, to_unit: Unit, reason: str) -> Task:
    """
    Move a task to another unit, which signs for it anew; both units are told.

    :raises NotAllowed: the actor may not reassign. :raises RuleBroken: no reason; a part; the same
        unit, a collective, one outside the response's area; submitted or finished.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_REASSIGN)
    rules.check_response_runs(task.response.ended_at, "改派")
    reason = rules.check_reason(reason, "改派理由")
    _check_new_unit(task, to_unit)
    from_unit, at = task.unit, clock.now()
    take_step(
        task, "reassign", actor=actor, at=at, words=f"由{from_unit.short_name}改派{to_unit.short_name}：{reason}",
        unit_id=to_unit.pk, area_path=to_unit.area_path, assignee_id=None, signed_at=None,
        signed_by_id=None, progress=0,
    )  # fmt: skip
    Reassignment.objects.create(
        task=task, from_unit=from_unit, to_unit=to_unit, at=at, by_id=actor.user_id, reason=reason
    )
    parts = settle_parts(task, "cancel", actor=actor, at=at, words="上级任务已改派其他单位")
    close_of_tasks([task, *parts], Closing.WITHDRAWN, actor=actor, at=at, words="任务已改派")
    send_letters([
        letter_about(task, unit_mailbox(from_unit.pk), "tasks.reassigned",
                     f"任务已改派{to_unit.short_name}", words=reason),
        letter_about(task, unit_mailbox(to_unit.pk), "tasks.reassigned",
                     f"任务由{from_unit.short_name}改派本单位，请签收", words=reason,
                     urgency=Urgency.URGENT),
        *(letter_about(part, unit_mailbox(part.unit_id), "tasks.cancelled", "分任务已取消")
          for part in parts),
    ])  # fmt: skip
    return task


def _check_new_unit(task: Task, to_unit: Unit) -> None:
    sentence = ""
    if task.from_unit_id is not None:
        raise NotAllowed("分任务由交办单位负责，请由交办单位取消后另行分解。")
    if to_unit.pk == task.unit_id:
        sentence = "任务已由该单位承办，请选择其他单位。"
    elif to_unit.kind == UnitKind.COLLECTIVE or not to_unit.is_active:
        sentence = "该单位不能直接承办任务，请选择具体单位。"
    elif not touches(to_unit.area_path, task.response.area_path):
        sentence = "该单位不在本次响应区域内，请选择区域内的单位。"
    if sentence:
        raise RuleBroken(sentence, fields={"to_unit": sentence})


def _to_unit(
    task: Task, kind: str, subject: str, words: str = "", urgency: str = Urgency.NORMAL
) -> Letter:
    return letter_about(
        task, unit_mailbox(task.unit_id), kind, subject, words=words, urgency=urgency
    )
