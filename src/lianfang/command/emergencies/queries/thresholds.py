"""What is recorded of an event, as the reporting lines ask for it, and how they judge it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.command.emergencies.choices import (
    EVENT_CODES,
    CardState,
    EmergencyKind,
    FactSubject,
    Milestone,
)
from lianfang.command.emergencies.models import Emergency, EventFact, ReportCard
from lianfang.command.emergencies.rules.thresholds import (
    Count,
    EventFacts,
    Judgement,
    Line,
    LineClause,
    Outcome,
    judge_lines,
    must_report,
)
from lianfang.command.surveillance.public import Signal, SignalSource
from lianfang.county.standards.public import (
    Disease,
    ReportingThreshold,
    SubjectKind,
    ThresholdList,
    list_thresholds,
    managed_class_on,
)

from .responding import list_tallies, milestones_as_known

SETTINGS_OF_SOURCES = {SignalSource.SCHOOL: "school", SignalSource.VILLAGE: "village"}
# The place of the report card (its official codes); what is no collective unit says nothing.
SETTINGS_OF_PLACES = {
    "01": "school", "02": "hospital", "09": "other_collective", "10": "other_collective",
    "11": "other_collective", "12": "other_collective", "13": "community", "15": "village",
}  # fmt: skip
KINDERGARTEN, BLOOD_CENTRE = "1", "3"


@dataclass(frozen=True)
class Setting:
    """The kind of place of an event, and from which record it is known; no code: not known."""

    code: str = ""
    source: str = ""
    is_said: bool = False


def judge_emergency(emergency: Emergency) -> list[Judgement]:
    """Every reporting line about an emergency, judged from what is recorded."""
    return judge_lines(lines_for(emergency), facts_of(emergency))


def judge_signal(signal: Signal) -> list[Judgement]:
    """Every reporting line that a signal may touch; a signal says less than an emergency."""
    return judge_lines(lines_for(signal), facts_of_signal(signal))


def facts_of(emergency: Emergency) -> EventFacts:
    """An emergency as the lines see it: kind, disease, place, counts, circumstances."""
    known = known_facts(emergency)
    emerged = milestones_as_known(emergency).get(Milestone.EMERGED)
    return EventFacts(
        event_type=EVENT_CODES[EmergencyKind(emergency.kind)],
        diseases=_codes(emergency.disease),
        disease_class=_class_of(emergency.disease),
        setting=setting_of(emergency, known).code,
        circumstances={f.code: f.holds for f in known if f.subject == FactSubject.CIRCUMSTANCE},
        area_level=emergency.area.level,
        has_place=bool(emergency.place),
        counts=_counts(emergency),
        began=emerged.happened if emerged else None,
    )


def facts_of_signal(signal: Signal) -> EventFacts:
    """A signal as the lines see it; its place follows from who reported."""
    counts = ()
    if signal.cases is not None:
        counts = (Count(signal.recorded_at, signal.cases, deaths=signal.deaths or 0),)
    return EventFacts(
        event_type="01" if signal.disease_id else "",
        diseases=_codes(signal.disease),
        disease_class=_class_of(signal.disease),
        setting=SETTINGS_OF_SOURCES.get(SignalSource(signal.source), ""),
        area_level=signal.area.level,
        has_place=bool(signal.place),
        counts=counts,
        began=signal.began_at,
    )


def setting_of(emergency: Emergency, known: Sequence[EventFact]) -> Setting:
    """
    The kind of place: as somebody said, else as the last report card has it, else as the signal.

    What is recorded once is not asked again.
    """
    said = next((f.code for f in known if f.subject == FactSubject.SETTING and f.holds), "")
    if said:
        return Setting(said, "报告标准核对", is_said=True)
    cards = ReportCard.objects.filter(emergency=emergency).exclude(place_kind="")
    card = cards.exclude(state=CardState.VOID).order_by("-drafted_at", "-id").first()
    if card is not None and card.place_kind in SETTINGS_OF_PLACES:
        return Setting(_place_of(card), f"{card.get_kind_display()} {card.number}".strip())
    signal = emergency.signal
    code = SETTINGS_OF_SOURCES.get(SignalSource(signal.source), "") if signal else ""
    return Setting(code, f"信号 {signal.number}") if signal and code else Setting()


def _place_of(card: ReportCard) -> str:
    if card.school_kind == KINDERGARTEN:
        return "kindergarten"
    is_blood_centre = card.place_kind == "02" and card.medical_kind == BLOOD_CENTRE
    return "blood_centre" if is_blood_centre else SETTINGS_OF_PLACES[card.place_kind]


def known_facts(emergency: Emergency) -> list[EventFact]:
    """The last word on everything that was said for the rules; of settings only the last one."""
    rows = EventFact.objects.filter(emergency=emergency).select_related("recorded_by")
    latest: dict[str, EventFact] = {}
    for row in rows.order_by("recorded_at", "id"):
        # One place only: a later setting replaces the one before.
        latest["setting" if row.subject == FactSubject.SETTING else row.code] = row
    return list(latest.values())


def lines_on(day: date | None = None, *, area_path: str) -> list[Line]:
    """The reporting lines of a day and the watch lines of an area, as plain values."""
    return [_line(row) for row in list_thresholds(day, area_path=area_path)]


def lines_for(event: Emergency | Signal) -> list[Line]:
    """The lines that held where and when an event was recorded."""
    return lines_on(clock.beijing(event.recorded_at).date(), area_path=event.area_path)


def is_outbreak(emergency: Emergency, facts: EventFacts) -> bool:
    """
    Whether a reporting line is met for certain.

    Asked at every addition to the record, so it reads only the lines that name the disease or kind.
    """
    named = Q(subjects__kind=SubjectKind.EVENT_TYPE, subjects__code=facts.event_type)
    named |= Q(subjects__kind=SubjectKind.DISEASE, subjects__code__in=facts.diseases)
    day = clock.beijing(emergency.recorded_at).date()
    rows = list_thresholds(day, ThresholdList.REPORT).filter(named).distinct()
    return must_report(judge_lines([_line(row) for row in rows], facts)) == Outcome.MET


def _line(row: ReportingThreshold) -> Line:
    subjects: dict[str, set[str]] = {}
    for subject in row.subjects.all():
        subjects.setdefault(subject.kind, set()).add(subject.code)
    return Line(
        code=row.code,
        title=row.title,
        is_watch=row.in_list == ThresholdList.WATCH,
        is_manual=row.is_manual,
        diseases=frozenset(subjects.get(SubjectKind.DISEASE, ())),
        classes=frozenset(subjects.get(SubjectKind.DISEASE_CLASS, ())),
        event_types=frozenset(subjects.get(SubjectKind.EVENT_TYPE, ())),
        clauses=tuple(
            LineClause(
                text=clause.text, count_of=clause.count_of, min_cases=clause.min_cases,
                min_deaths=clause.min_deaths, area_level=clause.area_level,
                window=clock.minutes(clause.window_hours * 60) if clause.window_hours else None,
                settings=tuple(clause.settings), needs=tuple(clause.needs),
            )
            for clause in sorted(row.clauses.all(), key=lambda clause: clause.position)
        ),
    )  # fmt: skip


def _codes(disease: Disease | None) -> frozenset[str]:
    if disease is None:
        return frozenset()
    return frozenset(code for code in (disease.code, disease.parent_code) if code)


def _class_of(disease: Disease | None) -> str:
    return managed_class_on(disease) if disease is not None else ""


def _counts(emergency: Emergency) -> tuple[Count, ...]:
    rows = sorted(list_tallies(emergency), key=lambda row: (row.as_of, row.pk))
    return tuple(
        Count(
            at=row.as_of, cases=row.cases, suspected=row.suspected, in_hospital=row.in_hospital,
            deaths=row.deaths, exposed=row.exposed,
        )
        for row in rows
    )  # fmt: skip
