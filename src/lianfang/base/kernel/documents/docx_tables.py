"""Tables of a Word document: ruled ones with a header on each page, and the imprint at the foot."""

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row

from lianfang.base.kernel.documents import layout
from lianfang.base.kernel.documents.content import Table
from lianfang.base.kernel.documents.docx_page import FANG, HEI, add_text, set_line
from lianfang.base.kernel.plain_text import without_controls

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
# 0.35 mm and 0.25 mm in eighths of a point.
OUTER_RULE, INNER_RULE = 8, 6


def add_table(target: Document, table: Table) -> None:
    """Add a table with caption above and note below."""
    if table.caption:
        caption = target.add_paragraph()
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_line(caption, before=6)
        caption.paragraph_format.keep_with_next = True
        add_text(caption, without_controls(table.caption), HEI, size=layout.SMALL_PT)
    drawn = target.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    size = layout.table_text_pt(table)
    widths = [Pt(share * layout.BLOCK_WIDTH_PT) for share in layout.table_widths(table)]
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    aligns = layout.table_aligns(table)
    lines = [(table.columns, HEI, ("center",) * len(aligns))]
    lines += [(row, FANG, aligns) for row in table.rows]
    for row, (texts, face, sides) in zip(drawn.rows, lines, strict=True):
        _forbid_split(row)
        for place, cell in enumerate(row.cells):
            cell.width = widths[place]
            _fill(cell, texts[place], face, size=size, side=sides[place])
    _repeat(drawn.rows[0])
    _add_note(target, table.note)


def _add_note(target: Document, text: str) -> None:
    # Also without a note: two tables in a row would grow together into one.
    note = target.add_paragraph()
    set_line(note, line=18)
    add_text(note, without_controls(text), FANG, size=12)


def _fill(cell: _Cell, text: str, face: str, *, size: float, side: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGNMENTS[side]
    shape = paragraph.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    shape.space_before = shape.space_after = Pt(2)
    add_text(paragraph, without_controls(text), face, size=size)


def _forbid_split(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def add_imprint(target: Document, closing: tuple[str, tuple[str, str]]) -> None:
    """Hang the imprint at the foot of the last page: copies, then who printed it and when."""
    copies, (printer, printed_on) = closing
    lines = [copies] if copies else []
    if printer or printed_on:
        lines.append(f"{printer}\t{printed_on}")
    if not lines:
        return
    drawn = target.add_table(rows=len(lines), cols=1)
    drawn.autofit = False
    _hang_at_foot(drawn, len(lines))
    width = Pt(layout.BLOCK_WIDTH_PT)
    inset = Pt(layout.SMALL_PT)
    for row, line in zip(drawn.rows, lines, strict=True):
        _forbid_split(row)
        row.cells[0].width = width
        paragraph = row.cells[0].paragraphs[0]
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = inset
        if line == copies:
            shape.left_indent, shape.first_line_indent = inset * 4, inset * -3
        else:
            shape.tab_stops.add_tab_stop(width - inset, WD_TAB_ALIGNMENT.RIGHT)
        add_text(paragraph, without_controls(line), FANG, size=layout.SMALL_PT)
    # A floating table needs a paragraph to be anchored to.
    set_line(target.add_paragraph(), line=1)


def _hang_at_foot(drawn: DocxTable, rows: int) -> None:
    properties = drawn._tbl.tblPr
    place = parse_xml(
        f'<w:tblpPr {nsdecls("w")} w:horzAnchor="margin" w:vertAnchor="margin" '
        'w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
    )
    inner = f'<w:insideH w:val="single" w:sz="{INNER_RULE}"/>' if rows > 1 else ""
    borders = parse_xml(
        f'<w:tblBorders {nsdecls("w")}><w:top w:val="single" w:sz="{OUTER_RULE}"/>'
        f'<w:bottom w:val="single" w:sz="{OUTER_RULE}"/>{inner}</w:tblBorders>'
    )
    style = properties.find(qn("w:tblStyle"))
    if style is not None:
        style.addnext(place)
    else:
        properties.insert(0, place)
    properties.find(qn("w:tblW")).addnext(borders)
