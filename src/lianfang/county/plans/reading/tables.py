"""Reads tables of units and duties: which column is which, merged cells, roles by column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lianfang.county.plans.reading.flow import Paragraph, lines_of, paragraph_of
from lianfang.county.plans.reading.headings import ROLE_NOTE, after_number, role_of
from lianfang.county.plans.reading.ledger import Ledger
from lianfang.county.plans.reading.orgs import names_in, split_names
from lianfang.county.plans.reading.papers import PERSONAL, PHONE, looks_like_duty
from lianfang.county.plans.reading.reading import DutyReading, UnitReading
from lianfang.county.plans.reading.source import Cell, Table
from lianfang.county.plans.reading.words import words

HEADER = "表头"
TITLE = "表格标题"
MOST_TITLES = 4
OTHER = "与单位职责无关的栏目"
NO_OWNER = "表中这一行没有写明承担单位，请核对"
NOT_ORG = "单位栏中的文字不像单位名称，请核对"
PLAIN_TABLE = "表格中没有认出单位和职责栏目，请核对"
KINDS = ("number", "personal", "lead", "support", "duty", "unit", "other")


@dataclass
class Columns:
    """What each column of a table holds."""

    kinds: dict[int, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[int]:
        return [column for column, own in sorted(self.kinds.items()) if own == kind]

    @property
    def is_useful(self) -> bool:
        return bool(self.of("unit") or self.of("lead"))


def read_table(table: Table, text: str, ledger: Ledger) -> None:
    """Give the duties of each row to the units of the row, or mark what cannot be given."""
    columns = Columns()
    above: dict[str, list[UnitReading]] = {}
    for row in _below_title(table, text, ledger):
        header = _header(row, text)
        if header:
            columns = header
            above = {}
            for cell in row:
                _ignore(ledger, text, cell, HEADER)
            continue
        if not columns.is_useful:
            columns = _guessed(table, text)
        if columns.is_useful:
            above = _Row(row, text, ledger, columns).read(above)
        else:
            _plain(row, text, ledger)


def _below_title(table: Table, text: str, ledger: Ledger) -> tuple[tuple[Cell, ...], ...]:
    """The rows from the header on; a row above it with one filled cell is the table's title."""
    for index, row in enumerate(table.rows[:MOST_TITLES]):
        if _header(row, text):
            for cell in (cell for above in table.rows[:index] for cell in above):
                _ignore(ledger, text, cell, TITLE)
            return table.rows[index:]
        if sum(bool(text[cell.start : cell.end].strip()) for cell in row) > 1:
            break
    return table.rows


def _plain(row: tuple[Cell, ...], text: str, ledger: Ledger) -> None:
    for cell in row:
        content = text[cell.start : cell.end]
        if PHONE.search(content):
            _ignore(ledger, text, cell, PERSONAL)
        elif content.strip():
            ledger.doubt(cell.start, cell.end, PLAIN_TABLE)


def _header(row: tuple[Cell, ...], text: str) -> Columns | None:
    kinds: dict[int, str] = {}
    filled = 0
    for column, cell in enumerate(row):
        title = re.sub(r"[\s*：:]", "", text[cell.start : cell.end])
        if not title:
            continue
        filled += 1
        kind = _kind(title)
        if kind:
            kinds[column] = kind
    if len(kinds) < 2 or len(kinds) < filled * 0.6:
        return None
    found = Columns(kinds)
    if not found.is_useful and not found.of("duty"):
        return None
    leaders = found.of("lead")
    for column in [*leaders[1:], *(found.of("unit") if leaders else [])]:
        # Beside “牵头单位”, “责任单位” and “成员单位” are those who help.
        found.kinds[column] = "support"
    return found


def _kind(title: str) -> str:
    if len(title) > 14:
        return ""
    for kind in KINDS:
        if title in words("columns." + kind):
            return kind
    for kind in ("personal", "lead", "support", "duty", "unit"):
        if title.endswith(words("columns." + kind)):
            return kind
    return ""


def _guessed(table: Table, text: str) -> Columns:
    """Without a header: the column of names holds the units, the one with most words the duties."""
    width = max(len(row) for row in table.rows)
    units: dict[int, int] = {}
    letters: dict[int, int] = {}
    for row in table.rows:
        for column, cell in enumerate(row):
            content = text[cell.start : cell.end].strip()
            units[column] = units.get(column, 0) + bool(names_in(_plain_name(content)))
            letters[column] = letters.get(column, 0) + len(content)
    if not width or not units:
        return Columns()
    best = max(range(width), key=lambda column: (units.get(column, 0), -column))
    if units[best] < max(1, len(table.rows) * 0.4):
        return Columns()
    others = [column for column in range(width) if column != best]
    if not others:
        return Columns()
    longest = max(others, key=lambda column: (letters.get(column, 0), -column))
    kinds = {column: "duty" for column in others if _holds_duties(table, text, column)}
    return Columns({**kinds, best: "unit", longest: "duty"})


def _holds_duties(table: Table, text: str, column: int) -> bool:
    cells = [row[column] for row in table.rows if column < len(row)]
    filled = [said for cell in cells if (said := text[cell.start : cell.end].strip())]
    return bool(filled) and all(looks_like_duty(said) for said in filled)


