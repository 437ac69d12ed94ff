"""Every reporting line of the pack at, above and below its threshold; and what stays unknown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from lianfang.command.emergencies.rules.thresholds import (
    OPPOSITES,
    Count,
    EventFacts,
    Line,
    LineClause,
    Outcome,
    judge_line,
    must_report,
)
from lianfang.county.standards.pack import read_national_pack

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
CHINA = Path(__file__).parents[2] / "packs" / "china"
HOUR = timedelta(hours=1)
FORMS = {"pulmonary": "anthrax_pulmonary", "cutaneous_or_intestinal": "anthrax_cutaneous"}


@cache
def lines() -> dict[str, Line]:
    return {row.data.code: _line(row.data) for row in read_national_pack(CHINA).thresholds}


def _line(row) -> Line:
    clauses = tuple(
        LineClause(
            text=c.text, count_of=c.count_of.value, min_cases=c.min_cases, min_deaths=c.min_deaths,
            area_level=c.area_level.value if c.area_level else "", settings=tuple(c.settings),
            needs=tuple(c.needs), window=timedelta(hours=c.window_hours) if c.window_hours else None,
        )
        for c in row.clauses
    )  # fmt: skip
    return Line(
        code=row.code, title=row.title, is_watch=row.in_list.value == "watch",
        is_manual=row.is_manual, diseases=frozenset(row.diseases),
        event_types=frozenset(row.event_types), clauses=clauses,
    )  # fmt: skip


def facts_for(line: Line, clause: LineClause, number: int, *, deaths: bool) -> EventFacts:
    """An event that meets every condition of a clause but perhaps its number."""
    said = dict.fromkeys(clause.needs, True)
    said |= {OPPOSITES[code]: False for code in clause.needs if code in OPPOSITES}
    if clause.count_of == "local_case":
        said["imported"] = False
    cases = max(number, 1) if deaths else number
    count = Count(
        at=NOW, cases=cases, deaths=number if deaths else 0, exposed=number, in_hospital=cases
    )
    return EventFacts(
        event_type=min(line.event_types, default="01"),
        diseases=frozenset(sorted(line.diseases)[:1]), setting=(clause.settings or ("",))[0],
        circumstances=said, area_level="village", has_place=True, counts=(count,),
        began=NOW - HOUR,
    )  # fmt: skip


NUMBERED = [
    (code, index, deaths, least)
    for code, line in lines().items()
    for index, clause in enumerate(line.clauses)
    for deaths, least in ((False, clause.min_cases), (True, clause.min_deaths))
    if least is not None
]


def judged(code: str, index: int, number: int, *, deaths: bool) -> Outcome:
    line = lines()[code]
    alone = replace(line, clauses=(line.clauses[index],))
    answer = judge_line(alone, facts_for(line, line.clauses[index], number, deaths=deaths))
    assert answer is not None
    return answer.outcome


@pytest.mark.parametrize(("code", "index", "deaths", "least"), NUMBERED)
def test_a_line_is_met_at_its_number_and_above_and_not_below(code, index, deaths, least):
    assert judged(code, index, least - 1, deaths=deaths) == Outcome.NOT_MET
    assert judged(code, index, least, deaths=deaths) == Outcome.MET
    assert judged(code, index, least + 1, deaths=deaths) == Outcome.MET


def test_the_table_covers_every_numbered_line():
    unnumbered = {"R31", "R33", "R35"}

    assert {code for code, *_ in NUMBERED} == lines().keys() - unnumbered
    assert len(NUMBERED) >= 50


def school(cases: int, **given) -> EventFacts:
    facts = EventFacts(
        event_type="01", diseases=frozenset({"norovirus", "infectious_diarrhea"}), setting="school",
        area_level="township", has_place=True, counts=(Count(NOW, cases),), began=NOW - HOUR,
    )  # fmt: skip
    return replace(facts, **given)


def told(code: str, facts: EventFacts):
    answer = judge_line(lines()[code], facts)
    assert answer is not None
    return answer


def test_what_is_missing_is_named():
    assert told("R20", school(20)).outcome == Outcome.MET
    assert told("R20", school(20)).clause == "7天内20例以上"
    assert told("R20", school(25, setting="")).missing == ("setting",)
    assert told("R20", school(25, counts=())).missing == ("counts",)
    assert told("R20", school(25, setting="hospital")).outcome == Outcome.NOT_MET
    assert told("R24", school(1)).missing == (
        "eliminated_returns", "first_in_county", "none_for_five_years"
    )  # fmt: skip


def test_few_cases_decide_even_where_the_place_is_unknown():
    assert told("R20", school(19, setting="")).outcome == Outcome.NOT_MET


def test_a_line_about_something_else_is_not_shown():
    assert judge_line(lines()["R09"], school(30)) is None
    assert judge_line(lines()["R26"], school(30)) is None


def test_an_unknown_disease_leaves_lines_of_few_cases_open():
    facts = school(8, diseases=frozenset())

    assert told("R01", facts).outcome == Outcome.UNKNOWN
    assert told("R01", facts).missing == ("disease",)
    assert told("R09", facts).outcome == Outcome.NOT_MET


def test_a_recognised_event_is_left_to_the_authority():
    answer = told("R35", school(1))

    assert answer.missing == ("recognition",)
    assert must_report([answer]) == Outcome.NOT_MET


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def test_cases_outside_the_window_do_not_count():
    slow = school(
        20, began=days(40), counts=(Count(days(30), 10), Count(days(10), 12), Count(NOW, 20))
    )

    assert told("R20", slow).outcome == Outcome.NOT_MET


def test_cases_that_may_lie_inside_or_outside_leave_it_open():
    # First counted within the window, but the first onset lies before it.
    facts = school(25, began=days(9), counts=(Count(days(1), 25),))

    assert told("R20", facts).outcome == Outcome.UNKNOWN
    assert told("R20", facts).missing == ("counts",)
    assert told("R20", replace(facts, began=None)).missing == ("began",)
    assert told("R20", replace(facts, began=days(8))).outcome == Outcome.MET


def test_a_line_reached_once_stays_reached_unless_cases_were_ruled_out():
    reached = school(
        24, began=days(5), counts=(Count(days(4), 12), Count(days(1), 22), Count(NOW, 24))
    )
    ruled_out = replace(reached, counts=(Count(days(4), 12), Count(days(1), 22), Count(NOW, 15)))

    assert told("R20", reached).outcome == Outcome.MET
    assert told("R20", ruled_out).outcome == Outcome.NOT_MET


def test_patients_who_left_hospital_still_count():
    flu = school(
        12, diseases=frozenset({"influenza"}),
        counts=(Count(days(2), 8, in_hospital=5), Count(NOW, 12, in_hospital=1)), began=days(3),
    )  # fmt: skip

    assert told("R18", flu).outcome == Outcome.MET
    assert told("R18", flu).clause == "7天内流感样病例住院5例以上"


def test_several_places_together_do_not_reach_the_line_of_one():
    assert told("R20", school(25, circumstances={"several_foci": True})).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("level", "outcome"), [("township", Outcome.MET), ("county", Outcome.UNKNOWN)]
)
def test_counts_of_a_county_do_not_prove_a_line_of_a_township(level, outcome):
    facts = school(5, diseases=frozenset({"japanese_encephalitis"}), area_level=level)

    assert told("R15", facts).outcome == outcome


def test_food_poisoning_in_a_school_needs_five():
    food = school(5, event_type="02", diseases=frozenset())

    assert told("R26", food).outcome == Outcome.MET
    assert told("R26", replace(food, setting="community")).outcome == Outcome.UNKNOWN
    assert told("R26", replace(food, setting="community")).missing == ("major_activity",)


def test_watch_lines_do_not_ask_for_a_report():
    facts = school(10, diseases=frozenset({"hand_foot_mouth"}))
    both = [told("W01", facts), told("W02", facts)]

    assert [answer.outcome for answer in both] == [Outcome.MET, Outcome.MET]
    assert must_report(both) == Outcome.NOT_MET
    assert must_report([*both, told("R20", school(20))]) == Outcome.MET
