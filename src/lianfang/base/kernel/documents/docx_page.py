"""The page of a Word document: margins, grid, page numbers, faces, and how one line is set."""

from datetime import UTC, datetime

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from lianfang.base.kernel.documents import layout
from lianfang.base.kernel.documents.content import OfficialDocument
from lianfang.base.kernel.plain_text import without_controls

# The faces the standard names. They are only named: whoever opens the file has them or not.
TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
RED = RGBColor.from_string(layout.RED)
GREY = RGBColor(0x6E, 0x6E, 0x6E)
FIXED_MOMENT = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LINE_TWIPS = round(layout.LINE_PT * 20)


def prepare_page(target: Document, document: OfficialDocument) -> None:
    """Set margins, page numbers in the foot and marks above the text."""
    section = target.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.top_margin, section.bottom_margin = (
        Mm(layout.MARGIN_TOP_MM),
        Mm(layout.MARGIN_BOTTOM_MM),
    )
    section.left_margin = Mm(layout.MARGIN_LEFT_MM)
    section.right_margin = Mm(layout.MARGIN_RIGHT_MM)
    # The foot line hangs 7 mm below the text block.
    section.footer_distance = Mm(layout.MARGIN_BOTTOM_MM - 7) - Pt(layout.SMALL_PT)
    section.header_distance = Mm(20)
    _set_grid(section)
    _set_styles(target)
    target.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    if document.marks:
        _mark_pages(section.header, document.marks)
        _mark_pages(section.even_page_header, document.marks)
    _describe(target, document)


def _set_grid(section: Section) -> None:
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # No grid: WPS and LibreOffice space characters apart under one, and table rows grow to whole
    # lines. Exact line heights and the tightened spacing of each run give the 22 by 28.
    grid.set(qn("w:type"), "default")
    grid.set(qn("w:linePitch"), str(LINE_TWIPS))


def _set_styles(target: Document) -> None:
    normal = target.styles["Normal"]
    normal.font.size = Pt(layout.BODY_PT)
    set_face(normal.element.get_or_add_rPr(), FANG)
    languages = OxmlElement("w:lang")
    languages.set(qn("w:val"), "zh-CN")
    languages.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(languages)
    for level in range(1, 5):
        heading = target.styles[f"Heading {level}"]
        heading.font.size, heading.font.bold = Pt(layout.BODY_PT), False
        heading.font.italic, heading.font.color.rgb = False, RGBColor(0, 0, 0)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)


def _number_pages(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    inset = Pt(layout.SMALL_PT)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = inset
    add_text(paragraph, "— ", SONG, size=layout.SMALL_PT)
    number = add_text(paragraph, "", SONG, size=layout.SMALL_PT)
    for kind, words in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        number._r.append(_field_part(kind, words))
    add_text(paragraph, " —", SONG, size=layout.SMALL_PT)


def _field_part(kind: str, words: str) -> BaseOxmlElement:
    if kind in {"begin", "separate", "end"}:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:t" if kind == "text" else "w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = words
    return part


def _mark_pages(header: _Header, marks: tuple[str, ...]) -> None:
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_text(paragraph, "　".join(marks), HEI, size=26, color=GREY)


def _describe(target: Document, document: OfficialDocument) -> None:
    about = target.core_properties
    about.title = without_controls(" ".join(document.title.split()))[:255]
    about.author = without_controls(document.issuer)[:255]
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = FIXED_MOMENT
    about.revision = 1


def set_face(properties: CT_RPr, face: str) -> None:
    """Name a face for Latin and Chinese characters alike."""
    fonts = properties.get_or_add_rFonts()
    for name in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def add_text(
    paragraph: Paragraph,
    text: str,
    face: str,
    *,
    size: float = layout.BODY_PT,
    color: RGBColor | None = None,
    narrowed_to: float = 1.0,
) -> Run:
    """Add words in one face; a size and colour of its own when given."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = False
    properties = run._r.get_or_add_rPr()
    set_face(properties, face)
    if color is not None:
        run.font.color.rgb = color
    # The schema wants spacing and scale before the size; Word refuses files that mix the order.
    if size == layout.BODY_PT:
        _add_before_size(properties, "w:spacing", round(layout.TRACKING_PT * 20))
    if narrowed_to < 1:
        _add_before_size(properties, "w:w", round(narrowed_to * 100))
    return run


def _add_before_size(properties: CT_RPr, tag: str, setting: int) -> None:
    part = OxmlElement(tag)
    part.set(qn("w:val"), str(setting))
    properties.find(qn("w:sz")).addprevious(part)


def set_line(
    paragraph: Paragraph,
    *,
    line: float = layout.LINE_PT,
    first_line: float = 0,
    left: float = 0,
    right: float = 0,
    before: float = 0,
    after: float = 0,
    tab: float = 0,
) -> None:
    """Set exact line height and, in characters, the indents."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(line)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    character = layout.BODY_PT
    shape.first_line_indent = Pt(first_line * character)
    shape.left_indent, shape.right_indent = Pt(left * character), Pt(right * character)
    shape.widow_control = True
    if tab:
        shape.tab_stops.add_tab_stop(Pt(tab), WD_TAB_ALIGNMENT.RIGHT)


def add_rule(paragraph: Paragraph, gap_mm: float) -> None:
    """Draw the red line below the number, as wide as the text block."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    gap = min(31, round(gap_mm / 25.4 * 72))
    for key, setting in (("val", "single"), ("sz", "12"), ("space", gap), ("color", layout.RED)):
        bottom.set(qn(f"w:{key}"), str(setting))
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
