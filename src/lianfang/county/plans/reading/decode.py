"""Turns the bytes of a text file into text, or says clearly that they are no text."""

import codecs
import re

from lianfang.county.plans.reading.source import UnreadablePlan

NOT_TEXT = (
    "文件内容不是可以识别的文字（可能已损坏、被加密，或不是文本文件）。"
    "请在 Word 或 WPS 中打开后另存为 docx 或 UTF-8 编码的 txt，再重新导入。"
)
EMPTY = "文件是空的，没有可以读取的文字。请检查是否选错了文件。"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1c-\x1f\x7f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Every plan contains several of these; text decoded in the wrong encoding contains almost none.
_COMMON = re.compile(r"[的和工作负责县市区做好、，。；：]")


def decode_text(raw: bytes) -> tuple[str, str]:
    """
    Decode `raw` and name the encoding.

    :raises UnreadablePlan: nothing in it, or no encoding gives readable text.
    """
    if not raw.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise UnreadablePlan(EMPTY)
    for text, encoding in _candidates(raw):
        if _is_readable(text):
            if not text.strip():
                raise UnreadablePlan(EMPTY)
            return text, encoding
    raise UnreadablePlan(NOT_TEXT)


def _candidates(raw: bytes):
    encodings = [name for mark, name in _BOMS if raw.startswith(mark)]
    if not encodings:
        encodings = [*_utf16_without_mark(raw), "utf-8", "gb18030"]
    for encoding in encodings:
        try:
            yield raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue


def _utf16_without_mark(raw: bytes) -> list[str]:
    # Spaces, digits and line breaks leave zero bytes on one side only.
    if len(raw) % 2 or b"\x00" not in raw:
        return []
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    return ["utf-16-le"] if odd > even else ["utf-16-be"]


def _is_readable(text: str) -> bool:
    if not text:
        return True
    if len(_CONTROL.findall(text)) > len(text) * 0.002:
        return False
    chinese = len(_CHINESE.findall(text))
    foreign = sum(1 for char in text if ord(char) > 0x24F)
    if foreign < 12:
        return True
    # Mojibake is made of rare characters: there the most common ones are missing.
    return chinese >= foreign * 0.4 and len(_COMMON.findall(text)) >= foreign * 0.02
