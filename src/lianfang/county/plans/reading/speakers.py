"""Keeps who speaks now: the units that the next words of a plan belong to."""

import re

from lianfang.county.plans.reading.flow import Paragraph
from lianfang.county.plans.reading.headings import (
    PERSON_NOTE,
    Heading,
    after_number,
    is_plain_subject,
)
from lianfang.county.plans.reading.ledger import Ledger
from lianfang.county.plans.reading.orgs import is_catch_all
from lianfang.county.plans.reading.owners import (
    list_end,
    names_between,
    trailing_owners,
    unit_in_role,
)
from lianfang.county.plans.reading.papers import (
    CHAPTER,
    PERSONAL,
    PHONE,
    looks_like_duty,
    numbering_level,
)
from lianfang.county.plans.reading.reading import DutyReading, UnitReading
from lianfang.county.plans.reading.roles import Roles, helpers_of, roles_around, roles_at
from lianfang.county.plans.reading.words import any_of, verbs

PREAMBLE = "前言或说明，不是单位职责"
NO_OWNER = "没有写明由哪个单位承担，请核对"
LISTED = "成员单位名单，职责另见别处"
TWICE = "这个单位重复出现，职责已合并到同一单位，请核对"
GROUP = "这是工作组而不是单位，请确定由哪个单位承担"
ANOTHER_UNIT = "这句话写的是另一个单位，请核对是否应归该单位"
SIGNATURE = "落款"
ROLE_WORDS = "分工用语，已记为牵头、配合"
VAGUE = "部门名称是概称，请确定具体是哪些单位"
TOGETHER = "几个单位名称连在一起，请核对是否共同承担其后的职责"
# More bare names than these below each other are a list, not a heading of several lines.
MOST_STACKED = 4
_GROUP_END = re.compile(r"(?:组|专班|小组)$")
# Bodies without a county's name: the titles of chapters about them.
_BODY = re.compile(
    r"(?:应急|现场|联合)?(?:处置|协调|指挥)?"
    r"(?:领导小组|指挥部|工作组|工作专班|专家组|专家委员会|专家咨询委员会)"
)
_SUBJECT = re.compile(any_of(verbs("after_unit")))


_VAGUE = re.compile(
    r"^[^、]{2}、.*(?:部门|单位|机构)$|等(?:有关|相关|各)?(?:部门|单位|企业|公司|机构)$"
)


def _is_vague(name: str) -> bool:
    """“教育、民政等部门” names matters rather than units."""
    return bool(_VAGUE.search(name))


