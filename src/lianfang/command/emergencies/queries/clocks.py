"""Reading the clocks of the law and the moments that start and stop them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, own_units, paths_to
from lianfang.command.emergencies.choices import (
    CardKind,
    CardState,
    EmergencyKind,
    EmergencyState,
    Milestone,
    ProposalState,
    StopKind,
)
from lianfang.command.emergencies.models import (
    Clock,
    Emergency,
    EventMoment,
    FiledNote,
    FlashReport,
    Grading,
    Proposal,
    ReportCard,
    Response,
)
from lianfang.command.emergencies.rules.clocks import (
    CaseFacts,
    ClockState,
    Limit,
    Moment,
    applies,
    clock_state,
    due_at,
)
from lianfang.command.emergencies.rules.thresholds import EventFacts, Outcome, must_report
from lianfang.command.surveillance.public import Signal
from lianfang.county.orgs.public import Unit, UnitKind
from lianfang.county.standards.public import Deadline, list_deadlines

from .responding import milestones_as_known, units_over
from .thresholds import facts_of, facts_of_signal, is_outbreak, judge_lines, lines_for

HEALTH_ROLE = "health_officer"
# Who bears a limit: the unit that reported, or the desk of the county.
BEARERS = {
    "T01": ("reporter", UnitKind.CDC), "T02": ("reporter", UnitKind.CDC), "T03": ("reporter", ""),
    "T04": ("reporter", UnitKind.CDC), "T05": ("reporter", UnitKind.CDC), "T06": ("", UnitKind.CDC),
    "T07": ("", UnitKind.CDC), "T08": ("health", ""), "T13": ("reporter", UnitKind.CDC),
    "T14": ("health", ""), "T15": ("health", ""),
    "T12-a": ("", UnitKind.COMMAND_OFFICE), "T12-b": ("", UnitKind.COMMAND_OFFICE),
}  # fmt: skip
MEDICAL = (UnitKind.HOSPITAL, UnitKind.CDC)
# Borne by whoever reported, medical or not.
ANY_REPORTER = ("T03",)


@dataclass(frozen=True)
class SignalLimit:
    """One time limit that a signal sets going, with its start and its latest end."""

    deadline: Deadline
    starts: datetime
    due: datetime | None


def list_clocks(
    actor: Actor,
    *,
    words: str = "",
    state: str = "open",
    code: str = "",
    exercise: bool | None = None,
    mine: bool = False,
    emergency_uuid: object = None,
) -> QuerySet[Clock]:
    """
    Clocks of the actor's area: the open ones by their limit, those without one after them.

    :raises NotAllowed: the actor may not see emergencies.
    """
    require(actor, Permission.EMERGENCY_VIEW)
    rows = _clocks().filter(concerning_area(actor))
    now = clock.now()
    narrowed = {
        "open": Q(stopped_at=None),
        "late": Q(stopped_at=None, due_at__lt=now)
        | Q(stop_kind="done", due_at__isnull=False, stopped_at__gt=F("due_at")),
        "stopped": Q(stopped_at__isnull=False),
    }.get(state)
    rows = rows.filter(narrowed) if narrowed is not None else rows
    if words.strip():
        text = words.strip()
        rows = rows.filter(Q(emergency__name__icontains=text) | Q(emergency__number__iexact=text))
    if code:
        rows = rows.filter(code=code)
    if exercise is not None:
        rows = rows.filter(emergency__is_exercise=exercise)
    if mine:
        rows = rows.filter(own_units(actor, "bearer_unit"))
    if emergency_uuid is not None:
        rows = rows.filter(emergency__uuid=emergency_uuid)
    return _by_urgency(rows)


def clocks_of(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[Clock]:
    """Every clock of an emergency, the open ones first; with `at`, those that ran by then."""
    rows = _clocks().filter(emergency=emergency)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    return _by_urgency(rows)


def running_clocks(until: datetime) -> QuerySet[Clock]:
    """Clocks that run and whose limit comes before a moment. Unscoped: for the job that warns."""
    return _clocks().filter(stopped_at=None, due_at__lte=until).order_by("due_at", "id")


def get_clock(actor: Actor, uuid: object) -> Clock:
    """:raises NotFound: no such clock, or the actor may not know of it."""
    found = list_clocks(actor, state="").filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def limits_of_signal(signal: Signal) -> list[SignalLimit]:
    """
    What the law asks from whoever found and whoever was told, counted from a signal's own times.

    Computed, not stored: a signal's times are never edited. Clocks begin when an emergency is
    recorded from it.
    """
    starts = {"found": signal.found_at, "received": signal.recorded_at}
    facts = facts_of_signal(signal)
    judged = judge_lines(lines_for(signal), facts)
    case = CaseFacts(
        is_infectious=bool(facts.diseases),
        is_notifiable=facts.disease_class in ("b", "c"),
        is_urgent=bool(facts.diseases) and (_is_grave(facts) or must_report(judged) == Outcome.MET),
        source=signal.source,
        area_level=signal.area.level,
    )
    return [
        SignalLimit(row, starts[row.starts_with], due_at(plain_limit(row), starts[row.starts_with]))
        for row in list_deadlines(clock.beijing(signal.recorded_at).date())
        if row.starts_with in starts and applies(row.code, case)
    ]


def list_moments(emergency: Emergency) -> QuerySet[EventMoment]:
    """Moments noted by hand, in the order of recording."""
    rows = EventMoment.objects.filter(emergency=emergency).select_related("recorded_by")
    return rows.order_by("recorded_at", "id")


def told_after(emergency: Emergency) -> dict[str, Moment | None]:
    """
    When the level above, and neighbours and garrison, were told of the response; None: not on record.

    突发公共卫生事件应对法 art. 38, 64: whoever starts a response reports and notifies at once.
    """
    noted = {row.code: row for row in reversed(list_moments(emergency))}
    return {
        name: Moment(noted[code].happened, noted[code].recorded_by_id, noted[code].words)
        if code in noted else None
        for name, code in (("upper", "upper_government_informed"), ("near", "neighbours_informed"))
    }  # fmt: skip


def limits_on(emergency: Emergency) -> list[Deadline]:
    """The time limits that held when the emergency was recorded."""
    return list(list_deadlines(clock.beijing(emergency.recorded_at).date()))


def plain_limit(row: Deadline) -> Limit:
    return Limit(row.code, row.starts_with, row.ends_with, row.limit_minutes, row.at_once)


def case_facts(emergency: Emergency) -> CaseFacts:
    """What decides which limits apply: class, newness, outbreak, grade, who reported."""
    facts = facts_of(emergency)
    is_infectious = emergency.kind in (EmergencyKind.INFECTIOUS, EmergencyKind.UNEXPLAINED)
    return CaseFacts(
        is_infectious=is_infectious,
        is_notifiable=facts.disease_class in ("b", "c"),
        is_urgent=is_infectious and (_is_grave(facts) or is_outbreak(emergency, facts)),
        grade=grade_of(emergency),
        source=emergency.signal.source if emergency.signal else "",
        area_level=emergency.area.level,
    )


def _is_grave(facts: EventFacts) -> bool:
    """Class A or managed as A, unexplained, or new: 传染病防治法 (2025) art. 45."""
    said = ("first_in_county", "new_to_country", "eliminated_returns")
    unexplained = {"unexplained_cluster", "unexplained_pneumonia"}
    return (
        facts.disease_class == "a"
        or facts.event_type == "07"
        or bool(unexplained & facts.diseases)
        or any(facts.circumstances.get(code) for code in said)
    )


def grade_of(emergency: Emergency) -> int | None:
    """The gravest grade ever decided, in a grading or an approved proposal: clocks begun by it run on."""
    proposed = Proposal.objects.filter(emergency=emergency, state=ProposalState.APPROVED)
    graded = Grading.objects.filter(emergency=emergency)
    grades = [*proposed.values_list("grade", flat=True), *graded.values_list("grade", flat=True)]
    return min(grades, default=None)


def moments_of(emergency: Emergency) -> dict[str, Moment]:
    """When what happened, by the first word on record; a person's note before what follows from it."""
    found = {**_from_records(emergency), **_from_desks(emergency), **_from_cards(emergency)}
    noted: dict[str, Moment] = {}
    for row in list_moments(emergency):
        noted.setdefault(row.code, Moment(row.happened, row.recorded_by_id, row.words))
    return {**found, **noted}


