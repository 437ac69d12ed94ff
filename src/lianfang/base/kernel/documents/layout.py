"""
The measures of GB/T 9704-2012 that both writers share, and what they derive from a document.

Where the standard leaves room (size of the red head, tables) the choice is ours and stated here.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from math import floor

from lianfang.base.kernel.clock import beijing
from lianfang.base.kernel.documents.content import (
    Align,
    Figure,
    FigureTable,
    OfficialDocument,
    Table,
    official_date,
)

# Section 5.2: A4, 37 mm above and 28 mm left of a block of 156 by 225 mm.
PAGE_MM = (210, 297)
MARGIN_TOP_MM, MARGIN_BOTTOM_MM, MARGIN_LEFT_MM, MARGIN_RIGHT_MM = 37, 35, 28, 26
BLOCK_WIDTH_PT = 156 / 25.4 * 72
# 22 lines fill the 225 mm of the block.
LINE_PT = 28.95
BODY_PT, TITLE_PT, TITLE_LINE_PT, SMALL_PT = 16, 22, 35, 14
# 28 characters of 16 pt are wider than 156 mm: each is set a little tighter.
TRACKING_PT = -0.2
# 35 mm from the top of the block to the red head; 4 mm from the number to the red line.
HEAD_OFFSET_MM, RED_LINE_GAP_MM = 35, 4
RED = "E60012"


@dataclass(frozen=True)
class Letterhead:
    """How large the red head is set and how far its characters are narrowed, to fit one line."""

    size_pt: float
    narrowed_to: float
    lines: tuple[str, ...]


def letterhead(text: str) -> Letterhead:
    """Fit the issuer's name into the width of the page, narrowing before wrapping."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    longest = max(width_in_characters(line) for line in lines)
    size = min(48.0, max(34.0, BLOCK_WIDTH_PT / longest))
    narrowed = min(1.0, BLOCK_WIDTH_PT / (longest * size))
    if narrowed >= 0.5:
        # Rounded down: a hair too wide and the last character falls to a line of its own.
        return Letterhead(round(size, 1), floor(narrowed * 99) / 100, lines)
    size = max(22.0, BLOCK_WIDTH_PT / longest)
    per_line = int(BLOCK_WIDTH_PT / size)
    wrapped = tuple(
        line[start : start + per_line] for line in lines for start in range(0, len(line), per_line)
    )
    return Letterhead(round(size, 1), 1.0, wrapped)


