"""What is known of an event when it is graded; what nobody said is unknown, never zero."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SCHOOL, CITY, COUNTRYSIDE = "school", "city", "countryside"
# Whoever may recognise an event of a grade, the highest first (2006 plan, 1.3 and the usual table).
RECOGNISERS = ("state", "province", "prefecture", "county")
AREA_KEYS = {"county": "counties", "prefecture": "prefectures", "province": "provinces"}
# Declared eliminated or free of in China, as commonly stated: smallpox 1979 (world), polio 2000,
# filariasis 2007, malaria 2021. Whether one has *returned* is for people to say.
ELIMINATED = frozenset(
    {"poliomyelitis", "filariasis", "malaria", "malaria_vivax", "malaria_falciparum", "malaria_untyped"}
)  # fmt: skip
# 群体性: two persons or more, as in the national scheme for adverse events after vaccination.
SMALLEST_GROUP = 2
# Words that describe how many cases in one incubation period look; taken as said unless denied.
PRESUMED = frozenset({"continuous", "several_foci"})
LISTED_CLASSES = frozenset({"a", "b", "c"})


@dataclass(frozen=True)
class Span:
    """A whole number, or the two ends between which it must lie. No high end: no limit."""

    low: int = 0
    high: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def reaches(self, number: int) -> bool | None:
        """At least so many? None where it may or may not be."""
        if self.low >= number:
            return True
        return False if self.high is not None and self.high < number else None

    def within(self, lowest: int | None, highest: int | None) -> bool | None:
        """Between two limits, both included."""
        enough = True if lowest is None else self.reaches(lowest)
        over = False if highest is None else self.reaches(highest + 1)
        return both(enough, None if over is None else not over)


def both(*verdicts: bool | None) -> bool | None:
    """Kleene's and: surely false as soon as one is."""
    if any(verdict is False for verdict in verdicts):
        return False
    return None if any(verdict is None for verdict in verdicts) else True


def either(*verdicts: bool | None) -> bool | None:
    """Kleene's or: surely true as soon as one is."""
    if any(verdict is True for verdict in verdicts):
        return True
    return None if any(verdict is None for verdict in verdicts) else False


@dataclass(frozen=True)
class KnownDisease:
    """One disease of the catalogue as grading needs it."""

    code: str
    name: str
    parent: str = ""
    disease_class: str = "none"
    kind: str = "infectious"
    names: tuple[str, ...] = ()

    @property
    def is_untyped(self) -> bool:
        return self.code.endswith("_untyped")


@dataclass(frozen=True)
class Facts:
    """
    What is known of one event. None, an empty text or a missing circumstance: nobody said.

    Settled facts answer every question; where nobody said, with the answer that grades lowest.
    """

    event_type: str = ""
    disease: KnownDisease | None = None
    # A name that the catalogue does not know.
    named: str = ""
    cases: int | None = None
    suspected: int | None = None
    deaths: int | None = None
    window_days: float | None = None
    counties: int | None = None
    prefectures: int | None = None
    provinces: int | None = None
    weekly_ratio: float | None = None
    place_kind: str = ""
    during_major_event: bool | None = None
    recognised_by: str = ""
    circumstances: Mapping[str, bool] = field(default_factory=dict)
    is_settled: bool = False

    def settled(self) -> "Facts":
        return replace(self, is_settled=True)

    def _span(self, value: int | None, low: int = 0, high: int | None = None) -> Span:
        if value is not None:
            return Span(value, value)
        return Span(low, low) if self.is_settled else Span(low, high)

    @property
    def case_span(self) -> Span:
        """Those who died are cases too."""
        return self._span(self.cases, low=self.deaths or 0)

    @property
    def suspected_span(self) -> Span:
        return self._span(self.suspected)

    @property
    def death_span(self) -> Span:
        high = None if self.cases is None else self.cases + (self.suspected or 0)
        return self._span(self.deaths, high=high)

    def area_span(self, level: str) -> Span:
        """How many areas of a level are touched: two provinces are at least two counties."""
        known = [self.counties, self.prefectures, self.provinces]
        place = list(AREA_KEYS).index(level)
        above = [value for value in known[place + 1 :] if value is not None]
        below = [value for value in known[:place] if value is not None]
        return self._span(known[place], low=max([1, *above]), high=min(below, default=None))

    def with_suspected(self) -> Span:
        cases, suspected = self.case_span, self.suspected_span
        if cases.high is None or suspected.high is None:
            return Span(cases.low + suspected.low)
        return Span(cases.low + suspected.low, cases.high + suspected.high)

    def circumstance(self, code: str) -> bool | None:
        """Whether a circumstance holds, as told or as it follows from what was told."""
        if code == "not_spread":
            spreads = self.circumstance("spreading")
            return None if spreads is None else not spreads
        told = self.circumstances.get(code)
        if told is not None:
            return told
        follows = self._follows(code)
        return False if follows is None and self.is_settled else follows

    def _follows(self, code: str) -> bool | None:
        is_listed = self.disease is not None and self.disease.disease_class in LISTED_CLASSES
        if code == "new_to_country" and is_listed:
            return False
        if code == "eliminated_returns" and is_listed and self.disease:
            return None if self.disease.code in ELIMINATED else False
        if code == "mass_reaction":
            return self.case_span.reaches(SMALLEST_GROUP)
        if code == "large_or_medium_city" and self.place_kind in (CITY, COUNTRYSIDE):
            return self.place_kind == CITY
        return True if code in PRESUMED else None


def within_window(span: Span, *, hours: int | None, window_days: float | None) -> Span:
    """
    How many of the cases fall into the fullest window of so many hours.

    Cases of a longer time: at least their share of it, at most all. Time unknown: one to all.
    """
    if hours is None or span.low == span.high == 0:
        return span
    if window_days is None:
        return Span(min(span.low, 1), span.high)
    parts = max(1, math.ceil(window_days * 24 / hours))
    return Span(math.ceil(span.low / parts), span.high)


def within_one_area(span: Span, *, areas: int | None) -> Span:
    """
    How many of the cases lie in the fullest area, where several are known to be touched.

    Where nobody said how far it reaches, the count is taken as that of one area.
    """
    if areas is None or areas < 2:
        return span
    high = None if span.high is None else max(span.high - areas + 1, math.ceil(span.high / areas))
    return Span(math.ceil(span.low / areas), high)
