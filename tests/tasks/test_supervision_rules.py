from datetime import datetime, timedelta

import pytest

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.command.tasks import rules
from lianfang.command.tasks.rules import DEFAULT_LADDER

AT = datetime.fromisoformat("2026-11-23T08:00:00+08:00")


@pytest.mark.parametrize(
    ("urgent", "minutes", "rung"),
    [
        (False, -60, 0),
        (False, 119, 0),
        (False, 120, 1),
        (False, 24 * 60 - 1, 1),
        (False, 24 * 60, 2),
        (False, 48 * 60 - 1, 2),
        (False, 48 * 60, 3),
        # However late: the public criticism is a person's.
        (False, 60 * 24 * 60, 3),
        (True, 29, 0),
        (True, 30, 1),
        (True, 4 * 60 - 1, 1),
        (True, 4 * 60, 2),
        (True, 12 * 60, 3),
    ],
)
def test_the_clock_puts_a_matter_on_its_rung(urgent: bool, minutes: int, rung: int) -> None:
    late = timedelta(minutes=minutes)

    assert rules.rung_due(late, DEFAULT_LADDER, is_urgent=urgent) == rung


@pytest.mark.parametrize(
    ("urgent", "hours", "may"),
    [(False, 71, False), (False, 72, True), (True, 23, False), (True, 24, True)],
)
def test_when_a_criticism_may_be_proposed(urgent: bool, hours: int, may: bool) -> None:
    late = timedelta(hours=hours)

    assert rules.may_propose_criticism(late, DEFAULT_LADDER, is_urgent=urgent) is may


@pytest.mark.parametrize(("rung", "following"), [(1, 2), (2, 3), (3, None), (4, None)])
def test_a_person_raises_rung_by_rung_up_to_the_command(rung: int, following: int | None) -> None:
    if following:
        assert rules.next_rung(rung) == following
        return
    with pytest.raises(RuleBroken, match="起草通报"):
        rules.next_rung(rung)


@pytest.mark.parametrize(
    ("hours", "tone"),
    [(-10, "good"), (-2.01, "good"), (-2, "warn"), (-0.01, "warn"), (0, "warn"), (0.01, "bad")],
)
def test_the_light_is_yellow_before_and_red_after_the_limit(hours: float, tone: str) -> None:
    opened, at = AT - timedelta(hours=10), AT + timedelta(hours=hours)

    assert rules.light(opened=opened, limit=AT, at=at, is_open=True) == tone
    assert rules.light(opened=opened, limit=AT, at=at, is_open=False) == "muted"


def whole(**changed: int) -> dict[tuple[bool, int], int]:
    minutes = {key: int(span.total_seconds() // 60) for key, span in DEFAULT_LADDER.items()}
    for name, count in changed.items():
        kind, rung = name.split("_")
        minutes[kind == "urgent", int(rung)] = count
    return minutes


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, set()),
        ({"ordinary_1": 60}, set()),
        ({"ordinary_1": 0}, {"ordinary_1", "urgent_1"}),
        ({"ordinary_2": 120}, {"ordinary_2", "urgent_2"}),
        ({"urgent_1": 121}, {"urgent_1"}),
        ({"ordinary_4": 30 * 24 * 60 + 1}, {"ordinary_4"}),
    ],
)
def test_a_ladder_climbs_and_urgent_matters_are_no_slower(
    changed: dict[str, int], fields: set[str]
) -> None:
    if not fields:
        rules.check_ladder(whole(**changed))
        return
    with pytest.raises(RuleBroken) as refusal:
        rules.check_ladder(whole(**changed))
    assert set(refusal.value.fields) == fields


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 分钟"), (59, "59 分钟"), (60, "1 小时"), (26 * 60, "1 天 2 小时"), (48 * 60, "2 天")],
)
def test_how_late(minutes: int, words: str) -> None:
    assert rules.late_words(timedelta(minutes=minutes)) == words


def test_nobody_decides_about_the_own_matter() -> None:
    rules.check_supervisor(1, 2, "了结")
    with pytest.raises(NotAllowed):
        rules.check_supervisor(1, 1, "了结")
