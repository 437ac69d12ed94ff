"""Finds the units named after a duty, and reads lists of names behind labels."""

import re

from lianfang.county.plans.reading.flow import Paragraph
from lianfang.county.plans.reading.headings import heading_at
from lianfang.county.plans.reading.ledger import Ledger
from lianfang.county.plans.reading.orgs import names_in, split_names
from lianfang.county.plans.reading.reading import UnitReading
from lianfang.county.plans.reading.roles import roles_at

_OWNERS = re.compile(
    r"\s*[（(\[【](?=[^（()）]*(?:牵头|配合|单位|负责|部门))[^（()）]{2,300}[)）\]】](?=\s*[。；;，]|\s*$|[\d一二三四五六七八九十（(①-⑳])"
)


def owner_bracket_end(chars: str, place: int, end: int) -> int:
    """Where a bracket naming owners ends that stands just behind, or just before, a full stop."""
    match = _OWNERS.match(chars, place, end)
    if match:
        return match.end()
    if place > 1 and chars[place - 2 : place - 1] in ("）", ")", "】", "]"):
        opened = max(chars.rfind(mark, max(0, place - 320), place) for mark in "（([【")
        match = _OWNERS.match(chars, opened, end) if opened >= 0 else None
        return place - 1 if match and match.end() == place - 1 else 0
    return 0


_TAIL_WORDS = (
    r"等?(?:有关|相关)?(?:部门|单位|成员单位)?(?:(?:主要|分管)?(?:负责人|负责同志|领导))?$"
)
_TAIL = re.compile(
    r"(?:[，,；;。]\s*由?|(?<=[\u4e00-\u9fff）”])由)(?P<names>[^，。；;：:（）()]{2,80}?)"
    r"(?P<verb>(?:共同|分别|具体|统一|按职责分工)?(?:负责|承担|组织实施)(?:落实|实施|组织实施)?"
    r"|(?:负责)?牵头(?:负责|组织|落实|实施|组织实施)?)$"
)
_AFTER_COLON = re.compile(r"[：:]\s*(?P<names>[^：:。；;]{2,300})$")


def owner_tail(chars: str, start: int, end: int) -> tuple[int, int, int] | None:
    """
    “…，由县公安局负责” or “…：县公安局、县司法局”: where the mark and the names stand.

    A clause led by several roles (“甲牵头，乙配合”) is read elsewhere.
    """
    stop = start + len(chars[start:end].rstrip("。；;，, "))
    for pattern in (_TAIL, _AFTER_COLON):
        match = pattern.search(chars, max(start, stop - 320), stop)
        if match and match.start() > start + 3 and names_in(match.group("names")):
            if pattern is _AFTER_COLON and names_in(chars[start : match.start()]):
                return None
            return (match.start(), *match.span("names"))
    return None


def unit_in_role(
    ledger: Ledger, paragraph: Paragraph, span: tuple[int, int], role: str
) -> UnitReading:
    """Note the unit named at this place."""
    name = re.sub(r"\s+", "", paragraph.chars[slice(*span)])
    return ledger.unit(name, [name], role, *paragraph.span(*span))


def trailing_owners(
    ledger: Ledger, paragraph: Paragraph, start: int, end: int
) -> tuple[int, list[UnitReading]]:
    """Read the owners named after a duty: “…（县公安局牵头，县教育局配合）”."""
    chars = paragraph.chars
    for place in range(max(start + 4, end - 320), end):
        if chars[place] not in "（(，,。；;【[由" or chars[place - 1] in "、":
            continue
        bracket = chars[place] in "（([【"
        if bracket and chars[end - 4 : end].rstrip("。；;")[-1:] not in "）)]】":
            continue
        owners = _owners_at(ledger, paragraph, place + 1, end, in_bracket=bracket)
        if owners:
            ledger.ignore_gaps(paragraph, place, end, "承担单位，已记入各单位")
            return place, owners
    tail = owner_tail(chars, start, end)
    if tail:
        spans = names_between(chars, tail[1], tail[2])
        owners = [unit_in_role(ledger, paragraph, span, "member") for span in spans]
        ledger.ignore_gaps(paragraph, tail[0], end, "承担单位，已记入各单位")
        return tail[0], owners
    return end, []


def _owners_at(
    ledger: Ledger, paragraph: Paragraph, place: int, end: int, *, in_bracket: bool
) -> list[UnitReading]:
    chars = paragraph.chars
    roles = roles_at(chars, place)
    if roles and not chars[roles.end : end].strip("。；;）)，,]】 "):
        lead = [unit_in_role(ledger, paragraph, span, "lead") for span in roles.lead]
        return lead + [unit_in_role(ledger, paragraph, span, "support") for span in roles.support]
    if not in_bracket:
        return []
    return _owners_in_bracket(ledger, paragraph, place, end)


def _owners_in_bracket(
    ledger: Ledger, paragraph: Paragraph, place: int, end: int
) -> list[UnitReading]:
    chars = paragraph.chars
    stop = place + len(chars[place:end].rstrip("。；; ").rstrip("）)]】"))
    owners: list[UnitReading] = []
    role = "lead"
    while place < stop:
        label = heading_at(paragraph, paragraph.mask, place, is_first=False, in_sentences=False)
        if not label or label.kind != "role":
            break
        role = "lead" if label.role == "member" else label.role
        if owners and "责任" in chars[slice(*label.name)]:
            # “牵头单位：甲，责任单位：乙”: beside a leader the responsible units help.
            role = "support"
        part = list_end(chars, label.body, stop)
        spans = names_between(chars, label.body, part)
        owners += [unit_in_role(ledger, paragraph, span, role) for span in spans]
        place = part + 1
    match = re.match(r"(.{2,120}?)(?:按职责分工)?(?:分别)?负责$", chars[place:stop])
    if not owners and match and names_in(match.group(1)):
        spans = names_between(chars, place, place + match.end(1))
        owners = [unit_in_role(ledger, paragraph, span, "member") for span in spans]
    return owners


def list_end(chars: str, start: int, end: int) -> int:
    """Where a list of names ends: at a full stop, or where the next label begins."""
    depth = 0
    for place in range(start, end):
        depth += chars[place] in "（("
        depth -= chars[place] in "）)"
        if depth < 0 or (depth == 0 and chars[place] in "。；;"):
            return place
        if (
            depth == 0
            and chars[place] in "，, \u3000"
            and re.match(
                r"[，,\s]\s*[\u4e00-\u9fff]{2,8}(?:单位|部门|职责|任务|电话|人)\s*[：:]",
                chars[place : place + 16],
            )
        ):
            return place
    return end


def names_between(chars: str, start: int, end: int) -> list[tuple[int, int]]:
    text = re.sub(_TAIL_WORDS, "", chars[start:end].rstrip("。 "))
    if not names_in(text):
        return []
    return [(start + first, start + last) for first, last in split_names(text)]
