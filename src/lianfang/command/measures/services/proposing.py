"""Proposing a measure: judged at once, so that nobody waits for a decision that cannot be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import Emergency, EmergencyState, get_emergency
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureKind, MeasureState, Route
from lianfang.command.measures.models import Arrangement, Measure
from lianfang.command.measures.notices import tell_deciders, tell_outcome
from lianfang.command.measures.queries import lock_measure, powers_on
from lianfang.county.orgs.public import Area, Unit
from lianfang.county.places.public import Place
from lianfang.county.standards.public import managed_class_on

from .steps import add_step, enter_search, move, note


@dataclass(frozen=True)
class MeasureFacts:
    """What is proposed. `arrangements` says for each topic what is done, or “不涉及”."""

    kind: str
    route: str
    title: str
    content: str
    area: Area
    scope_words: str
    unit: Unit
    reason: str
    proportionality: str
    alternatives: str
    starts_at: datetime | None
    ends_at: datetime | None
    review_on: date | None
    hotline: str
    complaint_route: str
    arrangements: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None
    extra_basis: str = ""
    above: rules.AboveDecision = field(default_factory=rules.AboveDecision)


@dataclass(frozen=True)
class Proposer:
    """In whose name a measure is proposed; this person never decides it."""

    user_id: int | None
    unit_id: int | None


@transaction.atomic
def propose_measure(
    *, actor: Actor, emergency_uuid: object, facts: MeasureFacts, continues: Measure | None = None
) -> Measure:
    """
    Ask for a measure, with its basis, area, end, reasons and arrangements.

    :raises NotAllowed: the actor may not propose measures, or not in this area.
    :raises NotFound: the actor may not know of the emergency.
    :raises RuleBroken: the county may not order it (with the article and the competent body), or
        something that a decision must state is missing.
    """
    require(actor, Permission.MEASURE_PROPOSE, area_path=facts.area.path)
    emergency = get_emergency(actor, emergency_uuid)
    proposer = Proposer(actor.user_id, actor.unit_id)
    return write_proposal(actor, emergency, facts, proposer=proposer, continues=continues)


def write_proposal(
    actor: Actor,
    emergency: Emergency,
    facts: MeasureFacts,
    *,
    proposer: Proposer,
    continues: Measure | None = None,
) -> Measure:
    """
    Write a proposal down in the caller's transaction; the caller has asked for the right to make it.

    :raises RuleBroken: as in `propose_measure`.
    """
    if emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再提出管控措施。")
    power = check_lawful(emergency, facts)
    _, authorities = powers_on(clock.today())
    measure = Measure.objects.create(
        number=_next_number(is_exercise=emergency.is_exercise), emergency=emergency,
        is_exercise=emergency.is_exercise, disease_class=disease_class(emergency),
        authority=authorities[power.code], basis=_basis(power, facts), continues=continues,
        proposing_unit_id=proposer.unit_id, proposed_at=clock.now(),
        proposed_by_id=proposer.user_id,
        **_columns(facts),
    )  # fmt: skip
    Arrangement.objects.bulk_create(
        Arrangement(measure=measure, topic=topic, words=words.strip()[:300])
        for topic, words in facts.arrangements.items()
    )
    add_step(actor, measure, "", power.code)
    record(actor=actor, action="measures.measure.proposed", target=measure)
    enter_search(measure)
    tell_deciders(measure)
    return measure


@transaction.atomic
def withdraw_measure(*, actor: Actor, measure_uuid: object, reason: str) -> Measure:
    """
    Take a proposal back before it is decided.

    :raises NotAllowed: another unit proposed it.
    :raises RuleBroken: decided already, or no reason.
    """
    require(actor, Permission.MEASURE_PROPOSE)
    measure = lock_measure(actor, measure_uuid)
    require(actor, Permission.MEASURE_PROPOSE, unit_id=measure.proposing_unit_id)
    words = rules.check_reason(reason)
    before = move(actor, measure, "withdraw", words)
    measure.end_reason = words[:200]
    measure.save(update_fields=["state", "end_reason"])
    note(actor, measure, "withdrawn", before, words)
    tell_outcome(measure, kind="withdrawn", outcome="已撤回", body=words, actor=actor)
    return measure


@transaction.atomic
def extend_measure(
    *,
    actor: Actor,
    measure_uuid: object,
    ends_at: datetime | None,
    review_on: date | None,
    reason: str,
) -> Measure:
    """
    Propose that a measure goes on after its end: a new measure that begins where the old one ends.

    It takes a new decision by another person than the proposer; until then the end stands. Persons
    are not carried over: each needs a finding of their own.

    :raises RuleBroken: ended already, extended already, an end that cannot be, or no longer lawful.
    """
    require(actor, Permission.MEASURE_PROPOSE)
    old = lock_measure(actor, measure_uuid)
    check_concerned(actor, old)
    rules.check_extension(state=old.state, ends_at=old.ends_at, now=clock.now())
    if old.route == Route.ABOVE:
        raise RuleBroken("上级决定的措施不能由本县延长，请取得上级新的决定后重新提出。")
    if old.continued_by.filter(state__in=(MeasureState.PROPOSED, MeasureState.ORDERED)).exists():
        raise RuleBroken("这项措施已提出延长，请查看延长的措施，不要重复提出。")
    facts = MeasureFacts(
        kind=old.kind, route=old.route, title=old.title, content=old.content, area=old.area,
        scope_words=old.scope_words, unit=old.unit, reason=reason, place=old.place,
        proportionality=old.proportionality, alternatives=old.alternatives,
        starts_at=old.ends_at, ends_at=ends_at, review_on=review_on, hotline=old.hotline,
        complaint_route=old.complaint_route,
        arrangements={row.topic: row.words for row in old.arrangements.all()},
        above=rules.AboveDecision(old.above_by, old.above_number, old.above_on),
    )  # fmt: skip
    return propose_measure(
        actor=actor, emergency_uuid=old.emergency.uuid, facts=facts, continues=old
    )


def check_concerned(actor: Actor, measure: Measure) -> None:
    """:raises NotAllowed: neither the unit that proposed it, nor the one that carries it, nor the county's."""
    units = {measure.unit_id, measure.proposing_unit_id}
    if not actor.may(Permission.COUNTY_VIEW) and not units & actor.unit_ids:
        raise NotAllowed("这项措施由其他单位提出和执行，请由该单位或指挥部办公室办理。")


