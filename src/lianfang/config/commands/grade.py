"""`lianfang grade`: hold the grading criteria against facts; needs no home and no database."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianfang.config.stop import Stop

if TYPE_CHECKING:
    from lianfang.command.emergencies.rules import Judgement
    from lianfang.command.emergencies.rules.facts_given import Given

SIZE_LIMIT = 1_000_000
# Places of the first four columns; the reason runs on.
WIDTHS = (6, 4, 10, 34)


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "grade", help="按分级标准判定：给出事实，逐条说明是否符合、缺什么"
    )
    parser.add_argument("file", metavar="事实", help="JSON 文件；写 - 则从标准输入读取")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument(
        "--on", metavar="日期", help="按哪一天有效的标准判定，例如 2026-11-26；默认今天"
    )
    parser.add_argument(
        "--ruleset", default="", metavar="规则集", help="同日有几套标准时指明，例如 grading-2006"
    )
    parser.set_defaults(run=run, needs_nothing=lambda args: True)


def run(args: argparse.Namespace) -> int:
    from lianfang.command.emergencies.rules import judge, read_facts
    from lianfang.config.grading_pack import read_grading

    told = _told(args.file)
    book = read_grading(_day(args.on), args.ruleset)
    given = read_facts(told, book.catalogue)
    judgement = judge(book.rules, given.facts, book.catalogue)
    if args.json:
        print(json.dumps(_answer(judgement, given, book.ruleset), ensure_ascii=False))
    else:
        _print(judgement, given, book.ruleset)
    return 0


def _told(name: str) -> object:
    """:raises Stop: the file cannot be read or is not JSON."""
    try:
        raw = sys.stdin.buffer.read(SIZE_LIMIT + 1) if name == "-" else _bytes_of(Path(name))
        if len(raw) > SIZE_LIMIT:
            raise Stop("事实文件过大（超过 1 MB），请核对是不是给错了文件。")
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise Stop("事实文件不是 UTF-8 编码，请另存为 UTF-8 后重试。") from fault
    except json.JSONDecodeError as fault:
        raise Stop(
            f"事实文件不是 JSON：第 {fault.lineno} 行第 {fault.colno} 个字符处有误，请核对。"
        ) from fault
    except RecursionError as fault:
        raise Stop("事实文件嵌套过深，请核对。") from fault
    except ValueError as fault:
        raise Stop("事实文件中有过长的数字，请核对。") from fault


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as fault:
        raise Stop(f"文件 {path} 读不出来（{fault.strerror}），请检查路径和权限。") from fault


def _day(words: str | None) -> date:
    if not words:
        from lianfang.base.kernel import clock

        return clock.today()
    try:
        return date.fromisoformat(words)
    except ValueError as fault:
        raise Stop(f"--on 应写日期，例如 2026-11-26，不能是“{words}”。") from fault


def _answer(judgement: "Judgement", given: "Given", ruleset: str) -> dict[str, Any]:
    from lianfang.command.emergencies.rules import judgement_as_json

    return {**judgement_as_json(judgement), "notes": list(given.remarks), "ruleset": ruleset}


def _print(judgement: "Judgement", given: "Given", ruleset: str) -> None:
    from lianfang.command.emergencies.rules import RESULT_LABELS, judgement_words

    roman = ("", "Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级")
    print(f"规则集 {ruleset}")
    _print_row("编号", "级别", "结果", "标准", "理由")
    for finding in judgement.findings:
        rule, label = finding.rule, RESULT_LABELS[finding.result]
        _print_row(rule.code, roman[rule.grade], label, rule.title, finding.why)
    for line in [*judgement_words(judgement), *given.remarks]:
        print(line)


def _print_row(*cells: str) -> None:
    """One line of the table; a Chinese sign takes two places."""
    padded = [
        cell + " " * (width - sum(2 if ord(sign) > 0x2E7F else 1 for sign in cell))
        for cell, width in zip(cells, WIDTHS, strict=False)
    ]
    print(" ".join([*padded, *cells[len(WIDTHS) :]]))
