"""Finds where the words of a plan begin to speak of another unit."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lianfang.county.plans.reading.flow import NUMBER, Paragraph
from lianfang.county.plans.reading.match import is_known_agency
from lianfang.county.plans.reading.orgs import (
    bare,
    is_catch_all,
    is_org,
    is_vague_list,
    names_in,
    split_names,
)
from lianfang.county.plans.reading.words import any_of, verbs, words

REACH = 160
_ENDED = tuple("。；;！？")
_DASHES = "—－–─-―"
ROLE_NOTE = re.compile(
    r"[（(\[【]\s*(?:为|系)?(?P<role>[^（()）]*?(?:牵头|组长单位|主责|主办|配合|协助|协办|参与|支持|"
    r"责任单位|成员单位)[^（()）]*?)[)）\]】]"
)
PERSON_NOTE = re.compile(
    r"[（(][^（()）]*(?:\d{7,}|联系人|责任人|负责人|电话|局长|主任|书记|科长)[^（()）]*[)）]"
)
_TITLE_TAIL = re.compile(
    r"(?:的)?(?:主要|工作|应急|具体|防控)?(?:职责|职能|任务|工作职责|职责任务)(?:任务|分工|是|为)?$"
)
_TITLE_END = re.compile(r"职责(?:分工)?|分工|如下|清单|安排|方案|预案|通知|一览表|分解表")
_BOUND = re.compile(r"(?:[向由和与及或对为的、按经]|会同|配合|协助|以及|包括|联合)$")


# “县教育局会同县卫生健康局：”
_JOINED = re.compile(
    r"(?<=[\u4e00-\u9fff）)]{2})(?:会同|协同|联合(?!会|体|社|国))(?=[\u4e00-\u9fff]{2})"
)
_ETC = re.compile(r"等(?:有关|相关|各)?(?:部门|单位|企业|公司|机构)?$")
_FRAME = re.compile(r"[【\[〖「『〔](.{2,80}?)[】\]〗」』〕]\s*[：:]?\s*(?=\S)")


@dataclass
class Heading:
    """
    A place where a unit, or a label such as “配合单位”, is named before what belongs to it.

    `kind` is unit, role (a list after a role label), duty (a label before duties) or person.
    """

    kind: str
    start: int
    name: tuple[int, int]
    body: int
    role: str = "member"
    names: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    doubt: str = ""
    form: str = "colon"


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    roles = "|".join(
        f"(?P<{role}>{any_of(words('labels.' + role))})"
        for role in ("lead", "support", "member", "duty", "personal", "paper")
    )
    return {
        "label": re.compile(
            rf"(?:[（(\[【〔]?)(?:{roles})(?:名单)?\s*[】\]〕]?\s*(?:[：:﹕︰]|——|为|是)"
        ),
        "verb": re.compile(any_of(verbs("after_unit"))),
        "sentence_verb": re.compile(any_of(verbs("sentence"))),
        "not_verb": re.compile(any_of(verbs("not_verbs"))),
    }


def after_number(chars: str, start: int) -> int:
    match = NUMBER.match(chars, start)
    return match.end() if match and match.end() < len(chars) else start


def heading_at(
    paragraph: Paragraph, mask: bytearray, start: int, *, is_first: bool, in_sentences: bool
) -> Heading | None:
    """
    The heading that begins at this place, if one does.

    Forms without a colon count only at the start of a paragraph, or, as whole sentences
    (“县公安局负责…”), anywhere in a plan that is written in sentences.
    """
    chars = paragraph.chars
    place = after_number(chars, start)
    label = _label(chars, place)
    if label:
        label.start = start
        return label
    found = _colon(chars, mask, place)
    if not found and is_first:
        found = (
            _framed(chars, place)
            or _dash(chars, mask, place)
            or _whole(chars, place)
            or _mark(chars, mask, place)
        )
    if not found and (is_first or in_sentences):
        found = _sentence(
            chars, mask, place, begins=is_first or chars[max(0, start - 1) : start] in _ENDED
        )
    if found:
        found.start = start
    return found


def _label(chars: str, place: int) -> Heading | None:
    match = _patterns()["label"].match(chars, place)
    if not match:
        return None
    kind = match.lastgroup or ""
    end = match.end()
    heading = Heading("duty" if kind == "duty" else kind, place, (place, end), end)
    if kind in ("lead", "support", "member"):
        heading.kind, heading.role = "role", kind
        if not re.search(r"[：:﹕︰—]\s*$", match.group()) and not names_in(
            re.split(r"[。；;，]", chars[end : end + 200])[0]
        ):
            return None
    elif not re.search(r"[：:﹕︰—是为]$", match.group()) or (
        kind in ("paper", "personal") and re.search(r"[为是]$", match.group())
    ):
        return None
    return heading


def _heading(chars: str, start: int, end: int, body: int, form: str) -> Heading | None:
    while end > start and chars[end - 1].isspace():
        end -= 1
    raw = PERSON_NOTE.sub("", chars[start:end])
    title = _TITLE_TAIL.sub("", raw)
    if body >= len(chars) and title != raw and is_catch_all(title):
        return None
    raw = title or raw
    if form in ("colon", "dash", "framed"):
        raw = _JOINED.sub(lambda joined: "、" * len(joined.group()), raw)
    if not raw or (names_in(ROLE_NOTE.sub("", raw)) is None and not is_vague_list(raw)):
        return None
    names = []
    for first, last in split_names(raw):
        one = raw[first:last]
        plain = re.sub(r"\s+", "", ROLE_NOTE.sub("", one))
        names.append((_ETC.sub("", plain) or plain, role_of(one)))
    return Heading("unit", start, (start, end), body, names=names, form=form)


def role_of(name: str) -> str:
    """The role that a note in brackets gives the unit: “县公安局（牵头）”."""
    note = ROLE_NOTE.search(name)
    said = note.group("role") if note else ""
    if re.search(r"牵头|组长单位|主责|主办|责任单位", said) and "副" not in said:
        return "lead"
    return "support" if re.search(r"配合|协助|协办|参与|支持|副组长", said) else "member"


def _colon(chars: str, mask: bytearray, place: int) -> Heading | None:
    for end in range(place, min(len(chars), place + REACH)):
        if chars[end] in "：:﹕︰" and not mask[end]:
            break
        if chars[end] in "。；;！？" and not mask[end]:
            return None
    else:
        return None
    body = end + 1
    found = _heading(chars, place, end, body, "colon")
    return found or _behind_title(chars, place, end, body) or _run_on(chars, place, end, body)


def _behind_title(chars: str, place: int, end: int, body: int) -> Heading | None:
    """“…成员单位职责县委组织部：”: recognised text lost the line break behind the title."""
    for match in reversed(list(_TITLE_END.finditer(chars, place, end))):
        found = _heading(chars, after_number(chars, match.end()), end, body, "colon")
        if found:
            return found
    return None


def _run_on(chars: str, place: int, end: int, body: int) -> Heading | None:
    """“…维护社会稳定县教育局：”: the full stop before the unit was lost."""
    starts = [
        first
        for first in range(max(place + 4, end - 30), end - 2)
        if chars[first] in "县市区州省旗镇乡" and is_org(chars[first:end])
    ]
    if not starts:
        return None
    known = [first for first in starts if is_known_agency(chars[first:end])]
    first = (known or starts)[0]
    if _BOUND.search(chars[max(place, first - 2) : first]):
        return None
    found = _heading(chars, first, end, body, "colon")
    if found:
        found.doubt = "单位名称前没有句号，请核对是否另起一个单位"
    return found


def _dash(chars: str, mask: bytearray, place: int) -> Heading | None:
    for end in range(place + 2, min(len(chars), place + REACH)):
        if mask[end]:
            continue
        if chars[end] in "。；;，：:":
            return None
        if chars[end] in _DASHES:
            body = end
            while body < len(chars) and chars[body] in _DASHES + " ":
                body += 1
            return _heading(chars, place, end, body, "dash") if body < len(chars) else None
    return None


def _framed(chars: str, place: int) -> Heading | None:
    """“【县公安局】负责…”."""
    match = _FRAME.match(chars, place)
    if not match:
        return None
    return _heading(chars, *match.span(1), match.end(), "framed")


def _whole(chars: str, place: int) -> Heading | None:
    end = len(chars.rstrip(" \u3000"))
    if not 1 < end - place <= 1200:
        return None
    stripped = len(chars[:end].rstrip("。.；;，,、：: " + _DASHES))
    return _heading(chars, place, stripped, len(chars), "line")


def _mark(chars: str, mask: bytearray, place: int) -> Heading | None:
    """“县公安局；负责…”, “县公安局。负责…”, “县公安局 负责…”."""
    for end in range(place + 2, min(len(chars), place + REACH)):
        if chars[end] in "；;。.，, \u3000|" and not mask[end]:
            found = _heading(chars, place, end, end + 1, "mark")
            body = end + 1
            while body < len(chars) and chars[body].isspace():
                body += 1
            if found and body < len(chars) and not names_in(chars[body:]):
                found.body = body
                if chars[end] not in "，," or _patterns()["verb"].match(chars, body):
                    return found
            if chars[end] in "；;。":
                return None
    return None


def _sentence(chars: str, mask: bytearray, place: int, *, begins: bool) -> Heading | None:
    """“县公安局负责…”, “由县公安局负责…”."""
    begin = place + 1 if chars.startswith("由", place) else place
    stop = min(len(chars), begin + REACH)
    # Behind a full stop any verb makes a sentence; behind a comma only the plainest do.
    pattern = _patterns()["verb" if begins or begin > place else "sentence_verb"]
    for match in pattern.finditer(chars, begin + 2, stop):
        end = match.start()
        if any(chars[i] in "。；;：:" and not mask[i] for i in range(begin, end)):
            return None
        if mask[end] or _patterns()["not_verb"].match(chars, end):
            continue
        if is_plain_subject(chars[begin:end]):
            return _heading(chars, begin, end, end, "sentence")
    return None


def is_plain_subject(words_before: str) -> bool:
    """Whether the words before a verb are units, not “工作组” inside a longer clause."""
    found = names_in(words_before.rstrip("，, "))
    if not found:
        return is_vague_list(words_before)
    if len(found) > 1 and (_DEPARTMENTS.search(words_before) or found[0].startswith("各")):
        return True
    return all(len(bare(name)) >= 3 or is_catch_all(name) for name in found)


# “教育、民政等部门”, “教育、民政部门”
_DEPARTMENTS = re.compile(r"(?:部门|单位|机构)$")


_NO_NAME = re.compile(
    r"(?:要求|目标|原则|措施|方面|任务|时间|内容|范围|标准|流程|方式|情况|事项|阶段|依据|目的|重点|工作|管理|防控|"
    r"监测|救治|宣传|保障|处置|响应|职责|分工|条件|程序|单位|部门|注|说明|备注|例如|其中|一级|二级|三级|四级|级)$"
)


def unknown_name_at(paragraph: Paragraph, mask: bytearray, place: int) -> Heading | None:
    """A short name before a colon that does not look like an organisation."""
    chars = paragraph.chars
    place = after_number(chars, place)
    match = re.compile(
        r"([\u4e00-\u9fff\dA-Za-z“”]{2,16}(?:[（(][^（()）]{1,12}[)）])?)\s*[：:](?=\S)"
    ).match(chars, place)
    if not match or mask[place]:
        return None
    name = match.group(1)
    opens = any_of(verbs("fresh") + verbs("parallel") + verbs("listed") + verbs("purpose"))
    if (
        _NO_NAME.search(name)
        or re.match(opens, name)
        or re.search(any_of(words("not_in_names")), name)
    ):
        return None
    return Heading("unit", place, match.span(1), match.end(), names=[(name, "member")], doubt="?")
