"""Verbs of a script at the command's desk: orders, supervision, the duty log, the daily meeting."""

from functools import partial
from uuid import UUID

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.tasks.public import (
    LIVE_STATES,
    Order,
    Paper,
    Targets,
    answer_order,
    call_meeting,
    check_promise,
    clear_answer,
    draft_order,
    end_meeting,
    issue_order,
    list_promises,
    list_tasks,
    make_promise,
    open_supervision,
    sign_order,
    write_entry,
)
from lianfang.county.orgs.public import Unit
from lianfang.picture.exercises import injects as script

from .stage import Stage

Told = tuple[str, str]
ANSWERED = "已传达到岗位并逐项落实，责任人和完成时间已报指挥部办公室。"


def order(stage: Stage, inject: script.IssueOrder, actor: Actor) -> Told:
    """Draft and issue an order, and plan how each addressee signs for it and answers."""
    now, answer = clock.now(), inject.answer_within
    units = tuple(_unit(stage, code) for code in inject.units)
    paper = Paper(
        kind=inject.kind, title=inject.title, words=inject.words, sign_until=now + inject.sign_within,
        urgency=inject.urgency, wants="answer" if answer else "signature",
        answer_until=now + answer if answer else None, evidence=inject.evidence, basis=inject.basis,
        emergency_uuid=_event(stage),
    )  # fmt: skip
    drafter = stage.at_desk(stage.scenario.reviewer)
    draft = draft_order(actor=drafter, paper=paper, targets=Targets(units=units))
    issued = issue_order(actor=actor, order_uuid=draft.uuid)
    for unit in inject.units:
        _plan(stage, inject, issued, unit)
    names = "、".join(unit.short_name for unit in units)
    return inject.words, f"{issued.number}下发 {len(units)} 个单位：{names}"


def _plan(stage: Stage, inject: script.IssueOrder, issued: Order, unit: str) -> None:
    """A unit signs and answers at its own pace; the last look before the limit is the script's."""
    habit, now = stage.habits.of(unit), clock.now()
    signs_at = now + habit.sign
    stage.agenda.add(signs_at, partial(_sign, stage, issued, unit))
    if inject.answer_within:
        words = inject.answers.get(unit, ANSWERED)
        answers_at = max(now + inject.answer_within * habit.submit, signs_at + habit.sign)
        stage.agenda.add(answers_at, partial(_answer, stage, issued, unit, words))
        stage.agenda.add(answers_at + habit.accept, partial(_clear, stage, issued, unit))


def _sign(stage: Stage, issued: Order, unit: str) -> None:
    stage.done["签收指令"] += sign_order(actor=stage.unit_desk(unit), order_uuid=issued.uuid)
    if clock.now() > issued.sign_until:
        stage.log_unit(unit, "逾期签收", issued.title, "超过签收时限后签收指令")


def _answer(stage: Stage, issued: Order, unit: str, words: str) -> None:
    answer_order(actor=stage.unit_desk(unit), order_uuid=issued.uuid, words=words)
    stage.done["反馈指令"] += 1


def _clear(stage: Stage, issued: Order, unit: str) -> None:
    line = issued.addressees.get(unit__code=unit)
    reviewer = stage.at_desk(stage.scenario.reviewer)
    clear_answer(actor=reviewer, addressee_uuid=line.uuid, words="反馈属实，同意销号。")
    stage.done["指令销号"] += 1


def supervise(stage: Stage, inject: script.OpenSupervision, actor: Actor) -> Told:
    """Put a unit's live task under supervision."""
    tasks = list_tasks(
        actor, response=stage.response, unit=_unit(stage, inject.unit), state=LIVE_STATES
    )
    task = tasks.filter(action__code=inject.action, parent=None).first()
    if task is None:
        raise RuleBroken(
            f"“{inject.unit}”没有正在办理的“{inject.action}”任务，请更正演练脚本的督办。"
        )
    matter = open_supervision(
        actor=actor, task_uuid=task.uuid, rung=inject.rung, reason=inject.reason
    )
    told = f"{matter.number} 督办{matter.unit.short_name}：{matter.title}"
    return inject.reason, f"{told}（{matter.get_rung_display()}）"


def log(stage: Stage, inject: script.WriteLog, actor: Actor) -> Told:
    """Write a line of the duty log about the story's emergency."""
    write_entry(
        actor=actor, words=inject.words, at=stage.moment(inject.happened),
        is_significant=inject.significant, emergency_uuid=_event(stage),
    )  # fmt: skip
    return inject.words, "记入值班日志（重要）" if inject.significant else "记入值班日志"


def meet(stage: Stage, inject: script.HoldMeeting, actor: Actor) -> Told:
    """Hold the daily meeting about the story's emergency."""
    meeting = call_meeting(actor=actor, chair=inject.chair, emergency_uuid=_event(stage))
    for check in inject.checks:
        _check(stage, check, meeting.uuid, actor)
    for made in inject.promises:
        make_promise(
            actor=actor, meeting_uuid=meeting.uuid, unit=_unit(stage, made.unit), what=made.what,
            until=clock.now() + made.within,
        )  # fmt: skip
    end_meeting(actor=actor, meeting_uuid=meeting.uuid, words=inject.words)
    counts = f"核对承诺 {len(inject.checks)} 项，新承诺 {len(inject.promises)} 项"
    return inject.words, f"调度会议 {meeting.number}：{counts}"


def _check(stage: Stage, check: script.PromiseChecked, meeting: object, actor: Actor) -> None:
    """Check the open promises of a unit about the story's emergency, all alike."""
    waiting = list_promises(actor, state="open").filter(
        unit__code=check.unit, meeting__emergency=stage.emergency
    )
    until = clock.now() + check.within if check.within else None
    for promise in list(waiting):
        check_promise(
            actor=actor, meeting_uuid=meeting, promise_uuid=promise.uuid, state=check.state,
            reason=check.reason, until=until,
        )  # fmt: skip


def _unit(stage: Stage, code: str) -> Unit:
    if code not in stage.units:
        raise RuleBroken(f"演练脚本中的单位“{code}”在本县单位库中不存在，请更正脚本。")
    return stage.units[code]


def _event(stage: Stage) -> UUID:
    if stage.emergency is None:
        raise RuleBroken("演练脚本尚未登记事件，请把 record_emergency 排在前面。")
    return stage.emergency.uuid
