"""Epidemic curves: the bins of incidence 1.7.3, and hours as lubridate cuts them."""

from datetime import datetime

import numpy as np
import pytest

from lianfang.epi import delay_summary, epicurve
from tests.epi.reference import Row, groups, rows

INTERVALS = {
    "1": (1, None), "7": (7, None), "14": (14, None), "1 ISO week": ("week", None),
    "Sunday week": ("week", "sunday"), "Wednesday week": ("week", "wednesday"),
    "1 month": ("month", None), "1 quarter": ("quarter", None), "1 year": ("year", None),
}  # fmt: skip
KEYS = ("dataset", "date_column", "interval", "group_column")
COUNTED = dict(groups("epicurves_nonzero", *KEYS))


@pytest.mark.parametrize("row", rows("epicurves_index"), ids=lambda r: "-".join(r[k] for k in KEYS))
def test_bins(row: Row) -> None:
    table = rows(row["dataset"])
    interval, anchor = INTERVALS[row["interval"]]
    by = row["group_column"]

    found = epicurve(
        [r[row["date_column"]] for r in table],
        interval,
        anchor=anchor,
        groups=[r[by] for r in table] if by else None,
    )

    assert (found.total, found.missing, len(found.starts)) == tuple(
        int(row[c]) for c in ("n_total", "n_missing_date", "n_bins")
    )
    assert [str(found.starts[0]), str(found.starts[-1])] == [row["first_bin"], row["last_bin"]]
    if row["peak_bin"]:
        assert str(found.peak) == row["peak_bin"]
    bins, places = np.nonzero(found.counts)
    ours = {
        (found.groups[g], str(found.starts[b])): int(found.counts[b, g])
        for b, g in zip(bins, places, strict=True)
    }
    golden = COUNTED[tuple(row[key] for key in KEYS)]
    assert ours == {(r["group"], r["bin_start"]): int(r["count"]) for r in golden}


def moment(day: str, time: str) -> datetime:
    """Local time, as the interviewers wrote it down."""
    return datetime.strptime(f"1940/{day} {time}", "%Y/%m/%d %I:%M %p")  # noqa: DTZ007


def oswego_onsets() -> list[datetime]:
    return [
        moment(p["onset_date"], p["onset_time"]) for p in rows("gpl/oswego_1940") if p["ill"] == "Y"
    ]


@pytest.mark.parametrize("key, table", list(groups("gpl/oswego_onset_hours", "bin_hours")))
def test_hours(key: tuple[str, ...], table: list[Row]) -> None:
    found = epicurve(
        oswego_onsets(),
        f"{key[0]} hours",
        first=datetime(1940, 4, 18, 12),
        last=datetime.fromisoformat(table[-1]["bin_start"]),
    )

    assert [str(s).replace("T", " ") for s in found.starts] == [r["bin_start"] for r in table]
    assert found.totals.tolist() == [int(r["count"]) for r in table]


def test_incubation_at_oswego() -> None:
    (golden,) = rows("gpl/oswego_incubation_summary")
    people = [p for p in rows("gpl/oswego_1940") if p["ill"] == "Y" and p["meal_time"]]
    hours = [
        (moment(p["onset_date"], p["onset_time"]) - moment("4/18", p["meal_time"])).total_seconds()
        / 3600
        for p in people
    ]

    found = delay_summary(hours)

    measured = [
        found.n,
        found.least,
        found.q25,
        found.median,
        found.q75,
        found.most,
        found.mean,
        found.sd,
    ]
    columns = ("n", "min", "q1", "median", "q3", "max", "mean", "sd")
    np.testing.assert_allclose(measured, [float(golden[c]) for c in columns], rtol=1e-9)
