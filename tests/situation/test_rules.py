"""When a report may be drafted, signed off, added to; how two numbers and two texts compare."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.situation import rules
from lianfang.picture.situation.coverage import Score
from lianfang.picture.situation.documents import change_of, plain
from lianfang.picture.situation.presenters import compare_words

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("initial", {"cutoff_at": NOW + timedelta(seconds=1)}, "不能晚于现在"),
        ("initial", {"has_open": True}, "还有一期报告未印发"),
        ("initial", {"issued_before": 1}, "初报已经印发"),
        ("progress", {}, "第一期应为初报"),
        ("final", {}, "第一期应为初报"),
        ("final", {"issued_before": 2}, "应急响应尚未终止"),
    ],
)
def test_a_report_out_of_order_is_refused_with_the_reason(
    kind: str, facts: dict, words: str
) -> None:
    given = {
        "cutoff_at": NOW,
        "now": NOW,
        "issued_before": 0,
        "has_open": False,
        "response_runs": True,
    } | facts

    with pytest.raises(RuleBroken, match=words):
        rules.check_may_draft(kind, **given)


@pytest.mark.parametrize(
    ("kind", "issued_before", "runs"),
    [("initial", 0, True), ("progress", 1, True), ("final", 1, False)],
)
def test_a_report_in_order_passes(kind: str, issued_before: int, runs: bool) -> None:
    rules.check_may_draft(
        kind,
        cutoff_at=NOW,
        now=NOW,
        issued_before=issued_before,
        has_open=False,
        response_runs=runs,
    )


def test_nobody_signs_off_the_own_paper() -> None:
    with pytest.raises(RuleBroken, match="起草人不能审签"):
        rules.check_two_people(drafted_by=7, approver=7)


@pytest.mark.parametrize(
    ("state", "words"), [("approved", "有新情况"), ("issued", "有新情况"), ("draft", " \n")]
)
def test_a_contribution_out_of_time_or_empty_is_refused(state: str, words: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_may_contribute(state, words)


@pytest.mark.parametrize(
    ("value", "previous", "shown"),
    [
        (12, 10, "+2"),
        (8, 10, "−2"),
        (10, 10, "持平"),
        (10, None, ""),
        (None, 10, ""),
        ("1.5", "1.25", "+0.25"),
    ],
)
def test_the_difference_to_the_issue_before(value: object, previous: object, shown: str) -> None:
    numbers = [None if n is None else Decimal(str(n)) for n in (value, previous)]

    assert change_of(*numbers) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("100.00", "100"), ("0.00", "0"), ("2.50", "2.5"), (None, "—")]
)
def test_numbers_carry_no_needless_zeros(value: str | None, shown: str) -> None:
    assert plain(None if value is None else Decimal(value)) == shown


def test_compared_words_give_back_both_texts() -> None:
    old, new = "累计病例12例，无死亡。", "累计病例31例，现住院2例，无死亡。"
    pieces = compare_words(old, new)

    assert "".join(p.text for p in pieces if p.kind != "removed") == new
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    # Numbers change as a whole: no reader should see “12” and “31” woven into each other.
    assert [p.text for p in compare_words("逾期49件，完整率16.7%", "逾期470件，完整率0.0%") if p.kind != "same"] == [
        "49", "470", "16.7%", "0.0%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "state"),
    [
        (Score(), "none"),
        (Score(expected=3, done=2, late=1), "late"),
        (Score(expected=3, done=2, declined=1), "declined"),
        (Score(expected=3, done=3), "done"),
        (Score(expected=3, done=1, waiting=2), "waiting"),
        (Score(expected=3, done=1, waiting=1), "open"),
    ],
)
def test_a_duty_is_as_good_as_its_worst_task(score: Score, state: str) -> None:
    assert score.state == state


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cutoff_at": NOW + timedelta(seconds=1)}, "不能晚于现在"),
        ({"has_day": True}, "11月23日的日报已经有了"),
        ({"has_open": True}, "还有一期日报未印发"),
    ],
)
def test_a_daily_report_out_of_order_is_refused(facts: dict, words: str) -> None:
    given = {"cutoff_at": NOW, "now": NOW, "has_open": False, "has_day": False} | facts

    with pytest.raises(RuleBroken, match=words):
        rules.check_may_draft_daily(**given)


def test_midnight_closes_the_day_before_in_beijing() -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert rules.day_of(midnight) == date(2026, 11, 23)
    assert rules.day_of(midnight + timedelta(seconds=1)) == date(2026, 11, 24)
    rules.check_same_day(date(2026, 11, 23), midnight)
    with pytest.raises(RuleBroken, match="这是11月23日的日报"):
        rules.check_same_day(date(2026, 11, 23), midnight + timedelta(minutes=1))