def check_lawful(emergency: Emergency, facts: MeasureFacts) -> rules.Power:
    """
    The authority on which a measure would stand.

    :raises RuleBroken: as in `propose_measure`.
    """
    today = clock.today()
    kind = MeasureKind(facts.kind)
    power = rules.judge(
        kind, Route(facts.route), disease_class(emergency), powers_on(today)[0], above=facts.above,
        today=today,
    )  # fmt: skip
    rules.check_words({name: getattr(facts, name) for name in rules.WORDS})
    rules.check_arrangements(facts.arrangements)
    rules.check_period(
        starts_at=facts.starts_at, ends_at=facts.ends_at, now=clock.now(),
        longest_days=power.longest_days,
    )  # fmt: skip
    starts_on, ends_on = clock.beijing(facts.starts_at).date(), clock.beijing(facts.ends_at).date()
    rules.check_review(review_on=facts.review_on, starts_on=starts_on, ends_on=ends_on)
    if rules.KINDS[kind].binds == "place" and facts.place is None:
        raise RuleBroken(
            f"“{kind.label}”须指明场所，请先登记场所后选择。", fields={"place": "请选择场所"}
        )
    return power


def disease_class(emergency: Emergency) -> str:
    """The class under which the emergency's disease is managed today; unknown without a disease."""
    disease = emergency.disease
    return rules.class_of(managed_class_on(disease) if disease else None)


def _columns(facts: MeasureFacts) -> dict[str, object]:
    plain = ("kind", "route", "area", "unit", "place", "starts_at", "ends_at", "review_on")
    words = tuple(rules.WORDS)
    return {
        **{name: getattr(facts, name) for name in plain},
        **{name: getattr(facts, name).strip() for name in words},
        "area_path": facts.area.path,
        "above_by": facts.above.by.strip(),
        "above_number": facts.above.number.strip(),
        "above_on": facts.above.on,
    }


def _basis(power: rules.Power, facts: MeasureFacts) -> str:
    more = facts.extra_basis.strip()
    return f"{power.basis}；{more}"[:400] if more else power.basis


def _next_number(*, is_exercise: bool) -> str:
    if is_exercise:
        return next_code("measures.exercise_measure", "GX")
    return next_code("measures.measure", "GK")
