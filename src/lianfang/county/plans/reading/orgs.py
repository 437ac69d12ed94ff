"""Tells the name of an organisation from other words, and takes lists of names apart."""

import re
from functools import lru_cache

from lianfang.county.plans.reading.words import any_of, words

MAX_NAME = 36
_SPACE = re.compile(r"\s+")
_TAIL = re.compile(r"[（(\[【][^（()）]*[)）\]】]$")
_BRACKET = re.compile(r"[（(\[【][^（()）\]】]*[)）\]】]")
_SENTENCE = re.compile("[。：:！？].|负责.|做好|开展|落实")
_QUOTES = re.compile("[“”]")
_PLAIN = re.compile(r"[\u3400-\u9fffA-Za-z0-9×XＸ○〇*“”·]+$")
# “县公安局等部门”, “县教育局、县民政局等有关单位”
_AND_SO_ON = re.compile(r"等(?:有关|相关|多个|各)?(?:部门|单位|成员单位|部门单位)?$")


_ANYONE = (
    r"(?:其他|其它|其余|各|有关|相关)(?:有关|相关|成员|责任|职能|县直|级|行业|涉及)*(?:部门|单位)"
    r"(?:[和、及与](?:有关|相关|各)?(?:部门|单位|人员|乡镇))?"
)
_TROOPS = re.compile(r"第[一二三四五六七八九十\d]+师(?:\w{0,8}团)?|\d{2,3}团")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "ending": re.compile(any_of(words("org_endings")) + "$"),
        "whole": re.compile(f"(?:{any_of(words('org_regions'))})?{any_of(words('org_names'))}$"),
        "region": re.compile(any_of(words("org_regions"))),
        "not": re.compile(any_of(words("not_orgs")) + "$"),
        "verb": re.compile(any_of(words("not_in_names"))),
        "deed": re.compile(any_of(words("deeds"))),
        "task": re.compile(any_of(words("task_openers"))),
        "function": re.compile(
            f"(?:{any_of(words('task_openers'))}|{any_of(words('function_words'))}|[和与、])+"
            f"{any_of(words('function_endings'))}"
        ),
        "anyone": re.compile(rf"(?:[^、，]{{0,12}}{any_of(words('catch_all'))}|{_ANYONE})$"),
    }


_CATEGORY = re.compile(
    r"(?:[县市区州]级?)?(?:党委|政府|党群|党政|群团|县直|市直|区直|州直|驻县|驻市|驻区|中央驻|省市驻县|条管|垂管|双管|人民|企事业|事业|"
    r"司法|政法|社会)+(?:工作)?(?:部门|单位|组织|机构|机关|团体|系统)"
    r"(?:[和及、与].{2,10}(?:部门|单位|组织|机构|机关|团体|系统))?"
)


def bare(name: str) -> str:
    """The name without white space and without a bracket at its end."""
    return _TAIL.sub("", _SPACE.sub("", name))


def is_catch_all(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME and bool(_patterns()["anyone"].match(bare(name)))


@lru_cache(maxsize=20_000)
def is_org(name: str) -> bool:
    """Whether these words look like the name of one organisation."""
    if not 1 < len(name) <= MAX_NAME + 20:
        return False
    short = _QUOTES.sub("", _BRACKET.sub("", _SPACE.sub("", name)))
    if not 1 < len(short) <= MAX_NAME or not _PLAIN.match(short):
        return False
    patterns = _patterns()
    if patterns["anyone"].match(short):
        return True
    if patterns["not"].search(short) or _CATEGORY.fullmatch(short):
        return False
    if patterns["verb"].search(_without_names(short)) or _is_task(short):
        return False
    if patterns["whole"].match(short) or _TROOPS.fullmatch(short):
        return True
    ending = patterns["ending"].search(short)
    return ending is not None and (ending.start() > 0 or len(ending.group()) > 2)


def _is_task(short: str) -> bool:
    """“组织专家组”, “抽调骨干医院”: what is to be done, not who (but “组织部”, “监督检查组”)."""
    patterns = _patterns()
    if patterns["deed"].search(_without_names(short)):
        return True
    opened = patterns["task"].match(short)
    return bool(opened) and not patterns["function"].fullmatch(short)


_HIDES_VERB = re.compile(
    r"派出(?:所|机构|机关)|指导(?:中心|站|所|组)|对外|向阳|协助组|由甲|应急|主要负责|督促组|配合组|实施组|落实组"
    r"|(?:县|市|区|州)?建设(?:局|委)|为民|中国对外|是非"
)


def _without_names(short: str) -> str:
    """Take out compounds in which a verb is part of a name."""
    return _HIDES_VERB.sub("", short)


def split_names(text: str) -> list[tuple[int, int]]:
    """
    Places of the names in a list such as “县公安局、县教育局和县民政局”.

    “和”, “及”, “与” divide only behind a complete name: they are part of many names.
    """
    if is_catch_all(text):
        return [_stripped(text, 0, len(text))]
    spans: list[tuple[int, int]] = []
    start = 0
    depth = 0
    position = 0
    while position < len(text):
        char = text[position]
        depth += char in "（([【"
        depth -= char in "）)]】"
        width = 0 if depth > 0 else _divider(text, start, position)
        if width:
            spans.append((start, position))
            position += width
            start = position
            continue
        position += 1
    spans.append((start, len(text)))
    return [_stripped(text, *span) for span in spans if text[span[0] : span[1]].strip()]


def _divider(text: str, start: int, position: int) -> int:
    char = text[position]
    if char in "、，,;；/／\n\t\r|":
        return 1
    if char in " \u3000":
        return 1 if is_org(text[start:position].strip()) else 0
    if char not in "以和及与或":
        return 0
    for word in ("以及", "和", "及", "与", "或"):
        if text.startswith(word, position) and is_org(text[start:position].strip()):
            # “乡镇人民政府及其…” goes on with a clause, not with a name.
            return len(word) if not text.startswith("其", position + len(word)) else 0
    return 0


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def names_in(text: str) -> list[str] | None:
    """The names of a list that holds nothing but organisations, or None."""
    # A sentence is no list: most texts asked about are told apart here, without taking them apart.
    if len(text) > 1200 or _SENTENCE.search(text):
        return None
    stripped = _AND_SO_ON.sub("", text.strip(" \t\u3000。.；;，,、"))
    found = [text_of for a, b in split_names(stripped) if (text_of := stripped[a:b])]
    if not found or not all(is_org(name) or _is_short_place(name) for name in found):
        return None
    if len(found) == 1 and not is_org(found[0]):
        return None
    return [_SPACE.sub("", name) for name in found]


_VAGUE_LIST = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}、)+[\u4e00-\u9fff]{1,8}"
    r"(?:等(?:有关|相关|各)?(?:部门|单位|企业|公司|机构)|部门)$"
)


def is_vague_list(text: str) -> bool:
    """“县水务、电力、通信等企业”: kinds of units rather than names."""
    if not _VAGUE_LIST.match(text):
        return False
    if _patterns()["task"].match(text) and not text.startswith(("宣传、", "组织、")):
        return False
    return not _patterns()["verb"].search(_without_names(text))


def _is_short_place(name: str) -> bool:
    """“各乡、镇” and “北庭镇、三台镇”: places whose government is meant."""
    return bool(re.fullmatch(r"各?[\u4e00-\u9fff]{0,8}[乡镇村](?:[（(][^（()）]{1,8}[)）])?", name))
