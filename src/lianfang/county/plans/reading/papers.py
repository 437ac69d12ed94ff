"""Recognises what in a plan is paper rather than content: titles, chapters, dates, salutations."""

import re
from dataclasses import dataclass

from lianfang.county.plans.reading.flow import NUMBER
from lianfang.county.plans.reading.orgs import names_in
from lianfang.county.plans.reading.words import any_of, verbs, words

DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*(?:第)?\s*\d{1,4}\s*号$"
)
DATE = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d{2}|二[〇○零]\S{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
    r"(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?(?:印发|发布|修订)?\s*[）)]?$"
)
_ISSUED = re.compile(r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:印发|印|发布)?$")
_ANNEX = re.compile(r"附\s*[件录表]\s*[\d一二三四五六七八九十]{0,3}\s*[：:.]?")
_TITLE = re.compile(
    r"[^。；;：:，,]{2,60}?(?:预案|方案|职责|分工|通知|意见|办法|制度|名单|一览表|分解表|清单|细则|规定|表|"
    r"指南|手册|规程|工作任务|任务分解|通讯录|联络表)(?:的通知)?"
    r"(?:[（(](?:试行|修订|草案|讨论稿|征求意见稿|[^（()）]{0,12}版|20\d\d[^（()）]{0,8})[)）])?$"
)
_PART_OF_TITLE = re.compile(
    r"[^。；;：:，,、]{4,40}(?:指挥|联防联控|领导小组|应急指挥部|机制|人民政府|办公室)$"
)
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百零〇\d]{1,6}([章节部分条])")
_DOTS = re.compile(r"\s*\d{1,2}(?:[.．]\d{1,2})*")
_PUNCTUATION = re.compile(r"[。；;：:！？]")
_TOC = re.compile(r"(?:…{2,}|\.{4,}|·{4,}|\t+|\s{3,})\s*\d{1,3}$|目\s*录$")
# “赵  敏  县教育局局长” in a list of leaders.
_PERSON = re.compile(
    r"[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff]){1,3}[ \u3000]+[\u4e00-\u9fff、（）() ]{2,30}"
    r"(?:长|主任|书记|主席|委员|干部|主任科员|医师|院士|组员|队员|经理|政委|教导员)$"
)
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-－— ]?\d{7,8})(?!\d)")
PERSONAL = "个人信息（姓名、职务或电话），不导入"
SALUTATION = "主送机关"
CHAPTER = "章节标题"
MAX_TITLE = 32
# “附件：…” longer than this holds the annex itself, its line breaks lost.
MAX_NOTE = 60
# The level of “1.”, which numbers chapters and items of lists alike.
MARKED = 7


@dataclass(frozen=True)
class Chapter:
    """A heading of a part of the plan; smaller levels contain greater ones."""

    level: int
    is_about_duties: bool
    title: str


def paper_reason(text: str) -> str:
    """Why this line belongs to the paper rather than to the duties; empty if it does not."""
    if DOCUMENT_NUMBER.match(text):
        return "发文字号"
    if DATE.match(text):
        return "日期"
    if _is_imprint(text):
        return "印发单位和日期"
    if _TOC.search(text):
        return "目录"
    match = re.match(rf"{any_of(words('labels.paper'))}\s*[：:]", text)
    if match and not (len(text) > MAX_NOTE and text.startswith("附")):
        return "抄送、附注等文面内容"
    if _PERSON.match(text) or _is_telephone(text):
        return PERSONAL
    if text in words("columns.duty") + words("columns.number") + words("columns.personal"):
        return "栏目名称"
    if re.match(r"(?:特此通知|此页无正文|以上|（此件|\(此件|（此页)", text) and len(text) < 40:
        return "文面套语"
    return ""


def _is_imprint(text: str) -> bool:
    """“白水县人民政府办公室　2022年3月1日印发”."""
    found = _ISSUED.search(text)
    return found is not None and bool(names_in(text[: found.start()].strip()))


def _is_telephone(text: str) -> bool:
    """A short line with a telephone, unless a unit stands at its head."""
    if len(text) > 24 or "：" in text or not PHONE.search(text):
        return False
    return not names_in(text.split()[0])


def numbering_level(text: str) -> int | None:
    """How deep the number before the text is, the same for the same kind of number."""
    article = _ARTICLE.match(text)
    if article:
        return {"章": 1, "部": 1, "分": 1, "节": 2, "条": 4}[article.group(1)]
    match = NUMBER.match(text)
    if not match:
        return None
    number = match.group().strip()
    if re.match(r"[一二三四五六七八九十]", number):
        return 3
    if re.match(r"[（(]\s*[一二三四五六七八九十]", number):
        return 5
    dots = _DOTS.match(number)
    if dots:
        depth = len(re.split(r"[.．]", dots.group().strip()))
        has_mark = bool(re.search(r"[.．、)）]\s*$", number)) and depth == 1
        return MARKED if has_mark else 2 + (depth - 1) * 2
    return 9


def chapter_of(
    text: str, *, unit_level: int | None, has_unit: bool, within: int = 0
) -> Chapter | None:
    """
    Read a line as the title of a chapter; `within` is the level of the chapter it stands in.

    Under a unit, a numbered short line of a deeper level is one of its duties, not a chapter.
    """
    if len(text) > 80:
        return None
    annex = _ANNEX.match(text)
    rest = text[annex.end() :] if annex else ""
    if annex and len(text) <= 60 and not _PUNCTUATION.search(rest):
        return Chapter(0, _about_duties(rest), text)
    level = numbering_level(text)
    match = NUMBER.match(text)
    title = (text[match.end() :] if match else text).strip()
    if not title or len(title) > MAX_TITLE + 20 or _PUNCTUATION.search(title.rstrip("：:")):
        return None
    if names_in(title.rstrip("：: ")):
        return None
    if level is None:
        return _unnumbered(title)
    if len(title) > MAX_TITLE or "，" in title:
        return None
    about = _about_duties(title)
    if has_unit and not about and level > 1 and _is_item(title, level, unit_level, within):
        return None
    return Chapter(level, about, title)


def _is_item(title: str, level: int, unit_level: int | None, within: int) -> bool:
    """Whether a short numbered line is one of the unit's duties rather than a chapter."""
    opens = re.match(any_of(verbs("fresh") + verbs("listed") + verbs("parallel")), title)
    if unit_level is None:
        if 0 < level <= within < MARKED:
            return False
        return bool(opens) or level > 3
    return level > unit_level or (level == unit_level and bool(opens))


def _unnumbered(title: str) -> Chapter | None:
    if _TITLE.match(title) and not re.match(any_of(verbs("fresh") + verbs("parallel")), title):
        return Chapter(0, _about_duties(title), title)
    return None


def _about_duties(title: str) -> bool:
    if re.search(any_of(words("not_duty_sections")), title):
        return False
    return bool(re.search(any_of(words("duty_sections")), title))


def is_title_part(text: str) -> bool:
    """Whether an early line is a piece of a title broken over two lines."""
    return bool(_TITLE.match(text) or _PART_OF_TITLE.match(text))


def is_preamble(text: str) -> bool:
    return bool(re.match(any_of(words("preamble")), text))


def looks_like_duty(text: str) -> bool:
    opener = verbs("fresh") + verbs("parallel") + verbs("listed") + ("开展", "落实", "组织")
    return bool(re.match(any_of(opener), text))
