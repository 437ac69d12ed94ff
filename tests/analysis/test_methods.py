"""Every method over a series: words, figures, chart; and what it cannot tell."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tests.builders.analysis import build_case_series

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.analysis.choices import DETECTION, Method
from lianfang.picture.analysis.documents import draw_chart
from lianfang.picture.analysis.rules import backtest, detecting
from lianfang.picture.analysis.rules.methods import run
from lianfang.picture.analysis.rules.options import Options, used_options
from lianfang.picture.analysis.rules.outcome import said
from lianfang.picture.analysis.rules.series import Series, build_series


def daily(counts: list[float], *, is_list: bool = False) -> Series:
    cells = [("", date(2021, 1, 4) + timedelta(days=n), c) for n, c in enumerate(counts) if c == c]
    return build_series("序列", "upload", cells, is_list=is_list, rows=len(cells))


@pytest.mark.parametrize("method", [m.value for m in Method])
def test_every_method_speaks_and_draws(method: str) -> None:
    series = build_case_series()
    if method in DETECTION:
        series = daily(np.random.default_rng(1).poisson(6, 1500).astype(float).tolist())
    outcome = run(series, Options(method=method, interval="week" if method in DETECTION else "day"))
    svg = ET.fromstring(draw_chart(outcome, "题目 <b>&"))

    assert outcome.words[0].endswith("。")
    assert len(outcome.words) >= 2
    assert outcome.points
    assert all(figure.definition for figure in outcome.figures)
    assert svg.find("{*}title").text == "题目 <b>&"
    assert svg.find("{*}desc").text == outcome.words[0]


def test_r_in_words() -> None:
    rising = daily([round(3 * 1.12**n) for n in range(40)], is_list=True)
    falling = daily([round(200 * 0.9**n) for n in range(40)], is_list=True)

    up, down = (run(s, Options(method="reproduction")) for s in (rising, falling))

    assert "疫情在扩大" in up.words[0]
    assert up.points[-1].is_flagged
    assert up.figures[0].low > 1
    assert "疫情在消退" in down.words[0]


def test_growth_in_words() -> None:
    rising = daily([3, 4, 4, 6, 7, 9, 10, 14, 15, 20, 24, 30], is_list=True)
    level = daily([5, 6, 5, 4, 6, 5, 6, 5, 4, 6], is_list=True)

    assert "天翻一番" in run(rising, Options(method="growth")).words[0]
    assert "看不出明确的增减" in run(level, Options(method="growth")).words[0]
    assert "不足3个" in run(daily([4, 5]), Options(method="growth")).words[0]


def test_a_nowcast_needs_days_of_report() -> None:
    found = run(build_case_series(), Options(method="nowcast", longest_delay=2))

    assert found.figures[1].value > found.figures[0].value
    with pytest.raises(RuleBroken, match="全部"):
        run(build_case_series(), Options(method="nowcast", area="北庭镇"))
    with pytest.raises(RuleBroken, match="报告日期"):
        run(daily([1, 2, 3]), Options(method="nowcast"))


@pytest.mark.parametrize(
    "options, words",
    [
        (Options(method="farrington"), "至少要"),
        (Options(area="没有的镇"), "没有数据"),
        (Options(si_mean=1.0), "大于1天"),
        (Options(window=0), "时间窗须在"),
        (Options(alpha=0.5), "显著性水平须在"),
        (Options(comparison="<"), "只能是"),
        (Options(method="reproduction", window=50), "少于时间窗"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: Options, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        run(daily([1.0] * 20), options)


def test_too_many_days_are_refused_and_months_are_not() -> None:
    long = daily([1.0] * 3000, is_list=True)

    with pytest.raises(RuleBroken, match="按周"):
        run(long, Options())
    assert len(run(long, Options(interval="month")).points) == 99


def test_a_planted_outbreak_is_flagged_and_gaps_are_named() -> None:
    counts = [4.0, 5, 3, 4, 5, 4, 3] * 4
    counts[9], counts[20] = float("nan"), 40.0

    found = run(daily(counts), Options(method="ears_c1"))

    assert [p.start for p in found.points if p.is_flagged] == [date(2021, 1, 24)]
    assert found.points[9].note == "本期缺报"
    assert "1 日高于上限" in found.words[0]


def test_the_back_test_is_the_same_everywhere_and_makes_sense() -> None:
    daily_scores = {score.method: score for score in backtest.scores("day")}
    weekly = {score.method: score for score in backtest.scores("week")}

    assert set(weekly) == set(DETECTION) == set(detecting.SOURCES)
    assert set(daily_scores) < set(weekly)
    for score in (*daily_scores.values(), *weekly.values()):
        assert 0.5 <= score.sensitivity <= 1
        assert score.outbreaks >= backtest.SIMULATED - 4
        assert score.delay >= 1
    # Regression over years knows the season: fewer false alarms than seven days' mean.
    assert weekly["farrington"].false_per_year < daily_scores["ears_c1"].false_per_year / 2


def test_the_shared_series_have_their_outbreaks_where_they_were_planted() -> None:
    seasonal, sparse = backtest.shared_series()

    assert backtest.outbreak_dates(seasonal) == [(date(2024, 5, 6), date(2024, 5, 26))]
    assert backtest.outbreak_dates(sparse) == [(date(2023, 11, 10), date(2023, 11, 14))]
    assert len(seasonal.counts) == 1827


@pytest.mark.parametrize(
    "value, words",
    [(None, "—"), (float("inf"), "—"), (1234.5, "1,234.5"), (2.0, "2"), (0.126, "0.13")],
)
def test_numbers_in_words(value: float | None, words: str) -> None:
    assert said(value) == words


def test_settings_of_detection_change_what_is_flagged_and_what_is_said() -> None:
    counts = [0, 1] * 15 + [2, 1, 1, 4]
    plain, wide = (
        run(daily(counts), Options(method="ears_c1", min_sigma=least)) for least in (0, 2)
    )
    strict = run(daily(counts), Options(method="ears_c1", alpha=0.0001, baseline=14))
    slow = run(daily(counts), Options(method="cusum", train=80, k=2, h=5))

    assert plain.points[-1].is_flagged
    assert not wide.points[-1].is_flagged
    assert "标准差不足2例按2例" in wide.definition
    assert "前14期均数加3.72个标准差" in strict.definition
    assert "3.09个标准差" in plain.definition
    assert sum(p.note == "用作基线" for p in slow.points) == 27
    assert "前80%时段均数的部分累计到5个单位（k=2）" in slow.definition
    assert used_options(Options(method="percentile", comparison="≥")) == [
        ("years", "往年", "3年"), ("around", "同期前后", "常用值"),
        ("percentile", "百分位", "80"), ("comparison", "与界值比较", "≥"),
    ]  # fmt: skip


def test_two_years_may_be_asked_of_methods_that_look_back() -> None:
    weeks = [date(2020, 1, 6) + timedelta(days=7 * n) for n in range(120)]
    cells = [("", day, 3.0 + n % 2) for n, day in enumerate(weeks)]
    series = build_series("周", "upload", cells, is_list=False, rows=120)
    options = Options(method="percentile", interval="week", years=2, comparison="≥")
    found = run(series, options)

    assert "达到或超过近2年同期及前后各2周共10个数" in found.definition
    assert found.points[-1].is_flagged
    with pytest.raises(RuleBroken, match="166"):
        run(series, Options(method="farrington", interval="week"))


def test_an_unfinished_week_is_not_called_calm() -> None:
    calm, rising = ([3, 4, 3, 5, 4, 3, 4] * 12 + last for last in ([1, 0], [90, 80]))
    quiet, loud = (
        run(daily(counts), Options(method="ears_c1", interval="week")) for counts in (calm, rising)
    )

    assert quiet.points[-1].note == "还差5天的数据，不作判断"
    assert loud.points[-1].is_flagged
    assert quiet.figures[1].value == loud.figures[1].value - 1 == 5
