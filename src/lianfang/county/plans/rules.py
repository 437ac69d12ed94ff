"""Judgement over plans: what may be adopted, how a clause is cut, what an action must say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import PlanState

# How many names a refusal lists.
SHOWN = 8
LONGEST_TITLE = 200
LONGEST_VERSION = 40
LONGEST_NAME = 200
LONGEST_DUTY = 4000
MOST_UNITS = 1000
MOST_DUTIES = 10_000
MOST_ACTIONS = 26
LONGEST_ACTION_TITLE = 60
LONGEST_ACTION_TEXT = 1000
LONGEST_MINUTES = 365 * 24 * 60
# What stands between two clauses and belongs to neither.
SEPARATORS = " \t\r\n\u3000；;，,。、"

# A mobile or citizen number names a person wherever it stands; an office's line does not.
_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|[1-9]\d{16}[\dXx])(?!\d)")
HIDDEN = "＊"

PLAN_MOVES = Transitions(
    Move("adopt", "启用", ("draft",), "in_force"),
    Move("supersede", "废止", ("in_force",), "superseded"),
    Move("discard", "弃用", ("draft",), "discarded"),
    labels=dict(PlanState.choices),
)


def without_numbers(text: str) -> str:
    """The text with mobile and citizen numbers hidden, letter for letter."""
    return _NUMBERS.sub(lambda found: HIDDEN * len(found[0]), text)


def without_persons(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The document with names and numbers of persons hidden; every place in it stays where it is."""
    letters = list(without_numbers(text))
    for starts, ends in spans:
        for place in range(starts, ends):
            if not letters[place].isspace():
                letters[place] = HIDDEN
    return "".join(letters)


@dataclass(frozen=True)
class DraftFacts:
    """What a draft looks like just before it is adopted."""

    members: int
    members_without_unit: tuple[str, ...]
    duties: int
    duties_without_action: tuple[str, ...]
    open_doubts: int


def obstacles(draft: DraftFacts) -> list[str]:
    """Everything that stands between a draft and its adoption, as sentences that say what to do."""
    if not draft.members or not draft.duties:
        return ["还没有核对任何成员单位和职责，不能启用。请先在“校订”页逐条核对。"]
    found = []
    if draft.members_without_unit:
        names = _listed(draft.members_without_unit)
        found.append(
            f"以下成员单位还没有对应到单位库：{names}。请选择对应单位，或先由系统管理员建立单位。"
        )
    if draft.open_doubts:
        found.append(f"还有 {draft.open_doubts} 处存疑没有处理，请逐处核对后再启用。")
    if draft.duties_without_action:
        codes = _listed(draft.duties_without_action)
        found.append(f"以下职责还没有规定动作：{codes}。请从建议中选用，或自行填写。")
    return found


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(names[:SHOWN])
    return f"{shown}等 {len(names)} 项" if len(names) > SHOWN else shown


def check_may_adopt(draft: DraftFacts) -> None:
    """
    Refuse a draft that would leave somebody without a task or a doubt unanswered.

    :raises RuleBroken: nothing confirmed, a member without a unit, a duty without an action, or
        an open doubt.
    """
    found = obstacles(draft)
    if found:
        raise RuleBroken("".join(found))


def check_head(title: str, version: str) -> None:
    """:raises RuleBroken: the plan's name or version is missing or too long."""
    faults = {}
    if not 2 <= len(title) <= LONGEST_TITLE:
        faults["title"] = f"预案名称应为 2 至 {LONGEST_TITLE} 个字"
    if not 1 <= len(version) <= LONGEST_VERSION:
        faults["version"] = f"版本应为 1 至 {LONGEST_VERSION} 个字"
    if faults:
        raise RuleBroken("；".join(faults.values()) + "。", fields=faults)


def check_reading(units: int, duties: int) -> None:
    """:raises RuleBroken: nothing was found, or more than any plan has."""
    if not units:
        raise RuleBroken(
            "没有在这份文件中找到成员单位和职责。请确认上传的是职责分工附件，或把相关段落粘贴进来。",
            fields={"file": "没有找到成员单位"},
        )
    if units > MOST_UNITS or duties > MOST_DUTIES:
        raise RuleBroken(
            f"在文件中读出 {units} 个单位、{duties} 条职责，超出一份预案的规模（{MOST_UNITS} 个单位、"
            f"{MOST_DUTIES} 条职责）。请只保留成员单位职责部分后重新导入。",
            fields={"file": "内容过多"},
        )


def check_name(name: str) -> None:
    """:raises RuleBroken: a unit's name is missing or too long."""
    if not name.strip():
        raise RuleBroken("请填写单位名称。", fields={"name": "请填写单位名称"})
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"单位名称不能超过 {LONGEST_NAME} 字。", fields={"name": "单位名称过长"})


