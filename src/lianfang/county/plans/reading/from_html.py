"""Reads the words and tables of a web page, without scripts, styles and navigation."""

import re

from lxml import etree, html

from lianfang.county.plans.reading.decode import NOT_TEXT, decode_text
from lianfang.county.plans.reading.source import Layout, Source, UnreadablePlan

_SKIPPED = {"script", "style", "head", "noscript", "template", "iframe", "object", "svg", "nav"}
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dd",
    "dt", "dl", "blockquote", "pre", "header", "footer", "main", "center", "form", "body", "html",
    "caption", "figure", "table", "hr", "aside",
}  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
MAX_DEPTH = 200


def read_html(raw: bytes) -> Source:
    """
    Lay out a web page in one text; `br`, `p`, `li` begin lines, tables keep their rows.

    :raises UnreadablePlan: empty, no readable text, or no page at all.
    """
    text, encoding = _decode(raw)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePlan(NOT_TEXT) from error
    writer = _Writer()
    writer.walk(page, 0)
    writer.end_line()
    return writer.layout.source("html", encoding)


def _decode(raw: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(raw[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if name in ("gbk", "gb2312", "gb18030", "gb_2312-80"):
        try:
            return raw.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            pass
    return decode_text(raw)


class _Writer:
    """Walks the page and writes lines; white space is folded as a browser folds it."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._line: list[str] = []

    def end_line(self) -> None:
        line = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._line)).strip(" ")
        self._line.clear()
        if line:
            self.layout.paragraph(line)

    def walk(self, node, depth: int) -> None:
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or depth > MAX_DEPTH:
            return
        if node.tag == "table" and next(node.iterancestors("table"), None) is None:
            self.end_line()
            self._table(node)
            return
        is_block = node.tag in _BLOCKS or node.tag == "br"
        if is_block:
            self.end_line()
        self._line.append(node.text or "")
        for child in node:
            self.walk(child, depth + 1)
            self._line.append(child.tail or "")
        if is_block:
            self.end_line()

    def _table(self, table) -> None:
        rows: list[list[str | None]] = []
        carried: dict[int, int] = {}
        for row in table.iter("tr"):
            cells: list[str | None] = []
            for cell in row.iterchildren("td", "th"):
                while carried.get(len(cells), 0) > 0:
                    carried[len(cells)] -= 1
                    cells.append(None)
                carried[len(cells)] = _number(cell.get("rowspan")) - 1
                cells.append(_cell_text(cell))
                cells.extend("" for _ in range(_number(cell.get("colspan")) - 1))
            while carried.get(len(cells), 0) > 0:
                carried[len(cells)] -= 1
                cells.append(None)
            rows.append(cells)
        self.layout.table(rows)


def _number(value: str | None) -> int:
    return max(1, min(int(value), 200)) if value and value.isdigit() else 1


def _cell_text(cell) -> str:
    inner = _Writer()
    for child in [cell]:
        inner._line.append(child.text or "")
        for grandchild in child:
            inner.walk(grandchild, 1)
            inner._line.append(grandchild.tail or "")
    inner.end_line()
    return inner.layout.source("html").text.replace("\t", " ").strip()