class Speakers:
    """
    The units that receive what is read next, and the duties that still wait for an owner.

    Owners may be named before their duties (headings, labels, groups) or behind them.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.current: list[UnitReading] = []
        self.group: list[UnitReading] = []
        self.level: int | None = None
        self.has_begun = False
        self._by_label = False
        self._bare_line = False
        self._has_spoken = False
        self._spoken: list[DutyReading] = []
        self._late: tuple[list[UnitReading], list[DutyReading]] | None = None
        self._waiting: list[DutyReading] = []
        self._held: list[DutyReading] = []
        self._roles_close_block = False
        self._listed: list[tuple[str, int, int]] = []

    def end_block(self) -> None:
        """Close what was open: the next words belong to no unit yet."""
        self._drop_waiting()
        self._settle_late()
        self._forget_title()
        self.current = []
        self.group = []
        self._by_label = False
        self._has_spoken = False
        self.level = None
        self._roles_close_block = False

    def _settle_late(self) -> None:
        """Helpers named behind the leader's duties, with none of their own, share those."""
        if self._late:
            self._ledger.give(*self._late)
        self._late = None

    def _drop_waiting(self) -> None:
        for duty in self._waiting:
            self._ledger.doubt(duty.start, duty.end, NO_OWNER)
        self._waiting = []

    def unsign(self) -> None:
        """Take back a unit without duties right before the date: it has signed the paper."""
        for unit in [unit for unit in self.current if not unit.duties]:
            # With two of them the first to go may have been the last in the ledger.
            if self._ledger.units and unit is self._ledger.units[-1]:
                self._ledger.forget(unit)
                self._ledger.ignore(unit.start, unit.end, SIGNATURE)
        self.current = []

    def unit(self, paragraph: Paragraph, found: Heading) -> int:
        """Let a unit named in a heading speak, and return where its words begin."""
        self._drop_waiting()
        self._settle_late()
        self.has_begun = True
        self._roles_close_block = False
        chars = paragraph.chars
        self._forget_category(found)
        self._note_beside_name(paragraph, found)
        roles = roles_at(chars, found.start) if found.form == "sentence" else None
        self.level = numbering_level(chars[found.start : found.name[0]])
        if roles:
            return self.take_roles(paragraph, roles)
        roles = roles_around(chars, found.start) if found.form == "sentence" else None
        if roles:
            return self._take_task(paragraph, roles)
        span = paragraph.span(*found.name)
        stacked = self._stacked(found)
        self._has_spoken = False
        self.group = []
        self._by_label = False
        self.current = []
        by_role: dict[str, list[str]] = {}
        for name, role in found.names:
            by_role.setdefault(role, []).append(name)
        for role, names in by_role.items():
            self.current.append(self._named(chars, found, names, role, span, len(by_role)))
        if len(found.names) == 1 and _GROUP_END.search(found.names[0][0]):
            self.group = list(self.current)
            self._ledger.doubt(*span, GROUP)
        if found.doubt or _is_vague(chars[slice(*found.name)]):
            self._ledger.doubt(*span, found.doubt or VAGUE)
        if stacked:
            self._ledger.doubt(*span, TOGETHER)
            self.current = [*stacked, *self.current]
        self._bare_line = found.form == "line" and found.start == found.name[0]
        return found.body

    def _note_beside_name(self, paragraph: Paragraph, found: Heading) -> None:
        """Ignore the number before the name and a person in brackets behind it."""
        chars = paragraph.chars
        start, end = paragraph.trim(found.start, min(found.name[0], len(chars)))
        if start < end:
            why = "编号" if after_number(chars, found.start) >= end else CHAPTER
            why = ROLE_WORDS if chars[start:end].endswith("由") else why
            self._ledger.ignore(*paragraph.span(start, end), why)
        for person in PERSON_NOTE.finditer(chars, *found.name):
            self._ledger.ignore(*paragraph.span(*person.span()), PERSONAL)

    def _forget_title(self) -> None:
        """“2.1 领导小组” with nothing but persons below it was the title of a chapter."""
        last = self.current[-1] if len(self.current) == 1 else None
        if last is None or last.duties or self.level is None:
            return
        if _BODY.fullmatch(last.name) and last is self._ledger.units[-1]:
            self._ledger.forget(last)
            self._ledger.ignore(last.start, last.end, CHAPTER)

    def _forget_category(self, found: Heading) -> None:
        """“三、其他单位” on a line above units with duties of their own heads a part of the list."""
        last = self.current[-1] if len(self.current) == 1 else None
        if last is None or last.duties or not is_catch_all(last.name) or found.form == "line":
            return
        if self.level is not None and last is self._ledger.units[-1]:
            self._ledger.forget(last)
            self._ledger.ignore(last.start, last.end, CHAPTER)

    def _stacked(self, found: Heading) -> list[UnitReading]:
        """Units on the lines right above, without numbers and without a word of their own."""
        is_bare = found.form == "line" and found.start == found.name[0]
        if not is_bare or not self._bare_line or self._has_spoken:
            return []
        return self.current if len(self.current) < MOST_STACKED else []

    def _named(
        self,
        chars: str,
        found: Heading,
        names: list[str],
        role: str,
        span: tuple[int, int],
        groups: int,
    ) -> UnitReading:
        is_known = self._ledger.has(names, role)
        name = names[0] if len(names) == 1 else "、".join(names)
        if groups == 1 and _is_vague(chars[slice(*found.name)]):
            name = re.sub(r"\s+", "", chars[slice(*found.name)])
        if groups == 1 and role == "member" and found.form != "sentence" and len(names) > 1:
            written = re.sub(r"\s+", "", chars[found.name[0] : found.name[1]])
            # Names set apart by nothing but spaces would run into one another.
            name = written if written != "".join(names) else name
        unit = self._ledger.unit(name, names, role, *span)
        if is_known and unit.duties and found.form != "sentence":
            self._ledger.doubt(*span, TWICE)
        return unit

    def label(self, paragraph: Paragraph, found: Heading, end: int) -> int:
        """Read the list after “牵头单位：”, “配合单位：” or “成员单位：”."""
        chars = paragraph.chars
        stop = list_end(chars, found.body, end)
        self._ledger.ignore(*paragraph.span(found.start, found.body), "栏目名称")
        spans = names_between(chars, found.body, stop)
        if not spans:
            if stop > found.body:
                self._ledger.doubt(*paragraph.span(found.body, stop), "没有认出单位名称，请核对")
            return stop
        if found.role == "member" and not self.group:
            self._members(paragraph, spans)
        else:
            self._take(paragraph, spans, "support" if found.role == "member" else found.role)
        self._ledger.ignore_gaps(paragraph, found.body, stop, "名单中的连接词或职务")
        return stop

    def _members(self, paragraph: Paragraph, spans: list[tuple[int, int]]) -> None:
        if len(spans) > 1:
            self._list(paragraph, spans)
            return
        # “单位名称：县教育局”, then “主要职责：…” on a line of its own.
        self.end_block()
        self.has_begun = True
        self.current = [unit_in_role(self._ledger, paragraph, spans[0], "member")]

    def _take(self, paragraph: Paragraph, spans: list[tuple[int, int]], role: str) -> None:
        """Let the units of a role receive what waits, what was told already, or what follows."""
        is_by_label = self._by_label and self._has_spoken
        if role == "lead" and is_by_label:
            self.end_block()
        leaders = self.current
        self._by_label = not self.group
        units = [unit_in_role(self._ledger, paragraph, span, role) for span in spans]
        if self._waiting:
            self._ledger.give(units, self._waiting)
            self._roles_close_block = True
            self._held = self._waiting
            self._waiting = []
        elif self._roles_close_block and not self.group:
            self._ledger.give(units, self._held)
        elif role == "support" and is_by_label:
            self._settle_late()
            self._late = (units, list(self._spoken))
            self.current = units
            self._has_spoken = bool(leaders)
        else:
            self._join(units)

    def _join(self, units: list[UnitReading]) -> None:
        """Roles named before the duties: they share what follows, or what the group has."""
        for unit in list(self.current):
            if unit.role == "member" and not self.group and unit not in units:
                shared = list(unit.duties)
                self._ledger.give(units, shared)
        if self.group:
            self._ledger.give(units, list(self.group[0].duties))
        self.current = [*self.current, *[unit for unit in units if unit not in self.current]]

    def _list(self, paragraph: Paragraph, spans: list[tuple[int, int]]) -> None:
        for first, last in spans:
            name = re.sub(r"\s+", "", paragraph.chars[first:last])
            begin, stop = paragraph.span(first, last)
            self._listed.append((name, begin, stop))
            self._ledger.claim(begin, stop)

    def list_members(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Keep a paragraph that only lists names; who gets no duty elsewhere stays without one."""
        begin = after_number(paragraph.chars, start)
        self._list(paragraph, names_between(paragraph.chars, begin, end))
        self._ledger.ignore_gaps(paragraph, start, end, "编号或连接词")

    def join_roles(self, paragraph: Paragraph, roles: Roles) -> None:
        """“由甲牵头，乙参加” below a group: they share the duties of the group."""
        lead = [unit_in_role(self._ledger, paragraph, span, "lead") for span in roles.lead]
        support = [unit_in_role(self._ledger, paragraph, s, "support") for s in roles.support]
        self._ledger.ignore_gaps(paragraph, roles.start, roles.end, ROLE_WORDS)
        self._join([*lead, *support])

    def take_roles(self, paragraph: Paragraph, roles: Roles) -> int:
        lead = [unit_in_role(self._ledger, paragraph, span, "lead") for span in roles.lead]
        support = [unit_in_role(self._ledger, paragraph, span, "support") for span in roles.support]
        self._ledger.ignore_gaps(paragraph, roles.start, roles.end, ROLE_WORDS)
        self.current = [*lead, *support]
        self.group = []
        return roles.end

    def _take_task(self, paragraph: Paragraph, roles: Roles) -> int:
        """“由甲牵头开展流调，乙配合”: all of them share the task between the roles."""
        found = self._ledger.duties(paragraph, *roles.task)
        end = self.take_roles(paragraph, roles)
        self._spoken, self._has_spoken = found, True
        self._ledger.give(self.current, found)
        return end

    def give(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Give a stretch of words to the units that speak now, or keep it until somebody does."""
        start, end = paragraph.trim(start, end)
        text = paragraph.chars[start:end].strip("。；;，,：: ")
        if start >= end or not text:
            return
        if PHONE.search(text) and len(text) <= 30:
            self._ledger.ignore(*paragraph.span(start, end), PERSONAL)
            return
        if self._roles_close_block and not self.group:
            self.end_block()
        end, owners = trailing_owners(self._ledger, paragraph, start, end)
        if owners:
            self._drop_waiting()
            self._ledger.give(owners, self._ledger.duties(paragraph, start, end))
            return
        if not self.current and not self._may_wait(text):
            self._ledger.ignore(*paragraph.span(start, end), PREAMBLE)
            return
        found = self._ledger.duties(paragraph, start, end)
        if self.current:
            self._late = None
            self._spoken = [*(self._spoken if self._has_spoken else []), *found]
            self._has_spoken = True
            self._ledger.give(self.current, found)
            self._mark_others(found)
        else:
            self._waiting.extend(found)

    def _may_wait(self, text: str) -> bool:
        plain = text[after_number(text, 0) :]
        return bool(self._waiting) or looks_like_duty(plain) or self.has_begun

    def _mark_others(self, found: list[DutyReading]) -> None:
        for duty in found:
            text = duty.text.removeprefix("由")
            subjects = (text[: verb.start()] for verb in _SUBJECT.finditer(text, 2, 60))
            if helpers_of(text) or any(is_plain_subject(subject) for subject in subjects):
                self._ledger.doubt(duty.start, duty.end, ANOTHER_UNIT)

    def finish(self) -> None:
        """Give listed units without duties a place, and mark duties nobody took."""
        self.end_block()
        known = {name for unit in self._ledger.units for name in unit.names}
        for name, start, end in self._listed:
            if name in known:
                self._ledger.ignore(start, end, LISTED)
            else:
                self._ledger.unit(name, [name], "member", start, end)
