"""What may be said in a review, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.review import rules
from lianfang.picture.review.choices import EarlyActionKind
from lianfang.picture.review.rules import EarlyActionFact, sum_early_actions

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


def facts(**happened: datetime | None) -> dict[EarlyActionKind, EarlyActionFact]:
    return {
        EarlyActionKind(kind): EarlyActionFact(EarlyActionKind(kind), at, "因")
        for kind, at in happened.items()
    }


def test_the_last_of_seven_ends_the_early_response() -> None:
    all_seven = facts(
        **{kind.value: NOON + timedelta(hours=n) for n, kind in enumerate(EarlyActionKind)}
    )

    found = sum_early_actions(all_seven)

    assert (found.done, found.not_needed, found.unknown) == (7, 0, 0)
    assert found.completed == NOON + timedelta(hours=6)


def test_what_was_not_needed_counts_as_known_and_does_not_move_the_end() -> None:
    known = facts(**{kind.value: None for kind in EarlyActionKind}) | facts(laboratory=NOON)

    found = sum_early_actions(known)

    assert (found.done, found.not_needed, found.unknown) == (1, 6, 0)
    assert found.completed == NOON


@pytest.mark.parametrize("known", [{}, {"care": NOON}])
def test_one_unknown_action_leaves_the_end_open(known: dict[str, datetime]) -> None:
    assert sum_early_actions(facts(**known)).completed is None


def test_nothing_done_at_all_has_no_end() -> None:
    found = sum_early_actions(facts(**{kind.value: None for kind in EarlyActionKind}))

    assert found.completed is None


@pytest.mark.parametrize(
    "part, whole, expected", [(0, 0, None), (0, 5, 0.0), (1, 3, 33.3), (5, 5, 100.0)]
)
def test_a_share_of_nothing_is_unknown(part: int, whole: int, expected: float | None) -> None:
    assert rules.share(part, whole) == expected


def test_a_final_review_waits_for_the_end() -> None:
    rules.check_may_open(kind="midway", response_runs=True, has_open=False)
    rules.check_may_open(kind="final", response_runs=False, has_open=False)
    with pytest.raises(RuleBroken, match="尚未终止"):
        rules.check_may_open(kind="final", response_runs=True, has_open=False)
    with pytest.raises(RuleBroken, match="已有一份"):
        rules.check_may_open(kind="midway", response_runs=False, has_open=True)


@pytest.mark.parametrize(
    "given, words",
    [
        ({"conclusion": " ", "unknown_actions": 0, "lessons": 1}, "总体评价"),
        ({"conclusion": "好", "unknown_actions": 2, "lessons": 1}, "还有 2 项"),
        ({"conclusion": "好", "unknown_actions": 0, "lessons": 0}, "至少提出一条"),
    ],
)
def test_an_incomplete_review_is_not_approved(given: dict, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        rules.check_complete(**given)


@pytest.mark.parametrize(
    "happened, words, is_fine",
    [
        (NOON, "", True),
        (None, "不适用", True),
        (None, " ", False),
        (NOON + timedelta(minutes=1), "", False),
        (NOON - timedelta(days=2), "", False),
        (NOON - timedelta(days=1), "", True),
    ],
)
def test_an_early_action_lies_between_the_event_and_now(
    happened: datetime | None, words: str, is_fine: bool
) -> None:
    def check() -> None:
        rules.check_early_action(happened, words, emerged=NOON - timedelta(days=1), now=NOON)

    if is_fine:
        check()
    else:
        with pytest.raises(RuleBroken):
            check()


def test_today_is_a_day_to_be_done_by_and_yesterday_is_not() -> None:
    rules.check_due(date(2026, 11, 26), today=date(2026, 11, 26))
    with pytest.raises(RuleBroken):
        rules.check_due(date(2026, 11, 25), today=date(2026, 11, 26))


def test_nobody_confirms_the_own_improvement() -> None:
    rules.check_not_own(unit_id=1, own_units=frozenset({2}), reported_by=5, actor=6)
    with pytest.raises(RuleBroken, match="责任单位"):
        rules.check_not_own(unit_id=1, own_units=frozenset({1}), reported_by=5, actor=6)
    with pytest.raises(RuleBroken, match="报告完成的人"):
        rules.check_not_own(unit_id=1, own_units=frozenset({2}), reported_by=5, actor=5)


def test_the_drawn_moves_are_the_moves() -> None:
    from pathlib import Path

    import lianfang.picture.review as room

    readme = Path(room.__file__).with_name("README.md").read_text(encoding="utf-8")
    drawn = readme.split("```mermaid\n")[1].split("```")[0]
    assert sorted(drawn.splitlines()) == sorted(rules.REVIEW_MOVES.as_mermaid().splitlines())