def _from_records(emergency: Emergency) -> dict[str, Moment]:
    """Found, received, informed, verified: from the signal and the registration."""
    known = {key: row.happened for key, row in milestones_as_known(emergency).items()}
    by, signal = emergency.recorded_by_id, emergency.signal
    recorded = Moment(emergency.recorded_at, by, "登记事件")
    told = known.get(Milestone.NOTIFIED)
    detected = known.get(Milestone.DETECTED, emergency.recorded_at)
    found = {
        "found": Moment(detected, by, "登记的发现时间"),
        "received": recorded,
        "cdc_informed": recorded,
        "verified": recorded,
        "informed": Moment(told, by, "登记的报告时间") if told else recorded,
    }
    if Milestone.EMERGED in known:
        found["event_occurred"] = Moment(known[Milestone.EMERGED], by, "登记的事件发生时间")
    if signal is not None:
        heard = Moment(signal.recorded_at, signal.recorded_by_id, f"信号 {signal.number} 登记")
        found |= {"received": heard, "cdc_informed": heard}
        found["found"] = Moment(
            signal.found_at, signal.recorded_by_id, f"信号 {signal.number} 发现"
        )
        if signal.judged_at:
            words = f"信号 {signal.number} 核实"
            found["verified"] = Moment(signal.judged_at, signal.judged_by_id, words)
    return found


