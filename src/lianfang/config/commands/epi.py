"""`lianfang epi`: hold the detection methods against outbreaks known; needs no database."""

import argparse
import csv
import json
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianfang.config.stop import Stop

if TYPE_CHECKING:
    from lianfang.epi.backtest import Detector, Performance

SIZE_LIMIT = 20_000_000
CELLS_LIMIT = 2_000_000
COUNTS = ("observed", "count", "例数")
FLAGS = ("outbreak", "outbreak_state", "暴发")
NAMES = ("series", "序列")
DATES = ("date", "日期")


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("epi", help="流行病学方法：用已知暴发检验各预警方法")
    below = parser.add_subparsers(dest="what", metavar="做什么", required=True)
    test = below.add_parser("backtest", help="各方法找到几起暴发、晚几期、每年误报几次")
    test.add_argument(
        "file",
        type=Path,
        metavar="CSV",
        help="每行一期：series、observed、outbreak（0 或 1），另可有 date；同一序列按先后排列",
    )
    test.add_argument("--daily", action="store_true", help="按日计数（须有 date 列）；默认按周")
    test.add_argument("--years", type=int, default=3, help="方法所用历史年数，默认 3")
    test.add_argument("--grace", type=int, default=0, help="暴发结束后几期内报警也算找到，默认 0")
    test.add_argument(
        "--own-ground", action="store_true", help="各按自己能评估的时段计算，不取共同时段"
    )
    test.add_argument("--json", action="store_true", help="以 JSON 输出")
    test.set_defaults(run=run, needs_nothing=lambda args: True)
    figures = below.add_parser(
        "figures", help="用参考序列重新计算“方法回测”页上的数字，与发布的比较"
    )
    figures.add_argument(
        "folder", type=Path, metavar="文件夹", help="参考序列所在，例如源码的 tests/reference"
    )
    figures.add_argument("--write", action="store_true", help="把结果写回程序（开发人员用）")
    figures.set_defaults(run=run_figures, needs_nothing=lambda args: True)


@dataclass(frozen=True)
class Known:
    """Series read from the file, one row each; a period that a series does not reach is a gap."""

    names: list[str]
    counts: list[list[float]]
    outbreak: list[list[bool]]
    start: date | None


def run(args: argparse.Namespace) -> int:
    from lianfang.epi.backtest import backtest

    if not 1 <= args.years <= 20 or args.grace < 0:
        raise Stop("--years 应为 1 到 20，--grace 不能为负。")
    known = read_known(args.file, 1 if args.daily else 7)
    found = backtest(
        known.counts,
        known.outbreak,
        _detectors(args, known),
        periods_a_year=365.25 if args.daily else 52.18,
        grace=args.grace,
        same_ground=not args.own_ground,
    )
    if args.json:
        answer = {"series": known.names, "methods": [_plain(line) for line in found]}
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    print("方法\t暴发\t可评\t找到\t灵敏度\t误报\t每年误报\t延迟中位数（期）")
    for line in found:
        print(
            f"{line.method}\t{line.outbreaks}\t{line.judged}\t{line.found}\t{_shown(line.sensitivity)}\t"
            f"{line.false_alarms}\t{_shown(line.false_alarms_per_year)}\t{_shown(line.median_delay)}"
        )
    if not any(line.judged for line in found):
        print("没有一起暴发落在各方法都能评估的时段：请减少 --years，或加 --own-ground。")
    return 0


def run_figures(args: argparse.Namespace) -> int:
    """Compute the shipped figures anew from the series in a folder; say where they differ, or store them."""
    from lianfang.base.kernel import clock
    from lianfang.picture.analysis.rules import real_series as real

    today = clock.today()
    known = [(row, real.file_of(row, [args.folder])) for row in real.real_series()]
    missing = [row.file for row, path in known if path is None]
    if missing:
        raise Stop(f"文件夹 {args.folder} 里没有 {missing[0]}，请指向源码的 tests/reference。")
    rows = [
        real.as_row(figure)
        for row, path in known
        if path is not None
        for figure in real.compute(row, path, today)
    ]
    if args.write:
        with real.FIGURES.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([real.COLUMNS, *rows])
        print(f"已写入 {len(rows)} 行。")
        return 0
    # The last column is the day of the computation.
    shipped = {real.as_row(figure)[:-1] for figure in real.recorded_figures()}
    wrong = [row for row in rows if row[:-1] not in shipped]
    for row in wrong:
        print("不一致：" + "\t".join(row))
    print(f"重新计算 {len(rows)} 行，{len(rows) - len(wrong)} 行与发布的一致。")
    return 1 if wrong else 0


