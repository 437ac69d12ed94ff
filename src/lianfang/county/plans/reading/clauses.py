"""
Divides the words of a duty paragraph into single duties.

Full stops and semicolons always divide (outside brackets and quotation marks). A comma divides
only where the clause after it begins a matter of its own; the rules are named one by one below.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lianfang.county.plans.reading.flow import NUMBER, Paragraph
from lianfang.county.plans.reading.words import any_of, verbs

# So many clauses after “负责…” are an enumeration of duties, not one duty explained.
LONG_SENTENCE = 4
_STOPS = "。；;！？!?"
_COMMAS = "，,"
ORDINAL = re.compile(r"[一二三四五六七八九十]{1,2}是(?:要)?")
LEAD_IN = re.compile(
    r"(?:(?:应当|应|要)?(?:主要|具体)?(?:负责|承担|做好|履行|开展|抓好|落实)?(?:以下|下列|如下)[^，。；：:]{0,8}"
    r"|(?:其)?(?:主要|工作|具体|应急)?(?:职责|任务)(?:是|为|如下|包括)?|(?:主要|具体)?负责|按职责分工)$"
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: a duty, or something between duties with the reason (`why`)."""

    start: int
    end: int
    why: str = ""


def divide(paragraph: Paragraph, start: int, end: int) -> list[Piece]:
    """Divide a stretch of a paragraph into duties and the numbers and conjunctions between."""
    pieces: list[Piece] = []
    chars, mask = paragraph.plain, paragraph.mask
    for begin, stop in _cut(chars, mask, start, end, _STOPS):
        begin = _without_number(chars, begin, stop, pieces)
        begin = _without_lead_in(chars, mask, begin, stop, pieces)
        if begin >= stop:
            continue
        for first, last in _clauses(chars, mask, begin, stop, pieces):
            pieces.extend(_conjoined(chars, mask, first, last))
    return sorted(pieces, key=lambda piece: piece.start)


def _cut(chars: str, mask: bytearray, start: int, end: int, marks: str):
    begin = start
    for place in range(start, end + 1):
        if place == end or (chars[place] in marks and not mask[place]):
            first, last = begin, place
            while first < last and (chars[first].isspace() or chars[first] in "，,、：:"):
                first += 1
            while last > first and (chars[last - 1].isspace() or chars[last - 1] in "，,、"):
                last -= 1
            if first < last:
                yield first, last
            begin = place + 1


def _without_number(chars: str, begin: int, stop: int, pieces: list[Piece]) -> int:
    while begin < stop:
        match = NUMBER.match(chars, begin, stop) or ORDINAL.match(chars, begin, stop)
        if not match or match.end() >= stop or match.end() == begin:
            return begin
        pieces.append(Piece(begin, match.end(), "编号"))
        begin = match.end()
    return begin


def _without_lead_in(
    chars: str, mask: bytearray, begin: int, stop: int, pieces: list[Piece]
) -> int:
    for place in range(begin, min(stop, begin + 30)):
        if chars[place] in "：:" and not mask[place]:
            if LEAD_IN.match(chars[begin:place]) and _lists_duties(chars, place + 1, stop):
                pieces.append(Piece(begin, place + 1, "引导语，其后逐项列出职责"))
                return _without_number(chars, place + 1, stop, pieces)
            return begin
    if LEAD_IN.match(chars[begin:stop]) and stop - begin <= 20:
        pieces.append(Piece(begin, stop, "引导语，其后逐项列出职责"))
        return stop
    return begin


def _lists_duties(chars: str, place: int, stop: int) -> bool:
    """“做好以下工作：监测、报告” keeps its verb: what follows the colon has none of its own."""
    first = chars[place:stop].lstrip()
    if NUMBER.match(first) or ORDINAL.match(first) or not first:
        return True
    return bool(_openers()["any"].match(first)) or first.startswith(verbs("listed"))


