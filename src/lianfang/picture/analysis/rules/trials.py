"""A series whose outbreaks are known, the methods tried on it, and how each of them did."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from lianfang.base.kernel.errors import RuleBroken
from lianfang.epi import (
    Alarms,
    bayes,
    cusum,
    ears,
    farrington,
    farrington_flexible,
    moving_percentile,
    moving_percentile_daily,
    rki,
)
from lianfang.epi.backtest import Detector, backtest

WEEK = 7
WEEKS_A_YEAR = 52
DAYS_A_YEAR = 365.25
CHARTS = {"ears_c1": "C1", "ears_c2": "C2", "ears_c3": "C3"}
WEEKLY_ONLY = ("farrington_flexible", "farrington", "rki", "bayes")
ALL = (*CHARTS, "percentile", "farrington_flexible", "farrington", "cusum", "rki", "bayes")
TRAINING_YEARS = 2
# A rate per year from less than a year of quiet would say more than is known.
LEAST_QUIET_YEARS = 1.0


@dataclass(frozen=True)
class Trial:
    """
    A series with its outbreaks as (first, last) places. A gap is None: nothing was reported then.

    `step`: days in a period, 1 or 7. Without `start` the periods are weeks of years of 52, from `year` on.
    """

    name: str
    step: int
    start: str
    counts: tuple[float | None, ...]
    outbreaks: tuple[tuple[int, int], ...]
    year: int = 0

    def label(self, place: int) -> str:
        """The period in words: its first day, or year and week."""
        if self.start:
            return (date.fromisoformat(self.start) + timedelta(days=self.step * place)).isoformat()
        return f"{self.year + place // WEEKS_A_YEAR}-W{place % WEEKS_A_YEAR + 1:02d}"

    def is_in_outbreak(self, place: int, grace: int = 0) -> bool:
        """Whether the period belongs to a known outbreak, or to the time of grace after one."""
        return any(first <= place <= last + grace for first, last in self.outbreaks)

    @property
    def digest(self) -> str:
        """SHA-256 of counts and outbreaks, shortened: the same data give the same digest."""
        plain = json.dumps([self.step, self.start, self.counts, self.outbreaks])
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def to_plain(self) -> dict[str, object]:
        """As a session keeps it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict) -> "Trial":
        """Read back from a session."""
        pairs = tuple((first, last) for first, last in plain["outbreaks"])
        return cls(**{**plain, "counts": tuple(plain["counts"]), "outbreaks": pairs})


@dataclass(frozen=True)
class Settings:
    """What a person set for the methods of a trial."""

    methods: tuple[str, ...] = ALL
    years: int = 3
    baseline: int = 7
    percentile: float = 80.0
    alpha: float = 0.05
    grace: int = 1


@dataclass(frozen=True)
class Result:
    """
    One method on one series, judged where it could say something.

    `delays`: days from the first day of each judged outbreak to the end of the first period with an
    alarm, None where there was none. A number is None where nothing could be divided.
    """

    method: str
    parameters: str
    outbreaks: int
    judged: int
    found: int
    false_alarms: int
    quiet_years: float
    delays: tuple[int | None, ...]

    @property
    def sensitivity(self) -> float | None:
        """Share of the judged outbreaks that were found."""
        return self.found / self.judged if self.judged else None

    @property
    def false_per_year(self) -> float | None:
        """Alarms outside outbreaks, per year of quiet; none for less than a year."""
        if self.quiet_years < LEAST_QUIET_YEARS:
            return None
        return self.false_alarms / self.quiet_years

    @property
    def median_days(self) -> float | None:
        """Median delay of the outbreaks found."""
        return median(self.delays)


@dataclass(frozen=True)
class Tested:
    """All results on a series, and the places at which each method had an alarm or could not judge."""

    results: tuple[Result, ...]
    alarms: dict[str, tuple[int, ...]]


def median(delays: tuple[int | None, ...]) -> float | None:
    """Median of the delays that there are."""
    known = [delay for delay in delays if delay is not None]
    return float(np.median(known)) if known else None


def check_trial(trial: Trial, settings: Settings) -> None:
    """
    Refuse what cannot be tried.

    :raises RuleBroken: no outbreak marked, no method, settings out of range, methods for weeks on days.
    """
    if not trial.outbreaks:
        raise RuleBroken(
            "没有标注暴发时段，无从判断。请在表中加“暴发”列（0或1），或在表单上填写起止日期。"
        )
    if not settings.methods:
        raise RuleBroken("请至少选一种方法。", fields={"methods": "至少选一种"})
    for name, value, least, most in (
        ("years", settings.years, 1, 10), ("baseline", settings.baseline, 3, 56),
        ("percentile", settings.percentile, 1, 99.9), ("alpha", settings.alpha, 0.0001, 0.5),
        ("grace", settings.grace, 0, 30),
    ):  # fmt: skip
        if not least <= value <= most:
            words = f"须在 {least} 到 {most} 之间"
            raise RuleBroken(f"参数超出范围：{words}。", fields={name: words})


