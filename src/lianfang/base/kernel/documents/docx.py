"""Official documents as Word files, for offices that go on working on the text."""

import io
import zipfile

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.text.paragraph import Paragraph as DocxParagraph

from lianfang.base.kernel.documents import layout
from lianfang.base.kernel.documents.content import (
    Attachment,
    Block,
    FigureTable,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Table,
    official_date,
)
from lianfang.base.kernel.documents.docx_page import (
    FANG,
    HEI,
    KAI,
    RED,
    TITLE,
    add_rule,
    add_text,
    prepare_page,
    set_line,
)
from lianfang.base.kernel.documents.docx_tables import add_imprint, add_table
from lianfang.base.kernel.plain_text import without_controls

HEADING_FACES = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
# The oldest moment a zip can name: the same document then gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(document: OfficialDocument) -> bytes:
    """Set a document as a Word file; the same document gives the same bytes."""
    target = docx.Document()
    prepare_page(target, document)
    _add_head(target, document)
    _add_title(target, document.title)
    _add_line(target)
    addressee = layout.addressee_line(document.recipients)
    if addressee:
        _add_line(target, addressee)
    _add_blocks(target, document.body)
    _add_attachment_note(target, document)
    _add_signature(target, document)
    if document.annotation.strip():
        _add_line(target, layout.annotation_line(document.annotation), indent=2)
    _add_attachments(target, document.attachments)
    add_imprint(target, layout.closing_lines(document))
    return _stable(target)


def _add_line(
    target: Document, text: str = "", *, face: str = FANG, indent: float = 0
) -> DocxParagraph:
    paragraph = target.add_paragraph()
    set_line(paragraph, first_line=indent)
    add_text(paragraph, without_controls(text), face)
    return paragraph


def _add_head(target: Document, document: OfficialDocument) -> None:
    above = [part for part in (document.copy_number, document.urgency) if part]
    for part in above:
        _add_line(target, part, face=HEI if part == document.urgency else FANG)
    head = layout.letterhead(without_controls(document.issuer))
    gap = layout.HEAD_OFFSET_MM / 25.4 * 72 - len(above) * layout.LINE_PT
    for place, line in enumerate(head.lines):
        paragraph = target.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_line(paragraph, line=head.size_pt * 1.15, before=gap if place == 0 else 0)
        add_text(paragraph, line, TITLE, size=head.size_pt, color=RED, narrowed_to=head.narrowed_to)
    number, signatory = layout.split_number_line(document)
    if number or signatory:
        _add_line(target)
        _add_line(target)
    _add_number_line(target, number, document.signatory)


def _add_number_line(target: Document, number: str, signatory: str) -> None:
    paragraph = target.add_paragraph()
    set_line(paragraph, after=0)
    if signatory:
        # Papers to a superior: number on the left, signatory on the right, one character in.
        set_line(paragraph, left=1, right=1, tab=layout.BLOCK_WIDTH_PT - layout.BODY_PT)
        add_text(paragraph, without_controls(f"{number}\t签发人："), FANG)
        add_text(paragraph, without_controls(signatory), KAI)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_text(paragraph, without_controls(number), FANG)
    add_rule(paragraph, layout.RED_LINE_GAP_MM)


def _add_title(target: Document, title: str) -> None:
    _add_line(target)
    _add_line(target)
    for line in layout.title_lines(without_controls(title)):
        paragraph = target.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        set_line(paragraph, line=layout.TITLE_LINE_PT)
        paragraph.paragraph_format.keep_with_next = True
        add_text(paragraph, line, TITLE, size=layout.TITLE_PT)


def _add_blocks(target: Document, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Heading():
                paragraph = _add_line(target, block.text, face=HEADING_FACES[block.level], indent=2)
                paragraph.style = target.styles[f"Heading {block.level}"]
                paragraph.paragraph_format.keep_with_next = True
            case Paragraph():
                _add_paragraph(target, block)
            case FigureTable():
                add_table(target, layout.figures_as_table(block))
            case Table():
                add_table(target, block)
            case PageBreak():
                _break_page(target)


def _add_paragraph(target: Document, block: Paragraph) -> None:
    indent = 2 if block.is_indented and block.align == "left" else 0
    for place, line in enumerate(layout.paragraph_lines(without_controls(block.text))):
        paragraph = target.add_paragraph()
        paragraph.alignment = ALIGNMENTS[block.align]
        set_line(paragraph, first_line=indent)
        if place == 0 and block.lead:
            add_text(paragraph, without_controls(block.lead), HEI)
        add_text(paragraph, line, FANG)


def _break_page(target: Document) -> None:
    paragraph = target.add_paragraph()
    set_line(paragraph, line=1)
    paragraph.add_run().add_break(WD_BREAK.PAGE)


def _add_attachment_note(target: Document, document: OfficialDocument) -> None:
    lines = layout.attachment_lines(document)
    if not lines:
        return
    _add_line(target)
    for place, line in enumerate(lines):
        # The words 附件： hang two characters in; titles are set below each other, five in.
        paragraph = target.add_paragraph()
        set_line(paragraph, left=5, first_line=-3 if place == 0 else 0)
        add_text(paragraph, without_controls(("附件：" if place == 0 else "") + line), FANG)


def _add_signature(target: Document, document: OfficialDocument) -> None:
    signed_on = official_date(document.signed_on) if document.signed_on else ""
    if not document.signed_by and not signed_on:
        return
    place = layout.signature_place(document.signed_by, signed_on)
    _add_line(target)
    _add_line(target)
    for text, indent in ((document.signed_by, place.signer), (signed_on, place.day)):
        if text:
            paragraph = target.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            set_line(paragraph, right=indent)
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = text == document.signed_by
            add_text(paragraph, without_controls(text), FANG)


def _add_attachments(target: Document, attachments: tuple[Attachment, ...]) -> None:
    for place, attachment in enumerate(attachments, start=1):
        if not attachment.body:
            continue
        label = _add_line(target, layout.attachment_label(place, len(attachments)), face=HEI)
        label.paragraph_format.page_break_before = True
        _add_line(target)
        for line in layout.title_lines(without_controls(attachment.title)):
            paragraph = target.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            set_line(paragraph, line=layout.TITLE_LINE_PT)
            add_text(paragraph, line, TITLE, size=layout.TITLE_PT)
        _add_line(target)
        _add_blocks(target, attachment.body)


def _stable(target: Document) -> bytes:
    """Write the parts again with a fixed moment, as the library stamps each with the real one."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    target.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, parts.read(name))
    return fixed.getvalue()
