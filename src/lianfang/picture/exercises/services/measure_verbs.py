"""Verbs of a script about measures: asked for at one desk, decided at another, lifted."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.public import Emergency
from lianfang.command.measures.public import (
    MeasureFacts,
    PaperKind,
    Topic,
    get_measure,
    lift_measure,
    order_measure,
    propose_measure,
    record_delivery,
    send_report_up,
)
from lianfang.county.orgs.public import get_area
from lianfang.county.places.public import Place, PlaceFacts, list_places, record_place
from lianfang.picture.exercises import injects as script

from .stage import Stage

Told = tuple[str, str]
NOT_CONCERNED = "不涉及"


def propose(
    stage: Stage, inject: script.ProposeMeasure, actor: Actor, emergency: Emergency
) -> Told:
    """Ask for a measure; its place is written down first where it is not yet."""
    now = clock.now()
    arrangements = {topic.value: NOT_CONCERNED for topic in Topic} | inject.arrangements
    facts = MeasureFacts(
        kind=inject.kind, route=inject.route, title=inject.title, content=inject.content,
        area=get_area(inject.area), scope_words=inject.scope, unit=stage.units[inject.unit],
        reason=inject.reason, proportionality=inject.proportionality,
        alternatives=inject.alternatives, starts_at=now, ends_at=now + timedelta(days=inject.days),
        review_on=clock.today() + timedelta(days=max(inject.days - 1, 0)), hotline=inject.hotline,
        complaint_route=inject.complaint_route, arrangements=arrangements,
        place=_place(stage, inject, actor),
    )  # fmt: skip
    measure = propose_measure(actor=actor, emergency_uuid=emergency.uuid, facts=facts)
    stage.measures[inject.title] = measure.uuid
    return inject.reason, f"{measure.number} {measure.title}，等待决定"


def decide(stage: Stage, inject: script.DecideMeasure, actor: Actor) -> Told:
    """Order what was asked for, or lift it."""
    uuid = _known(stage, inject.title)
    if inject.do == "lift_measure":
        measure = lift_measure(actor=actor, measure_uuid=uuid, reason=inject.opinion)
        return inject.opinion, f"{measure.title}已解除，解除公告已编号"
    measure = order_measure(actor=actor, measure_uuid=uuid, opinion=inject.opinion)
    return inject.opinion, f"{measure.decision_number}：{measure.title}"


def announce(stage: Stage, inject: script.AnnounceMeasure, actor: Actor) -> Told:
    """Post the notice to the public, and report the measure to the government above."""
    uuid, now = _known(stage, inject.title), clock.now()
    notice = get_measure(actor, uuid).papers.get(kind=PaperKind.NOTICE)
    record_delivery(
        actor=actor, paper_uuid=notice.uuid, way="posted", receiver="public", outcome="published",
        delivered_at=now, note=inject.posted,
    )  # fmt: skip
    send_report_up(actor=actor, measure_uuid=uuid, sent_to=inject.sent_to, sent_at=now)
    return inject.posted, f"公告{notice.number}已张贴，已报{inject.sent_to}"


def _known(stage: Stage, title: str) -> object:
    if title not in stage.measures:
        raise RuleBroken(f"演练脚本尚未提出措施“{title}”，请把 propose_measure 排在前面。")
    return stage.measures[title]


def _place(stage: Stage, inject: script.ProposeMeasure, actor: Actor) -> Place | None:
    if not inject.place:
        return None
    known = list_places(actor, exercise=True).filter(name=inject.place).first()
    if known is not None:
        return known
    keeper = stage.units[inject.place_unit or inject.unit]
    facts = PlaceFacts(
        name=inject.place, sector=inject.sector, unit=keeper, area=get_area(inject.area)
    )
    desk = stage.unit_desk(inject.place_unit or inject.unit)
    return record_place(actor=desk, facts=facts, is_exercise=True)
