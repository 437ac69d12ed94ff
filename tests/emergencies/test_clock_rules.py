"""Which limits apply, when clocks start and end, and how they stand across midnight and month ends."""

from datetime import datetime, timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.choices import ClockWarning
from lianfang.command.emergencies.rules.clocks import (
    CaseFacts,
    ClockState,
    Limit,
    Moment,
    applies,
    check_moment,
    clock_state,
    clocks_wanted,
    due_at,
    warn_from,
    warning_stage,
)

T01 = Limit("T01", "found", "direct_reported", 120)
T07 = Limit("T07", "received", "investigation_started", None, True)
T14 = Limit("T14", "first_reported", "progress_reported", 1440)
T15 = Limit("T15", "response_ended", "closing_reported", 20160)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """A moment of Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.BEIJING)


URGENT = CaseFacts(is_infectious=True, is_notifiable=True, is_urgent=True)
PLAIN = CaseFacts(is_infectious=True, is_notifiable=True)


@pytest.mark.parametrize(
    ("code", "facts", "outcome"),
    [
        ("T01", PLAIN, True), ("T07", PLAIN, True), ("T08", PLAIN, True), ("T16", PLAIN, True),
        ("T04", URGENT, True), ("T04", PLAIN, False), ("T06", URGENT, True), ("T06", PLAIN, False),
        ("T05", PLAIN, True), ("T05", URGENT, False), ("T05", CaseFacts(), False),
        ("T02", CaseFacts(source="laboratory"), True), ("T02", PLAIN, False),
        ("T03", CaseFacts(source="school"), True), ("T03", CaseFacts(source="hospital"), False),
        ("T09", PLAIN, True), ("T09", CaseFacts(area_level="province"), False),
        ("T10-a", CaseFacts(area_level="prefecture"), True), ("T10-a", PLAIN, False),
        ("T10-b", CaseFacts(area_level="province"), True), ("T10-b", PLAIN, False),
        *[(code, CaseFacts(grade=g), g < 3) for g in (1, 2, 3, 4, 5)
          for code in ("T11-a", "T11-b", "T12-a", "T12-b", "T14")],
        *[("T15", CaseFacts(grade=g), g < 5) for g in (1, 2, 3, 4, 5)], ("T15", PLAIN, False),
    ],
)  # fmt: skip
def test_limits_follow_class_newness_and_grade(code, facts, outcome):
    assert applies(code, facts) is outcome


@pytest.mark.parametrize(
    ("limit", "starts", "due"),
    [
        (T01, "2026-11-26T10:00", "2026-11-26T12:00"),
        (T01, "2026-11-26T23:30", "2026-11-27T01:30"),
        (T01, "2026-11-30T23:00", "2026-12-01T01:00"),
        (T01, "2026-12-31T22:01", "2027-01-01T00:01"),
        (T14, "2028-02-28T08:15", "2028-02-29T08:15"),
        (T15, "2027-02-20T00:00", "2027-03-06T00:00"),
    ],
)
def test_limits_run_over_midnight_month_and_year(limit, starts, due):
    assert due_at(limit, at(starts)) == at(due)


def test_where_the_law_gives_no_number_there_is_no_limit():
    assert due_at(T07, at("2026-11-26T10:00")) is None


@pytest.mark.parametrize(
    ("stopped", "now", "state"),
    [
        (None, "11:29", ClockState.RUNNING),
        (None, "11:30", ClockState.SOON),
        (None, "12:00", ClockState.SOON),
        (None, "12:01", ClockState.LATE),
        ("11:59", "15:00", ClockState.MET),
        ("12:00", "15:00", ClockState.MET),
        ("12:01", "15:00", ClockState.MISSED),
    ],
)
def test_late_is_late_from_the_minute_after(stopped, now, state):
    found = clock_state(
        starts=at("2026-11-26T10:00"), due=at("2026-11-26T12:00"),
        stopped=at(f"2026-11-26T{stopped}") if stopped else None, has_lapsed=False,
        is_at_once=False, now=at(f"2026-11-26T{now}"),
    )  # fmt: skip

    assert found == state


@pytest.mark.parametrize(
    ("at_once", "stopped", "lapsed", "state"),
    [
        (True, False, False, ClockState.AT_ONCE), (False, False, False, ClockState.UNLIMITED),
        (True, True, False, ClockState.DONE), (False, True, True, ClockState.LAPSED),
    ],
)  # fmt: skip
def test_what_has_no_number_is_neither_met_nor_missed(at_once, stopped, lapsed, state):
    starts = at("2026-11-26T10:00")

    found = clock_state(
        starts=starts, due=None, stopped=starts if stopped else None, has_lapsed=lapsed,
        is_at_once=at_once, now=starts,
    )  # fmt: skip

    assert found == state


def test_a_clock_waits_for_its_beginning_and_ends_with_its_end():
    found = Moment(at("2026-11-26T10:00"), words="发现")
    filed = Moment(at("2026-11-26T11:00"), words="直报")

    assert clocks_wanted([T01], PLAIN, {}) == []
    (running,) = clocks_wanted([T01], PLAIN, {"found": found})
    (stopped,) = clocks_wanted([T01], PLAIN, {"found": found, "direct_reported": filed})
    assert (running.starts, running.stops) == (found, None)
    assert stopped.stops == filed


def test_each_progress_report_ends_a_round_and_starts_the_next():
    grave = CaseFacts(grade=2)
    day = [Moment(at(f"2026-11-2{n}T08:00")) for n in range(4)]

    rounds = clocks_wanted([T14], grave, {"first_reported": day[0]}, day[1:3])
    over = clocks_wanted(
        [T14], grave, {"first_reported": day[0], "response_ended": day[3]}, day[1:3]
    )

    assert [(r.round, r.starts, r.stops) for r in rounds] == [
        (1, day[0], day[1]), (2, day[1], day[2]), (3, day[2], None)
    ]  # fmt: skip
    assert [r.has_lapsed for r in over] == [False, False, True]
    assert over[-1].stops == day[3]


@pytest.mark.parametrize(
    ("starts", "due", "warned"),
    [
        ("10:00", "12:00", "11:30"),
        ("10:00", "10:30", "10:20"),
    ],
)
def test_a_quarter_of_the_time_is_left_to_act(starts, due, warned):
    day = "2026-11-26T"

    assert warn_from(at(day + starts), at(day + due)) == at(day + warned)


def test_a_long_limit_warns_a_day_before():
    assert warn_from(at("2026-11-01T00:00"), at("2026-11-15T00:00")) == at("2026-11-14T00:00")


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        ("2026-11-26T11:29", None),
        ("2026-11-26T11:30", (ClockWarning.BEFORE, 0)),
        ("2026-11-26T12:00", (ClockWarning.DUE, 0)),
        ("2026-11-26T23:00", (ClockWarning.DUE, 0)),
        ("2026-11-27T12:00", (ClockWarning.AFTER, 1)),
        ("2026-12-20T12:00", (ClockWarning.AFTER, 3)),
    ],
)
def test_only_the_latest_stage_is_warned_of(now, stage):
    starts, due = at("2026-11-26T10:00"), at("2026-11-26T12:00")

    assert warning_stage(starts=starts, due=due, at=at(now)) == stage


@pytest.mark.parametrize(
    ("code", "happened", "words", "why"),
    [
        ("found", "10:30", "电话", "不能手工登记"),
        ("government_informed", "11:01", "电话", "不能晚于现在"),
        ("government_informed", "09:59", "电话", "不能早于发现时间"),
        ("government_informed", "10:30", " ", "请写明向谁"),
        ("government_informed", "10:30", "长" * 201, "不能超过 200"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(code, happened, words, why):
    day = "2026-11-26T"

    with pytest.raises(RuleBroken, match=why):
        check_moment(
            code, at(day + happened), words=words, now=at(day + "11:00"), found=at(day + "10:00")
        )


def test_a_moment_at_the_very_time_of_finding_is_taken():
    found = at("2026-11-26T10:00")

    check_moment("government_informed", found, words="电话报县政府值班室", now=found, found=found)
