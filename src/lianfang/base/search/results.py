"""One search over everything: the index and the rooms' own finders, in groups."""

from collections import defaultdict
from dataclasses import dataclass, field

from lianfang.base.kernel.actor import Actor

from .finders import Hit, finders
from .models import Entry
from .queries import find
from .rules import is_number, same_number

# In the order in which a page shows them: what is running before what is looked up.
KINDS = {
    "emergency": "事件", "task": "任务", "signal": "信号", "report": "情况报告", "unit": "单位",
    "place": "场所", "measure": "管控措施",
    "duty": "职责", "action": "规定动作", "plan": "预案", "disease": "病种",
}  # fmt: skip
OTHERS = "其他"
PER_KIND = 8
IN_ONE_KIND = 50


@dataclass
class Group:
    """The found records of one kind; `more` when there are others."""

    kind: str
    label: str
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def search(actor: Actor, words: str, *, kind: str = "") -> list[Group]:
    """
    Groups of what the actor may see and find by the words; empty groups are left out.

    With a kind, more of that kind and nothing else.
    """
    limit = IN_ONE_KIND if kind else PER_KIND
    found: dict[str, list[Hit]] = defaultdict(list)
    for entry in find(actor, words, kind=kind, limit=200):
        found[entry.kind].append(_hit(entry))
    for finder in finders():
        if kind in ("", finder.kind) and words.strip():
            found[finder.kind] += finder.look(actor, words.strip(), limit + 1)
    order = list(KINDS)
    kinds = sorted(found, key=lambda k: order.index(k) if k in KINDS else len(order))
    return [
        Group(k, KINDS.get(k, OTHERS), found[k][:limit], len(found[k]) > limit)
        for k in kinds
        if found[k]
    ]


def straight_to(groups: list[Group], words: str) -> str:
    """The address of the record whose number was typed, if the words are a number."""
    if not is_number(words):
        return ""
    hits = [hit for group in groups for hit in group.hits if same_number(hit.number, words)]
    return hits[0].url if len(hits) == 1 else ""


def _hit(entry: Entry) -> Hit:
    first, _, _ = entry.title.partition(" ")
    number = next((part for part in (first, entry.summary) if is_number(part)), "")
    return Hit(entry.kind, entry.title, entry.url, entry.summary, number)
