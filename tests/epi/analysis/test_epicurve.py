"""Epidemic curves by property."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.epi import epicurve

quick = settings(max_examples=25, deadline=None, derandomize=True)

DATES = st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 31)) | st.none(), max_size=40)
INTERVALS = st.sampled_from(
    [1, 7, 10, 14, "day", "week", "2 weeks", "month", "quarter", "year", "6 hours"]
)


@quick
@given(DATES, INTERVALS, st.sampled_from([None, "sunday", "wednesday"]))
def test_the_curve_sums_to_the_dates_given(
    dates: list, interval: object, anchor: str | None
) -> None:
    found = epicurve(dates, interval, anchor=anchor)

    assert found.total + found.missing == len(dates)
    assert len(set(found.starts.tolist())) == len(found.starts)


@quick
@given(DATES, st.integers(1, 30), st.integers(-500, 500))
def test_shifting_dates_shifts_the_bins(dates: list, size: int, days: int) -> None:
    shifted = [d and d + timedelta(days=7 * days) for d in dates]

    one, other = epicurve(dates, size), epicurve(shifted, size)

    assert (other.starts - one.starts == np.timedelta64(7 * days, "D")).all()
    assert (one.counts == other.counts).all()


@quick
@given(
    st.lists(
        st.tuples(st.dates(date(2024, 1, 1), date(2024, 6, 1)), st.sampled_from("abc")), max_size=30
    )
)
def test_groups_under_other_names_have_the_same_counts(rows: list[tuple[date, str]]) -> None:
    renamed = {"a": "z", "b": "y", "c": "x", "": ""}
    dates = [d for d, _ in rows]

    one = epicurve(dates, "week", groups=[g for _, g in rows])
    other = epicurve(dates, "week", groups=[renamed[g] for _, g in rows])

    assert tuple(renamed[g] for g in one.groups) == other.groups[::-1]
    assert (one.counts == other.counts[:, ::-1]).all()
    assert (one.totals == epicurve(dates, "week").totals).all() or not rows


def test_first_last_and_anchor() -> None:
    dates = [date(2024, 3, d) for d in (1, 5, 5, 20)]

    found = epicurve(
        dates, 10, anchor=date(2024, 3, 4), first=date(2024, 3, 2), last=date(2024, 3, 31)
    )

    assert [str(s) for s in found.starts] == [
        "2024-02-23",
        "2024-03-04",
        "2024-03-14",
        "2024-03-24",
    ]
    assert found.totals.tolist() == [0, 2, 1, 0]
    assert found.outside == 1
    assert found.peak == np.datetime64("2024-03-04")
    assert epicurve([datetime(2024, 3, 1, 23, 59)], "6 hours").starts[0] == np.datetime64(
        "2024-03-01T18:00:00"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"dates": ["2024-13-01"]},
        {"dates": [], "interval": "fortnight"},
        {"dates": [date(2024, 1, 1)], "interval": 0},
        {"dates": [date(2024, 1, 1)], "groups": []},
        {"dates": [date(2024, 1, 1)], "interval": 5, "anchor": "someday"},
        {"dates": ["0001-01-01", "9999-01-01"]},
    ],
)
def test_what_cannot_be_counted_is_refused(arguments: dict) -> None:
    with pytest.raises(ValueError):
        epicurve(**arguments)
