"""What follows a decision: deliveries, the report upwards, reviews, complaints."""

from datetime import date, datetime

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.measures import rules
from lianfang.command.measures.choices import (
    PUBLIC_STATES,
    ComplaintResult,
    MeasureState,
    ReviewResult,
    UpperOpinion,
)
from lianfang.command.measures.models import (
    Complaint,
    Delivery,
    Measure,
    Paper,
    Review,
    UpwardReport,
)
from lianfang.command.measures.notices import tell_complaint, tell_outcome
from lianfang.command.measures.queries import get_paper, lock_complaint, lock_measure
from lianfang.county.people.public import is_minor

from .ending import end_measure
from .proposing import check_concerned


@transaction.atomic
def record_delivery(
    *,
    actor: Actor,
    paper_uuid: object,
    way: str,
    receiver: str,
    outcome: str,
    delivered_at: datetime,
    witness: str = "",
    note: str = "",
) -> Delivery:
    """
    Note one attempt to bring a paper to whom it concerns; an attempt that failed stays on record.

    :raises NotFound: the actor may not know of the paper.
    :raises RuleBroken: a time that cannot be, or a proof that would not hold.
    """
    require(actor, Permission.MEASURE_SERVE)
    paper = get_paper(actor, paper_uuid)
    _check_carries(actor, paper)
    subject = paper.subject
    rules.check_delivery(
        kind=paper.kind, way=way, receiver=receiver, outcome=outcome, witness=witness,
        is_minor=bool(subject) and is_minor(subject.person.born_on, clock.today()),
        at=delivered_at, issued_at=paper.issued_at, now=clock.now(),
    )  # fmt: skip
    delivery = Delivery.objects.create(
        paper=paper, way=way, receiver=receiver, outcome=outcome, delivered_at=delivered_at,
        delivered_by_id=actor.user_id, witness=witness.strip(), note=note.strip(),
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="measures.paper.delivered", target=paper,
        note=f"{delivery.get_way_display()}，{delivery.get_outcome_display()}",
    )  # fmt: skip
    return delivery


@transaction.atomic
def send_report_up(
    *, actor: Actor, measure_uuid: object, sent_to: str, sent_at: datetime
) -> UpwardReport:
    """
    Note that a measure was reported to the government above.

    :raises RuleBroken: nothing to report, reported already, or a time that cannot be.
    """
    require(actor, Permission.MEASURE_REPORT_UP)
    report = _report_of(lock_measure(actor, measure_uuid))
    if report.sent_at is not None:
        raise RuleBroken("这项措施已登记报出，请刷新后查看。")
    if not sent_to.strip():
        raise RuleBroken("请填写报送机关。", fields={"sent_to": "请填写"})
    _check_moment(sent_at, since=report.due_at, field="sent_at")
    report.sent_to, report.sent_at, report.sent_by_id = sent_to.strip(), sent_at, actor.user_id
    report.save(update_fields=["sent_to", "sent_at", "sent_by"])
    record(actor=actor, action="measures.report.sent", target=report, note=report.sent_to)
    return report


@transaction.atomic
def record_upper_opinion(
    *, actor: Actor, measure_uuid: object, opinion: str, words: str
) -> UpwardReport:
    """
    Note what the level above says: keep, change, or revoke; a revoked measure ends at once.

    :raises RuleBroken: not reported yet, answered already, or no words.
    """
    require(actor, Permission.MEASURE_REPORT_UP)
    measure = lock_measure(actor, measure_uuid)
    report = _report_of(measure)
    if report.sent_at is None:
        raise RuleBroken("请先登记报出时间，再登记上级意见。")
    if report.opinion != UpperOpinion.NONE:
        raise RuleBroken("已登记上级意见，请刷新后查看。")
    if opinion not in (UpperOpinion.KEEP, UpperOpinion.CHANGE, UpperOpinion.REVOKE):
        raise RuleBroken("请选择上级意见。", fields={"opinion": "请选择"})
    text = rules.check_reason(words, field="words")
    report.opinion, report.opinion_words = opinion, text
    report.answered_at, report.answered_by_id = clock.now(), actor.user_id
    report.save(update_fields=["opinion", "opinion_words", "answered_at", "answered_by"])
    record(
        actor=actor, action="measures.report.answered", target=report,
        changes={"opinion": (UpperOpinion.NONE.value, report.opinion)}, note=text,
    )  # fmt: skip
    if opinion == UpperOpinion.REVOKE and measure.state == MeasureState.ORDERED:
        end_measure(actor, measure, "revoke", f"上级决定撤销：{text}", clock.now())
    elif opinion == UpperOpinion.CHANGE:
        body = f"上级要求变更：{text}。请提出新的措施，并解除原措施。"
        tell_outcome(measure, kind="change", outcome="上级要求变更", body=body, actor=actor)
    return report