@lru_cache(maxsize=1)
def _openers() -> dict[str, re.Pattern[str]]:
    adverbs = f"(?:{any_of(verbs('adverbs'))}、?)*"
    listed = any_of(verbs("listed"))
    return {
        "fresh": re.compile(f"{adverbs}{any_of(verbs('fresh'))}"),
        "preposition": re.compile(f"{adverbs}{any_of(verbs('prepositions'))}"),
        "parallel": re.compile(f"{adverbs}({any_of(verbs('parallel'))})"),
        "listed": re.compile(rf"{listed}、{listed}[^、]"),
        "listed_long": re.compile(rf"{listed}(?:、{listed}){{2,}}"),
        "purpose": re.compile(f"{adverbs}{any_of(verbs('purpose'))}"),
        "action": re.compile(any_of(verbs("actions")) + "$"),
        "adjunct": re.compile(
            f"(?:{adverbs}{any_of(verbs('prepositions'))}|在).*{any_of(verbs('adjunct_endings'))}$"
        ),
        "any": re.compile(
            f"{adverbs}{any_of(verbs('fresh') + verbs('purpose') + verbs('parallel'))}"
            f"|{adverbs}{any_of(verbs('after_unit'))}|{listed}、{listed}|必要时|并"
        ),
    }


def _clauses(chars: str, mask: bytearray, start: int, end: int, pieces: list[Piece]):
    """Group the comma clauses of one sentence into duties."""
    parts = list(_cut(chars, mask, start, end, _COMMAS))
    if not parts:
        return []
    texts = [chars[a:b] for a, b in parts]
    groups = [list(parts[0])]
    for index in range(1, len(parts)):
        first, last = parts[index]
        width = _opening_and(texts[index])
        if _begins_duty(texts, index, group_starts=len(groups)):
            if width:
                pieces.append(Piece(first, first + width, "连接词，前后已分作两项职责"))
            groups.append([first + width, last])
        else:
            groups[-1][1] = last
    return [tuple(group) for group in groups]


def _opening_and(text: str) -> int:
    return 1 if text.startswith("并") and not text.startswith(("并发", "并且", "并列")) else 0


def _begins_duty(texts: list[str], index: int, *, group_starts: int) -> bool:
    """Say whether the clause is a duty of its own rather than more about the one before."""
    patterns = _openers()
    text = texts[index]
    previous = texts[index - 1]
    if patterns["adjunct"].match(previous):
        return False
    joined = _opening_and(text)
    text = text[joined:]
    if patterns["preposition"].match(text) and not _is_of_name(text):
        return True
    if joined:
        return bool(patterns["parallel"].match(text) or patterns["fresh"].match(text))
    if patterns["fresh"].match(text):
        return True
    if patterns["listed"].match(text) or patterns["listed_long"].match(text):
        return True
    if patterns["purpose"].match(text) and _names_what(text):
        return True
    return (
        _repeats_verb(texts, index)
        or _has_own_purpose(texts, index)
        or _follows_long_responsibility(texts, index, group_starts)
        or _is_further_object(texts, index)
        or _verb_after_object(texts, index)
    )


def _is_of_name(text: str) -> bool:
    """“在线…”, “对外…” are words of their own, not prepositions."""
    return text.startswith(("在线", "对外", "在校", "向导", "对口", "在建", "对接"))


def _names_what(text: str) -> bool:
    """“确保A以及B、C畅通” lists what must be secured: a task, not the aim of another task."""
    return text.startswith(("确保", "保障", "保证")) and ("、" in text or "以及" in text)


def _repeats_verb(texts: list[str], index: int) -> bool:
    """“做好A，做好B”: the same verb again begins the next item of a list."""
    own = _openers()["parallel"].match(texts[index])
    if not own:
        return False
    for text in texts[:index]:
        other = _openers()["parallel"].match(text)
        if other and other.group(1) == own.group(1):
            return True
    return False


