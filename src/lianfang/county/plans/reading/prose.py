"""Walks through the paragraphs of a plan and gives each stretch to the unit it belongs to."""

import re

from lianfang.county.plans.reading.flow import Paragraph, next_sentence, past_marks
from lianfang.county.plans.reading.headings import (
    Heading,
    after_number,
    heading_at,
    is_plain_subject,
    roles_at,
    unknown_name_at,
)
from lianfang.county.plans.reading.ledger import PERSONAL, PHONE, Ledger
from lianfang.county.plans.reading.orgs import names_in
from lianfang.county.plans.reading.owners import (
    list_end,
    names_between,
    owner_bracket_end,
    trailing_owners,
    unit_in_role,
)
from lianfang.county.plans.reading.papers import (
    CHAPTER,
    SALUTATION,
    Chapter,
    chapter_of,
    is_preamble,
    is_title_part,
    looks_like_duty,
    numbering_level,
    paper_reason,
)
from lianfang.county.plans.reading.reading import DutyReading, UnitReading
from lianfang.county.plans.reading.words import any_of, verbs

OUTSIDE = "不在单位职责部分，不导入"
PREAMBLE = "前言或说明，不是单位职责"
BEFORE_UNITS = "像是职责，但前面没有写明单位，请确定由哪个单位承担"
NO_OWNER = "没有写明由哪个单位承担，请核对"
LISTED = "成员单位名单，职责另见别处"
TWICE = "这个单位重复出现，职责已合并到同一单位，请核对"
GROUP = "这是工作组而不是单位，请确定由哪个单位承担"
NO_UNIT_NAME = "冒号前的文字不像单位名称，请核对是否另起一个单位"
ANOTHER_UNIT = "这句话写的是另一个单位，请核对是否应归该单位"
SIGNATURE = "落款"
_GROUP_END = re.compile(r"(?:组|专班|小组)$")
_SUBJECT = re.compile(any_of(verbs("sentence")))


