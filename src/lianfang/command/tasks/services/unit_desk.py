"""What the doing unit does with its task: sign for it, hand it on, report, submit, decline."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lianfang.base.accounts.public import User
from lianfang.base.audit.public import record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import (
    Urgency,
    has_unread,
    send_letters,
    unit_mailbox,
    user_mailbox,
)
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import LIVE_STATES, TaskState
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.command.tasks.queries import list_colleagues

from .feedback import FigureEntry, Upload, check_figures, write_feedback
from .letters import letter_about, reviewers_mailbox
from .order_desk import sign_orders_of_tasks
from .steps import as_uuid, fetch, fetch_all, save_step, step_row, take_step

SIGN_AT_ONCE = 500


@transaction.atomic
def sign_task(*, actor: Actor, task_uuid: object) -> Task:
    """
    Sign for a task of the own unit.

    :raises NotAllowed: the actor is of another unit. :raises RuleBroken: signed for already.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_SIGN, unit_id=task.unit_id)
    at = clock.now()
    take_step(task, "sign", actor=actor, at=at, signed_at=at, signed_by_id=actor.user_id)
    sign_orders_of_tasks([task], actor=actor, at=at)
    return task


@transaction.atomic
def sign_tasks(*, actor: Actor, task_uuids: Sequence[object]) -> int:
    """
    Sign for many tasks at once; what a colleague signed for meanwhile is left as it is.

    :raises NotAllowed: the actor signs for no unit, or not for one of these.
    :raises NotFound: one of them is not in the actor's sight.
    :raises RuleBroken: nothing chosen, too many, or nothing left to sign for.
    """
    require(actor, Permission.TASK_SIGN)
    if not task_uuids:
        raise RuleBroken("请先勾选要签收的任务。")
    if len(task_uuids) > SIGN_AT_ONCE:
        raise RuleBroken(f"一次最多签收 {SIGN_AT_ONCE} 件，请分批签收。")
    wanted: set[UUID] = {as_uuid(text) for text in task_uuids}
    tasks = list(fetch_all(actor, sorted(wanted)))
    if len(tasks) < len(wanted):
        raise NotFound
    for unit_id in {task.unit_id for task in tasks}:
        require(actor, Permission.TASK_SIGN, unit_id=unit_id)
    waiting = [task for task in tasks if task.state in rules.TASK_MOVES.sources("sign")]
    if not waiting:
        raise RuleBroken("所选任务均已签收，无需再签。请刷新后查看最新状态。")
    _sign_all(actor, waiting)
    return len(waiting)


def _sign_all(actor: Actor, tasks: list[Task]) -> None:
    at, target = clock.now(), rules.TASK_MOVES.target(TaskState.ISSUED, "sign")
    steps = [step_row(task.pk, actor, at, "sign", task.state, target) for task in tasks]
    TaskStep.objects.bulk_create(steps)
    signed = Task.objects.filter(pk__in=[task.pk for task in tasks])
    signed.update(state=target, signed_at=at, signed_by_id=actor.user_id)
    sign_orders_of_tasks(tasks, actor=actor, at=at)
    numbers = (task.number for task in tasks)
    record_batch(actor=actor, action="tasks.task.signed", targets=numbers)


@transaction.atomic
def assign_task(*, actor: Actor, task_uuid: object, assignee: User, words: str = "") -> Task:
    """
    Hand a task to a person of its unit.

    :raises RuleBroken: not signed for yet, or the person holds no post in the unit.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_SIGN, unit_id=task.unit_id)
    source = task.state
    task.state = rules.state_after_handing_on(source)
    if not list_colleagues(task.unit_id).filter(pk=assignee.pk).exists():
        sentence = "所选人员不在承办单位任职，请从本单位人员中选择。"
        raise RuleBroken(sentence, fields={"assignee": sentence})
    save_step(
        task, "assign", source, actor=actor, at=clock.now(), words=words.strip()[:300],
        assignee_id=assignee.pk,
    )  # fmt: skip
    if assignee.pk != actor.user_id:
        send_letters(
            [letter_about(task, user_mailbox(assignee.pk), "tasks.assigned", "任务已分派给您")]
        )
    return task


@transaction.atomic
def report_progress(
    *,
    actor: Actor,
    task_uuid: object,
    words: str,
    progress: int,
    figures: Sequence[FigureEntry] = (),
    uploads: Sequence[Upload] = (),
) -> Task:
    """
    Tell how far the unit is, with figures and files.

    :raises RuleBroken: no words, a progress that is no percentage, or not the unit's turn.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_REPORT, unit_id=task.unit_id)
    words = rules.check_words(words, "进展情况")
    progress = rules.check_progress(progress)
    check_figures(figures)
    take_step(task, "report", actor=actor, at=clock.now(), words=words, progress=progress)
    write_feedback(task, actor, words, progress, figures, uploads)
    return task


@transaction.atomic
def submit_task(
    *,
    actor: Actor,
    task_uuid: object,
    words: str,
    figures: Sequence[FigureEntry] = (),
    uploads: Sequence[Upload] = (),
) -> Task:
    """
    Say that the task is done, with the evidence, and ask for it to be struck off.

    :raises RuleBroken: no words about the evidence, parts still open, or not the unit's turn.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_REPORT, unit_id=task.unit_id)
    words = rules.check_words(words, "办结情况和凭据")
    check_figures(figures)
    rules.check_parts_finished(task.parts.filter(state__in=LIVE_STATES).count())
    at = clock.now()
    take_step(
        task, "submit", actor=actor, at=at, words=words, submitted_at=at,
        submitted_by_id=actor.user_id, progress=100,
    )  # fmt: skip
    write_feedback(task, actor, words, 100, figures, uploads)
    _ask_for_review(task)
    return task


def _ask_for_review(task: Task) -> None:
    """
    Tell the reviewers, unless an earlier request still lies unread.

    The review queue shows every task; five hundred letters would only hide the urgent ones.
    """
    mailbox = reviewers_mailbox(task)
    if mailbox and not has_unread(mailbox, "tasks.submitted"):
        subject = f"{task.unit.short_name}提交任务，请审核"
        send_letters([letter_about(task, mailbox, "tasks.submitted", subject)])


@transaction.atomic
def decline_task(*, actor: Actor, task_uuid: object, reason: str) -> Task:
    """
    Say that the task cannot be done, and why; the command (or the splitting unit) answers.

    :raises RuleBroken: no reason, or not the unit's turn.
    """
    task = fetch(actor, task_uuid)
    require(actor, Permission.TASK_SIGN, unit_id=task.unit_id)
    reason = rules.check_reason(reason, "不能办理的理由")
    take_step(task, "decline", actor=actor, at=clock.now(), words=reason)
    mailbox = reviewers_mailbox(task)
    subject = f"{task.unit.short_name}报告不能办理，请答复"
    letter = letter_about(
        task, mailbox or unit_mailbox(task.unit_id), "tasks.declined", subject, words=reason,
        urgency=Urgency.URGENT,
    )  # fmt: skip
    send_letters([letter] if mailbox else [])
    return task
