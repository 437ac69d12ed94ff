"""One clock, in UTC inside and in Beijing time outside; exercises move it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from lianfang.base.kernel import clock

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_a_moved_clock_stands_still_and_is_put_back() -> None:
    with clock.moved_to(NOON):
        inside = (clock.now(), clock.now(), clock.is_moved())

    assert inside == (NOON, NOON, True)
    assert not clock.is_moved()


def test_a_clock_moved_twice_returns_to_where_it_was() -> None:
    with clock.moved_to(NOON):
        with clock.moved_to(NOON + timedelta(days=1)):
            later = clock.now()
        back = clock.now()

    assert (later, back) == (NOON + timedelta(days=1), NOON)


def test_a_fault_inside_puts_the_clock_back() -> None:
    with pytest.raises(RuntimeError, match="planted"), clock.moved_to(NOON):
        raise RuntimeError("planted")

    assert not clock.is_moved()


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.moved_to(datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_beijing(at: datetime, day: date) -> None:
    with clock.moved_to(at):
        assert clock.today() == day


def test_a_day_begins_at_midnight_in_beijing() -> None:
    assert clock.start_of_day(date(2026, 11, 23)) == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_beijing_is_eight_hours_ahead() -> None:
    shown = clock.beijing(NOON.astimezone(timezone(timedelta(hours=-5))))

    assert (shown.hour, shown.utcoffset()) == (12, timedelta(hours=8))


def test_the_real_clock_has_a_time_zone() -> None:
    assert clock.now().utcoffset() == timedelta(0)