def _detectors(args: argparse.Namespace, known: Known) -> "list[Detector]":
    from lianfang.epi.backtest import daily_detectors, weekly_detectors

    if not args.daily:
        return weekly_detectors(known.start, args.years)
    if known.start is None:
        raise Stop("按日计数要有 date 列（例如 2026-11-26），请补上后重试。")
    return daily_detectors(known.start, args.years)


def _plain(line: "Performance") -> dict[str, Any]:
    """As JSON: what cannot be said is null."""
    return {
        "method": line.method,
        "outbreaks": line.outbreaks,
        "judged": line.judged,
        "found": line.found,
        "sensitivity": _number(line.sensitivity),
        "false_alarms": line.false_alarms,
        "quiet_years": line.quiet_years,
        "false_alarms_per_year": _number(line.false_alarms_per_year),
        "delay": [_number(delay) for delay in line.delay.tolist()],
        "median_delay": _number(line.median_delay),
        "found_by_series": line.found_by_series.tolist(),
        "false_alarms_by_series": line.false_alarms_by_series.tolist(),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _shown(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.2f}"


def read_known(path: Path, step_days: int) -> Known:
    """
    Read series, counts and flags. With dates, every series starts at the earliest date of the file.

    :raises Stop: the file cannot be read, a column is missing, a cell makes no sense.
    """
    rows = _rows(path)
    columns = {kind: _column(rows[0], kind) for kind in (COUNTS, FLAGS, NAMES, DATES)}
    if columns[COUNTS] is None or columns[FLAGS] is None:
        raise Stop("表头要有 observed（例数）和 outbreak（是否暴发，0 或 1）两列。")
    named_in = columns[NAMES]
    series: dict[str, list[tuple[int | None, float, bool]]] = {}
    dates = [_date(row, columns[DATES], line) for line, row in enumerate(rows, start=2)]
    start = min((day for day in dates if day), default=None)
    for line, (row, day) in enumerate(zip(rows, dates, strict=True), start=2):
        place = None
        if start is not None:
            if day is None or (day - start).days % step_days:
                raise Stop(f"第 {line} 行的日期缺少，或与第一期相隔不是整数期，请核对。")
            place = (day - start).days // step_days
        name = row[named_in] or "" if named_in else ""
        count, flag = _cells(row, columns[COUNTS], columns[FLAGS], line)
        series.setdefault(name, []).append((place, count, flag))
    return _laid_out(series, start)


def _laid_out(series: dict[str, list[tuple[int | None, float, bool]]], start: date | None) -> Known:
    filled = {
        name: {order if place is None else place: (count, flag) for order, (place, count, flag) in enumerate(cells)}
        for name, cells in series.items()
    }  # fmt: skip
    doubled = [name for name, cells in series.items() if len(filled[name]) < len(cells)]
    if doubled:
        raise Stop(f"序列“{doubled[0]}”有重复的日期，请核对。")
    length = 1 + max(max(cells) for cells in filled.values())
    if length * len(filled) > CELLS_LIMIT:
        raise Stop("数据过大（超过 200 万期），请分批检验。")
    gap = (float("nan"), False)
    table = [[cells.get(place, gap) for place in range(length)] for cells in filled.values()]
    return Known(
        names=list(filled),
        counts=[[count for count, _ in row] for row in table],
        outbreak=[[flag for _, flag in row] for row in table],
        start=start,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise Stop("文件过大（超过 20 MB），请分批检验。")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise Stop(f"文件 {path} 读不出来（{fault.strerror}），请检查路径和权限。") from fault
    except UnicodeDecodeError as fault:
        raise Stop("文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 后重试。") from fault
    try:
        rows = list(csv.DictReader(text.splitlines()))
    except csv.Error as fault:
        raise Stop("文件不是合规的 CSV，请核对。") from fault
    if not rows:
        raise Stop("文件里没有数据行，请核对。")
    return rows


def _column(row: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in row), None)


def _date(row: dict[str, str], column: str | None, line: int) -> date | None:
    if column is None or not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError as fault:
        raise Stop(f"第 {line} 行的日期“{row[column]}”应写成 2026-11-26 的样子。") from fault


def _cells(
    row: dict[str, str], count_in: str | None, flag_in: str | None, line: int
) -> tuple[float, bool]:
    """The count (an empty cell is a gap) and the flag of one line."""
    written, flagged = row[count_in or ""] or "", row[flag_in or ""] or "0"
    try:
        count = float(written) if written.strip() else float("nan")
    except ValueError as fault:
        raise Stop(f"第 {line} 行的例数“{written}”不是数，请核对。") from fault
    if count < 0 or math.isinf(count):
        raise Stop(f"第 {line} 行的例数“{written}”不能为负或无穷大，请核对。")
    if flagged.strip() not in ("0", "1"):
        raise Stop(f"第 {line} 行的暴发标记“{flagged}”应为 0 或 1，请核对。")
    return count, flagged.strip() == "1"
