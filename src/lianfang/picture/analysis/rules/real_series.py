"""Real series with outbreaks on record: what is known of each, reading them from a folder, the figures computed."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lianfang.base.kernel.errors import RuleBroken

from .reading.outbreaks import runs_of
from .trials import WEEK, WEEKS_A_YEAR, Result, Settings, Trial, try_methods

HERE = Path(__file__).parent
DESCRIBED = HERE / "real_series.yaml"
FIGURES = HERE / "real_figures.csv"
# How the figures are computed anew; stands on the page beside them.
COMMAND = "lianfang epi figures tests/reference"
COLUMNS = (
    "series", "method", "parameters", "outbreaks", "judged", "found", "sensitivity", "false_alarms",
    "quiet_years", "false_per_year", "delays_days", "median_days", "data_digest", "computed_on",
)  # fmt: skip
NONE = "-"


@dataclass(frozen=True)
class RealSeries:
    """
    What is known of one series: where it comes from, under which licence, when its outbreaks were and who says so.

    `spans` are pairs of days or weeks as written; with `flag` experts marked each row instead.
    """

    key: str
    name: str
    file: str
    first: str
    years: int
    source: str
    licence: str
    record: str
    series: str = ""
    flag: str = ""
    note: str = ""
    add: tuple[str, ...] = ("observed",)
    spans: tuple[tuple[str, str], ...] = ()

    @property
    def settings(self) -> Settings:
        """With what the figures of this series are computed."""
        return Settings(years=self.years)


@dataclass(frozen=True)
class Figure:
    """One method on one series as it was computed once: the result, on which data, and when."""

    series: str
    result: Result
    digest: str
    computed_on: str


@lru_cache(maxsize=1)
def real_series() -> tuple[RealSeries, ...]:
    """All of them, in the order of the file."""
    rows = yaml.safe_load(DESCRIBED.read_text(encoding="utf-8"))
    known = {field.name for field in fields(RealSeries)}
    return tuple(_described({k: v for k, v in row.items() if k in known}, row) for row in rows)


def _described(plain: dict[str, Any], row: dict[str, Any]) -> RealSeries:
    spans = tuple((str(first), str(last)) for first, last in row.get("outbreaks", ()))
    more = {"add": tuple(row["add"])} if "add" in row else {}
    return RealSeries(**{**plain, **more, "first": str(row["first"]), "spans": spans})


def find_real(key: str) -> RealSeries | None:
    """The series of a key."""
    return next((row for row in real_series() if row.key == key), None)


def file_of(known: RealSeries, folders: Iterable[Path]) -> Path | None:
    """The file of a series in the first folder that has it; the program itself brings those it may."""
    places = (folder / known.file for folder in (*folders, HERE))
    return next((path for path in places if path.is_file()), None)


def read_real(known: RealSeries, path: Path) -> Trial:
    """
    Read one series of a reference file.

    :raises RuleBroken: the file is not the one described: columns or rows are missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if known.series in ("", row.get("series"))]
    try:
        counts = [sum(float(row[column]) for column in known.add) for row in rows]
        flags = [row[known.flag] == "1" for row in rows] if known.flag else []
        days = [date.fromisoformat(row["date"]) for row in rows] if len(known.first) > 4 else []
    except (KeyError, ValueError) as fault:
        raise RuleBroken(f"文件 {path.name} 不是所说的那一份：列或数值对不上。") from fault
    if not counts:
        raise RuleBroken(f"文件 {path.name} 里没有这个序列。")
    if days:
        start = date.fromisoformat(known.first)
        counts = _by_week(days, counts, start)
        pairs = [(_place(first, start), _place(last, start)) for first, last in known.spans]
        return Trial(known.name, WEEK, known.first, tuple(counts), tuple(pairs))
    year = int(known.first)
    pairs = [(_week(first, year), _week(last, year)) for first, last in known.spans]
    return Trial(known.name, WEEK, "", tuple(counts), tuple(pairs) or runs_of(flags), year)


def _by_week(days: Sequence[date], counts: Sequence[float], start: date) -> list[float]:
    """Counts of each week from the first one on; a week without a row had no case."""
    weeks = [0.0] * ((days[-1] - start).days // WEEK + 1)
    for day, count in zip(days, counts, strict=True):
        weeks[(day - start).days // WEEK] += count
    return weeks


def _place(day: str, start: date) -> int:
    return (date.fromisoformat(day) - start).days // WEEK


def _week(written: str, year: int) -> int:
    """The place of a week such as 1994-W40 in years of 52 weeks."""
    return (int(written[:4]) - year) * WEEKS_A_YEAR + int(written[6:]) - 1


def compute(known: RealSeries, path: Path, today: date) -> list[Figure]:
    """Try every method on a series with the parameters set down for it."""
    trial = read_real(known, path)
    tested = try_methods(trial, known.settings)
    return [Figure(known.key, result, trial.digest, today.isoformat()) for result in tested.results]


def as_row(figure: Figure) -> tuple[str, ...]:
    """One line of the file of figures, in the order of COLUMNS."""
    result = figure.result
    delays = ";".join(NONE if delay is None else str(delay) for delay in result.delays)
    return (
        figure.series, result.method, result.parameters, str(result.outbreaks), str(result.judged),
        str(result.found), _written(result.sensitivity), str(result.false_alarms),
        f"{result.quiet_years:.6f}", _written(result.false_per_year), delays,
        _written(result.median_days), figure.digest, figure.computed_on,
    )  # fmt: skip


def _written(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1)
def recorded_figures() -> tuple[Figure, ...]:
    """The figures that ship with the program."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return tuple(_figure(row) for row in csv.DictReader(file))


def _figure(row: dict[str, str]) -> Figure:
    delays = tuple(None if day == NONE else int(day) for day in row["delays_days"].split(";"))
    result = Result(
        row["method"], row["parameters"], int(row["outbreaks"]), int(row["judged"]), int(row["found"]),
        int(row["false_alarms"]), float(row["quiet_years"]), delays,
    )  # fmt: skip
    return Figure(row["series"], result, row["data_digest"], row["computed_on"])


def pooled(figures: Iterable[Figure]) -> list[Result]:
    """Each method over all series together."""
    by_method: dict[str, list[Result]] = {}
    for figure in figures:
        by_method.setdefault(figure.result.method, []).append(figure.result)
    return [
        Result(
            method, "", sum(r.outbreaks for r in rows), sum(r.judged for r in rows),
            sum(r.found for r in rows), sum(r.false_alarms for r in rows),
            sum(r.quiet_years for r in rows), tuple(d for r in rows for d in r.delays),
        )
        for method, rows in by_method.items()
    ]  # fmt: skip


def span_words(known: RealSeries) -> str:
    """The stated periods in words, or that experts marked the weeks."""
    if known.flag:
        return "按专家标注的周"
    return "；".join(f"{first} 至 {last}" for first, last in known.spans)