def _has_own_purpose(texts: list[str], index: int) -> bool:
    """“…，做好A，防止B”: with an aim of its own it is a task of its own."""
    own = _openers()["parallel"].match(texts[index])
    if not own or own.group(1) not in ("做好", "抓好") or index + 1 >= len(texts):
        return False
    return bool(_openers()["purpose"].match(texts[index + 1]))


def _follows_long_responsibility(texts: list[str], index: int, group_starts: int) -> bool:
    """“负责A，…，…，…”: with so many clauses to come, A is complete by itself."""
    return (
        index == 1
        and group_starts == 1
        and len(texts) >= LONG_SENTENCE
        and texts[0].startswith("负责")
        and bool(_openers()["any"].match(texts[1]))
        and not _double_action(texts[0])
    )


def _is_further_object(texts: list[str], index: int) -> bool:
    """“负责A报告，B处理”: a clause without a verb in front is the next thing “负责” governs."""
    if not texts[0].startswith("负责") or _openers()["any"].match(texts[index]):
        return False
    return _is_action(texts[index - 1]) and _is_action(texts[index])


def _verb_after_object(texts: list[str], index: int) -> bool:
    """After such a further object a verb begins anew (but “配合…” only goes on)."""
    if index < 2 or texts[index].startswith(("配合", "协助")):
        return False
    return _is_further_object(texts, index - 1) and bool(_openers()["any"].match(texts[index]))


def _is_action(text: str) -> bool:
    return bool(_openers()["action"].search(re.sub(r"[（(][^（()）]*[)）]$", "", text)))


def _conjoined(chars: str, mask: bytearray, start: int, end: int):
    """Divide “…的供应和…的落实”, “…以及信息的收集…等工作” and lists that change to money."""
    places = _double_action(chars[start:end], mask[start:end])
    if places is None:
        places = _second_task(chars[start:end], mask[start:end])
    if places is None:
        place = _money_boundary(chars[start:end], mask[start:end])
        places = (place, place + 1) if place else None
    if places is None:
        return [Piece(start, end)]
    first, second = start + places[0], start + places[1]
    middle = Piece(first, second, "连接词，前后已分作两项职责")
    between = [] if chars[first:second] == "、" else [middle]
    return [Piece(start, first), *between, Piece(second, end)]


def _double_action(text: str, mask: bytearray | None = None) -> tuple[int, int] | None:
    """“负责X的供应和Y的落实”: two things done, each with its own object."""
    head = text.find("，")
    first = text[: head if head >= 0 else len(text)]
    if not first.startswith(("负责", "承担")):
        return None
    actions = any_of(verbs("actions"))
    found = re.match(rf"(.{{4,}}的[^、，的和]{{0,4}}{actions})和(?=[^，]{{2,}}的{actions}$)", first)
    if not found or (mask and mask[found.end(1)]):
        return None
    return found.end(1), found.end(1) + 1


def _second_task(text: str, mask: bytearray) -> tuple[int, int] | None:
    """“做好A、B以及信息的收集、评估等工作”: the part behind “以及” has its own actions."""
    place = text.rfind("以及")
    if place < 8 or mask[place]:
        return None
    actions = any_of(verbs("actions"))
    tail = re.match(
        rf"[^，、的]{{2,}}的{actions}(?:、{actions})+等?(?:各项)?工作$", text[place + 2 :]
    )
    return (place, place + 2) if tail and _is_action(text[:place]) else None


def _money_boundary(text: str, mask: bytearray) -> int | None:
    """Find where an enumeration of four or more items goes from money to other matters."""
    marks = [i for i, char in enumerate(text) if char == "、" and not mask[i]]
    if len(marks) < 3:
        return None
    items = [text[a + 1 : b] for a, b in zip([-1, *marks], [*marks, len(text)], strict=True)]
    kinds = [item.endswith(verbs("money_actions")) for item in items]
    changes = [i for i in range(1, len(kinds)) if kinds[i] != kinds[i - 1]]
    if len(changes) != 1 or not 2 <= changes[0] <= len(kinds) - 2:
        return None
    return marks[changes[0] - 1]
