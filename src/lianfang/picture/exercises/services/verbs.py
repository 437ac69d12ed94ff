"""The verbs of a script: each is the call that the person at the desk would make."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.levels import Level
from lianfang.command.emergencies.public import (
    Closing,
    Emergency,
    Milestone,
    ProposalKind,
    TallyFigures,
    add_expert,
    approve_proposal,
    attach_consultation,
    call_consultation,
    close_emergency,
    conclude_consultation,
    decide_grading,
    latest_grading,
    list_experts,
    propose_response,
    record_advice,
    record_emergency,
    record_grading_facts,
    refuse_proposal,
    running_response,
    set_milestone,
    update_tally,
)
from lianfang.command.surveillance.public import (
    BulkRow,
    list_signals,
    record_observations,
    record_signal,
    screen_new_observations,
    verify_signal,
)
from lianfang.county.orgs.public import get_area
from lianfang.county.standards.public import Disease, get_disease
from lianfang.picture.exercises import injects as script
from lianfang.picture.situation.public import (
    NOTHING_NEW,
    Contribution,
    ReportKind,
    approve_report,
    draft_report,
    edit_section,
    get_report,
    give_contribution,
    issue_report,
    list_wanted,
)

from . import cards, desk_verbs, measure_verbs
from .stage import Stage

# What a verb tells the log: what was done, and what came of it.
Told = tuple[str, str]


def play(stage: Stage, inject: script.Inject, actor: Actor) -> Told:
    """
    Do what an inject says, as the actor.

    :raises Refused: a service refuses it; then nothing of it has happened.
    """
    return VERBS[type(inject)](stage, inject, actor)


def _tell(stage: Stage, inject: script.Tell, actor: Actor) -> Told:
    return inject.words, "仅作情况通报"


def _record_signal(stage: Stage, inject: script.RecordSignal, actor: Actor) -> Told:
    signal = record_signal(
        actor=actor, title=inject.title, source=inject.source, area=get_area(inject.area),
        description=inject.description, found_at=clock.now(), place=inject.place,
        reporter_unit=stage.units[inject.reporter] if inject.reporter else None,
        disease=_disease(inject.disease), cases=inject.cases, deaths=inject.deaths,
        began_at=stage.moment(inject.began), is_exercise=True, run=stage.exercise.pk,
    )  # fmt: skip
    stage.signal = signal.uuid
    return inject.title, f"登记信号 {signal.number}，已通知核实单位"


def _report_observations(stage: Stage, inject: script.ReportObservations, actor: Actor) -> Told:
    """Sites report, and detection looks at once; what it raises is the open signal of the story."""
    last = clock.today() + timedelta(days=inject.until)
    rows = [
        BulkRow(row.site, row.indicator, last - timedelta(days=back), value, row.part)
        for row in inject.series
        for back, value in enumerate(reversed(row.values))
    ]
    world = {"is_exercise": True, "run": stage.exercise.pk}
    written = record_observations(actor=actor, rows=rows, origin="exercise", **world)
    run = screen_new_observations(actor=Actor.system("演练时钟"), **world)
    told = f"收到 {written} 个数值，自动筛查规则 {run.rules} 条"
    if not run.signals:
        return inject.words, f"{told}，未发现异常"
    everybody = Actor.system("演练时钟")
    raised = list_signals(everybody, exercise=True, run=stage.exercise.pk).order_by("-id")
    signals = list(raised[: run.signals])
    # The first signal of the story stays the one that is verified and raised; later streams add theirs.
    stage.signal = stage.signal or signals[-1].uuid
    named = "、".join(f"{signal.number} {signal.title}" for signal in reversed(signals))
    return inject.words, f"{told}，形成信号 {named}"


def _verify_signal(stage: Stage, inject: script.VerifySignal, actor: Actor) -> Told:
    signal = verify_signal(actor=actor, signal_uuid=stage.signal, judgement=inject.judgement)
    return inject.judgement, f"信号 {signal.number} 已核实"


def _record_emergency(stage: Stage, inject: script.RecordEmergency, actor: Actor) -> Told:
    times = {
        Milestone.EMERGED: stage.moment(inject.emerged),
        Milestone.DETECTED: stage.moment(inject.detected),
        Milestone.NOTIFIED: stage.moment(inject.notified),
    }
    emergency = record_emergency(
        actor=actor, name=inject.name, kind=inject.kind, area=get_area(inject.area),
        milestones={key: at for key, at in times.items() if at is not None},
        disease=_disease(inject.disease), place=inject.place, summary=inject.summary,
        is_exercise=True, signal_uuid=stage.signal,
    )  # fmt: skip
    stage.emergency = emergency
    stage.exercise.emergency = emergency
    stage.exercise.save(update_fields=["emergency"])
    _count(stage, inject.tally, actor)
    return inject.name, f"登记事件 {emergency.number}，病例 {inject.tally.cases} 例"


def _update_tally(stage: Stage, inject: script.UpdateTally, actor: Actor) -> Told:
    _count(stage, inject.tally, actor)
    tally = inject.tally
    counts = f"累计病例 {tally.cases} 例、确诊 {tally.confirmed} 例、住院 {tally.in_hospital} 人"
    return tally.note or "更新病例数", counts


def _count(stage: Stage, counts: script.Counts, actor: Actor) -> None:
    figures = TallyFigures(**counts.model_dump(exclude={"note"}))
    update_tally(
        actor=actor, emergency_uuid=_emergency(stage).uuid, as_of=clock.now(), figures=figures,
        note=counts.note,
    )  # fmt: skip


def _set_milestone(stage: Stage, inject: script.SetMilestone, actor: Actor) -> Told:
    happened = stage.moment(inject.happened)
    set_milestone(
        actor=actor, emergency_uuid=_emergency(stage).uuid, milestone=inject.milestone,
        happened=happened, reason=inject.reason,
    )  # fmt: skip
    return inject.reason, f"登记“{Milestone(inject.milestone).label}”时间"


def _hold_consultation(stage: Stage, inject: script.HoldConsultation, actor: Actor) -> Told:
    area = get_area(stage.scenario.county)
    pool = {(one.name, one.unit_name): one for one in list_experts(actor)}
    called = [
        pool.get((one.name, one.unit))
        or add_expert(actor=actor, area=area, name=one.name, unit_name=one.unit, speciality=one.speciality)
        for one in inject.experts
    ]  # fmt: skip
    held = call_consultation(
        actor=actor, emergency_uuid=_emergency(stage).uuid, question=inject.question,
        held_on=clock.now(), experts=[one.uuid for one in called],
    )  # fmt: skip
    seats = {seat.name: seat.uuid for seat in held.seats.all()}
    for one in inject.experts:
        record_advice(
            actor=actor, consultation_uuid=held.uuid, seat_uuid=seats[one.name], words=one.says
        )
    conclude_consultation(actor=actor, consultation_uuid=held.uuid, conclusion=inject.conclusion)
    stage.consultation = held.uuid
    return inject.question, f"会商形成结论（{held.number}）"


def _grade_emergency(stage: Stage, inject: script.GradeEmergency, actor: Actor) -> Told:
    emergency = _emergency(stage)
    if inject.facts:
        record_grading_facts(
            actor=actor, emergency_uuid=emergency.uuid, values=inject.facts, source=inject.source
        )
    before = latest_grading(emergency)
    grading = decide_grading(
        actor=actor, emergency_uuid=emergency.uuid, grade=inject.grade, reason=inject.reason,
        seen=before.number if before else "",
    )  # fmt: skip
    return inject.reason, f"判定为{grading.get_grade_display()}（{grading.number}）"


def _propose_response(stage: Stage, inject: script.ProposeResponse, actor: Actor) -> Told:
    emergency, kind = _emergency(stage), ProposalKind(inject.kind)
    until = clock.today() + timedelta(days=inject.until) if inject.until else None
    proposal = propose_response(
        actor=actor, emergency_uuid=emergency.uuid, kind=kind, level=inject.level, grade=inject.grade,
        criteria=inject.criteria, evidence=inject.evidence, measures=inject.measures,
        closing_conditions=inject.closing_conditions,
        closing=Closing(
            ground=inject.ground, anchor=inject.anchor, anchored_on=stage.moment(inject.anchored),
            removal_evidence=inject.removal_evidence,
        ),
        area=None if running_response(emergency) else get_area(stage.scenario.county),
        expected_until=until,
    )  # fmt: skip
    stage.proposal = proposal.uuid
    if stage.consultation is not None:
        attach_consultation(
            actor=actor, consultation_uuid=stage.consultation, proposal_uuid=proposal.uuid
        )
        stage.consultation = None
    level = f"（{inject.level.label}）" if inject.level else ""
    return inject.evidence, f"已提出建议：{kind.label}{level}，等待决定"


def _decide_response(stage: Stage, inject: script.DecideResponse, actor: Actor) -> Told:
    decide = approve_proposal if inject.answer == "approve" else refuse_proposal
    proposal = decide(actor=actor, proposal_uuid=stage.proposal, opinion=inject.opinion)
    stage.proposal = None
    if inject.answer == "refuse":
        return inject.opinion, f"未同意{ProposalKind(proposal.kind).label}"
    stage.response = proposal.response
    level = f"至{Level(proposal.level).label}" if proposal.level else ""
    result = f"{proposal.decision_number}：{ProposalKind(proposal.kind).label}{level}"
    return inject.opinion, result


def _draft_report(stage: Stage, inject: script.DraftReport, actor: Actor) -> Told:
    report = draft_report(
        actor=actor, emergency_uuid=_emergency(stage).uuid, kind=inject.kind, cutoff_at=clock.now()
    )
    stage.report = report.uuid
    asked = report.contributions.count()
    return f"起草{ReportKind(report.kind).label}", f"{report.title}，向 {asked} 个单位征集材料"


def _contribute(stage: Stage, inject: script.Contribute, actor: Actor) -> Told:
    words = {**dict.fromkeys(inject.none, NOTHING_NEW), **inject.words}
    given = sum(_give(stage, unit, text) for unit, text in words.items())
    report = get_report(actor, stage.report)
    missing = [c.unit.short_name for c in report.contributions.all() if c.given_at is None]
    shown = "、".join(missing[:8]) + ("等" if len(missing) > 8 else "")
    left = f"未报 {len(missing)} 个：{shown}" if missing else "全部报齐"
    return f"各单位报送材料 {given} 份，其中零报告 {len(inject.none)} 份", left


def _give(stage: Stage, unit: str, words: str) -> bool:
    """Give a unit's words if it was asked for them."""
    if unit not in stage.units:
        raise RuleBroken(f"演练脚本中的单位“{unit}”在本县单位库中不存在，请更正脚本。")
    actor = stage.unit_desk(unit)
    wanted: Contribution | None = (
        list_wanted(actor).filter(report__uuid=stage.report, unit__code=unit).first()
    )
    if wanted is None:
        return False
    give_contribution(actor=actor, contribution_uuid=wanted.uuid, words=words)
    return True


