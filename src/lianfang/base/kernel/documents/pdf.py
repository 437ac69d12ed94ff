"""Official documents as PDF, set by typst from a template that receives nothing but data."""

import json
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import typst

from lianfang.base.kernel.documents import layout
from lianfang.base.kernel.documents.content import (
    Block,
    FigureTable,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Table,
    official_date,
    words,
)
from lianfang.base.kernel.fonts import folders, font_files, missing_characters
from lianfang.base.kernel.plain_text import without_controls

TEMPLATE = Path(__file__).with_name("official.typ")
# The sign that Chinese printing sets for a character that the type case lacks.
GETA = "〓"

# For each part the fonts of the standard first, for counties that own them, then what we build.
# Noto Sans SC is last everywhere: it has the rarest characters of personal and place names.
FACES: dict[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
    "fang": ("FangSong_GB2312", "FangSong", "FandolFang", "FandolFang R", "Zhuque Fangsong"),
    "kai": ("KaiTi_GB2312", "KaiTi", "FandolKai", "LXGW WenKai"),
    "hei": ("SimHei", "FandolHei"),
    "song": ("SimSun", "FandolSong"),
}
FALLBACKS = ("Noto Serif SC", "Noto Sans SC")

# Latin letters that surely fit beside each other in a line of the text.
BODY_ROOM = 40

_one_at_a_time = threading.Lock()


def to_pdf(document: OfficialDocument) -> bytes:
    """
    Set a document as PDF; the same document gives the same bytes.

    Characters that no font has are set as 〓 and named by code point in a note at the end.

    :raises FontsMissing: when no font was built.
    """
    lacking = missing_characters("".join(words(document)))
    printable = json.dumps(_data(document, lacking), ensure_ascii=False)
    with _one_at_a_time:
        produced = _compiler(font_files()).compile(
            format="pdf",
            sys_inputs={"document": printable},
            # The archive form of PDF must carry a date, and a draft may not have one yet.
            pdf_standards="a-2b" if document.signed_on else [],
        )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave no single PDF")
    return produced


@lru_cache(maxsize=2)
def _compiler(files: tuple[Path, ...]) -> typst.Compiler:
    # Kept between documents: reading the fonts is nine tenths of the time.
    return typst.Compiler(input=TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(files))


@lru_cache(maxsize=2)
def _fonts(files: tuple[Path, ...]) -> typst.Fonts:
    # System fonts are left out: a document looks the same on every machine.
    del files  # the key: a changed set of files is read anew
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders())
    )


def _faces(files: tuple[Path, ...]) -> dict[str, list[str]]:
    known = set(_fonts(files).families())
    last = [family for family in FALLBACKS if family in known] or sorted(known)[:1]
    chosen = {
        role: [family for family in wanted if family in known] + last
        for role, wanted in FACES.items()
    }
    # A sans face must not fall back to a serif one first.
    chosen["hei"] = [*(f for f in FACES["hei"] if f in known), *reversed(last)]
    return chosen


def _data(document: OfficialDocument, lacking: set[str]) -> dict[str, object]:
    clean = _Cleaner(lacking)
    number, _ = layout.split_number_line(document)
    signatory = {"label": "签发人：", "name": clean(document.signatory)}
    signed_on = official_date(document.signed_on) if document.signed_on else ""
    signature = layout.signature_place(document.signed_by, signed_on)
    copies, printed = layout.closing_lines(document)
    faces = _faces(font_files())
    return {
        "faces": faces,
        # The face of the standard is heavy as it is; the one that stands in for it has a bold.
        "title_weight": 700 if faces["title"][0] in FALLBACKS else 400,
        # Without a 楷体 the second level would look like the text below it.
        "kai_weight": 700 if faces["kai"][0] in FALLBACKS else 400,
        "measures": _measures(),
        "marks": document.marks,
        "dated": document.signed_on.timetuple()[:3] if document.signed_on else [],
        "title": clean(" ".join(document.title.split())),
        "title_lines": [clean(line) for line in layout.title_lines(document.title)],
        "copy_number": clean(document.copy_number),
        "urgency": document.urgency,
        "letterhead": asdict(layout.letterhead(clean(document.issuer))),
        "number_line": [clean(number), signatory if document.signatory else ""],
        "addressee": clean(layout.addressee_line(document.recipients)),
        "body": _blocks(document.body, clean),
        "attachment_lines": [clean(line) for line in layout.attachment_lines(document)],
        "attachments": _attachments(document, clean),
        "signed_by": clean(document.signed_by),
        "signed_on": signed_on,
        "signature": asdict(signature),
        "annotation": clean(layout.annotation_line(document.annotation)),
        "closing": [clean(copies), [clean(part) for part in printed]],
        "unprintable": _unprintable_note(lacking),
    }


