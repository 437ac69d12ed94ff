"""Back-tests: each figure by hand, and the methods on series with known outbreaks."""

import json
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lianfang.config.cli import main
from lianfang.epi import count_threshold, ears
from lianfang.epi.backtest import (
    Detector,
    alarms_table,
    backtest,
    daily_detectors,
    outbreaks_of,
    weekly_detectors,
)
from tests.epi.reference import groups, numbers, rows

FIVE_IN_ONE = Detector("五例", partial(count_threshold, window_days=1, at_least=5))


def test_every_figure_of_a_small_table() -> None:
    counts = [[0, 9, 0, 0, 5, 6, 0, 0], [0, 0, 0, 1, 1, 0, 7, 0]]
    outbreak = [[0, 0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0, 0, 0]]

    (found,) = backtest(counts, outbreak, [FIVE_IN_ONE], periods_a_year=4)

    assert (found.outbreaks, found.judged, found.found, found.sensitivity) == (2, 2, 1, 0.5)
    # False: 9 in the first series, 7 in the second; 11 quiet quarters are 2.75 years.
    assert (found.false_alarms, found.quiet_years) == (2, 2.75)
    assert found.false_alarms_per_year == pytest.approx(2 / 2.75)
    assert found.delay[0] == found.median_delay == 1
    assert np.isnan(found.delay[1])
    assert found.found_by_series.tolist() == [1, 0]
    assert found.false_alarms_by_series.tolist() == [1, 1]


def test_grace_counts_an_alarm_soon_after_the_end_as_found() -> None:
    counts = [[0, 0, 0, 1, 1, 0, 7, 0]]
    outbreak = [[0, 0, 0, 1, 1, 0, 0, 0]]

    (found,) = backtest(counts, outbreak, [FIVE_IN_ONE], grace=2)

    assert (found.found, found.false_alarms, found.delay[0]) == (1, 0, 3)


def test_methods_are_judged_on_the_same_ground_unless_told() -> None:
    counts = [[9, *[2, 1, 0, 3, 1, 2, 1, 0, 2, 9]]]
    outbreak = np.zeros((1, 11), dtype=bool)
    both = [FIVE_IN_ONE, Detector("C1", ears)]

    same = backtest(counts, outbreak, both)
    own = backtest(counts, outbreak, both, same_ground=False)

    assert [line.false_alarms for line in same] == [1, 1]
    assert [line.false_alarms for line in own] == [2, 1]
    assert same[0].quiet_years == same[1].quiet_years < own[0].quiet_years


def test_an_outbreak_nobody_could_see_is_not_held_against_a_method() -> None:
    (found,) = backtest([[5, 5, 0, 0]], [[1, 1, 0, 0]], [Detector("C1", ears)])

    assert (found.outbreaks, found.judged) == (1, 0)
    assert np.isnan(found.sensitivity)


def test_outbreaks_at_both_ends_and_none() -> None:
    runs = outbreaks_of(np.array([[1, 1, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]], dtype=bool))

    assert runs.series.tolist() == [0, 0, 2]
    assert runs.first.tolist() == [0, 3, 0]
    assert runs.last.tolist() == [1, 3, 3]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError):
        backtest([[1, 2]], [[0]], [FIVE_IN_ONE])
    with pytest.raises(ValueError):
        backtest([[1]], [[0]], [FIVE_IN_ONE], grace=-1)


def known_weeks() -> tuple[np.ndarray, np.ndarray]:
    table = list(groups("gpl/rki_survstat_series_with_outbreak_state", "series"))
    return (
        np.array([numbers(part, "observed") for _, part in table]),
        np.array([numbers(part, "outbreak_state") for _, part in table]) == 1,
    )


def test_every_weekly_method_is_judged_on_series_flagged_by_experts() -> None:
    counts, outbreak = known_weeks()

    found = {line.method: line for line in backtest(counts, outbreak, weekly_detectors(years=1))}

    assert len(found) == 11
    assert {line.judged for line in found.values()} == {3}
    assert (
        found["Farrington Flexible 0.005"].false_alarms
        < found["Farrington Flexible 0.05"].false_alarms
    )
    assert found["移动百分位数 P95"].false_alarms < found["移动百分位数 P80"].false_alarms
    assert all(0 <= line.sensitivity <= 1 for line in found.values())


def test_planted_outbreaks_of_daily_series_are_found() -> None:
    start = date(2020, 1, 1)
    counts = np.array(
        [numbers(part, "count") for _, part in groups("synthetic_daily_5y", "series")]
    )
    outbreak = np.zeros(counts.shape, dtype=bool)
    for row, (first, last) in enumerate(
        [(date(2024, 5, 6), date(2024, 5, 26)), (date(2023, 11, 10), date(2023, 11, 14))]
    ):
        outbreak[row, (first - start).days : (last - start).days + 1] = True
    methods = daily_detectors(start)

    found = backtest(counts, outbreak, methods, periods_a_year=365.25)

    assert [rows("synthetic_daily_5y")[0]["series"], rows("synthetic_daily_5y")[-1]["series"]] == [
        "syn_seasonal", "syn_sparse",
    ]  # fmt: skip
    assert {line.found for line in found} == {2}
    assert max(line.median_delay for line in found) <= 3
    drawn = alarms_table(counts, methods)
    assert {name: table.shape for name, table in drawn.items()} == {
        each.name: counts.shape for each in methods
    }


def csv_file(folder: Path, *lines: str) -> str:
    path = folder / "已知.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def weeks_as_csv(folder: Path) -> str:
    counts, outbreak = known_weeks()
    lines = [
        f"s{row},{count:.0f},{int(flag)}"
        for row in range(2)
        for count, flag in zip(counts[row], outbreak[row], strict=True)
    ]
    return csv_file(folder, "series,observed,outbreak", *lines)


def test_the_command_answers_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["epi", "backtest", weeks_as_csv(tmp_path), "--json", "--years", "1"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["series"] == ["s0", "s1"]
    assert {line["outbreaks"] for line in told["methods"]} == {2}


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["epi", "backtest", weeks_as_csv(tmp_path)]) == 0

    told = capsys.readouterr().out
    assert "Farrington Flexible 0.05\t2\t0" in told
    assert "请减少 --years" in told


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["series,observed"], "没有数据行"),
        (["series,observed", "a,1"], "outbreak"),
        (["observed,outbreak", "x,0"], "第 2 行的例数“x”不是数"),
        (["observed,outbreak", "-1,0"], "不能为负"),
        (["observed,outbreak", "1,2"], "应为 0 或 1"),
        (["date,observed,outbreak", "昨天,1,0"], "应写成"),
        (["date,observed,outbreak", "2026-01-05,1,0", "2026-01-09,1,0"], "不是整数期"),
        (["date,observed,outbreak", "2026-01-05,1,0", "2026-01-05,1,0"], "重复的日期"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], words: str
) -> None:
    assert main(["epi", "backtest", csv_file(tmp_path, *lines)]) == 1
    assert words in capsys.readouterr().err


def test_the_command_wants_dates_for_days_and_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_file(tmp_path, "observed,outbreak", "1,0")

    assert main(["epi", "backtest", path, "--daily"]) == 1
    assert "date 列" in capsys.readouterr().err
    assert main(["epi", "backtest", str(tmp_path / "没有.csv")]) == 1
    assert "读不出来" in capsys.readouterr().err
