"""Every branch and boundary of the rules, on plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import Milestone, ProposalKind, ProposalState
from lianfang.command.emergencies.rules import EventStanding, TallyFigures, wanted

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 23)


def _refused(call, *words):
    with pytest.raises(RuleBroken) as refusal:
        call()
    for word in words:
        assert word in refusal.value.message
    return refusal.value.fields


@pytest.mark.parametrize("length", [1, 29, 30])
def test_a_name_up_to_thirty_characters_passes(length):
    rules.check_name("事" * length)


@pytest.mark.parametrize("name", ["", "  ", "事" * 31])
def test_a_name_that_the_card_cannot_hold_is_refused(name):
    assert "name" in _refused(lambda: rules.check_name(name))


ORDER = [
    (Milestone.EMERGED, Milestone.DETECTED),
    (Milestone.EMERGED, Milestone.NOTIFIED),
    (Milestone.DETECTED, Milestone.NOTIFIED),
    (Milestone.EMERGED, Milestone.RESPONSE_STARTED),
    (Milestone.DETECTED, Milestone.RESPONSE_STARTED),
    (Milestone.EMERGED, Milestone.EARLY_ACTIONS_DONE),
    (Milestone.DETECTED, Milestone.EARLY_ACTIONS_DONE),
    (Milestone.RESPONSE_STARTED, Milestone.RESPONSE_ENDED),
]


@pytest.mark.parametrize("earlier, later", ORDER)
def test_milestones_stand_in_order_and_may_coincide(earlier, later):
    rules.check_milestones({earlier: NOW - HOUR, later: NOW - HOUR}, now=NOW)
    rules.check_milestones({earlier: NOW - 2 * HOUR, later: NOW - HOUR}, now=NOW)

    fields = _refused(
        lambda: rules.check_milestones({earlier: NOW - HOUR, later: NOW - 2 * HOUR}, now=NOW),
        later.label, earlier.label,
    )  # fmt: skip
    assert list(fields) == [later.value]


@pytest.mark.parametrize(
    "earlier, later",
    [
        (Milestone.NOTIFIED, Milestone.EARLY_ACTIONS_DONE),
        (Milestone.RESPONSE_STARTED, Milestone.EARLY_ACTIONS_DONE),
        (Milestone.NOTIFIED, Milestone.RESPONSE_STARTED),
    ],
)
def test_acting_before_the_paper_is_no_fault(earlier, later):
    rules.check_milestones({earlier: NOW - HOUR, later: NOW - 2 * HOUR}, now=NOW)


@pytest.mark.parametrize("milestone", list(Milestone))
def test_nothing_happens_in_the_future(milestone):
    rules.check_milestones({milestone: NOW}, now=NOW)

    fields = _refused(
        lambda: rules.check_milestones({milestone: NOW + timedelta(seconds=1)}, now=NOW)
    )
    assert list(fields) == [milestone.value]


def test_a_first_time_needs_no_reason_and_a_correction_does():
    change = {"known": {}, "reason": "", "now": NOW}
    rules.check_milestone_change(Milestone.DETECTED, NOW - HOUR, **change)

    known = {**change, "known": {Milestone.DETECTED: NOW - 2 * HOUR}}
    fields = _refused(
        lambda: rules.check_milestone_change(Milestone.DETECTED, NOW - HOUR, **known), "原因"
    )
    assert list(fields) == ["reason"]
    rules.check_milestone_change(Milestone.DETECTED, NOW - HOUR, **{**known, "reason": "校医记录"})


def test_a_correction_to_the_same_time_or_with_an_endless_reason_is_refused():
    known = {"known": {Milestone.DETECTED: NOW - HOUR}, "now": NOW}

    _refused(
        lambda: rules.check_milestone_change(
            Milestone.DETECTED, NOW - HOUR, reason="无变化", **known
        ),
        "相同",
    )
    _refused(
        lambda: rules.check_milestone_change(
            Milestone.DETECTED, NOW - 2 * HOUR, reason="因" * 201, **known
        ),
        "200",
    )


def test_intervals_are_those_of_which_both_ends_are_known():
    found = rules.intervals(
        {
            Milestone.EMERGED: NOW - timedelta(days=8),
            Milestone.DETECTED: NOW - HOUR,
            Milestone.NOTIFIED: NOW,
        }
    )

    assert [(interval.ends, interval.is_late) for interval in found] == [
        (Milestone.DETECTED, True),
        (Milestone.NOTIFIED, False),
    ]
    assert found[1].span == HOUR


def test_seven_days_to_detection_are_still_in_time():
    (found,) = rules.intervals(
        {Milestone.EMERGED: NOW - timedelta(days=7), Milestone.DETECTED: NOW}
    )

    assert found.is_late is False


@pytest.mark.parametrize("name", ["confirmed", "severe", "deaths"])
def test_parts_are_not_more_than_the_whole(name):
    rules.check_tally(TallyFigures(cases=5, **{name: 5}))

    assert list(_refused(lambda: rules.check_tally(TallyFigures(cases=5, **{name: 6})))) == [name]


@pytest.mark.parametrize("name", ["cases", "contacts", "exposed"])
@pytest.mark.parametrize("value", [-1, rules.LARGEST_COUNT + 1])
def test_counts_are_whole_and_not_below_nothing(name, value):
    figures = TallyFigures(**{"cases": 0, name: value})

    assert list(_refused(lambda: rules.check_tally(figures))) == [name]


@pytest.mark.parametrize("name", ["cases", "confirmed", "deaths"])
def test_cumulative_counts_do_not_fall_silently(name):
    base = {"cases": 9, "confirmed": 4, "deaths": 2}
    before = TallyFigures(**base)
    fallen = TallyFigures(**{**base, name: base[name] - 1})

    rules.check_tally_order(before, before=before, after=before, note="")
    rules.check_tally_order(fallen, before=before, after=None, note="检测排除一例")
    fields = _refused(lambda: rules.check_tally_order(fallen, before=before, after=None, note=" "))
    assert set(fields) == {name, "note"}
    fields = _refused(lambda: rules.check_tally_order(before, before=None, after=fallen, note=""))
    assert set(fields) == {name, "note"}


@pytest.mark.parametrize("name", ["suspected", "in_hospital", "severe", "contacts"])
def test_what_is_not_cumulative_may_fall(name):
    rules.check_tally_order(
        TallyFigures(cases=9, **{name: 1}), before=TallyFigures(cases=9, **{name: 3}),
        after=None, note="",
    )  # fmt: skip


# kind, current, proposed, passes
LEVELS = [
    ("start", None, 4, True), ("start", None, 1, True), ("start", 4, 3, False),
    ("start", None, None, False), ("start", None, 5, False), ("start", None, 0, False),
    ("raise", 4, 3, True), ("raise", 4, 1, True), ("raise", 4, 4, False), ("raise", 2, 3, False),
    ("raise", None, 3, False), ("lower", 2, 3, True), ("lower", 1, 4, True),
    ("lower", 3, 3, False), ("lower", 3, 2, False), ("lower", None, 4, False),
    ("extend", 3, 3, True), ("extend", 3, 2, False), ("extend", None, 3, False),
    ("end", 3, None, True), ("end", None, None, False),
]  # fmt: skip


@pytest.mark.parametrize("kind, current, proposed, passes", LEVELS)
def test_levels_move_the_way_they_are_named(kind, current, proposed, passes):
    def check():
        rules.check_level(ProposalKind(kind), current=current, proposed=proposed)

    if passes:
        check()
    else:
        assert set(_refused(check)) <= {"level", "kind"}


# kind, days from today, current, passes
PERIODS = [
    ("start", 1, None, True), ("start", 90, None, True), ("start", 91, None, False),
    ("start", 0, None, False), ("start", -1, None, False), ("start", None, None, False),
    ("lower", 5, 30, True), ("extend", 31, 30, True), ("extend", 30, 30, False),
    ("extend", 91, 30, False), ("end", None, 30, True),
]  # fmt: skip


@pytest.mark.parametrize("kind, days, current, passes", PERIODS)
def test_periods_are_ahead_and_not_too_long(kind, days, current, passes):
    def check():
        rules.check_period(
            ProposalKind(kind),
            None if days is None else TODAY + timedelta(days=days),
            today=TODAY,
            current_until=None if current is None else TODAY + timedelta(days=current),
        )

    if passes:
        check()
    else:
        assert list(_refused(check)) == ["expected_until"]


@pytest.mark.parametrize("kind", list(ProposalKind))
@pytest.mark.parametrize("field", ["evidence", "measures", "closing_conditions"])
def test_what_a_decision_must_state_is_asked_for(kind, field):
    given = {"evidence": "研判", "measures": "措施", "closing_conditions": "条件", "criteria": ""}
    asked = {
        "evidence": set(ProposalKind),
        "measures": {ProposalKind.START, ProposalKind.RAISE, ProposalKind.LOWER},
        "closing_conditions": {ProposalKind.END},
    }
    rules.check_case_made(kind, **given)

    def check():
        rules.check_case_made(kind, **{**given, field: "  "})

    if kind in asked[field]:
        assert list(_refused(check)) == [field]
    else:
        check()


def test_a_decision_needs_a_person_who_is_not_the_proposer():
    rules.check_two_people(proposed_by=1, decided_by=2)

    _refused(lambda: rules.check_two_people(proposed_by=1, decided_by=1), "不能自己")
    _refused(lambda: rules.check_two_people(proposed_by=1, decided_by=None), "本人")


@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw"])
@pytest.mark.parametrize("state", [state for state in ProposalState if state != "pending"])
def test_a_settled_proposal_moves_no_more(verb, state):
    assert rules.PROPOSAL_MOVES.target("pending", verb) != "pending"

    _refused(lambda: rules.PROPOSAL_MOVES.target(state, verb), ProposalState(state).label)


CLOSING = {"is_running": False, "is_pending": False, "has_tally": True, "conclusion": "已平息"}


@pytest.mark.parametrize(
    "given, word",
    [
        ({"is_running": True}, "仍在运行"),
        ({"is_pending": True}, "等待决定"),
        ({"has_tally": False}, "最终病例数"),
        ({"conclusion": " "}, "结案结论"),
    ],
)
def test_closing_has_its_conditions(given, word):
    rules.check_may_close(**CLOSING)

    _refused(lambda: rules.check_may_close(**{**CLOSING, **given}), word)


@pytest.mark.parametrize(
    ("given", "wants"),
    [
        ({"is_open": False, "late_clocks": 2}, []),
        ({}, ["grade"]),
        ({"grade": 5}, []),
        ({"grade": 4}, ["start"]),
        ({"grade": 4, "is_pending": True}, ["decide"]),
        ({"is_pending": True, "late_clocks": 1, "soon_clocks": 1},
         ["decide", "clock_late", "grade", "clock_soon"]),
        ({"grade": 5, "must_be_reported": True}, ["first_report"]),
        ({"grade": 5, "must_be_reported": True, "is_reported": True}, []),
        ({"grade": 4, "has_responded": True}, ["close"]),
    ],
)  # fmt: skip
def test_what_an_emergency_waits_for(given: dict, wants: list[str]) -> None:
    assert wanted(EventStanding(**given), now=NOW, today=TODAY) == wants


@pytest.mark.parametrize(
    ("days", "hours", "wants"),
    [
        (2, 24, []),
        (1, 24, ["period"]),
        (-3, 24, ["period"]),
        (2, 25, ["count"]),
        (2, None, ["count"]),
    ],
)
def test_a_response_asks_for_its_period_and_for_counts(
    days: int, hours: int | None, wants: list[str]
) -> None:
    counted = None if hours is None else NOW - timedelta(hours=hours)
    standing = EventStanding(
        grade=4, is_responding=True, has_responded=True, counted_at=counted,
        period_ends=TODAY + timedelta(days=days),
    )  # fmt: skip

    assert wanted(standing, now=NOW, today=TODAY) == wants
