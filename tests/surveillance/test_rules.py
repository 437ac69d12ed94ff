"""Every branch and boundary of the signal rules, on plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import SignalState

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

# verb, from, to (None: refused)
MOVES = [
    ("verify", "new", "verified"), ("verify", "verified", None), ("verify", "dismissed", None),
    ("verify", "raised", None), ("dismiss", "new", "dismissed"),
    ("dismiss", "verified", "dismissed"), ("dismiss", "dismissed", None),
    ("dismiss", "raised", None), ("raise", "new", "raised"), ("raise", "verified", "raised"),
    ("raise", "dismissed", None), ("raise", "raised", None),
]  # fmt: skip


@pytest.mark.parametrize("verb, source, target", MOVES)
def test_signals_move_by_the_table(verb, source, target):
    if target is None:
        with pytest.raises(RuleBroken, match=SignalState(source).label):
            rules.SIGNAL_MOVES.target(source, verb)
    else:
        assert rules.SIGNAL_MOVES.target(source, verb) == target


def test_a_signal_is_found_now_or_before_and_begins_before_it_is_found():
    rules.check_signal_times(found_at=NOW, began_at=NOW, now=NOW)
    rules.check_signal_times(found_at=NOW, began_at=None, now=NOW)

    with pytest.raises(RuleBroken) as future:
        rules.check_signal_times(found_at=NOW + timedelta(seconds=1), began_at=None, now=NOW)
    with pytest.raises(RuleBroken) as backwards:
        rules.check_signal_times(found_at=NOW, began_at=NOW + timedelta(seconds=1), now=NOW)
    assert (list(future.value.fields), list(backwards.value.fields)) == (["found_at"], ["began_at"])


@pytest.mark.parametrize("cases, deaths", [(None, None), (0, 0), (3, 3), (3, None), (None, 0)])
def test_the_dead_are_among_the_ill(cases, deaths):
    rules.check_signal_counts(cases=cases, deaths=deaths)


@pytest.mark.parametrize("cases, deaths", [(2, 3), (None, 1), (0, 1)])
def test_more_dead_than_ill_is_refused(cases, deaths):
    with pytest.raises(RuleBroken, match="死亡人数"):
        rules.check_signal_counts(cases=cases, deaths=deaths)


@pytest.mark.parametrize(
    "judgement, passes", [("已电话核", False), ("已电话核实", True), ("  短  ", False)]
)
def test_a_judgement_says_how_it_was_checked(judgement, passes):
    if passes:
        rules.check_judgement(judgement)
    else:
        with pytest.raises(RuleBroken, match="核实方式"):
            rules.check_judgement(judgement)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"title": " "}, "title"),
        ({"title": "事" * 101}, "title"),
        ({"description": " "}, "description"),
        ({"place": "地" * 101}, "place"),
    ],
)
def test_what_is_said_fits_its_line(given, field):
    words = {"title": "事" * 100, "description": "情况", "place": "地" * 100}
    rules.check_signal_words(**words)

    with pytest.raises(RuleBroken) as refusal:
        rules.check_signal_words(**{**words, **given})
    assert list(refusal.value.fields) == [field]


def test_schools_owe_five_days_a_week():
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)

    assert [rules.expected_periods(p, monday, sunday) for p in ("day", "work", "week", "event")] == [7, 5, 1, 0]  # fmt: skip
    assert rules.expected_periods("week", monday + timedelta(days=1), sunday) == 0
    assert rules.expected_periods("week", monday - timedelta(days=6), monday) == 1
    assert [rules.owes_on("work", monday + timedelta(days=n)) for n in (4, 5, 6)] == [True, False, False]  # fmt: skip
    assert rules.period_before("work", monday) == date(2026, 11, 20)
    assert rules.period_before("week", sunday) == date(2026, 11, 16)
    assert rules.period_before("day", monday) == date(2026, 11, 22)