def _from_desks(emergency: Emergency) -> dict[str, Moment]:
    """The government told by a flash report or a proposal; the end of the response or of the event."""
    found: dict[str, Moment] = {}
    flash = FlashReport.objects.filter(emergency=emergency).order_by("sent_at", "id").first()
    asked = Proposal.objects.filter(emergency=emergency).order_by("proposed_at", "id").first()
    told = [Moment(flash.sent_at, flash.sent_by_id, f"快报 {flash.number}")] if flash else []
    if asked:
        told.append(Moment(asked.proposed_at, asked.proposed_by_id, "向县人民政府提出响应建议"))
    if told:
        found["government_informed"] = min(told, key=lambda moment: moment.at)
    last = Response.objects.filter(emergency=emergency).order_by("-started_at", "-id").first()
    if last is not None and last.ended_at is not None:
        found["response_ended"] = Moment(last.ended_at, last.ended_by_id, "终止响应")
    elif last is None and emergency.state == EmergencyState.CLOSED and emergency.closed_at:
        found["response_ended"] = Moment(emergency.closed_at, emergency.closed_by_id, "结案")
    return found


def _from_cards(emergency: Emergency) -> dict[str, Moment]:
    """First, written and closing reports, and the filing in the national system."""
    found: dict[str, Moment] = {}
    names = {CardKind.INITIAL: "first_reported", CardKind.CLOSING: "closing_reported"}
    for card in _signed(emergency):
        name = names.get(CardKind(card.kind))
        if name and card.approved_at:
            words = f"{card.get_kind_display()} {card.number} 签发"
            found.setdefault(name, Moment(card.approved_at, card.approved_by_id, words))
    if "first_reported" in found:
        found["written_report_sent"] = found["first_reported"]
    filed = FiledNote.objects.filter(card__emergency=emergency).order_by("filed", "id").first()
    if filed is not None:
        words = f"网络直报登记 {filed.filing_number}"
        found["direct_reported"] = Moment(filed.filed, filed.recorded_by_id, words)
    return found


def progress_moments(emergency: Emergency) -> list[Moment]:
    """The progress reports that were signed, in order; corrections of one do not count again."""
    return [
        Moment(card.approved_at, card.approved_by_id, f"进程报告 {card.number} 签发")
        for card in _signed(emergency)
        if card.kind == CardKind.PROGRESS and card.corrects_id is None and card.approved_at
    ]


def _signed(emergency: Emergency) -> QuerySet[ReportCard]:
    rows = ReportCard.objects.filter(emergency=emergency, state=CardState.APPROVED)
    return rows.order_by("approved_at", "id")


def bearers_of(emergency: Emergency) -> dict[str, Unit | None]:
    """Which unit answers for which limit; None where none in the system does."""
    path = emergency.area_path
    over: dict[str, Unit | None] = {"": None}
    kinds = (UnitKind.CDC, UnitKind.COMMAND_OFFICE, UnitKind.GOVERNMENT)
    for unit in reversed(_units(path, kinds)):
        over[unit.kind] = unit
    reporter = emergency.signal.reporter_unit if emergency.signal else None
    named = {"health": health_unit_over(path), "reporter": reporter, "": None}
    found: dict[str, Unit | None] = {}
    for code, (who, kind) in BEARERS.items():
        unit = named[who]
        if who == "reporter" and code not in ANY_REPORTER and not _is_medical(unit):
            unit = None
        found[code] = unit or over.get(kind)
    return found | {"": over.get(UnitKind.GOVERNMENT)}


def _is_medical(unit: Unit | None) -> bool:
    return unit is not None and unit.kind in MEDICAL


def _units(path: str, kinds: tuple[str, ...]) -> list[Unit]:
    rows = Unit.objects.filter(kind__in=kinds, area_path__in=paths_to(path), is_active=True)
    return list(rows.order_by("-area_path", "sort", "id"))


def health_unit_over(area_path: str) -> Unit | None:
    """The health commission over an area: the nearest unit at which a health officer has a post."""
    rows = Unit.objects.filter(
        posts__role=HEALTH_ROLE, area_path__in=paths_to(area_path), is_active=True
    )
    return rows.order_by("-area_path", "sort", "id").first()


def command_units(area_path: str) -> list[Unit]:
    """The command offices over an area, which hear of every clock."""
    return list(units_over(UnitKind.COMMAND_OFFICE, area_path))


def clock_state_at(row: Clock, now: datetime) -> ClockState:
    """How a clock stood at a moment; a stop that came later was not known then."""
    stopped = row.stopped_at if row.stopped_at is not None and row.stopped_at <= now else None
    return clock_state(
        due=row.due_at,
        starts=row.started_at,
        stopped=stopped,
        has_lapsed=stopped is not None and row.stop_kind == StopKind.LAPSED,
        is_at_once=row.deadline.at_once,
        now=now,
    )


def _clocks() -> QuerySet[Clock]:
    return Clock.objects.select_related(
        "emergency__area", "deadline", "bearer_unit", "started_by", "stopped_by"
    )


def _by_urgency(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """Running before stopped, nearest limit first, no limit after them, latest stopped first."""
    return rows.order_by(
        F("stopped_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "started_at", "id"
    )
