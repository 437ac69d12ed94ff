"""Chooses how a file is read, by what it is rather than by what it is called."""

from lianfang.county.plans.reading.decode import EMPTY, decode_text
from lianfang.county.plans.reading.from_docx import read_docx
from lianfang.county.plans.reading.from_html import read_html
from lianfang.county.plans.reading.from_sheet import read_csv, read_workbook
from lianfang.county.plans.reading.package import open_package
from lianfang.county.plans.reading.source import Source, UnreadablePlan

MAX_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 5_000_000
TOO_LARGE = "文件超过 50 MB，没有读取。请只保留写有单位职责的部分，另存后重新导入。"
TOO_LONG = "文件文字过多（超过五百万字），不像是一份预案。请只保留单位职责部分后重新导入。"
OLD_WORD = "这是旧版 Word 文档（doc）。请在 Word 或 WPS 中另存为 docx 后导入，或复制正文直接粘贴。"
PDF = "暂不能直接读取 PDF。请打开 PDF 复制正文后直接粘贴，或另存为 docx 后导入。"
OTHER_ZIP = "这是压缩包，不是预案文件。请解压后选择其中的 docx、xlsx 或 txt 文件导入。"
PICTURE = "这是图片，无法读取文字。请先识别成文字，核对后粘贴导入。"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"%PDF", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"Rar!", OTHER_ZIP),
    (b"7z\xbc\xaf", OTHER_ZIP),
    (b"\x1f\x8b", OTHER_ZIP),
)


def read_source(name: str, raw: bytes) -> Source:
    """
    Decode a plan's file; an empty name means pasted text.

    :raises UnreadablePlan: too large, empty, broken, protected, dangerous, or not a document.
    """
    if len(raw) > MAX_BYTES:
        raise UnreadablePlan(TOO_LARGE)
    if not raw:
        raise UnreadablePlan(EMPTY)
    for mark, message in _REFUSED:
        if raw.startswith(mark):
            raise UnreadablePlan(message)
    source = _read(name.lower(), raw)
    if not source.text.strip():
        raise UnreadablePlan(EMPTY)
    if len(source.text) > MAX_CHARACTERS:
        raise UnreadablePlan(TOO_LONG)
    return source


def _read(name: str, raw: bytes) -> Source:
    if raw.startswith(b"PK"):
        return _read_package(raw)
    if raw.startswith(_OLE):
        if name.endswith((".xls", ".et")):
            return read_workbook(raw)
        raise UnreadablePlan(OLD_WORD)
    if name.endswith((".docx", ".xlsx", ".xls")):
        # Web exports often call an HTML table “.xls”.
        if _looks_like_html(raw):
            return read_html(raw)
        raise UnreadablePlan(
            "文件的扩展名与内容不符，可能已损坏。请在 Word 或 WPS 中打开后另存，再重新导入。"
        )
    if name.endswith((".html", ".htm", ".mht")) or _looks_like_html(raw):
        return read_html(raw)
    if name.endswith(".csv"):
        return read_csv(raw)
    text, encoding = decode_text(raw)
    return Source(text, "txt" if name else "pasted", encoding)


def _read_package(raw: bytes) -> Source:
    with open_package(raw) as package:
        names = set(package.namelist())
    if "word/document.xml" in names:
        return read_docx(raw)
    if "xl/workbook.xml" in names:
        return read_workbook(raw)
    raise UnreadablePlan(OTHER_ZIP)


def _looks_like_html(raw: bytes) -> bool:
    start = raw[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<table", b"<body", b"<div", b"<p>"))
