"""Reads the paragraphs and tables of a Word file in document order, Word's own numbering kept."""

from collections import defaultdict

from lxml import etree

from lianfang.county.plans.reading.package import BROKEN, open_package, read_member
from lianfang.county.plans.reading.source import Layout, Source, UnreadablePlan

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DIGITS = "零一二三四五六七八九"
_DELETED = {W + "del", W + "moveFrom", W + "instrText", MC_FALLBACK}


def read_docx(raw: bytes) -> Source:
    """
    Lay out a Word file in one text.

    :raises UnreadablePlan: broken, protected, a bomb, or not a Word document.
    """
    package = open_package(raw)
    if "word/document.xml" not in package.namelist():
        raise UnreadablePlan(
            "这个文件不是 Word 文档（docx）。请在 Word 或 WPS 中另存为 docx 后导入。"
        )
    document = _parse(read_member(package, "word/document.xml"))
    numbering = _Numbering(package)
    layout = Layout()
    body = document.find(W + "body")
    for block in _blocks(body if body is not None else document):
        if block.tag == W + "p":
            layout.paragraph(_paragraph_text(block, numbering))
        else:
            layout.table(_table_rows(block, numbering))
    return layout.source("docx", "utf-8")


def _parse(content: bytes):
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadablePlan(BROKEN) from error


def _blocks(parent):
    """Yield paragraphs and tables, looking into content controls and tracked insertions."""
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _blocks(child)


def _run_text(node) -> str:
    parts: list[str] = []
    for child in node:
        if child.tag in _DELETED:
            continue
        if child.tag == W + "t":
            parts.append(child.text or "")
        elif child.tag in (W + "br", W + "cr"):
            parts.append("\n")
        elif child.tag == W + "tab":
            parts.append(" ")
        elif child.tag == W + "noBreakHyphen":
            parts.append("-")
        elif child.tag not in (W + "pPr", W + "rPr"):
            parts.append(_run_text(child))
    return "".join(parts)


def _paragraph_text(paragraph, numbering: "_Numbering") -> str:
    text = _run_text(paragraph)
    return numbering.label(paragraph) + text if text.strip() else text


def _cell_text(cell, numbering: "_Numbering") -> str:
    lines = []
    for block in _blocks(cell):
        if block.tag == W + "p":
            lines.append(_paragraph_text(block, numbering))
        else:
            rows = _table_rows(block, numbering)
            lines.extend(" ".join(content or "" for content in row) for row in rows)
    return "\n".join(lines)


def _table_rows(table, numbering: "_Numbering") -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    for row in _rows(table):
        cells: list[str | None] = []
        for cell in row.iter(W + "tc"):
            if next(cell.iterancestors(W + "tc"), None) is not None and (
                next(cell.iterancestors(W + "tbl")) is not table
            ):
                continue
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            repeats = merge is not None and merge.get(W + "val", "continue") == "continue"
            cells.append(None if repeats else _cell_text(cell, numbering))
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(W + "val", "1") if span is not None else "1"
            cells.extend("" for _ in range(min(int(width), 60) - 1 if width.isdigit() else 0))
        rows.append(cells)
    return rows


def _rows(parent):
    for child in parent:
        if child.tag == W + "tr":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins"):
            yield from _rows(child)


class _Numbering:
    """Counts Word's automatic numbers, so that a generated “（一）” stands in the text as well."""

    def __init__(self, package) -> None:
        self._levels: dict[str, dict[str, tuple[str, str, int]]] = {}
        self._styles: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        names = package.namelist()
        if "word/numbering.xml" in names:
            self._read_numbering(_parse(read_member(package, "word/numbering.xml")))
        if "word/styles.xml" in names:
            self._read_styles(_parse(read_member(package, "word/styles.xml")))

    def _read_numbering(self, root) -> None:
        abstract: dict[str, dict[str, tuple[str, str, int]]] = {}
        for item in root.iter(W + "abstractNum"):
            abstract[item.get(W + "abstractNumId", "")] = {
                level.get(W + "ilvl", "0"): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1"))
                    if _value(level, "start", "1").isdigit()
                    else 1,
                )
                for level in item.iter(W + "lvl")
            }
        for item in root.iter(W + "num"):
            levels = abstract.get(_value(item, "abstractNumId", ""), {})
            self._levels[item.get(W + "numId", "")] = levels

    def _read_styles(self, root) -> None:
        for style in root.iter(W + "style"):
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                where = (_value(properties, "numId", ""), _value(properties, "ilvl", "0"))
                self._styles[style.get(W + "styleId", "")] = where

    def label(self, paragraph) -> str:
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            number, level = _value(properties, "numId", ""), _value(properties, "ilvl", "0")
        else:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            name = style.get(W + "val", "") if style is not None else ""
            number, level = self._styles.get(name, ("", "0"))
        levels = self._levels.get(number, {})
        if level not in levels or not level.isdigit():
            return ""
        return self._next(number, int(level), levels)

    def _next(self, number: str, level: int, levels: dict) -> str:
        counts = self._counts[number]
        start = levels[str(level)][2]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        kind, pattern, _ = levels[str(level)]
        if kind in ("bullet", "none"):
            return "• " if kind == "bullet" else ""
        for other in range(level + 1):
            own = levels.get(str(other), ("decimal", "", 1))
            shown = _written(counts.get(other, own[2]), own[0])
            pattern = pattern.replace(f"%{other + 1}", shown)
        return pattern + " " if pattern[-1:].isdigit() else pattern


def _value(node, name: str, default: str) -> str:
    child = node.find(W + name)
    return child.get(W + "val", default) if child is not None else default


def _written(count: int, kind: str) -> str:
    if "hinese" in kind or kind in ("ideographDigital", "japaneseCounting"):
        tens, ones = divmod(count, 10)
        if tens == 0:
            return _DIGITS[ones]
        if tens < 10:
            ten = "十" if tens == 1 else _DIGITS[tens] + "十"
            return ten + (_DIGITS[ones] if ones else "")
    if kind == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if kind == "lowerLetter" and 1 <= count <= 26:
        return chr(96 + count)
    if kind == "upperLetter" and 1 <= count <= 26:
        return chr(64 + count)
    return str(count)