def _edit_section(stage: Stage, inject: script.EditSection, actor: Actor) -> Told:
    sections = list(get_report(actor, stage.report).sections.all())
    chosen = [s for s in sections if inject.section in (script.EVERY, s.key)][:1]
    if not chosen:
        raise RuleBroken(f"报告没有章节“{inject.section}”，请更正演练脚本。")
    words = f"{chosen[0].words}\n{inject.words}".strip()
    edit_section(actor=actor, report_uuid=stage.report, key=chosen[0].key, words=words)
    return inject.words, f"补充“{chosen[0].title}”"


def _approve_report(stage: Stage, inject: script.ApproveReport, actor: Actor) -> Told:
    report = approve_report(actor=actor, report_uuid=stage.report)
    return "审签情况报告", f"{report.title}已审签"


def _issue_report(stage: Stage, inject: script.IssueReport, actor: Actor) -> Told:
    report = issue_report(actor=actor, report_uuid=stage.report)
    stage.report = None
    return "印发情况报告", f"{report.number} {report.title}"


def _propose_measure(stage: Stage, inject: script.ProposeMeasure, actor: Actor) -> Told:
    return measure_verbs.propose(stage, inject, actor, _emergency(stage))


def _close_emergency(stage: Stage, inject: script.CloseEmergency, actor: Actor) -> Told:
    emergency = close_emergency(
        actor=actor, emergency_uuid=_emergency(stage).uuid, conclusion=inject.conclusion
    )
    return inject.conclusion, f"事件 {emergency.number} 已结案"


