"""What an official document says, apart from how it is set: plain values, no layout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

Align = Literal["left", "center", "right"]
Level = Literal[1, 2, 3, 4]
Urgency = Literal["", "特急", "加急", "平急"]


@dataclass(frozen=True)
class Heading:
    """A heading of one of the four levels of the standard, with its number already in the text."""

    text: str
    level: Level = 1


@dataclass(frozen=True)
class Paragraph:
    """
    A paragraph of running text.

    `lead` are the opening words that stand out, such as the name of the unit that reports.
    """

    text: str
    lead: str = ""
    align: Align = "left"
    is_indented: bool = True


@dataclass(frozen=True)
class Table:
    """
    A ruled table whose header is repeated on each page.

    `widths` are relative; without them the columns share the page by the length of their words.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    aligns: tuple[Align, ...] = ()
    caption: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns")
        for sizes in (self.widths, self.aligns):
            if sizes and len(sizes) != len(self.columns):
                raise ValueError("widths and aligns name every column or none")


@dataclass(frozen=True)
class Figure:
    """One number of a report: what was counted, how many, and against the issue before."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    note: str = ""


@dataclass(frozen=True)
class FigureTable:
    """The numbers of a report, all counted at one moment that is printed above them."""

    figures: tuple[Figure, ...]
    as_of: datetime
    caption: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | FigureTable | PageBreak


@dataclass(frozen=True)
class Attachment:
    """A paper joined to the document: listed after the text and, when it has a body, printed."""

    title: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True)
class OfficialDocument:
    """
    One official document in the order in which GB/T 9704-2012 sets its elements.

    The internal series (指令, 情况报告, 决定书) use the same elements. There is no security class:
    papers that carry a state secret may not be written in this system at all.
    """

    issuer: str
    title: str
    number: str = ""
    copy_number: str = ""
    urgency: Urgency = ""
    signatory: str = ""
    recipients: str = ""
    body: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed_by: str = ""
    signed_on: date | None = None
    annotation: str = ""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    is_draft: bool = False
    is_exercise: bool = False
    marks: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        if not self.issuer.strip() or not self.title.strip():
            raise ValueError("a document names its issuer and its title")
        named = ((self.is_exercise, "演练"), (self.is_draft, "草稿"))
        object.__setattr__(self, "marks", tuple(mark for stands, mark in named if stands))


_DIGITS = "零一二三四五六七八九"


def chinese_number(count: int) -> str:
    """Write 1 to 99 as headings are numbered: 一, 十, 十一, 二十."""
    if not 1 <= count <= 99:
        raise ValueError("headings are numbered from 1 to 99")
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")


def official_number(code: str, year: int, serial: int) -> str:
    """The number of a document: code, year in six-corner brackets, serial without leading zero."""
    return f"{code}〔{year}〕{serial}号"


def official_date(day: date) -> str:
    """A date as documents print it: Arabic digits without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def number_headings(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put the standard's numbers before headings: 一、 then （一） then 1. then （1）."""
    counts = [0, 0, 0, 0]
    numbered: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            block = replace(block, text=_prefix(block.level, counts[block.level - 1]) + block.text)
        numbered.append(block)
    return tuple(numbered)


def _prefix(level: int, count: int) -> str:
    if level == 1:
        return f"{chinese_number(count)}、"
    if level == 2:
        return f"（{chinese_number(count)}）"
    return f"{count}." if level == 3 else f"（{count}）"


def words(document: OfficialDocument) -> Iterator[str]:
    """Every piece of text that the document prints, for checks over the whole of it."""
    yield from (document.issuer, document.title, document.number, document.copy_number)
    yield from (document.signatory, document.recipients, document.signed_by)
    yield from (document.annotation, document.copies_to, document.printed_by)
    yield from _block_words(document.body)
    for attachment in document.attachments:
        yield attachment.title
        yield from _block_words(attachment.body)


def _block_words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield from (block.lead, block.text)
            case Table():
                yield from (block.caption, block.note, *block.columns)
                for row in block.rows:
                    yield from row
            case FigureTable():
                yield block.caption
                for figure in block.figures:
                    yield from (figure.label, figure.value, figure.unit, figure.change, figure.note)