def try_methods(trial: Trial, settings: Settings) -> Tested:
    """
    Run every method chosen over the series and judge it; methods for weeks are left out on days.

    An outbreak is found by an alarm from its first period to `grace` periods after its last; another
    alarm is false. Each method is judged on the periods that it can evaluate.

    :raises RuleBroken: see `check_trial`, or no method is left.
    """
    check_trial(trial, settings)
    chosen = [m for m in ALL if m in settings.methods]
    if trial.step != WEEK:
        chosen = [method for method in chosen if method not in WEEKLY_ONLY]
    if not chosen:
        words = "所选方法只适用于按周的序列，这份是按日的。"
        raise RuleBroken(words, fields={"methods": words})
    counts = np.array([[math.nan if n is None else n for n in trial.counts]])
    flags = np.zeros(counts.shape, bool)
    for first, last in trial.outbreaks:
        flags[0, first : last + 1] = True
    results, alarms = [], {}
    for method in chosen:
        parameters, said = _run(method, counts, trial, settings)
        results.append(_judge(method, parameters, said, (counts, flags), trial, settings))
        alarms[method] = () if said is None else tuple(map(int, said.at[said.alarm[0]]))
    return Tested(tuple(results), alarms)


def _judge(
    method: str,
    parameters: str,
    said: Alarms | None,
    series: tuple[np.ndarray, np.ndarray],
    trial: Trial,
    settings: Settings,
) -> Result:
    """Hold the alarms of one method against the outbreaks."""
    if said is None:
        nothing = (None,) * len(trial.outbreaks)
        return Result(method, parameters, len(trial.outbreaks), 0, 0, 0, 0.0, nothing)
    (line,) = backtest(
        *series, [Detector(method, partial(_said, said))], periods_a_year=DAYS_A_YEAR / trial.step,
        grace=settings.grace, same_ground=False,
    )  # fmt: skip
    delays = (None if math.isnan(d) else int(d + 1) * trial.step for d in line.delay.tolist())
    return Result(
        method, parameters, line.outbreaks, line.judged, line.found, line.false_alarms,
        line.quiet_years, tuple(delays),
    )  # fmt: skip


def usual_settings(trial: Trial) -> Settings:
    """As many years of history, up to three, as lie before the first outbreak."""
    before = trial.outbreaks[0][0] * trial.step if trial.outbreaks else 0
    return Settings(years=max(1, min(3, int(before // DAYS_A_YEAR))))


def _said(said: Alarms, _counts: object) -> Alarms:
    return said


def _run(
    method: str, counts: np.ndarray, trial: Trial, settings: Settings
) -> tuple[str, Alarms | None]:
    """The parameters of a method in words, and what it says of the series; nothing where that is too short."""
    if method in CHARTS:
        build = _chart
    elif method == "percentile":
        build = _percentile
    elif method == "cusum":
        build = _cusum
    else:
        build = _regression if method.startswith("farrington") else _recent
    words, run = build(method, trial, settings)
    try:
        said = run(counts)
    except ValueError:
        said = None
    # A series that ends within its training part has no period to judge.
    if said is None or not said.at.size:
        return f"{words}；数据太短，没有计算", None
    return words, said


Built = tuple[str, Callable[..., Alarms]]


def _chart(method: str, trial: Trial, settings: Settings) -> Built:
    words = f"基线 {settings.baseline} 期，标准差至少 1"
    return words, partial(ears, method=CHARTS[method], baseline=settings.baseline, min_sigma=1)


def _percentile(method: str, trial: Trial, settings: Settings) -> Built:
    words = f"{settings.years} 年同期，第 {settings.percentile:g} 百分位"
    years, percentile = settings.years, settings.percentile
    if trial.step == WEEK:
        return words, partial(moving_percentile, years=years, percentile=percentile)
    start = date.fromisoformat(trial.start)
    return words, partial(moving_percentile_daily, start=start, years=years, percentile=percentile)


def _cusum(method: str, trial: Trial, settings: Settings) -> Built:
    years = min(settings.years, TRAINING_YEARS)
    frequency = WEEKS_A_YEAR if trial.step == WEEK else 365
    words = f"k=1.04，h=2.26，前 {years} 年作训练"
    return words, partial(
        cusum,
        first=frequency * years,
        transformation="rossi",
        expectation="glm",
        frequency=frequency,
    )


def _regression(method: str, trial: Trial, settings: Settings) -> Built:
    words = f"{settings.years} 年，α={settings.alpha:g}，近 4 期至少 1 例"
    which = farrington if method == "farrington" else farrington_flexible
    start = date.fromisoformat(trial.start) if trial.start else None
    return words, partial(which, start=start, b=settings.years, alpha=settings.alpha, min_cases=1)


def _recent(method: str, trial: Trial, settings: Settings) -> Built:
    words = "前 6 周和上年同期 13 周"
    if method == "rki":
        return words, partial(rki, variant=2)
    return f"{words}，α={settings.alpha:g}", partial(bayes, variant=2, alpha=settings.alpha)
