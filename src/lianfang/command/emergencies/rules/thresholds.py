"""
Must an event be reported? Judged in three values from what is recorded, against R01-R35 and watch lines.

Source of the lines: 国家突发公共卫生事件相关信息报告管理工作规范（试行）; the lines themselves are data of the pack.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

INFECTIOUS, UNEXPLAINED_TYPE = "01", "07"
# Lines that hold for one place or village: counts of several places say nothing about them.
NARROW_AREAS = ("village", "site")
LEVELS = ("country", "province", "prefecture", "county", "township", "village")
# Circumstances that follow from the form of the disease.
BY_FORM = {
    "pulmonary": {"anthrax_pulmonary": True, "anthrax_cutaneous": False, "anthrax_intestinal": False},
    "cutaneous_or_intestinal": {
        "anthrax_pulmonary": False, "anthrax_cutaneous": True, "anthrax_intestinal": True,
    },
}  # fmt: skip
OPPOSITES = {"not_high_incidence": "high_incidence", "not_spread": "spreading"}


class Outcome(StrEnum):
    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Count:
    """Cumulative counts as known for one moment; those in hospital are the present ones."""

    at: datetime
    cases: int
    suspected: int = 0
    in_hospital: int = 0
    deaths: int = 0
    exposed: int | None = None


@dataclass(frozen=True)
class EventFacts:
    """What is recorded of an event, as far as the lines ask for it."""

    event_type: str = ""
    diseases: frozenset[str] = frozenset()
    disease_class: str = ""
    setting: str = ""
    circumstances: Mapping[str, bool] = field(default_factory=dict)
    area_level: str = ""
    has_place: bool = False
    counts: Sequence[Count] = ()
    began: datetime | None = None


@dataclass(frozen=True)
class LineClause:
    """One of the conditions any of which is enough."""

    text: str
    count_of: str = "case"
    min_cases: int | None = None
    min_deaths: int | None = None
    window: timedelta | None = None
    area_level: str = ""
    settings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One reporting threshold or watch line."""

    code: str
    title: str
    is_watch: bool = False
    is_manual: bool = False
    diseases: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()
    clauses: tuple[LineClause, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """
    What became of one line: met by which condition, or what is missing to tell.

    `missing` names what would decide it: setting, counts, began, disease, event_type, area, exposed,
    recognition, or the code of a circumstance.
    """

    code: str
    title: str
    outcome: Outcome
    is_watch: bool = False
    clause: str = ""
    missing: tuple[str, ...] = ()

    @property
    def is_recognition(self) -> bool:
        """Left to an authority: nothing that is recorded decides it."""
        return self.missing == ("recognition",)


@dataclass(frozen=True)
class Span:
    """A number of which only the bounds may be known; no upper bound is None."""

    low: int
    high: int | None


# Three values in one: whether a condition holds, and what is missing where that cannot be told.
Told = tuple[bool | None, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


def judge_lines(lines: Iterable[Line], facts: EventFacts) -> list[Judgement]:
    """Every line that is about this kind of event, or may turn out to be; in the order given."""
    judged = (judge_line(line, facts) for line in lines)
    return [judgement for judgement in judged if judgement is not None]


def judge_line(line: Line, facts: EventFacts) -> Judgement | None:
    """One line; None where it is about something else."""
    subject, missing = _is_about(line, facts)
    if subject is False:
        return None
    if line.is_manual:
        return _judged(line, Outcome.UNKNOWN, missing={"recognition"})
    told = [(clause, _holds(clause, facts)) for clause in line.clauses]
    met = next((clause for clause, (holds, _) in told if holds), None)
    if met is not None and subject:
        return _judged(line, Outcome.MET, clause=met.text)
    if met is not None:
        return _judged(line, Outcome.UNKNOWN, clause=met.text, missing=missing)
    open_ones = [(clause, lacks) for clause, (holds, lacks) in told if holds is None]
    if not open_ones:
        return _judged(line, Outcome.NOT_MET)
    clause = open_ones[0][0]
    everything = missing.union(*(more for _, more in open_ones))
    return _judged(line, Outcome.UNKNOWN, clause=clause.text, missing=everything)


def must_report(judgements: Iterable[Judgement]) -> Outcome:
    """
    Over all lines of reporting: met by one, else unknown by one, else not.

    Watch lines ask for no report; what an authority may recognise is never waited for.
    """
    asked = (judged for judged in judgements if not judged.is_watch and not judged.is_recognition)
    outcomes = {judged.outcome for judged in asked}
    order = (Outcome.MET, Outcome.UNKNOWN)
    return next((outcome for outcome in order if outcome in outcomes), Outcome.NOT_MET)


def _judged(
    line: Line, outcome: Outcome, *, clause: str = "", missing: Iterable[str] = ()
) -> Judgement:
    return Judgement(
        line.code, line.title, outcome, line.is_watch, clause, tuple(sorted(set(missing)))
    )


def _is_about(line: Line, facts: EventFacts) -> Told:
    """Whether a line is about the event's disease, class or kind; None while these are not known."""
    if not (line.diseases or line.classes or line.event_types):
        return True, NOTHING
    if line.diseases & facts.diseases or facts.disease_class in line.classes:
        return True, NOTHING
    if facts.event_type in line.event_types:
        return True, NOTHING
    if not facts.event_type and line.event_types and not facts.diseases:
        return None, frozenset({"event_type"})
    may_be_disease = facts.event_type in ("", INFECTIOUS, UNEXPLAINED_TYPE)
    if (line.diseases or line.classes) and not facts.diseases and may_be_disease:
        return None, frozenset({"disease"})
    return False, NOTHING


def _holds(clause: LineClause, facts: EventFacts) -> Told:
    """Whether every condition within one clause holds."""
    parts = [_in_setting(clause, facts), _in_area(clause, facts)]
    parts += [_circumstance(code, facts) for code in clause.needs]
    if clause.min_cases is not None:
        parts.append(_reached(clause, facts, clause.min_cases, deaths=False))
    if clause.min_deaths is not None:
        parts.append(_reached(clause, facts, clause.min_deaths, deaths=True))
    if any(holds is False for holds, _ in parts):
        return False, NOTHING
    lacks = NOTHING.union(*(lack for holds, lack in parts if holds is None))
    return (None, lacks) if lacks else (True, NOTHING)


def _in_setting(clause: LineClause, facts: EventFacts) -> Told:
    if not clause.settings:
        return True, NOTHING
    if not facts.setting:
        return None, frozenset({"setting"})
    return facts.setting in clause.settings, NOTHING


def _in_area(clause: LineClause, facts: EventFacts) -> Told:
    """Whether the counts lie within one area of the level asked for."""
    wanted = clause.area_level
    if not wanted:
        return True, NOTHING
    is_spread = facts.circumstances.get("several_foci")
    if wanted in NARROW_AREAS and is_spread:
        return None, frozenset({"counts"})
    if wanted == "site":
        return (True, NOTHING) if facts.has_place else (None, frozenset({"area"}))
    if wanted == "village" and facts.setting == "village":
        return True, NOTHING
    if facts.area_level in LEVELS and LEVELS.index(facts.area_level) >= LEVELS.index(wanted):
        return True, NOTHING
    return None, frozenset({"area"})


def _circumstance(code: str, facts: EventFacts) -> Told:
    known = facts.circumstances.get(code)
    opposite = OPPOSITES.get(code)
    if known is None and opposite is not None and opposite in facts.circumstances:
        known = not facts.circumstances[opposite]
    if known is None:
        known = next((BY_FORM[code][d] for d in facts.diseases if d in BY_FORM.get(code, ())), None)
    return (known, NOTHING) if known is not None else (None, frozenset({opposite or code}))


def _reached(clause: LineClause, facts: EventFacts, least: int, *, deaths: bool) -> Told:
    """Whether a count was reached within the window that ends at some moment of counting."""
    if not facts.counts:
        return None, frozenset({"counts"})
    spans = [_within(clause, facts, at, deaths=deaths) for at in range(len(facts.counts))]
    is_one_place = bool(clause.settings) or clause.area_level in NARROW_AREAS
    if is_one_place and facts.circumstances.get("several_foci"):
        spans = [Span(0, span.high) for span in spans]
    if any(span.low >= least for span in spans):
        return True, NOTHING
    if all(span.high is not None and span.high < least for span in spans):
        return False, NOTHING
    return None, frozenset({_lacking(clause, facts)})


def _lacking(clause: LineClause, facts: EventFacts) -> str:
    if clause.count_of == "exposed":
        return "exposed"
    if clause.count_of == "local_case" and "imported" not in facts.circumstances:
        return "imported"
    if clause.window is not None and facts.began is None:
        return "began"
    return "counts"


def _within(clause: LineClause, facts: EventFacts, last: int, *, deaths: bool) -> Span:
    """
    How many fell into the window that ends with one count.

    Onsets are not known one by one: what was counted before the window certainly lies outside, what
    was counted first inside it may have begun before. Cases ruled out later do not count.
    """
    known = [_bounds(clause, facts, count, deaths=deaths) for count in facts.counts]
    # People leave hospital; that they were there still counts.
    later = known[last : last + 1] if clause.count_of == "inpatient_ili" else known[last:]
    low = min(span.low for span in later)
    highs = [span.high for span in later]
    high = None if None in highs else min(h for h in highs if h is not None)
    if clause.window is None:
        return Span(low, high)
    start = facts.counts[last].at - clause.window
    if facts.began is not None and facts.began >= start:
        return Span(low, high)
    before = [known[i] for i in range(last) if facts.counts[i].at <= start]
    inside = [known[i] for i in range(last + 1) if facts.counts[i].at > start]
    first = inside[0].high if inside else None
    certain = 0 if first is None else max(0, low - first)
    outside = before[-1].low if before else 0
    return Span(certain, None if high is None else max(0, high - outside))


def _bounds(clause: LineClause, facts: EventFacts, count: Count, *, deaths: bool) -> Span:
    """The number that a clause counts, from the counts that are kept."""
    if deaths:
        return Span(count.deaths, count.deaths)
    both = count.cases + count.suspected
    if clause.count_of == "exposed":
        return Span(count.exposed or 0, count.exposed)
    if clause.count_of == "inpatient_ili":
        # Those in hospital now; some may have gone home already.
        return Span(count.in_hospital, both)
    if clause.count_of == "local_case":
        imported = facts.circumstances.get("imported")
        if imported is None:
            return Span(0, count.cases)
        return Span(0, 0) if imported else Span(count.cases, count.cases)
    if clause.count_of == "suspected":
        return Span(count.suspected, count.suspected)
    wide = clause.count_of in ("case_or_suspected", "infection", "ili")
    return Span(both, both) if wide else Span(count.cases, count.cases)
