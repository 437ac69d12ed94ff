"""How a draft reads while it is corrected: the document with its spots, cards of units, changes."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .choices import DoubtKind, MemberRole
from .comparing import Difference
from .models import Action, Doubt, Duty, Member, StandardAction
from .presenters import ActionLine, Excerpt, action_line, excerpt
from .reading import CatalogueEntry, propose_actions

# Shown of the document before the first and after the last unit of a page.
MARGIN = 200
AROUND_DOUBT = 40
KIND_WORDS = {"added": "新增", "removed": "删除", "changed": "改动", "same": "未变"}
KIND_TONES = {"added": "good", "removed": "bad", "changed": "warn", "same": "muted"}
# How a spot of the document is told apart; a doubt shows above a duty, a duty above left-out words.
RANK = {"ignored": 0, "member": 1, "duty": 2, "done": 2, "doubt": 3}


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the document that something was made of."""

    starts: int
    ends: int
    kind: str
    name: str
    target: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the document that is drawn in one way; `names` are the anchors that begin here."""

    text: str
    kind: str = ""
    target: str = ""
    title: str = ""
    names: tuple[str, ...] = ()


def spots_of(members: Iterable[Member], doubts: Iterable[Doubt]) -> list[Spot]:
    """Everything on a page that points into the document."""
    spots = []
    for member in members:
        if member.ends > member.starts:
            name = f"s-{member.uuid}"
            spots.append(Spot(member.starts, member.ends, "member", name, f"m-{member.uuid}"))
        for duty in member.duties.all():
            kind = "done" if duty.is_confirmed else "duty"
            spots.append(
                Spot(duty.starts, duty.ends, kind, f"s-{duty.uuid}", f"d-{duty.uuid}", duty.code)
            )
    for doubt in doubts:
        kind = "doubt" if doubt.kind == DoubtKind.DOUBT else "ignored"
        spots.append(Spot(doubt.starts, doubt.ends, kind, f"s-{doubt.uuid}", title=doubt.why))
    return spots


def segments(source: str, spots: Sequence[Spot], starts: int, ends: int) -> list[Segment]:
    """Cut a stretch of the document at every edge of a spot."""
    inside = sorted(
        (spot for spot in spots if spot.starts < ends and spot.ends > max(spot.starts, starts)),
        key=lambda spot: spot.starts,
        reverse=True,
    )
    edges = {starts, ends}
    for spot in inside:
        edges |= {max(spot.starts, starts), min(spot.ends, ends)}
    over: list[Spot] = []
    found = []
    for left, right in itertools.pairwise(sorted(edges)):
        over = [spot for spot in over if spot.ends > left]
        begun = len(over)
        while inside and inside[-1].starts <= left:
            over.append(inside.pop())
        names = tuple(spot.name for spot in over[begun:])
        top = max(over, key=lambda spot: RANK[spot.kind], default=None)
        found.append(_segment(source[left:right], top, names))
    return found


def _segment(text: str, top: Spot | None, names: tuple[str, ...]) -> Segment:
    if top is None:
        return Segment(text)
    return Segment(text, top.kind, top.target, top.title, names)


def stretch_of(
    members: Sequence[Member], source: str, *, is_first: bool, is_last: bool
) -> tuple[int, int]:
    """The part of the document that the units of one page come from."""
    edges = [
        (row.starts, row.ends)
        for member in members
        for row in (member, *member.duties.all())
        if row.ends > row.starts
    ]
    starts = 0 if is_first or not edges else max(0, min(left for left, _ in edges) - MARGIN)
    ends = len(source)
    if not is_last and edges:
        ends = min(len(source), max(right for _, right in edges) + MARGIN)
    return starts, ends


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are, or are not, what a proposal rests on."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action under a duty of a draft, with the words of the duty that led to it."""

    line: ActionLine
    words: str


@dataclass(frozen=True, slots=True)
class DutyCard:
    """A duty of a draft with its actions."""

    duty: Duty
    pieces: tuple[Piece, ...]
    actions: tuple[Proposal, ...]
    chosen: int
    is_verbatim: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A unit of a draft with its duties."""

    member: Member
    role: str
    duties: tuple[DutyCard, ...]
    duties_done: int


def member_card(member: Member, source: str, standards: Mapping[str, StandardAction]) -> MemberCard:
    duties = list(member.duties.all())
    cards = tuple(
        _duty_card(duty, source, standards, is_last=place + 1 == len(duties))
        for place, duty in enumerate(duties)
    )
    done = sum(duty.is_confirmed for duty in duties)
    return MemberCard(member, MemberRole(member.role).label, cards, done)


def _duty_card(
    duty: Duty, source: str, standards: Mapping[str, StandardAction], *, is_last: bool
) -> DutyCard:
    places: list[tuple[int, int]] = []
    actions = []
    for action in duty.actions.all():
        matches = _matches(duty.text, action, standards)
        if not action.is_confirmed:
            places += [(left, right) for left, right, _ in matches]
        words = "、".join(dict.fromkeys(word for _, _, word in matches))
        actions.append(Proposal(action_line(action), words))
    return DutyCard(
        duty,
        marked(duty.text, places),
        tuple(actions),
        sum(action.is_confirmed for action in duty.actions.all()),
        source[duty.starts : duty.ends] == duty.text,
        is_last,
    )


def _matches(
    text: str, action: Action, standards: Mapping[str, StandardAction]
) -> list[tuple[int, int, str]]:
    entry = standards.get(action.standard)
    if entry is None:
        return []
    found = propose_actions(text, [CatalogueEntry(entry.code, entry.title, entry.words)])
    return found[0][2] if found else []


def marked(text: str, places: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text into words that are marked and words that are not."""
    covered = [False] * len(text)
    for left, right in places:
        covered[left:right] = [True] * (right - left)
    pieces: list[Piece] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or covered[place] != covered[begin]:
            pieces.append(Piece(text[begin:place], covered[begin]))
            begin = place
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One clause of the comparison, with the letters that changed marked on both sides."""

    unit: str
    label: str
    tone: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def change_lines(lines: Iterable[Difference]) -> list[ChangeLine]:
    return [_change_line(line) for line in lines]


def _change_line(line: Difference) -> ChangeLine:
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    if line.kind == "changed":
        matcher = SequenceMatcher(None, line.old, line.new, autojunk=False)
        for tag, left, right, begin, end in matcher.get_opcodes():
            if tag != "equal":
                gone.append((left, right))
                come.append((begin, end))
    return ChangeLine(
        line.unit, KIND_WORDS[line.kind], KIND_TONES[line.kind], marked(line.old, gone),
        marked(line.new, come),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A doubtful spot in its surroundings, with the unit it most likely belongs to."""

    doubt: Doubt
    excerpt: Excerpt
    nearest: str
    name: str


def doubt_lines(doubts: Iterable[Doubt], source: str, places: Sequence[Member]) -> list[DoubtLine]:
    """Doubts with forty letters around them; the nearest unit is the last one named before."""
    lines = []
    for doubt in doubts:
        before = [member for member in places if member.ends and member.starts <= doubt.starts]
        nearest = max(before, key=lambda member: member.starts, default=None)
        words = f"{nearest.number} {nearest.name}" if nearest else ""
        around = excerpt(source, doubt.starts, doubt.ends, AROUND_DOUBT)
        lines.append(DoubtLine(doubt, around, words, f"s-{doubt.uuid}"))
    return lines
