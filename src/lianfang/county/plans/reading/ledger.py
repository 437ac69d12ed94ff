"""Keeps account of every character of the plan while it is read."""

import re

from lianfang.county.plans.reading.clauses import divide
from lianfang.county.plans.reading.flow import BETWEEN_HAN, Paragraph
from lianfang.county.plans.reading.orgs import is_catch_all
from lianfang.county.plans.reading.papers import PERSONAL, PHONE
from lianfang.county.plans.reading.reading import DutyReading, Reading, Span, UnitReading
from lianfang.county.plans.reading.words import any_of

LEFT_OVER = "这段文字未能归入任何单位，请核对"
NAMED_AGAIN = "单位名称再次出现，已归入同一单位"
CATCH_ALL = "泛指的单位，请确定具体由哪些单位承担"
HALF_SENTENCE = "这句话似乎不完整，请对照原文核对"
# Nobody types so many blanks inside sentences: software recognised the text from a scan.
RECOGNISED_FROM = 3
_PERSONAL_TAIL = re.compile(
    rf"[，,（(；;\s]*{any_of(('联系人', '联系电话', '电话', '手机'))}"
    r"(?:号码|号)?[：:为\s].*$"
)
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_WORD = re.compile(r"\w")
_CUT_OFF = re.compile(r"(?:[的和及或对向、“（《]|(?<!参)与|以及|会同|负责|做好|开展|组织)$")


class Ledger:
    """Units, doubts and left-out stretches, each noted with its place in the source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.units: list[UnitReading] = []
        self.doubts: list[Span] = []
        self.ignored: list[Span] = []
        self._claimed = bytearray(len(text))
        self._given: set[tuple[int, int]] = set()
        self._known: dict[tuple[tuple[str, ...], str], UnitReading] = {}

    def claim(self, start: int, end: int) -> None:
        self._claimed[start:end] = b"\x01" * (end - start)

    def ignore(self, start: int, end: int, why: str) -> None:
        if start < end:
            self.ignored.append(Span(start, end, why))
            self.claim(start, end)

    def doubt(self, start: int, end: int, why: str) -> None:
        if start < end:
            self.doubts.append(Span(start, end, why))
            self.claim(start, end)

    def unit(self, name: str, names: list[str], role: str, start: int, end: int) -> UnitReading:
        """Note a unit; the same unit in the same role is one entry however often it is named."""
        self.claim(start, end)
        key = (tuple(names), role)
        if key not in self._known:
            self._known[key] = UnitReading(name, names, role, start, end)
            self.units.append(self._known[key])
            if any(is_catch_all(one) for one in names):
                self.doubt(start, end, CATCH_ALL)
        elif start != self._known[key].start:
            self.ignore(start, end, NAMED_AGAIN)
        return self._known[key]

    def forget(self, unit: UnitReading) -> None:
        """Take back a unit that turned out to be no unit of the plan (a signature)."""
        self.units.remove(unit)
        self.doubts = [
            span for span in self.doubts if (span.start, span.end) != (unit.start, unit.end)
        ]
        self._known.pop((tuple(unit.names), unit.role))

    def ignore_gaps(self, paragraph: Paragraph, start: int, end: int, why: str) -> None:
        """Ignore what nobody has claimed yet between two places of a paragraph."""
        begin = start
        for place in range(start, end + 1):
            taken = place == end or self._claimed[paragraph.places[place]]
            if taken and begin < place and _WORD.search(paragraph.chars[begin:place]):
                self.ignore(*paragraph.span(begin, place), why)
            if taken:
                begin = place + 1

    def has(self, names: list[str], role: str) -> bool:
        return (tuple(names), role) in self._known

    def duties(self, paragraph: Paragraph, start: int, end: int) -> list[DutyReading]:
        """Divide a stretch of a paragraph into duties; note what lies between them."""
        found: list[DutyReading] = []
        for piece in divide(paragraph, start, end):
            first, last = paragraph.trim(piece.start, piece.end)
            if first >= last:
                continue
            if piece.why:
                self.ignore(*paragraph.span(first, last), piece.why)
                continue
            last = self._without_person(paragraph, first, last)
            if first < last and _WORD.search(paragraph.chars[first:last]):
                found.append(self._duty(paragraph, first, last))
        return found

    def _duty(self, paragraph: Paragraph, first: int, last: int) -> DutyReading:
        begin, stop = paragraph.span(first, last)
        text = paragraph.chars[first:last]
        self.claim(begin, stop)
        if len(text) < 2 or _CUT_OFF.search(text):
            self.doubt(begin, stop, HALF_SENTENCE)
        return DutyReading(text, begin, stop)

    def _without_person(self, paragraph: Paragraph, first: int, last: int) -> int:
        text = paragraph.chars[first:last]
        if not (PHONE.search(text) or _IDENTITY.search(text)):
            return last
        tail = _PERSONAL_TAIL.search(text)
        cut = tail.start() if tail else max(text.rfind("，", 0, _person_at(text)), 0)
        self.ignore(*paragraph.span(first + cut, last), PERSONAL)
        return first + cut

    def give(self, units: list[UnitReading], duties: list[DutyReading]) -> None:
        for unit in units:
            for duty in duties:
                if (id(unit), duty.start) not in self._given:
                    self._given.add((id(unit), duty.start))
                    unit.duties.append(duty)

    def reading(self) -> Reading:
        self._close_blanks()
        self._note_left_over()
        by_place = lambda span: (span.start, span.end)  # noqa: E731
        return Reading(
            self.units, sorted(self.doubts, key=by_place), sorted(self.ignored, key=by_place)
        )

    def _close_blanks(self) -> None:
        """Take the blanks between characters out of the duties of recognised text."""
        spans = {(duty.start, duty.end) for unit in self.units for duty in unit.duties}
        blanks = sum(len(BETWEEN_HAN.findall(self.text[start:end])) for start, end in spans)
        if blanks < RECOGNISED_FROM:
            return
        for unit in self.units:
            unit.duties[:] = [
                DutyReading(BETWEEN_HAN.sub("", duty.text), duty.start, duty.end)
                for duty in unit.duties
            ]

    def _note_left_over(self) -> None:
        """Mark every stretch nobody claimed: nothing of a plan may be dropped silently."""
        position = self._claimed.find(0)
        while position >= 0:
            end = self._claimed.find(1, position)
            end = len(self.text) if end < 0 else end
            for match in re.finditer(r"[^\r\n\t]+", self.text[position:end]):
                self._left_over(position + match.start(), match.group())
            position = self._claimed.find(0, end)

    def _left_over(self, start: int, words_left: str) -> None:
        if not _WORD.search(words_left):
            return
        stripped = words_left.strip(" \u3000，,。；;、：:")
        begin = start + words_left.index(stripped)
        self.doubts.append(Span(begin, begin + len(stripped), LEFT_OVER))


def _person_at(text: str) -> int:
    found = PHONE.search(text) or _IDENTITY.search(text)
    return found.start() if found else len(text)
