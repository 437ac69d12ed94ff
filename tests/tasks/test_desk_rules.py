from datetime import datetime, timedelta

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.tasks import rules

AT = datetime.fromisoformat("2026-11-23T08:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("县医院来电", "县医院来电", False),
        ("！县医院来电", "县医院来电", True),
        ("! 县医院来电 ", "县医院来电", True),
        ("报告：注意！", "报告：注意！", False),
    ],
)
def test_the_quick_line_is_marked_by_its_first_key(text: str, words: str, marked: bool) -> None:
    assert rules.read_quick_line(text) == (words, marked)


@pytest.mark.parametrize("text", ["", "  ", "！", "!!", "长" * 1001])
def test_a_line_that_says_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        rules.read_quick_line(text)


def test_a_log_tells_what_has_happened() -> None:
    rules.check_happened(AT, now=AT)
    with pytest.raises(RuleBroken):
        rules.check_happened(AT + timedelta(seconds=1), now=AT)


NO, WRONG, REACHED, YES = "no_answer", "wrong", "reached", "acknowledged"


@pytest.mark.parametrize(
    ("results", "place"),
    [
        ([], None),
        ([[], [], []], 0),
        ([[NO], [], []], 1),
        ([[NO], [WRONG], []], 2),
        ([[NO], [NO], [NO]], 0),
        ([[NO, NO], [NO], [NO]], 1),
        # Reached without acknowledging is not a failure: the same person is asked again.
        ([[REACHED], [], []], 0),
        ([[NO], [YES], []], None),
    ],
)
def test_no_answer_passes_to_the_next_in_line(results: list[list[str]], place: int | None) -> None:
    assert rules.next_callee(results) == place


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, True), (1, True)])
def test_a_unit_is_unreached_when_the_time_is_over(minutes: int, late: bool) -> None:
    assert rules.is_unreached(None, AT, AT + timedelta(minutes=minutes)) is late
    assert rules.is_unreached(AT, AT, AT + timedelta(minutes=minutes)) is False


@pytest.mark.parametrize(
    ("state", "reason", "hours", "field"),
    [
        ("kept", "", None, ""),
        ("broken", "人手不足", None, ""),
        ("broken", " ", None, "reason"),
        ("moved", "车辆未到", 1, ""),
        ("moved", "车辆未到", 0, "until"),
        ("moved", "车辆未到", None, "until"),
        ("moved", "", 1, "reason"),
        ("open", "", None, "state"),
    ],
)
def test_how_a_promise_is_checked(state: str, reason: str, hours: int | None, field: str) -> None:
    until = None if hours is None else AT + timedelta(hours=hours)
    if not field:
        rules.check_answer(state, reason, until, at=AT)
        return
    with pytest.raises(RuleBroken) as refusal:
        rules.check_answer(state, reason, until, at=AT)
    assert list(refusal.value.fields) == [field]
