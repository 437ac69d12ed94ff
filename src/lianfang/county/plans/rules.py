"""Judgement over plans: what may be adopted, how two of them differ, what a level asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import PlanState

# Below this a clause counts as another clause, not as a changed one.
SAME_CLAUSE = 0.6

PLAN_MOVES = Transitions(
    Move("adopt", "启用", ("draft",), "in_force"),
    Move("supersede", "废止", ("in_force",), "superseded"),
    Move("discard", "弃用", ("draft",), "discarded"),
    labels=dict(PlanState.choices),
)


@dataclass(frozen=True)
class DraftFacts:
    """What a draft looks like just before it is adopted."""

    members: int
    members_without_unit: tuple[str, ...]
    duties: int
    duties_without_action: tuple[str, ...]
    open_doubts: int


def check_may_adopt(draft: DraftFacts) -> None:
    """
    Refuse a draft that would leave somebody without a task or a doubt unanswered.

    :raises RuleBroken: nothing confirmed, a member without a unit, a duty without an action, or
        an open doubt.
    """
    if not draft.members or not draft.duties:
        raise RuleBroken("还没有核对任何成员单位和职责，不能启用。请先在“校订”页逐条核对。")
    if draft.members_without_unit:
        names = "、".join(draft.members_without_unit[:5])
        raise RuleBroken(
            f"以下成员单位还没有对应到单位库：{names}。请选择对应单位，或先由系统管理员建立单位。"
        )
    if draft.open_doubts:
        raise RuleBroken(f"还有 {draft.open_doubts} 处存疑没有处理，请逐处核对后再启用。")
    if draft.duties_without_action:
        codes = "、".join(draft.duties_without_action[:8])
        raise RuleBroken(f"以下职责还没有规定动作：{codes}。请从建议中选用，或自行填写。")


def check_span(text: str, source: str, *, starts: int, ends: int) -> None:
    """:raises RuleBroken: the offsets lie outside the source or the words are empty."""
    if not text.strip():
        raise RuleBroken("职责文字不能为空。", fields={"text": "请填写职责文字"})
    if not 0 <= starts <= ends <= len(source):
        raise RuleBroken("职责在原文中的位置超出范围，请重新选取。")


@dataclass(frozen=True)
class Clause:
    """A duty as the comparison of two plans sees it."""

    unit: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One line of the comparison: a clause added, removed, changed or kept."""

    kind: str
    unit: str
    old: str
    new: str


def differences(old: Sequence[Clause], new: Sequence[Clause]) -> list[Difference]:
    """What changed from one plan to another, unit by unit, in the new plan's order."""
    units = list(dict.fromkeys([clause.unit for clause in (*new, *old)]))
    lines: list[Difference] = []
    for unit in units:
        lines += _unit_differences(
            unit,
            [clause.text for clause in old if clause.unit == unit],
            [clause.text for clause in new if clause.unit == unit],
        )
    return lines


def _unit_differences(unit: str, old: list[str], new: list[str]) -> list[Difference]:
    left = [text for text in old if text not in set(new)]
    lines: list[Difference] = []
    kept = set(old)
    for text in new:
        if text in kept:
            lines.append(Difference("same", unit, text, text))
            continue
        closest = _closest(text, left)
        if closest is None:
            lines.append(Difference("added", unit, "", text))
        else:
            left.remove(closest)
            lines.append(Difference("changed", unit, closest, text))
    return lines + [Difference("removed", unit, text, "") for text in left]


def _closest(text: str, candidates: Iterable[str]) -> str | None:
    rated = [
        (SequenceMatcher(None, text, other, autojunk=False).ratio(), other) for other in candidates
    ]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= SAME_CLAUSE else None
