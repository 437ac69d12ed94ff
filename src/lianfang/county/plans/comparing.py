"""How two plans differ, clause by clause."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Below this a clause counts as another clause, not as a changed one.
SAME_CLAUSE = 0.6


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
    # Counted, for a clause may be said twice in one plan and once in the other.
    kept = Counter(old) & Counter(new)
    left = list((Counter(old) - kept).elements())
    lines: list[Difference] = []
    for text in new:
        if kept[text] > 0:
            kept[text] -= 1
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