class Prose:
    """The state of reading: the chapter, the units that speak now, duties waiting for an owner."""

    def __init__(self, ledger: Ledger, *, in_sentences: bool, only_duty_chapters: bool) -> None:
        self.ledger = ledger
        self.in_sentences = in_sentences
        self._chapters: list[Chapter] = []
        self._only_duty_chapters = only_duty_chapters
        self.current: list[UnitReading] = []
        self._group: list[UnitReading] = []
        self._by_label = False
        self._level: int | None = None
        self._waiting: list[DutyReading] = []
        self._held: list[DutyReading] = []
        self._roles_close_block = False
        self._listed: list[tuple[str, int, int]] = []
        self._started = False
        self._last: tuple[int, int] | None = None

    # -- chapters ------------------------------------------------------------------

    @property
    def is_outside(self) -> bool:
        if not self._only_duty_chapters:
            return False
        return not any(chapter.is_about_duties for chapter in self._chapters)

    def _enter(self, chapter: Chapter) -> None:
        while self._chapters and self._chapters[-1].level >= chapter.level:
            self._chapters.pop()
        self._chapters.append(chapter)
        self.end_block()

    def end_block(self) -> None:
        """Close what was open: the next words belong to no unit yet."""
        self._drop_waiting()
        self.current = []
        self._group = []
        self._by_label = False
        self._level = None
        self._roles_close_block = False

    def _drop_waiting(self) -> None:
        for duty in self._waiting:
            self.ledger.doubt(duty.start, duty.end, NO_OWNER)
        self._waiting = []

    # -- one paragraph -------------------------------------------------------------

    def read(self, paragraph: Paragraph) -> None:
        """Read one paragraph; every character of it is given to somebody."""
        start, end = paragraph.trim(0, len(paragraph.chars))
        if start >= end:
            return
        text = paragraph.chars[start:end]
        reason = paper_reason(text)
        chapter = None if reason else self._chapter(text)
        if reason:
            self._paper(paragraph, start, end, reason)
        elif chapter and _is_unit_title(paragraph) and chapter.is_about_duties:
            self._enter(chapter)
            self._walk(paragraph, start, end)
        elif chapter and not _is_unit_title(paragraph):
            self._enter(chapter)
            self.ledger.ignore(*paragraph.span(start, end), CHAPTER)
        elif self.is_outside:
            self._outside(paragraph, start, end)
        elif not self._started and not self.current and self._is_opening(paragraph, text):
            self.ledger.ignore(*paragraph.span(start, end), _opening_reason(text))
        else:
            self._walk(paragraph, start, end)
        self._last = (start, end)

    def _chapter(self, text: str) -> Chapter | None:
        return chapter_of(
            text,
            unit_level=self._level,
            has_unit=bool(self.current),
            within=self._chapters[-1].level if self._chapters else 0,
        )

    def _paper(self, paragraph: Paragraph, start: int, end: int, reason: str) -> None:
        if reason == "日期" and self.current and not self.current[-1].duties:
            self._unsign()
        self.ledger.ignore(*paragraph.span(start, end), reason)

    def _unsign(self) -> None:
        """A unit without duties right before the date has signed the paper."""
        for unit in [unit for unit in self.current if not unit.duties]:
            if unit is self.ledger.units[-1]:
                self.ledger.forget(unit)
                self.ledger.ignore(unit.start, unit.end, SIGNATURE)
        self.current = []

    def _outside(self, paragraph: Paragraph, start: int, end: int) -> None:
        found = self._heading(paragraph, paragraph.mask, start, is_first=True)
        if found and found.kind == "role" and found.role == "member":
            self._label(paragraph, found, end)
            return
        if found and found.kind == "person":
            self.ledger.ignore(*paragraph.span(start, end), PERSONAL)
            return
        self.ledger.ignore(*paragraph.span(start, end), OUTSIDE)

    def _is_opening(self, paragraph: Paragraph, text: str) -> bool:
        if self._heading(paragraph, paragraph.mask, 0, is_first=True):
            # “各乡镇人民政府，县直各部门：” addresses the paper, it names no duties.
            names = names_in(text.rstrip("：:")) or []
            return text.endswith(("：", ":")) and len(names) > 1 and "各" in text
        return is_title_part(text) or is_preamble(text)

    def _heading(
        self, paragraph: Paragraph, mask: bytearray, start: int, *, is_first: bool
    ) -> Heading | None:
        found = heading_at(
            paragraph, mask, start, is_first=is_first, in_sentences=self.in_sentences
        )
        if found and found.kind == "personal":
            found.kind = "person"
        if not found and is_first and self.current and not self.in_sentences:
            found = self._unknown(paragraph, mask, start)
        return found

    def _unknown(self, paragraph: Paragraph, mask: bytearray, start: int) -> Heading | None:
        """A name that is no organisation, numbered like the unit before: a unit, but doubtful."""
        found = unknown_name_at(paragraph, mask, start)
        if not found:
            return None
        found.start = start
        found.doubt = NO_UNIT_NAME
        level = numbering_level(paragraph.chars[start : found.name[0]])
        return found if level == self._level else None

    def _walk(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Go from sentence to sentence, giving each stretch between headings to its unit."""
        mask = paragraph.mask
        begin = place = start
        while place < end:
            found = self._heading(paragraph, mask, place, is_first=place == start)
            if found and found.name[0] < end:
                if found.name[0] > place and found.doubt:
                    self._give(paragraph, begin, found.name[0])
                else:
                    self._give(paragraph, begin, place)
                begin = place = self._open(paragraph, found, end)
                continue
            place = next_sentence(paragraph.chars, mask, place, end)
            owned = owner_bracket_end(paragraph.chars, place, end)
            if owned:
                self._give(paragraph, begin, owned)
                begin = place = past_marks(paragraph.chars, owned, end)
        self._give(paragraph, begin, end)

    # -- headings ------------------------------------------------------------------

    def _open(self, paragraph: Paragraph, found: Heading, end: int) -> int:
        """Let the heading take effect and return where the words after it begin."""
        if found.kind == "unit":
            return self._unit(paragraph, found)
        if found.kind in ("person", "paper"):
            stop = next_sentence(paragraph.chars, paragraph.mask, found.body, end)
            body = paragraph.chars[found.body : stop].strip("。；; ")
            if found.kind == "person" and len(names_in(body) or []) > 1:
                found.kind, found.role = "role", "member"
                return self._label(paragraph, found, end)
            why = PERSONAL if found.kind == "person" else "抄送、附注等文面内容"
            self.ledger.ignore(*paragraph.span(found.start, stop), why)
            return stop
        if found.kind == "duty":
            self.ledger.ignore(*paragraph.span(found.start, found.body), "职责栏目名称")
            return found.body
        return past_marks(paragraph.chars, self._label(paragraph, found, end), end)

    def _unit(self, paragraph: Paragraph, found: Heading) -> int:
        self._drop_waiting()
        self._started = True
        self._roles_close_block = False
        chars = paragraph.chars
        number = paragraph.trim(found.start, min(found.name[0], len(chars)))
        if number[0] < number[1]:
            why = "编号" if after_number(chars, found.start) >= number[1] else CHAPTER
            self.ledger.ignore(*paragraph.span(*number), why)
        roles = roles_at(chars, found.start) if found.form == "sentence" else None
        self._level = numbering_level(chars[found.start : found.name[0]])
        if roles:
            return self._take_roles(paragraph, roles)
        span = paragraph.span(*found.name)
        self._group = []
        self._by_label = False
        self.current = []
        by_role: dict[str, list[str]] = {}
        for name, role in found.names:
            by_role.setdefault(role, []).append(name)
        for role, names in by_role.items():
            self.current.append(self._named(chars, found, names, role, span, len(by_role)))
        if len(found.names) == 1 and _GROUP_END.search(found.names[0][0]):
            self._group = list(self.current)
            self.ledger.doubt(*span, GROUP)
        if found.doubt:
            self.ledger.doubt(*span, found.doubt)
        return found.body

    def _named(
        self,
        chars: str,
        found: Heading,
        names: list[str],
        role: str,
        span: tuple[int, int],
        groups: int,
    ) -> UnitReading:
        is_known = self.ledger.has(names, role)
        name = names[0] if len(names) == 1 else "、".join(names)
        if groups == 1 and role == "member" and found.form != "sentence" and len(names) > 1:
            name = re.sub(r"\s+", "", chars[found.name[0] : found.name[1]])
        unit = self.ledger.unit(name, names, role, *span)
        if is_known and unit.duties and found.form != "sentence":
            self.ledger.doubt(*span, TWICE)
        return unit

    def _label(self, paragraph: Paragraph, found: Heading, end: int) -> int:
        """Read the list after “牵头单位：”, “配合单位：” or “成员单位：”."""
        chars = paragraph.chars
        stop = list_end(chars, found.body, end)
        self.ledger.ignore(*paragraph.span(found.start, found.body), "栏目名称")
        spans = names_between(chars, found.body, stop)
        if not spans:
            if stop > found.body:
                self.ledger.doubt(*paragraph.span(found.body, stop), "没有认出单位名称，请核对")
            return stop
        if found.role == "member" and not self._group:
            if len(spans) == 1:
                # “单位名称：县教育局”, then “主要职责：…” on a line of its own.
                self.end_block()
                self._started = True
                self.current = [unit_in_role(self.ledger, paragraph, spans[0], "member")]
            else:
                self._list(paragraph, spans)
            return stop
        role = "support" if found.role == "member" else found.role
        if role == "lead" and self._by_label and any(unit.duties for unit in self.current):
            self.end_block()
        self._by_label = not self._group
        units = [unit_in_role(self.ledger, paragraph, span, role) for span in spans]
        if self._waiting:
            self.ledger.give(units, self._waiting)
            self._roles_close_block = True
            self._held = self._waiting
            self._waiting = []
        elif self._roles_close_block and not self._group:
            self.ledger.give(units, self._held)
        else:
            self._join(units)
        return stop

    def _join(self, units: list[UnitReading]) -> None:
        """Roles named before the duties: they share what follows, or what the group has."""
        for unit in list(self.current):
            if unit.role == "member" and not self._group and unit not in units:
                shared = list(unit.duties)
                self.ledger.give(units, shared)
        if self._group:
            self.ledger.give(units, list(self._group[0].duties))
        self.current = [*self.current, *[unit for unit in units if unit not in self.current]]

    def _list(self, paragraph: Paragraph, spans: list[tuple[int, int]]) -> None:
        for first, last in spans:
            name = re.sub(r"\s+", "", paragraph.chars[first:last])
            begin, stop = paragraph.span(first, last)
            self._listed.append((name, begin, stop))
            self.ledger.claim(begin, stop)

    def _take_roles(self, paragraph: Paragraph, roles) -> int:
        lead = [unit_in_role(self.ledger, paragraph, span, "lead") for span in roles.lead]
        support = [unit_in_role(self.ledger, paragraph, span, "support") for span in roles.support]
        self.ledger.ignore_gaps(paragraph, roles.start, roles.end, "分工用语，已记为牵头、配合")
        self.current = [*lead, *support]
        self._group = []
        return roles.end

    # -- duties --------------------------------------------------------------------

    def _give(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Give a stretch of words to the units that speak now, or keep it until somebody does."""
        start, end = paragraph.trim(start, end)
        text = paragraph.chars[start:end].strip("。；;，,：: ")
        if start >= end or not text:
            return
        if PHONE.search(text) and len(text) <= 30:
            self.ledger.ignore(*paragraph.span(start, end), PERSONAL)
            return
        if self._roles_close_block and not self._group:
            self.end_block()
        end, owners = trailing_owners(self.ledger, paragraph, start, end)
        if owners:
            self._drop_waiting()
            self.ledger.give(owners, self.ledger.duties(paragraph, start, end))
            return
        if not self.current and not self._may_wait(text):
            self.ledger.ignore(*paragraph.span(start, end), PREAMBLE)
            return
        found = self.ledger.duties(paragraph, start, end)
        if self.current:
            self.ledger.give(self.current, found)
            self._mark_others(found)
        else:
            self._waiting.extend(found)

    def _may_wait(self, text: str) -> bool:
        plain = text[after_number(text, 0) :]
        return bool(self._waiting) or looks_like_duty(plain) or self._started

    def _mark_others(self, found: list[DutyReading]) -> None:
        for duty in found:
            match = _SUBJECT.search(duty.text, 2, 60)
            if match and is_plain_subject(duty.text[: match.start()]):
                self.ledger.doubt(duty.start, duty.end, ANOTHER_UNIT)

    # -- the end -------------------------------------------------------------------

    def finish(self) -> None:
        """Give listed units without duties a place, and mark duties nobody took."""
        self.end_block()
        known = {name for unit in self.ledger.units for name in unit.names}
        for name, start, end in self._listed:
            if name in known:
                self.ledger.ignore(start, end, LISTED)
            else:
                self.ledger.unit(name, [name], "member", start, end)


def _is_unit_title(paragraph: Paragraph) -> bool:
    """“县公安局职责” and “县应急指挥部主要职责” are headings of units, not chapters."""
    place = after_number(paragraph.chars, 0)
    found = heading_at(paragraph, paragraph.mask, place, is_first=True, in_sentences=False)
    return found is not None and found.kind == "unit" and found.form == "line"


def _opening_reason(text: str) -> str:
    if text.endswith(("：", ":")):
        return SALUTATION
    return PREAMBLE if is_preamble(text) else "标题"
