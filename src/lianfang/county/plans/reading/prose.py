"""Walks through the paragraphs of a plan and gives each stretch to the unit it belongs to."""

import re

from lianfang.county.plans.reading.flow import Paragraph, next_sentence, past_marks
from lianfang.county.plans.reading.headings import (
    Heading,
    after_number,
    heading_at,
    unknown_name_at,
)
from lianfang.county.plans.reading.ledger import Ledger
from lianfang.county.plans.reading.orgs import is_catch_all, names_in
from lianfang.county.plans.reading.owners import owner_bracket_end, owner_tail
from lianfang.county.plans.reading.papers import (
    CHAPTER,
    PERSONAL,
    SALUTATION,
    Chapter,
    chapter_of,
    is_preamble,
    is_title_part,
    numbering_level,
    paper_reason,
)
from lianfang.county.plans.reading.roles import roles_at
from lianfang.county.plans.reading.speakers import PREAMBLE, Speakers
from lianfang.county.plans.reading.words import any_of, words

OUTSIDE = "不在单位职责部分，不导入"
NO_UNIT_NAME = "冒号前的文字不像单位名称，请核对是否另起一个单位"
LEAD_IN = "引导语，其后逐项列出职责"
CONDITION = "引出后一个单位职责的时间或条件"
_CONDITION = re.compile(
    r"(?:^|[。；！？]|(?<=[）)])|\s)((?:必要时|[^，。；：]{2,30}(?:后|时|期间|情况下|前))，)$"
)
# As many names as this on a line of their own are a list of members, not one heading.
LIST_FROM = 6
_LEAD_IN = re.compile(
    r"[^。；;：:]{0,40}(?:职责|分工|如下|任务)(?:分工|任务|如下|是|为|分别)*[：:]\s*(?=\S)"
)


_LOST_TITLE = re.compile(
    r"(?:附\s*[件录表]\s*[\d一二三四五六七八九十]{0,3}\s*[：:.]?\s*)?"
    r"[^。；;：:，,（(]{4,40}?(?:职责分工|任务分工|职责|分工|清单|一览表)(?=[^。；;：:，,的是为]{4})"
)


# “成员：县公安局、县教育局主要负责人” names units, not persons.
_HEADS = re.compile(r"(?:等)?(?:主要|分管)?(?:负责人|负责同志|领导|有关负责同志)$")