def width_in_characters(text: str) -> float:
    """How many full-width characters a line of text takes; Latin letters and digits take half."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return max(1.0, wide + (len(text) - wide) / 2)


def split_number_line(document: OfficialDocument) -> tuple[str, str]:
    """The number and, on papers to a superior, the signatory opposite it."""
    return document.number, f"签发人：{document.signatory}" if document.signatory else ""


def addressee_line(recipients: str) -> str:
    """The recipients with the full-width colon that ends the line."""
    text = recipients.strip().rstrip("：:")
    return f"{text}：" if text else ""


def attachment_lines(document: OfficialDocument) -> tuple[str, ...]:
    """The lines of the attachment note: without a number when there is only one, no full stop."""
    titles = [attachment.title.rstrip("。；") for attachment in document.attachments]
    if len(titles) < 2:
        return tuple(titles)
    return tuple(f"{place}.{title}" for place, title in enumerate(titles, start=1))


def attachment_label(place: int, count: int) -> str:
    return "附件" if count == 1 else f"附件{place}"


def annotation_line(annotation: str) -> str:
    """The note in full-width brackets, which are added only when missing."""
    text = annotation.strip()
    return text if not text or text.startswith("（") else f"（{text}）"


def closing_lines(document: OfficialDocument) -> tuple[str, tuple[str, str]]:
    """The copies line and the printing line of the imprint; empty when there is nothing."""
    copies = (
        f"抄送：{document.copies_to.strip().rstrip('。')}。" if document.copies_to.strip() else ""
    )
    printed = f"{official_date(document.printed_on)}印发" if document.printed_on else ""
    return copies, (document.printed_by, printed)


@dataclass(frozen=True)
class SignaturePlace:
    """Right indents, in characters, that centre the signing unit above the date."""

    signer: float
    day: float


def signature_place(signed_by: str, day: str) -> SignaturePlace:
    """Centre the signer over a date four characters from the edge, moving left when it is long."""
    signer, dated = width_in_characters(signed_by), width_in_characters(day)
    overhang = (signer - dated) / 2
    edge = max(1.0, 4.0 - overhang)
    if overhang >= 0:
        return SignaturePlace(signer=edge, day=edge + overhang)
    return SignaturePlace(signer=4.0 - overhang, day=4.0)


def as_of_line(at: datetime) -> str:
    local = beijing(at)
    return f"数据截至{official_date(local.date())}{local.hour}时{local.minute:02d}分"


def figures_as_table(block: FigureTable) -> Table:
    """Set figures as a table, leaving out columns that would be empty throughout."""
    optional = (("较上期", "change"), ("说明", "note"))
    kept = [pair for pair in optional if any(getattr(item, pair[1]) for item in block.figures)]
    rows = tuple(_figure_row(item, [name for _, name in kept]) for item in block.figures)
    wide = {"change": 2.0, "note": 5.0}
    aligns: dict[str, Align] = {"change": "center", "note": "left"}
    return Table(
        columns=("指标", "数值", *(title for title, _ in kept)),
        rows=rows,
        widths=(4.0, 2.5, *(wide[name] for _, name in kept)),
        aligns=("left", "center", *(aligns[name] for _, name in kept)),
        caption=block.caption,
        note=as_of_line(block.as_of),
    )


def _figure_row(figure: Figure, optional: list[str]) -> tuple[str, ...]:
    kept = (getattr(figure, name) for name in optional)
    return (figure.label, f"{figure.value}{figure.unit}", *kept)


def table_widths(table: Table) -> tuple[float, ...]:
    """Shares of the width that add up to one; by the words in the columns when none are given."""
    sizes = table.widths or tuple(_column_size(table, place) for place in range(len(table.columns)))
    total = sum(sizes)
    return tuple(round(size / total, 4) for size in sizes)


def _column_size(table: Table, place: int) -> float:
    # Bounded on both sides: one long remark must not squeeze the others to a character.
    cells = [row[place] for row in table.rows[:200]]
    longest = max((width_in_characters(cell) for cell in cells), default=1.0)
    # One character more for the inner margins of a cell.
    return min(16.0, max(3.0, longest, width_in_characters(table.columns[place]))) + 1


def table_text_pt(table: Table) -> float:
    """12 pt, and 10.5 pt when seven or more columns share the width."""
    return 12 if len(table.columns) < 7 else 10.5


def table_aligns(table: Table) -> tuple[Align, ...]:
    """The given alignments, or centred for short columns and left for columns with sentences."""
    if table.aligns:
        return table.aligns
    return tuple(
        "left" if any(width_in_characters(row[place]) > 8 for row in table.rows) else "center"
        for place in range(len(table.columns))
    )


def paragraph_lines(text: str) -> tuple[str, ...]:
    """Each line of a text is a paragraph of its own; an empty text is one empty paragraph."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return lines or ("",)


def title_lines(title: str) -> tuple[str, ...]:
    """The lines of a title as its author broke it."""
    return tuple(line.strip() for line in title.splitlines() if line.strip())


def table_rooms(table: Table) -> tuple[int, ...]:
    """How many Latin letters surely fit beside each other in each column."""
    letter = table_text_pt(table) * 0.62
    return tuple(
        max(2, int((share * BLOCK_WIDTH_PT - 8) / letter)) for share in table_widths(table)
    )


def with_breaks(text: str, room: int) -> str:
    """Let codes and addresses longer than a line break, where typst would print past the edge."""
    return re.sub(rf"[!-~]{{{room}}}(?=[!-~])", "\\g<0>\u200b", text)
