from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import FINISHED_STATES, TaskState

AT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
ALLOWED = {
    "issued": {"sign", "decline", "reassign", "cancel", "lift", "close"},
    "signed": {"start", "report", "submit", "decline", "reassign", "cancel", "lift", "close"},
    "working": {"start", "report", "submit", "decline", "reassign", "cancel", "lift", "close"},
    "returned": {"report", "submit", "decline", "reassign", "cancel", "lift", "close"},
    "submitted": {"accept", "return", "cancel"},
    "declined": {"return", "excuse", "reassign", "cancel", "lift", "close"},
    "accepted": {"reopen"},
    "cancelled": set(),
    "closed": set(),
}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize("state", TaskState.values)
def test_only_the_moves_of_the_table_leave_a_state(state: str) -> None:
    assert {move.verb for move in rules.TASK_MOVES.allowed(state)} == ALLOWED[state]


@pytest.mark.parametrize("state", TaskState.values)
def test_every_other_verb_is_refused_with_words(state: str) -> None:
    for move in rules.TASK_MOVES.moves:
        if move.verb not in ALLOWED[state]:
            with pytest.raises(RuleBroken, match="不能"):
                rules.TASK_MOVES.target(state, move.verb)


def test_what_is_submitted_is_kept_when_the_level_falls_or_the_response_ends() -> None:
    kept = {"submitted", "accepted"}

    assert kept.isdisjoint(rules.TASK_MOVES.sources("lift"))
    assert kept.isdisjoint(rules.TASK_MOVES.sources("close"))


def test_every_target_is_a_state_and_every_verb_has_words() -> None:
    assert {move.target for move in rules.TASK_MOVES.moves} <= set(TaskState.values)
    assert {move.verb for move in rules.TASK_MOVES.moves} <= set(rules.STEP_LABELS)


@pytest.mark.parametrize(
    ("state", "after"), [("signed", "working"), ("working", "working"), ("returned", "returned")]
)
def test_handing_on_keeps_a_returned_task_returned(state: str, after: str) -> None:
    assert rules.state_after_handing_on(state) == after


@pytest.mark.parametrize("state", ["issued", "submitted", "declined", *FINISHED_STATES])
def test_handing_on_is_refused_when_it_is_not_the_units_turn(state: str) -> None:
    with pytest.raises(RuleBroken):
        rules.state_after_handing_on(state)


@pytest.mark.parametrize(
    ("current", "allowed", "expected"),
    [(600, 120, 180), (100, 120, 100), (180, 120, 180)],
)
def test_a_limit_is_brought_forward_and_never_put_back(
    current: int, allowed: int, expected: int
) -> None:
    changed_at = AT + minutes(60)

    assert rules.tightened_due(AT + minutes(current), changed_at, allowed) == AT + minutes(expected)


@pytest.mark.parametrize(
    ("at", "number", "start", "due"),
    [
        (0, 1, 0, 600),
        (1439, 1, 0, 1440),  # taken up late: anew, but before the next turn
        (1440, 2, 1440, 2040),
        (1441, 2, 1440, 2040),
        (5000, 4, 4320, 5600),  # its limit of 4920 has passed: 600 minutes anew
        (-30, 1, 0, 600),
    ],
)
def test_the_turn_of_a_repeating_action(at: int, number: int, start: int, due: int) -> None:
    turn = rules.latest_occurrence(
        anchor=AT, repeat_minutes=1440, due_minutes=600, at=AT + minutes(at)
    )

    assert turn.number == number
    assert turn.starts_at == AT + minutes(start)
    assert turn.due_at == AT + minutes(due)


@given(repeat=st.integers(60, 20_000), due=st.integers(1, 20_000), passed=st.integers(0, 1_000_000))
def test_no_turn_is_issued_overdue(repeat: int, due: int, passed: int) -> None:
    at = AT + minutes(passed)

    turn = rules.latest_occurrence(anchor=AT, repeat_minutes=repeat, due_minutes=due, at=at)

    assert turn.due_at > at
    assert turn.starts_at <= at < turn.starts_at + minutes(repeat)


@pytest.mark.parametrize(
    ("last", "current", "words"),
    [
        (1, 2, "第2期"),
        (1, 3, "第3期（第2期到期时系统未运行或级别不适用，不再补发）"),
        (2, 7, "第7期（第3至6期到期时系统未运行或级别不适用，不再补发）"),
    ],
)
def test_the_turns_left_out_are_told(last: int, current: int, words: str) -> None:
    assert rules.gap_words(last, current) == words