def _emergency(stage: Stage) -> Emergency:
    if stage.emergency is None:
        raise RuleBroken("演练脚本尚未登记事件，请把 record_emergency 排在前面。")
    return stage.emergency


def _disease(code: str | None) -> Disease | None:
    return get_disease(code) if code else None


VERBS: dict[type[script.Inject], Callable[[Stage, Any, Actor], Told]] = {
    script.Tell: _tell,
    script.RecordSignal: _record_signal,
    script.ReportObservations: _report_observations,
    script.VerifySignal: _verify_signal,
    script.RecordEmergency: _record_emergency,
    script.UpdateTally: _update_tally,
    script.SetMilestone: _set_milestone,
    script.HoldConsultation: _hold_consultation,
    script.GradeEmergency: _grade_emergency,
    script.ProposeResponse: _propose_response,
    script.DecideResponse: _decide_response,
    script.DraftReport: _draft_report,
    script.Contribute: _contribute,
    script.EditSection: _edit_section,
    script.ApproveReport: _approve_report,
    script.IssueReport: _issue_report,
    script.CloseEmergency: _close_emergency,
    script.FillCard: cards.fill_card,
    script.SignCard: cards.sign_card,
    script.NoteMoment: cards.tell_moment,
    script.ProposeMeasure: _propose_measure,
    script.DecideMeasure: measure_verbs.decide,
    script.AnnounceMeasure: measure_verbs.announce,
    script.IssueOrder: desk_verbs.order,
    script.OpenSupervision: desk_verbs.supervise,
    script.WriteLog: desk_verbs.log,
    script.HoldMeeting: desk_verbs.meet,
}
# What the log calls each verb.
LABELS = {
    "tell": "情况通报", "record_signal": "登记信号", "report_observations": "监测上报", "verify_signal": "核实信号", "record_emergency": "登记事件",
    "update_tally": "更新病例数", "set_milestone": "登记时间节点", "propose_response": "提出响应建议",
    "hold_consultation": "专家会商", "grade_emergency": "判定分级",
    "decide_response": "决定", "draft_report": "起草报告", "contribute": "报送材料", "edit_section": "补充报告",
    "approve_report": "审签报告", "issue_report": "印发报告", "close_emergency": "结案",
    "fill_card": "填报报告卡", "sign_card": "签发报告卡", "note_moment": "登记报告时点",
    "propose_measure": "提出措施", "order_measure": "决定措施", "announce_measure": "公告和上报措施", "lift_measure": "解除措施",
    "issue_order": "下发指令", "open_supervision": "立项督办", "write_log": "值班记录", "hold_meeting": "日调度会议",
}  # fmt: skip