@transaction.atomic
def review_measure(
    *, actor: Actor, measure_uuid: object, result: str, words: str, next_on: date | None = None
) -> Review:
    """
    Note whether a measure is still needed. Reviewing extends nothing: the end stands.

    :raises NotAllowed: another unit proposed it and carries it.
    :raises RuleBroken: it binds nobody any more, no reason, or a next day beyond the end.
    """
    require(actor, Permission.MEASURE_PROPOSE)
    measure = lock_measure(actor, measure_uuid)
    check_concerned(actor, measure)
    if measure.state != MeasureState.ORDERED or measure.ends_at <= clock.now():
        raise RuleBroken("这项措施已经结束，无须复核。")
    if result not in ReviewResult.values:
        raise RuleBroken("请选择复核结论。", fields={"result": "请选择"})
    text = rules.check_reason(words, field="words")
    if next_on is not None:
        rules.check_review(
            review_on=next_on, starts_on=clock.today(),
            ends_on=clock.beijing(measure.ends_at).date(),
        )  # fmt: skip
        measure.review_on = next_on
        measure.save(update_fields=["review_on"])
    review = Review.objects.create(
        measure=measure, result=result, words=text, next_on=next_on, reviewed_at=clock.now(),
        reviewed_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="measures.measure.reviewed", target=measure, note=text)
    if result != ReviewResult.KEEP:
        body = f"复核认为{review.get_result_display()}：{text}"
        tell_outcome(measure, kind="reviewed", outcome="复核", body=body, actor=actor)
    return review


@transaction.atomic
def record_complaint(
    *, actor: Actor, measure_uuid: object, complainant: str, words: str, phone: str = "",
    received_at: datetime | None = None,
) -> Complaint:  # fmt: skip
    """
    Enter a complaint about a measure; the clock runs from its receipt, the measure goes on meanwhile.

    :raises RuleBroken: nobody was bound yet, or nothing said.
    """
    require(actor, Permission.COMPLAINT_RECORD)
    measure = lock_measure(actor, measure_uuid)
    if measure.state not in PUBLIC_STATES:
        raise RuleBroken("这项措施尚未决定，没有可申诉的内容。")
    lacking = {
        name: "请填写" for name, text in (("complainant", complainant), ("words", words))
        if not text.strip()
    }  # fmt: skip
    if lacking:
        raise RuleBroken("请填写申诉人和申诉内容。", fields=lacking)
    received = received_at or clock.now()
    _check_moment(received, since=measure.decided_at, field="received_at")
    complaint = Complaint.objects.create(
        number=next_code(
            "measures.exercise_complaint" if measure.is_exercise else "measures.complaint",
            "SUX" if measure.is_exercise else "SU",
        ),
        measure=measure, area_path=measure.area_path, complainant=complainant.strip(),
        phone=phone.strip(), words=words.strip(), received_at=received,
        received_by_id=actor.user_id, due_at=rules.complaint_due(received),
    )  # fmt: skip
    record(actor=actor, action="measures.complaint.recorded", target=complaint)
    tell_complaint(complaint)
    return complaint


@transaction.atomic
def answer_complaint(
    *, actor: Actor, complaint_uuid: object, result: str, answer: str
) -> Complaint:
    """
    Answer a complaint. It ends nothing by itself: a measure that was wrong is lifted by its decider.

    :raises NotAllowed: the actor decided the measure.
    :raises RuleBroken: answered already, or no reasons.
    """
    require(actor, Permission.COMPLAINT_ANSWER)
    complaint = lock_complaint(actor, complaint_uuid)
    if complaint.result != ComplaintResult.OPEN:
        raise RuleBroken("这件申诉已经答复，请刷新后查看。")
    if actor.user_id is not None and complaint.measure.decided_by_id == actor.user_id:
        raise NotAllowed("这项措施由您决定，申诉须由其他人员答复。")
    if result not in (ComplaintResult.UPHELD, ComplaintResult.PARTLY, ComplaintResult.REJECTED):
        raise RuleBroken("请选择处理结果。", fields={"result": "请选择"})
    text = rules.check_reason(answer, field="answer")
    complaint.result, complaint.answer = result, text
    complaint.answered_at, complaint.answered_by_id = clock.now(), actor.user_id
    complaint.save(update_fields=["result", "answer", "answered_at", "answered_by"])
    record(
        actor=actor, action="measures.complaint.answered", target=complaint,
        changes={"result": (ComplaintResult.OPEN.value, complaint.result)},
    )  # fmt: skip
    return complaint


def _check_carries(actor: Actor, paper: Paper) -> None:
    """The carrying unit delivers; so may whoever oversees the county."""
    unit_id = paper.subject.unit_id if paper.subject else paper.measure.unit_id
    if not actor.may(Permission.COUNTY_VIEW) and unit_id not in actor.unit_ids:
        raise NotAllowed("这份文书由其他单位送达，请由该单位或指挥部办公室登记。")


def _report_of(measure: Measure) -> UpwardReport:
    report = UpwardReport.objects.select_for_update().filter(measure=measure).first()
    if report is None:
        raise RuleBroken("这项措施依法不须同时报上一级政府，没有上报记录。")
    return report


def _check_moment(at: datetime, *, since: datetime | None, field: str) -> None:
    if at > clock.now() or (since is not None and at < since):
        raise RuleBroken("时间应在决定之后、现在之前，请核对。", fields={field: "请核对"})