@pytest.mark.parametrize(
    ("allowed", "window"),
    [
        (60, 30),  # a fifth would be 12 minutes
        (150, 30),
        (300, 60),
        (1440, 288),
        (20_000, 1440),  # a fifth would be more than a day
    ],
)
def test_the_reminder_before_the_limit(allowed: int, window: int) -> None:
    due = AT + minutes(allowed)

    assert rules.remind_before(AT, due) == due - minutes(window)


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        (0, None),
        (239, None),
        (240, ("before", 0)),
        (299, ("before", 0)),
        (300, ("due", 0)),
        (300 + 1439, ("due", 0)),
        (300 + 1440, ("after", 1)),
        (300 + 1440 * 7, ("after", 7)),
        (300 + 1440 * 30, ("after", 7)),
    ],
)
def test_the_stage_of_reminding(at: int, stage: tuple[str, int] | None) -> None:
    assert rules.reminder_stage(issued_at=AT, due=AT + minutes(300), at=AT + minutes(at)) == stage


def test_a_task_shorter_than_the_window_is_reminded_of_at_its_limit_only() -> None:
    due = AT + minutes(30)

    assert rules.reminder_stage(issued_at=AT, due=due, at=AT + minutes(1)) is None
    assert rules.reminder_stage(issued_at=AT, due=due, at=due) == ("due", 0)


def review(**changes: object) -> rules.Review:
    facts = {
        "unit_id": 1, "from_unit_id": None, "submitted_by_id": 10, "reviewer_id": 20,
        "reviewer_unit_id": 2, "reviewer_unit_ids": frozenset({2}), "may_review_all": True,
        "may_review_parts": True,
    }  # fmt: skip
    return rules.Review(**{**facts, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"may_review_parts": False},
        {"from_unit_id": 2, "may_review_all": False},
        {"from_unit_id": 3, "reviewer_unit_ids": frozenset({2, 3})},
        {"reviewer_id": None, "submitted_by_id": None},
    ],
)
def test_who_may_strike_off(changes: dict[str, object]) -> None:
    assert rules.check_may_review(review(**changes)) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"may_review_all": False}, "没有审核销号的权限"),
        ({"reviewer_unit_id": 1}, "承办单位不能审核"),
        ({"reviewer_id": 10}, "由您本人提交"),
        ({"from_unit_id": 3}, "交办单位审核"),
        ({"from_unit_id": 2, "may_review_parts": False}, "交办单位审核"),
        ({"from_unit_id": 2, "reviewer_unit_id": 1}, "承办单位不能审核"),
        ({"from_unit_id": 2, "reviewer_id": 10}, "由您本人提交"),
    ],
)
def test_who_may_not_strike_off(changes: dict[str, object], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        rules.check_may_review(review(**changes))


@pytest.mark.parametrize("words", ["", "   ", "\n", "长" * 2001])
def test_words_that_say_nothing_or_too_much_are_refused(words: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_words(words, "进展情况")

    assert set(refusal.value.fields) == {"words"}


def test_words_are_trimmed() -> None:
    assert rules.check_words("  已到现场 \n", "进展情况") == "已到现场"


@pytest.mark.parametrize("reason", ["", " ", "由" * 301])
def test_a_reason_is_needed_and_short(reason: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_reason(reason, "退回理由")

    assert set(refusal.value.fields) == {"reason"}


@pytest.mark.parametrize("progress", [-1, 101])
def test_progress_is_a_percentage(progress: int) -> None:
    with pytest.raises(RuleBroken):
        rules.check_progress(progress)


@pytest.mark.parametrize("due", [-1, 0, 61])
def test_a_part_is_due_in_the_future_and_before_the_whole(due: int) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_part_due(AT + minutes(due), parent_due=AT + minutes(60), at=AT)

    assert set(refusal.value.fields) == {"due_at"}


@pytest.mark.parametrize("due", [1, 60])
def test_a_part_may_be_due_with_the_whole(due: int) -> None:
    assert rules.check_part_due(AT + minutes(due), parent_due=AT + minutes(60), at=AT) is None


@pytest.mark.parametrize(
    ("state", "late", "expected"),
    [("issued", 1, True), ("returned", 1, True), ("submitted", 1, False), ("issued", 0, False)],
)
def test_only_what_the_unit_still_has_to_do_is_overdue(
    state: str, late: int, expected: bool
) -> None:
    assert rules.is_overdue(state, AT, AT + minutes(late)) is expected
