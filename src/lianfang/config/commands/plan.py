"""`lianfang plan`: read a plan's document, show the plan and what came of it, compare two plans."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianfang.config.stop import Stop

if TYPE_CHECKING:
    from lianfang.command.emergencies.public import Response
    from lianfang.county.plans.public import Clause, Difference, Plan
    from lianfang.county.plans.reading import Reading, Source
    from lianfang.picture.situation.public import Score

ROLES = {"lead": "牵头", "support": "配合", "member": ""}
CHANGES = {"added": "新增", "removed": "删除", "changed": "改动", "same": "未变"}
QUOTED = 24


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("plan", help="预案：读取职责文件，查看现行预案，比对两份预案")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|show|diff")
    reading = verbs.add_parser("import", help="读出文件中的单位、职责和存疑处；加 --save 存为草稿")
    reading.add_argument("file", type=Path, metavar="文件", help="txt、docx、xlsx、csv 或 html")
    reading.add_argument("--json", action="store_true", help="以 JSON 输出读出的内容")
    reading.add_argument("--save", action="store_true", help="存为草稿，在页面上校订、启用")
    reading.add_argument("--area", metavar="区划代码", help="适用区划，与 --save 同用，例如 652327")
    reading.add_argument("--title", default="", metavar="名称", help="预案名称，默认为文件名")
    reading.add_argument("--version", default="草稿", metavar="版本", help="版本，默认为“草稿”")
    reading.set_defaults(run=run_import, needs_nothing=lambda args: not args.save)
    show = verbs.add_parser("show", help="单位、职责、动作，以及当前响应中的任务和完成情况")
    show.add_argument("plan", nargs="?", metavar="预案", help="标识或版本；默认为现行预案")
    show.add_argument("--area", metavar="区划代码", help="有几个区划的现行预案时，指明哪一个")
    show.add_argument("--json", action="store_true", help="以 JSON 输出")
    show.set_defaults(run=run_show)
    diff = verbs.add_parser("diff", help="比对两份预案；只给一份时与现行预案比对")
    diff.add_argument("old", metavar="甲", help="文件，或预案的标识、版本")
    diff.add_argument("new", nargs="?", metavar="乙", help="文件，或预案的标识、版本")
    diff.add_argument("--area", metavar="区划代码", help="有几个区划的现行预案时，指明哪一个")
    diff.add_argument("--json", action="store_true", help="以 JSON 输出")
    diff.set_defaults(run=run_diff)


def run_import(args: argparse.Namespace) -> int:
    if args.save and not args.area:
        raise Stop("存为草稿须指明适用区划，例如：lianfang plan import 文件 --save --area 652327")
    raw = _bytes_of(args.file)
    source, reading = _read(args.file.name, raw)
    if args.save:
        _save(args, raw)
    if args.json:
        print(json.dumps(reading.as_json(), ensure_ascii=False))
    else:
        _print_reading(source, reading)
    return 0


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Stop(f"文件 {path} 读不出来（{fault.strerror}），请检查路径和权限。") from fault


def _read(name: str, raw: bytes) -> "tuple[Source, Reading]":
    from lianfang.county.plans.reading import UnreadablePlan, read_plan, read_source

    try:
        source = read_source(name, raw)
        return source, read_plan(source)
    except UnreadablePlan as fault:
        raise Stop(str(fault)) from fault


def _print_reading(source: "Source", reading: "Reading") -> None:
    for number, unit in enumerate(reading.units, start=1):
        role = f"（{ROLES[unit.role]}）" if ROLES[unit.role] else ""
        print(f"{number} {unit.name}{role}")
        for place, duty in enumerate(unit.duties, start=1):
            print(f"  {number}.{place} {duty.text}")
    for span in reading.doubts:
        words = source.text[span.start : span.end].strip()
        print(f"存疑（{span.start}–{span.end}）{_short(words)}：{span.why}")
    count = sum(len(unit.duties) for unit in reading.units)
    print(
        f"共 {len(reading.units)} 个单位、{count} 条职责；存疑 {len(reading.doubts)} 处，"
        f"未采用 {len(reading.ignored)} 处。"
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line[:QUOTED]}……”" if len(line) > QUOTED else f"“{line}”"


def _save(args: argparse.Namespace, raw: bytes) -> None:
    from lianfang.base.kernel.actor import Actor
    from lianfang.county.orgs.public import get_area
    from lianfang.county.plans.public import draft_plan

    plan = draft_plan(
        actor=Actor.system("命令行导入预案"), area=get_area(args.area), name=args.file.name, raw=raw,
        title=args.title or args.file.stem, version=args.version,
    )  # fmt: skip
    # On the error stream, so that --json stays readable by machines.
    print(f"已存为草稿 {plan.uuid}，请在“预案”页面校订、启用。", file=sys.stderr)


def run_show(args: argparse.Namespace) -> int:
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.emergencies.public import running_responses
    from lianfang.county.plans.public import find_plan
    from lianfang.picture.situation.public import plan_coverage

    actor = Actor.system("命令行查看预案")
    plan = find_plan(actor, args.plan) if args.plan else _in_force(args.area)
    response = next((r for r in running_responses(plan.area_path) if r.plan_id == plan.pk), None)
    lines = plan_coverage(actor, plan, response)
    if args.json:
        print(json.dumps(_tree(plan, response, lines), ensure_ascii=False))
    else:
        _print_tree(plan, response, lines)
    return 0


def _in_force(area: str | None) -> "Plan":
    from lianfang.base.kernel.actor import Actor
    from lianfang.county.plans.public import list_plans

    plans = list_plans(Actor.system("命令行查看预案"), state="in_force").defer(None)
    found = list(plans.filter(area__code=area) if area else plans)
    if not found:
        raise Stop("还没有现行预案。请先运行 lianfang load，或在页面上导入并启用预案。")
    if len(found) > 1:
        areas = "、".join(f"{plan.area.code} {plan.area.name}" for plan in found)
        raise Stop(f"有几个区划的现行预案，请用 --area 指明：{areas}")
    return found[0]


def _tree(plan: "Plan", response: "Response | None", lines: Sequence[Any]) -> dict[str, Any]:
    return {
        "plan": {
            "uuid": str(plan.uuid), "title": plan.title, "version": plan.version,
            "area": plan.area.code, "state": plan.state,
        },
        "response": response and {
            "uuid": str(response.uuid), "emergency": response.emergency.name,
            "level": response.level, "is_exercise": response.emergency.is_exercise,
        },
        "units": [
            {
                "number": line.member.number, "name": line.member.name,
                "unit": line.member.unit and line.member.unit.code, "role": line.member.role,
                "tasks": _figures(line.score),
                "duties": [_duty_tree(duty) for duty in line.duties],
            }
            for line in lines
        ],
        "totals": _totals(lines),
    }  # fmt: skip


def _duty_tree(line: Any) -> dict[str, Any]:
    return {
        "code": line.duty.code, "text": line.duty.text, "state": line.score.state,
        "tasks": _figures(line.score),
        "actions": [
            {
                "code": action.code, "title": action.title, "from_level": action.from_level,
                "to_level": action.to_level, "due_minutes": action.due_minutes,
                "repeat_minutes": action.repeat_minutes, "performer": action.performer,
                "tasks": _figures(score),
            }
            for action, score in line.actions
        ],
    }  # fmt: skip


def _figures(score: "Score") -> dict[str, int]:
    return {
        name: getattr(score, name) for name in ("expected", "done", "waiting", "late", "declined")
    }


def _totals(lines: Sequence[Any]) -> dict[str, Any]:
    from lianfang.picture.situation.public import Score

    total = Score()
    for line in lines:
        total.add(line.score)
    duties = [duty for line in lines for duty in line.duties]
    return {
        "units": len(lines),
        "duties": len(duties),
        "actions": sum(len(duty.actions) for duty in duties),
        "duties_tasked": sum(1 for duty in duties if duty.score.expected),
        "tasks": _figures(total),
    }


def _print_tree(plan: "Plan", response: "Response | None", lines: Sequence[Any]) -> None:
    print(f"{plan.title}（{plan.version}，{plan.area.name}，{plan.get_state_display()}）")
    if response:
        kind = "演练" if response.emergency.is_exercise else "实战"
        print(f"当前响应：{response.emergency.name}，{response.get_level_display()}，{kind}")
    else:
        print("当前没有按这份预案启动的响应。")
    for line in lines:
        print(f"\n{line.member.number} {line.member.name}{_score_words(line.score)}")
        for duty in line.duties:
            print(f"  {duty.duty.code} {duty.duty.text}{_score_words(duty.score)}")
            for action, score in duty.actions:
                print(f"    {action.code} {action.title}{_score_words(score)}")
    totals = _totals(lines)
    print(
        f"\n共 {totals['units']} 个单位、{totals['duties']} 条职责、{totals['actions']} 项动作；"
        f"有任务的职责 {totals['duties_tasked']} 条。"
    )
    if response:
        tasks = totals["tasks"]
        print(
            f"任务 {tasks['expected']} 项：办结 {tasks['done']}，待审核 {tasks['waiting']}，"
            f"逾期 {tasks['late']}，报告不能办理 {tasks['declined']}。"
        )


def _score_words(score: "Score") -> str:
    if not score.expected:
        return ""
    late = f"，逾期 {score.late}" if score.late else ""
    declined = f"，报告不能办理 {score.declined}" if score.declined else ""
    return f"　[办结 {score.done}/{score.expected}{late}{declined}]"


def run_diff(args: argparse.Namespace) -> int:
    from lianfang.county.plans.public import clauses_of, differences

    if args.new is None:
        old, new = clauses_of(_in_force(args.area)), _clauses(args.old, args.area)
    else:
        old, new = _clauses(args.old, args.area), _clauses(args.new, args.area)
    lines = differences(old, new)
    counts = {kind: sum(line.kind == kind for line in lines) for kind in CHANGES}
    if args.json:
        changes = [
            {"kind": line.kind, "unit": line.unit, "old": line.old, "new": line.new}
            for line in lines
        ]
        print(json.dumps({"counts": counts, "changes": changes}, ensure_ascii=False))
    else:
        _print_changes(lines, counts)
    return 0


def _clauses(words: str, area: str | None) -> "list[Clause]":
    """The clauses of a file where there is one of that name, otherwise of a stored plan."""
    from lianfang.base.kernel.actor import Actor
    from lianfang.county.orgs.public import get_area
    from lianfang.county.plans.public import clauses_of, clauses_of_reading, find_plan

    path = Path(words)
    if not path.is_file():
        return clauses_of(find_plan(Actor.system("命令行比对预案"), words))
    _, reading = _read(path.name, _bytes_of(path))
    return clauses_of_reading(reading, get_area(area).path if area else "")


def _print_changes(lines: "Sequence[Difference]", counts: dict[str, int]) -> None:
    unit = ""
    for line in lines:
        if line.kind == "same":
            continue
        if line.unit != unit:
            unit = line.unit
            print(unit)
        if line.kind == "changed":
            print(f"  改动 原：{line.old}\n       现：{line.new}")
        else:
            print(f"  {CHANGES[line.kind]} {line.new or line.old}")
    print("，".join(f"{words} {counts[kind]} 条" for kind, words in CHANGES.items()) + "。")