def _measures() -> dict[str, object]:
    return {
        "line_pt": layout.LINE_PT,
        "body_pt": layout.BODY_PT,
        "title_pt": layout.TITLE_PT,
        "title_line_pt": layout.TITLE_LINE_PT,
        "small_pt": layout.SMALL_PT,
        "tracking_pt": layout.TRACKING_PT,
        "margin_top_mm": layout.MARGIN_TOP_MM,
        "margin_bottom_mm": layout.MARGIN_BOTTOM_MM,
        "margin_left_mm": layout.MARGIN_LEFT_MM,
        "margin_right_mm": layout.MARGIN_RIGHT_MM,
        "head_offset_mm": layout.HEAD_OFFSET_MM,
        "red_line_gap_mm": layout.RED_LINE_GAP_MM,
        "red": layout.RED,
    }


class _Cleaner:
    """Makes text printable: no control characters, 〓 for what no font has."""

    def __init__(self, lacking: set[str]) -> None:
        self._table = str.maketrans(dict.fromkeys(lacking, GETA))

    def __call__(self, text: str) -> str:
        return without_controls(text).translate(self._table)


def _unprintable_note(lacking: set[str]) -> str:
    if not lacking:
        return ""
    points = "、".join(f"U+{ord(character):04X}" for character in sorted(lacking))
    return f"说明：文中“{GETA}”为字库暂缺的字，编码为{points}，原字以系统记录为准。"


def _attachments(document: OfficialDocument, clean: _Cleaner) -> list[dict[str, object]]:
    count = len(document.attachments)
    return [
        {
            "label": layout.attachment_label(place, count),
            "title": [clean(line) for line in layout.title_lines(attachment.title)],
            "body": _blocks(attachment.body, clean),
        }
        for place, attachment in enumerate(document.attachments, start=1)
        if attachment.body
    ]


def _blocks(blocks: tuple[Block, ...], clean: _Cleaner) -> list[dict[str, object]]:
    return [part for block in blocks for part in _block(block, clean)]


def _block(block: Block, clean: _Cleaner) -> list[dict[str, object]]:
    match block:
        case Heading():
            return [{"kind": "heading", "text": clean(block.text), "level": block.level}]
        case Paragraph():
            return _paragraphs(block, clean)
        case FigureTable():
            return [_table(layout.figures_as_table(block), clean)]
        case Table():
            return [_table(block, clean)]
        case PageBreak():
            return [{"kind": "break"}]


def _paragraphs(block: Paragraph, clean: _Cleaner) -> list[dict[str, object]]:
    return [
        {
            "kind": "paragraph",
            "text": layout.with_breaks(clean(line), BODY_ROOM),
            "lead": clean(block.lead) if place == 0 else "",
            "align": block.align,
            "indented": block.is_indented and block.align == "left",
        }
        for place, line in enumerate(layout.paragraph_lines(block.text))
    ]


def _table(table: Table, clean: _Cleaner) -> dict[str, object]:
    rooms = layout.table_rooms(table)
    return {
        "kind": "table",
        "columns": _cells(table.columns, rooms, clean),
        "rows": [_cells(row, rooms, clean) for row in table.rows],
        "widths": layout.table_widths(table),
        "aligns": layout.table_aligns(table),
        "caption": clean(table.caption),
        "note": clean(table.note),
        "text_pt": layout.table_text_pt(table),
    }


def _cells(texts: tuple[str, ...], rooms: tuple[int, ...], clean: _Cleaner) -> list[str]:
    return [layout.with_breaks(clean(text), room) for text, room in zip(texts, rooms, strict=True)]