class Prose:
    """The state of reading prose: the chapter it stands in and the units that speak."""

    def __init__(self, ledger: Ledger, *, in_sentences: bool, only_duty_chapters: bool) -> None:
        self.ledger = ledger
        self.speakers = Speakers(ledger)
        self.in_sentences = in_sentences
        self._chapters: list[Chapter] = []
        self._only_duty_chapters = only_duty_chapters
        self._expects_list = False
        self.units_outside = 0

    def end_block(self) -> None:
        """Close what was open: a table or another chapter begins."""
        self.speakers.end_block()

    def finish(self) -> None:
        """Note what is still waiting and what was only listed."""
        self.speakers.finish()

    @property
    def is_outside(self) -> bool:
        if not self._only_duty_chapters:
            return False
        return not any(chapter.is_about_duties for chapter in self._chapters)

    def read(self, paragraph: Paragraph) -> None:
        """Read one paragraph; every character of it is given to somebody."""
        start, end = paragraph.trim(0, len(paragraph.chars))
        if start >= end:
            return
        text = paragraph.chars[start:end]
        reason = paper_reason(text)
        if reason:
            self._paper(paragraph, start, end, reason)
        elif not self._list_of_members(paragraph, start, end):
            self._read_words(paragraph, start, end, self._chapter(paragraph, text))

    def _read_words(
        self, paragraph: Paragraph, start: int, end: int, chapter: Chapter | None
    ) -> None:
        text = paragraph.chars[start:end]
        if chapter and _is_unit_title(paragraph) and chapter.is_about_duties:
            self._enter(chapter)
            self._walk(paragraph, start, end)
        elif chapter and not _is_unit_title(paragraph):
            self._enter(chapter)
            self.ledger.ignore(*paragraph.span(start, end), CHAPTER)
        elif self.is_outside:
            self._outside(paragraph, start, end)
        elif self._may_open() and self._is_opening(paragraph, text):
            self.ledger.ignore(*paragraph.span(start, end), _opening_reason(text))
        else:
            self._walk(paragraph, start, end)

    def _enter(self, chapter: Chapter) -> None:
        while self._chapters and self._chapters[-1].level >= chapter.level:
            self._chapters.pop()
        self._chapters.append(chapter)
        self.end_block()

    def _chapter(self, paragraph: Paragraph, text: str) -> Chapter | None:
        if text.endswith(("：", ":")):
            found = self._heading(paragraph, 0, is_first=True)
            if found and found.kind == "unit" and found.body >= len(text):
                # “县气象局主要职责：” names a unit, and so does “县教育局履行下列职责：”.
                return None
            if found and found.kind == "unit" and found.form == "sentence":
                return None
        return chapter_of(
            text,
            unit_level=self.speakers.level,
            has_unit=bool(self.speakers.current),
            within=self._chapters[-1].level if self._chapters else 0,
        )

    def _paper(self, paragraph: Paragraph, start: int, end: int, reason: str) -> None:
        if reason == "日期":
            self.speakers.unsign()
        self.ledger.ignore(*paragraph.span(start, end), reason)

    def _list_of_members(self, paragraph: Paragraph, start: int, end: int) -> bool:
        """“成员单位” on a line, the names below it; or a line of very many names."""
        text = paragraph.chars[after_number(paragraph.chars, start) : end].rstrip("：: ")
        if text in words("labels.member"):
            self._expects_list = True
            self.ledger.ignore(*paragraph.span(start, end), "栏目名称")
            return True
        names = names_in(text) if len(text) > 5 else None
        is_list = bool(names) and len(names or []) >= (2 if self._expects_list else LIST_FROM)
        self._expects_list = False
        if is_list and paragraph.chars[end - 1] not in "：:":
            self.speakers.list_members(paragraph, start, end)
        return is_list and paragraph.chars[end - 1] not in "：:"

    def _outside(self, paragraph: Paragraph, start: int, end: int) -> None:
        found = self._heading(paragraph, start, is_first=True)
        if found and found.kind == "unit" and found.form in ("colon", "dash"):
            self.units_outside += 1
        if found and found.kind == "role" and found.role == "member":
            self._label(paragraph, found, end)
        elif found and found.kind == "person":
            self.ledger.ignore(*paragraph.span(start, end), PERSONAL)
        else:
            self.ledger.ignore(*paragraph.span(start, end), OUTSIDE)

    def _may_open(self) -> bool:
        return not self.speakers.has_begun and not self.speakers.current

    def _is_opening(self, paragraph: Paragraph, text: str) -> bool:
        if self._heading(paragraph, 0, is_first=True):
            # “各乡镇人民政府，县直各部门：” addresses the paper, it names no duties.
            names = names_in(text.rstrip("：:")) or []
            is_address = len(names) > 1 or any(is_catch_all(name) for name in names)
            return text.endswith(("：", ":")) and is_address and "各" in text
        if owner_bracket_end(paragraph.chars, len(paragraph.chars), len(paragraph.chars)):
            return False
        return is_title_part(text) or (is_preamble(text) and not _lead_in(paragraph, 0))

    def _heading(self, paragraph: Paragraph, start: int, *, is_first: bool) -> Heading | None:
        found = heading_at(
            paragraph, paragraph.mask, start, is_first=is_first, in_sentences=self.in_sentences
        )
        if found and found.kind == "personal":
            found.kind = "person"
        if not found and is_first and self.speakers.current and not self.in_sentences:
            found = self._unknown(paragraph, start)
        return found

    def _unknown(self, paragraph: Paragraph, start: int) -> Heading | None:
        """A name that is no organisation, numbered like the unit before: a unit, but doubtful."""
        found = unknown_name_at(paragraph, paragraph.mask, start)
        if not found:
            return None
        found.start = start
        found.doubt = NO_UNIT_NAME
        level = numbering_level(paragraph.chars[start : found.name[0]])
        return found if level == self.speakers.level else None

    # -- inside a paragraph --------------------------------------------------------

    def _walk(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Go from sentence to sentence, giving each stretch between headings to its unit."""
        begin = place = start = self._past_title(paragraph, start, end)
        while place < end:
            owned = self._owned(paragraph, place, end) if place == begin else 0
            if owned:
                self.speakers.give(paragraph, begin, owned)
                begin = place = past_marks(paragraph.chars, owned, end)
                continue
            after = self._turn(paragraph, begin, place, end, is_first=place == start)
            if after:
                begin = place = after
                continue
            place = self._next_place(paragraph, place, end)
        self.speakers.give(paragraph, begin, end)

    def _past_title(self, paragraph: Paragraph, start: int, end: int) -> int:
        """“附件：某县成员单位职责（一）县委宣传部负责…”: leave out a title without a line break."""
        match = _LOST_TITLE.match(paragraph.chars, start, end)
        if not match:
            return start
        found = self._heading(paragraph, match.end(), is_first=True)
        if not found or found.kind != "unit" or found.form == "line":
            return start
        self.ledger.ignore(*paragraph.span(start, match.end()), CHAPTER)
        return match.end()

    def _next_place(self, paragraph: Paragraph, place: int, end: int) -> int:
        stop = next_sentence(paragraph.chars, paragraph.mask, place, end)
        if not self.in_sentences:
            return stop
        # “甲负责A，乙负责B”: in a plan of sentences a comma may pass the word to another unit.
        comma = paragraph.plain.find("，", place, stop)
        return comma + 1 if comma >= 0 and not paragraph.mask[comma] else stop

    def _owned(self, paragraph: Paragraph, place: int, end: int) -> int:
        """Where a stretch ends whose owners stand in a bracket behind it, or 0."""
        chars = paragraph.chars
        found = self._heading(paragraph, place, is_first=True)
        if found and found.form != "sentence":
            return 0
        position = place
        while position < end:
            position = next_sentence(chars, paragraph.mask, position, end)
            owned = owner_bracket_end(chars, position, end)
            # The bracket just before this place was taken with the stretch that it ends.
            if owned > place:
                return owned
            if not found and _has_owner_tail(chars, place, position):
                return position
            following = self._heading(paragraph, position, is_first=False)
            if following and following.form != "sentence" and position < end:
                return 0
        return 0

    def _turn(
        self, paragraph: Paragraph, begin: int, place: int, end: int, *, is_first: bool
    ) -> int:
        """Let a heading, the roles of a group or a lead-in at this place take effect."""
        found = self._heading(paragraph, place, is_first=is_first)
        if (
            found
            and place > begin
            and _is_mid_sentence(paragraph, place)
            and found.form != "sentence"
        ):
            found = None
        if found and found.name[0] < end:
            is_run_on = found.name[0] > place and found.doubt
            stop = found.name[0] if is_run_on else place
            condition = _condition_at(paragraph, begin, stop) if found.form == "sentence" else stop
            self.speakers.give(paragraph, begin, condition)
            if condition < stop:
                self.ledger.ignore(*paragraph.span(condition, stop), CONDITION)
            if is_run_on:
                found.start = found.name[0]
            return self._open(paragraph, found, end)
        roles = roles_at(paragraph.chars, place) if self.speakers.group else None
        if roles:
            self.speakers.give(paragraph, begin, place)
            self.speakers.join_roles(paragraph, roles)
            return past_marks(paragraph.chars, roles.end, end)
        lead_in = 0 if self.speakers.current else _lead_in(paragraph, place)
        if lead_in:
            self.speakers.give(paragraph, begin, place)
            self.ledger.ignore(*paragraph.span(place, lead_in), LEAD_IN)
        return lead_in

    def _open(self, paragraph: Paragraph, found: Heading, end: int) -> int:
        """Let the heading take effect and return where the words after it begin."""
        if found.kind == "unit":
            return self.speakers.unit(paragraph, found)
        if found.kind in ("person", "paper"):
            stop = next_sentence(paragraph.chars, paragraph.mask, found.body, end)
            body = paragraph.chars[found.body : stop].strip("。；; ")
            body = _HEADS.sub("", body)
            if found.kind == "person" and len(names_in(body) or []) > 1:
                found.kind, found.role = "role", "member"
                return self._label(paragraph, found, end)
            why = PERSONAL if found.kind == "person" else "抄送、附注等文面内容"
            self.ledger.ignore(*paragraph.span(found.start, stop), why)
            return stop
        if found.kind == "duty":
            self.ledger.ignore(*paragraph.span(found.start, found.body), "职责栏目名称")
            return found.body
        return self._label(paragraph, found, end)

    def _label(self, paragraph: Paragraph, found: Heading, end: int) -> int:
        return past_marks(paragraph.chars, self.speakers.label(paragraph, found, end), end)


def _has_owner_tail(chars: str, start: int, end: int) -> bool:
    """Whether this sentence ends by naming its owners (“…，由甲牵头，乙配合。”)."""
    if owner_tail(chars, start, end):
        return True
    stop = start + len(chars[start:end].rstrip("。；; "))
    commas = [place for place in range(start + 3, stop) if chars[place] in "，,由"]
    return any(
        roles is not None and roles.end == stop
        for roles in (roles_at(chars, comma + 1) for comma in commas[-8:])
    )


def _condition_at(paragraph: Paragraph, begin: int, stop: int) -> int:
    """Where “必要时，” or “接到报告后，” begins that introduces the sentence of the next unit."""
    match = _CONDITION.search(paragraph.plain, begin, stop)
    return match.start(1) if match else stop


def _is_mid_sentence(paragraph: Paragraph, place: int) -> bool:
    return place > 0 and paragraph.plain[place - 1] == "，"


def _lead_in(paragraph: Paragraph, place: int) -> int:
    """Where “各成员单位职责如下：” ends, if it stands here."""
    match = _LEAD_IN.match(paragraph.chars, place)
    return match.end() if match and re.search(_MEMBERS, match.group()) else 0


_MEMBERS = any_of(("单位", "部门", "成员", "分工", "机构"))


def _is_unit_title(paragraph: Paragraph) -> bool:
    """“县公安局职责” and “县应急指挥部主要职责” are headings of units, not chapters."""
    place = after_number(paragraph.chars, 0)
    found = heading_at(paragraph, paragraph.mask, place, is_first=True, in_sentences=False)
    return found is not None and found.kind == "unit" and found.form == "line"


def _opening_reason(text: str) -> str:
    if text.endswith(("：", ":")):
        return SALUTATION
    return PREAMBLE if is_preamble(text) else "标题"
