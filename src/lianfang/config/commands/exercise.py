"""`lianfang exercise run|list|show`: plays a scenario through the real services and tells how it went."""

import argparse
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lianfang.config.stop import Stop


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("exercise", help="演练：按脚本走完一次应急响应")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="run|list|show")
    play = verbs.add_parser("run", help="从头到尾运行一个演练脚本")
    play.add_argument("scenario", help="脚本名，例如 jimsar-norovirus-school")
    play.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    play.add_argument(
        "--out", type=Path, metavar="目录", help="把情况报告、决定文件和结果存到这个目录"
    )
    play.add_argument("--until", metavar="时长", help="只运行到剧情的这一时刻，例如 30h")
    play.add_argument(
        "--begins", metavar="时间", help="剧情开始时间（北京时间），例如 2026-11-02T10:00"
    )
    play.set_defaults(run=run)
    listing = verbs.add_parser("list", help="列出演练脚本和已运行的演练")
    listing.set_defaults(run=show_list)
    showing = verbs.add_parser("show", help="显示一个演练脚本的内容")
    showing.add_argument("scenario", help="脚本名")
    showing.set_defaults(run=show_scenario)


def run(args: argparse.Namespace) -> int:
    from lianfang.base.kernel.actor import Actor
    from lianfang.config.commands import load
    from lianfang.picture.exercises.public import audit_is_whole, outcome_of, run_scenario

    scenario = _find(args.scenario)
    until = _until(args.until)
    begins_at = _begins(args.begins, scenario)
    folder = _folder(args.out)
    load.prepare_database()
    load.load_packs()
    started = time.monotonic()
    exercise = run_scenario(
        actor=Actor.system("命令行演练"), scenario=scenario, begins_at=begins_at, until=until
    )
    outcome, is_whole = outcome_of(exercise), audit_is_whole()
    seconds = round(time.monotonic() - started, 1)
    result = summary(outcome, audit_ok=is_whole, seconds=seconds)
    if folder:
        write_papers(outcome, folder)
        text = json.dumps(result, ensure_ascii=False, indent=2)
        (folder / "result.json").write_text(text + "\n", encoding="utf-8")
    if args.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        _print_table(outcome, is_whole=is_whole, seconds=seconds)
    return 0 if is_whole and not outcome.failures else 1


def show_list(args: argparse.Namespace) -> int:
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.config.commands import load
    from lianfang.picture.exercises.public import list_exercises, list_scenario_files

    load.prepare_database()
    print("脚本：")
    for path in list_scenario_files():
        scenario = _find(path.stem)
        print(
            f"  {scenario.code}  {scenario.title}（{_hours(scenario.ends)}，{len(scenario.injects)} 条注入）"
        )
    print("已运行：")
    for exercise in list_exercises(Actor.system("命令行")):
        started = clock.beijing(exercise.started_at)
        state = "已结束" if exercise.finished_at else (exercise.interruption or "进行中")
        print(f"  {started:%Y-%m-%d %H:%M}  {exercise.title}  {state}  {exercise.uuid}")
    return 0


def show_scenario(args: argparse.Namespace) -> int:
    scenario = _find(args.scenario)
    print(f"{scenario.title}（{scenario.code}）\n{scenario.summary}\n")
    for inject in scenario.injects:
        shown = inject.model_dump(exclude={"at", "by", "do"})
        words = next((v for v in shown.values() if isinstance(v, str) and len(v) > 8), "")
        print(
            f"  {_hours(inject.at):>8}  {inject.by.unit}/{inject.by.role}  {inject.do}  {words[:60]}"
        )
    return 0