def check_span(text: str, source: str, *, starts: int, ends: int) -> None:
    """:raises RuleBroken: the words are empty or too long, or the place lies outside the source."""
    if not text.strip():
        raise RuleBroken("职责文字不能为空。", fields={"text": "请填写职责文字"})
    if len(text) > LONGEST_DUTY:
        raise RuleBroken(
            f"一条职责不能超过 {LONGEST_DUTY} 字，请拆成几条。", fields={"text": "文字过长"}
        )
    if not 0 <= starts <= ends <= len(source):
        raise RuleBroken("职责在原文中的位置超出范围，请重新选取。")


def place_of(text: str, source: str, *, near: int) -> int:
    """
    Where words stand in the document; of several places the first after `near`.

    :raises RuleBroken: they do not stand there.
    """
    found = source.find(text, near) if text else -1
    if found < 0:
        found = source.find(text) if text else -1
    if found < 0:
        raise RuleBroken(
            "原文中没有这段文字。请从原文中复制，不要改动文字和标点；加入后可以再修改。",
            fields={"text": "原文中没有这段文字"},
        )
    return found


def pieces(text: str, at: Sequence[int]) -> list[tuple[int, int]]:
    """
    The parts of a clause cut at some places, without the separators at their edges.

    :raises RuleBroken: a place lies outside the words, or a part would be empty.
    """
    cuts = sorted(set(at))
    if not cuts or cuts[0] <= 0 or cuts[-1] >= len(text):
        raise RuleBroken("请在职责文字中间换行，指明从哪里拆开。", fields={"parts": "没有拆分位置"})
    edges = zip([0, *cuts], [*cuts, len(text)], strict=True)
    parts = [_trimmed(text, starts, ends) for starts, ends in edges]
    if any(starts >= ends for starts, ends in parts):
        raise RuleBroken("拆出的部分没有文字，请重新选择拆分位置。", fields={"parts": "有空白部分"})
    return parts


def _trimmed(text: str, starts: int, ends: int) -> tuple[int, int]:
    part = text[starts:ends]
    left = len(part) - len(part.lstrip(SEPARATORS))
    right = len(part) - len(part.rstrip(SEPARATORS))
    return starts + left, ends - right


def cuts_of(lines: str, text: str) -> list[int]:
    """
    The places where a person broke a clause into lines.

    :raises RuleBroken: letters were changed, not only line breaks put in.
    """
    parts = [line.strip() for line in lines.splitlines() if line.strip()]
    places: list[int] = []
    position = 0
    for part in parts:
        found = text.find(part, position)
        if found < 0 or text[position:found].strip(SEPARATORS):
            break
        places.append(found)
        position = found + len(part)
    if len(places) != len(parts) or text[position:].strip(SEPARATORS):
        raise RuleBroken(
            "拆分时只能换行，不能改动文字。文字有误的，请先用“修改”改正。",
            fields={"parts": "文字与原职责不一致"},
        )
    return places[1:]


@dataclass(frozen=True)
class ActionTerms:
    """What an action asks for, as a person writes it down."""

    title: str
    what: str
    due_minutes: int
    repeat_minutes: int | None = None
    from_level: int = 4
    to_level: int = 1
    performer: str = "unit"
    evidence: str = ""
    gauge: str = ""
    standard: str = ""
    basis: str = ""


def check_action(terms: ActionTerms) -> None:
    """:raises RuleBroken: words are missing or too long, levels the wrong way round, times do not fit."""
    faults = {}
    if not 2 <= len(terms.title.strip()) <= LONGEST_ACTION_TITLE:
        faults["title"] = f"动作应为 2 至 {LONGEST_ACTION_TITLE} 个字"
    if not 4 <= len(terms.what.strip()) <= LONGEST_ACTION_TEXT:
        faults["what"] = f"要求应为 4 至 {LONGEST_ACTION_TEXT} 个字，写明做什么、做到什么程度"
    if not 1 <= terms.to_level <= terms.from_level <= 4:
        faults["to_level"] = "“自哪一级起”应轻于或等于“至哪一级”"
    if not 1 <= terms.due_minutes <= LONGEST_MINUTES:
        faults["due_minutes"] = "时限应在 1 分钟至 365 天之间"
    if terms.repeat_minutes is not None and not 60 <= terms.repeat_minutes <= LONGEST_MINUTES:
        faults["repeat_minutes"] = "周期应在 1 小时至 365 天之间，只办一次的留空"
    if faults:
        raise RuleBroken("；".join(faults.values()) + "。", fields=faults)


def letter_of(place: int) -> str:
    """
    The letter of a duty's action: a, b, c …

    :raises RuleBroken: a duty has at most 26 actions.
    """
    if place >= MOST_ACTIONS:
        raise RuleBroken(f"一条职责最多 {MOST_ACTIONS} 项动作，请先删除不用的建议，或拆分职责。")
    return chr(ord("a") + place)