class _Row:
    """One row of a table whose columns are known."""

    def __init__(self, row: tuple[Cell, ...], text: str, ledger: Ledger, columns: Columns) -> None:
        self._row = row
        self._text = text
        self._ledger = ledger
        self._columns = columns

    def read(self, above: dict[str, list[UnitReading]]) -> dict[str, list[UnitReading]]:
        duties = [duty for cell in self._cells("duty") for duty in self._duties(cell)]
        owners: dict[str, list[UnitReading]] = {}
        for kind in ("unit", "lead", "support"):
            owners[kind] = [unit for cell in self._cells(kind) for unit in self._units(cell, kind)]
        if duties and not any(owners.values()):
            # A merged or empty cell: the row goes on with the units above.
            owners = above
        every = [unit for units in owners.values() for unit in units]
        self._ledger.give(every, duties)
        if not every:
            for duty in duties:
                self._ledger.doubt(duty.start, duty.end, NO_OWNER)
        self._rest()
        return owners if every else above

    def _cells(self, kind: str) -> Iterator[Cell]:
        for column in self._columns.of(kind):
            if column < len(self._row):
                yield self._row[column]

    def _rest(self) -> None:
        for column, cell in enumerate(self._row):
            kind = self._columns.kinds.get(column, "other")
            if kind in ("number", "personal", "other") and not cell.is_merged:
                content = self._text[cell.start : cell.end]
                is_personal = kind == "personal" or bool(PHONE.search(content))
                why = PERSONAL if is_personal else ("编号" if kind == "number" else OTHER)
                _ignore(self._ledger, self._text, cell, why)

    def _duties(self, cell: Cell) -> list[DutyReading]:
        return [
            duty
            for paragraph in paragraphs_of(self._text, cell)
            for duty in self._ledger.duties(paragraph, 0, len(paragraph.chars))
        ]

    def _units(self, cell: Cell, kind: str) -> list[UnitReading]:
        content = self._text[cell.start : cell.end]
        if not content.strip() or re.fullmatch(r"[\s/／—－\-无]+", content):
            return []
        joined = _plain_name(_joined(content))
        names = names_in(joined)
        role = {"lead": "lead", "support": "support"}.get(kind, "member")
        if kind == "unit" and ROLE_NOTE.search(joined):
            return self._noted(cell, joined)
        if names and kind == "unit":
            start, end = _trimmed(self._text, cell)
            name = re.sub(r"\s+", "", joined)
            return [self._ledger.unit(name, names, role, start, end)]
        if names:
            return self._each(cell, role)
        start, end = _trimmed(self._text, cell)
        name = _plain_name(re.sub(r"\s+", "", content))
        self._ledger.doubt(start, end, NOT_ORG)
        if len(name) > 40 or PHONE.search(name):
            return []
        return [self._ledger.unit(name, [name], role, start, end)]

    def _noted(self, cell: Cell, joined: str) -> list[UnitReading]:
        """“县公安局（牵头）、县教育局（配合）”: each unit in the role of its note."""
        found = []
        for first, last in split_names(joined):
            said = joined[first:last]
            name = re.sub(r"\s+", "", ROLE_NOTE.sub("", said))
            if name:
                span = _trimmed(self._text, cell)
                found.append(self._ledger.unit(name, [name], role_of(said), *span))
        return found

    def _each(self, cell: Cell, role: str) -> list[UnitReading]:
        content = self._text[cell.start : cell.end]
        found = []
        for first, last in split_names(_in_place(content)):
            name = re.sub(r"\s+|等(?:有关|相关)?(?:部门|单位)?$|[。；;]$", "", content[first:last])
            if name:
                span = (cell.start + first, cell.start + last)
                found.append(self._ledger.unit(name, [name], role, *span))
        return found


def paragraphs_of(text: str, cell: Cell) -> list[Paragraph]:
    """The lines of a cell; a line break that cuts a sentence is taken out."""
    groups: list[list] = []
    for line in lines_of(text, cell.start, cell.end):
        ended = not groups or groups[-1][-1].text[-1] in "。；;!！：:"
        if ended or re.match(r"\s*(?:[\d①-⑳（(•·\-]|[一二三四五六七八九十]+[、是])", line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [paragraph_of(group) for group in groups]


def _plain_name(content: str) -> str:
    """“1.县教育局：” in a cell is the name without its number and its colon."""
    stripped = content.strip().rstrip("：: ")
    return stripped[after_number(stripped, 0) :]


def _joined(content: str) -> str:
    """A line break in a cell of names cuts a name unless both halves are names."""
    parts = [part.strip() for part in re.split(r"[\r\n]+", content) if part.strip()]
    if len(parts) > 1 and all(names_in(part.strip("、，,；; ")) for part in parts):
        return "、".join(part.strip("、，,；; ") for part in parts)
    return "".join(parts)


def _in_place(content: str) -> str:
    """The same length as the cell, with line breaks inside names made harmless."""
    parts = [part.strip("、，,；; \r") for part in content.split("\n") if part.strip()]
    keep = len(parts) > 1 and all(names_in(part) for part in parts)
    return content if keep else content.replace("\n", "\u200b").replace("\r", "\u200b")


def _trimmed(text: str, cell: Cell) -> tuple[int, int]:
    content = text[cell.start : cell.end]
    begin = cell.start + len(content) - len(content.lstrip())
    return begin, cell.start + len(content.rstrip())


def _ignore(ledger: Ledger, text: str, cell: Cell, why: str) -> None:
    start, end = _trimmed(text, cell)
    if start < end:
        ledger.ignore(start, end, why)