def summary(outcome: Any, *, audit_ok: bool, seconds: float) -> dict[str, Any]:
    """What `--json` prints: every number counted from records."""
    keys = ("issued", "accepted", "returned", "overdue", "cancelled", "open")
    return {
        "units_tasked": outcome.units_tasked,
        "duties_covered": outcome.duties_covered,
        "tasks": {key: outcome.tasks[key] for key in keys},
        "reports": [
            {
                "number": report.number,
                "kind": report.kind,
                "title": report.title,
                "cutoff_at": report.cutoff_at.isoformat(),
                "issued_at": report.issued_at.isoformat(),
                "docx": report.docx.name,
                "pdf": report.pdf.name,
            }
            for report in outcome.reports
        ],
        "audit_ok": audit_ok,
        "seconds": seconds,
    }


def write_papers(outcome: Any, folder: Path) -> list[Path]:
    """Put the issued reports and the numbered decisions of an exercise into a folder."""
    from lianfang.base.files.public import read_attachment
    from lianfang.base.kernel.documents import to_docx, to_pdf
    from lianfang.command.emergencies.documents import decision_document

    written = []
    for report in outcome.reports:
        for attachment in (report.docx, report.pdf):
            written.append(folder / attachment.name)
            written[-1].write_bytes(read_attachment(attachment))
    for proposal in outcome.decisions:
        paper = decision_document(proposal)
        name = f"{paper.number} {paper.title}".replace("/", "_")
        for ending, render in ((".docx", to_docx), (".pdf", to_pdf)):
            written.append(folder / f"{name}{ending}")
            written[-1].write_bytes(render(paper))
    return written


def _find(code: str) -> Any:
    from lianfang.base.kernel.packs import PackFaulty
    from lianfang.picture.exercises.public import find_scenario

    try:
        return find_scenario(code)
    except PackFaulty as faulty:
        raise Stop(f"演练脚本有错误，请更正后重试：\n{faulty}") from faulty


def _until(text: str | None) -> timedelta | None:
    from lianfang.picture.exercises.spans import read_span

    if text is None:
        return None
    try:
        span = read_span(text)
    except ValueError as fault:
        raise Stop(f"--until 的{fault}。") from fault
    if span <= timedelta(0):
        raise Stop("--until 应大于零，例如 30h。")
    return span


def _begins(text: str | None, scenario: Any) -> datetime:
    """The given Beijing time, or the latest day on which the whole story lies in the past."""
    from lianfang.base.kernel import clock
    from lianfang.picture.exercises.public import story_start

    if text is None:
        return story_start(scenario, scenario.ends)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Stop("--begins 应写作 2026-11-02T10:00（北京时间）。") from fault
    return at if at.tzinfo else at.replace(tzinfo=clock.BEIJING)


def _folder(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Stop(f"目录 {folder} 不能写入（{fault.strerror}），请换一个目录。") from fault
    return folder


def _hours(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60}h{minutes % 60:02d}m"


def _print_table(outcome: Any, *, is_whole: bool, seconds: float) -> None:
    exercise = outcome.exercise
    print(f"{exercise.title}（{exercise.uuid}）")
    headings = ("下达", "签收", "销号", "退回", "逾期", "取消", "未结")
    print("  " + "  ".join(headings) + "  单位")
    for row in outcome.units:
        counts = (
            row.issued, row.signed, row.accepted, row.returned, row.overdue, row.cancelled, row.open,
        )  # fmt: skip
        print("  " + "  ".join(f"{count:>4}" for count in counts) + f"  {row.unit}")
    tasks = outcome.tasks
    print(f"成员单位 {outcome.units_tasked} 个，职责 {outcome.duties_covered} 条。")
    print(
        f"任务：下达 {tasks['issued']}，签收 {tasks['signed']}，销号 {tasks['accepted']}，"
        f"退回 {tasks['returned']}，逾期 {tasks['overdue']}，取消或随响应终止 {tasks['cancelled']}，"
        f"未结 {tasks['open']}。"
    )
    print("报告：" + "；".join(f"{r.number} {r.title}" for r in outcome.reports))
    print(f"审计链{'完整' if is_whole else '不完整'}；用时 {seconds} 秒。")
    if outcome.failures:
        print(f"有 {outcome.failures} 步未能按脚本办理，请查看演练记录。", file=sys.stderr)
