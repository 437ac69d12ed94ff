"""`lianfang sitrep`: lists situation reports, or writes an issued one's files into a folder."""

import argparse
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("sitrep", help="列出情况报告，或导出已印发的一期")
    parser.add_argument("--emergency", default="", help="事件编号；不写为全部")
    parser.add_argument("--issue", type=int, help="期号；与 --out 同用")
    parser.add_argument("--out", type=Path, help="导出 Word 和 PDF 的目录")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from lianfang.base.files.public import read_attachment
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.config.stop import Stop
    from lianfang.picture.situation.public import list_reports

    reports = list_reports(Actor.system("命令行"))
    if args.emergency:
        reports = reports.filter(emergency__number=args.emergency)
    if args.issue:
        reports = reports.filter(issue=args.issue)
    if args.out is None:
        for report in reports[:100]:
            until = clock.beijing(report.cutoff_at).strftime("%Y-%m-%d %H:%M")
            print(
                f"{report.number or '未编号':<20} {report.get_state_display():<6} 截至 {until}  {report.title}"
            )
        return 0
    issued = [report for report in reports if report.docx_id]
    if not issued:
        raise Stop("没有符合条件的已印发报告。不带 --out 可列出全部报告和状态。")
    args.out.mkdir(parents=True, exist_ok=True)
    for report in issued:
        for stored in (report.docx, report.pdf):
            (args.out / stored.name).write_bytes(read_attachment(stored))
            print(args.out / stored.name)
    return 0
