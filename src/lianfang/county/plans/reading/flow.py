"""
Paragraphs of a plan freed from layout noise, each character still knowing where it stands.

Line breaks that cut a sentence, page numbers between its halves and the spaces that recognition
software puts between characters are taken out here, so that the rules see whole sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lianfang.county.plans.reading.words import any_of, verbs

HAN = r"\u3400-\u9fff\uf900-\ufaff"
_LINE = re.compile(r"[^\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]+")
_BETWEEN = re.compile(
    rf"(?<=[{HAN}，。；：、“”（）(),;:\d])[ \t\u3000\xa0]+(?=[{HAN}，。；：、“”（）(),;:\d])"
)
_BEFORE_MARK = re.compile(rf"(?<=[{HAN}）”]) [，。；、：,;](?!\d)")
BETWEEN_HAN = re.compile(rf"(?<=[{HAN}，。；：、“”（）])[ \u3000](?=[{HAN}，。；：、“”（）])")
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*|__")
# “组  长：”, “县　教　育　局：” set wide to fill a line.
_STRETCHED = re.compile(
    rf"^[{HAN}][ \u3000]+[{HAN}](?=[：:])"
    rf"|(?<![{HAN}])[{HAN}](?:[ \u3000]{{1,3}}[{HAN}]){{2,}}(?=[：:]|[ \u3000]*$)"
)
_PAGE = re.compile(
    r"[-—－–─_·~\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／共]\s*共?\s*\d{1,4}\s*页?)?)[-—－–─_·~\s]*$"
)
_RULE = re.compile(r"[-—－–─_=*·.…~\s#]+$")
NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,6}[条章节款项部分]{1,2}[:：、.]?"
    r"|[（(]\s*[一二三四五六七八九十百\d]{1,4}\s*[)）][、.．]?"
    r"|[一二三四五六七八九十]{1,4}\s*[、.．](?![一二三四]{1,2}级)|[一二三四五六七八九十]{1,3}\s*[)）]"
    r"|第[一二三四五六七八九十]{1,3}[，,、]"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,4}(?![\d%％])[.．、]?(?=\s|[\u4e00-\u9fff])"
    r"(?!\s*[吨万亿元倍度米公千克%％小时天年])"
    r"|\d{1,3}\s*[、.．](?!\d)|\d{1,3}\s*[)）]|\d{1,3}(?=[\s\u3000]+[\u4e00-\u9fff])"
    r"(?!\s*[吨万亿元倍度米公千克%％小时天年月日名人个])"
    r"|[①-⑳⑴-⒇⒈-⒛㈠-㈩]|[Ⅰ-Ⅻ][、.．]?(?![、和至及或\-—～~]*[Ⅰ-Ⅻ]*级)|[A-Za-z][.)）、](?=[\s\u4e00-\u9fff])"
    r"|[-•·●■◆▪★○◇□*➢√]\s*(?=[\u4e00-\u9fff]))\s*"
)
SLACK = 2
# No page is so narrow: lines shorter than this were ended on purpose.
NARROW = 20
_ENDS = re.compile(r"[。；;：:！!？?.][”’）)\]】]*$")
_HANGS = re.compile(r"(?:[、，,（(“《及和与或向对由的]|会同|配合|—)$")


PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "[": "]", "【": "】",
         "「": "」", "『": "』", "〔": "〕"}  # fmt: skip
_CLOSERS = {close: start for start, close in PAIRS.items()}
# A bracket that stays open for longer than this is a slip of the pen, not a bracket.
MAX_BRACKET = 400
# “…工作.” in recognised text; not the point of a number or of an abbreviation.
_POINT = re.compile(rf"(?:(?<=[{HAN}）”])|(?<=[{HAN}）”] ))\.(?=[{HAN}\s]|$)")
# Mark for mark, so that every place stays where it is.
_FULL_WIDTH = str.maketrans({",": "，", ";": "；", ":": "："})


STOPS = "。；;！？"


@dataclass(frozen=True)
class Line:
    """A line of the source without the white space around it; `gap` counts blank lines before."""

    text: str
    start: int
    end: int
    gap: int


@dataclass
class Paragraph:
    """
    Whole sentences with the place of every character.

    `mask` marks the characters inside brackets and quotation marks, where nothing is divided.
    """

    chars: str
    places: list[int]

    @cached_property
    def mask(self) -> bytearray:
        return protected(self.chars)

    @cached_property
    def plain(self) -> str:
        """The same characters with the marks of half width widened."""
        return _POINT.sub("。", self.chars.translate(_FULL_WIDTH))

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1

    def trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.chars[start].isspace():
            start += 1
        while end > start and self.chars[end - 1].isspace():
            end -= 1
        return start, end


def protected(chars: str) -> bytearray:
    """Mark each character that stands inside a pair of brackets or quotation marks."""
    mask = bytearray(len(chars))
    stack: list[int] = []
    for place, char in enumerate(chars):
        if char in PAIRS:
            stack.append(place)
        elif char in _CLOSERS:
            while stack and chars[stack[-1]] != _CLOSERS[char]:
                stack.pop()
            if stack and place - stack[-1] <= MAX_BRACKET:
                opened = stack.pop()
                mask[opened : place + 1] = b"\x01" * (place + 1 - opened)
    return mask


def next_sentence(chars: str, mask: bytearray, place: int, end: int) -> int:
    for position in range(place, end):
        char = chars[position]
        is_stop = char in STOPS or (char == "." and _POINT.match(chars, position))
        if is_stop and not (position < len(mask) and mask[position]):
            return position + 1
    return end


def past_marks(chars: str, place: int, end: int) -> int:
    while place < end and chars[place] in "。；;，,、 \u3000":
        place += 1
    return place


def lines_of(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of a stretch of the source that hold anything but white space."""
    last = start
    for match in _LINE.finditer(text, start, end):
        content = match.group()
        stripped = content.strip(" \t\u3000\xa0\ufeff\u200b")
        if not stripped:
            continue
        begin = match.start() + content.index(stripped)
        gap = text.count("\n", last, match.start()) or text.count("\r", last, match.start())
        yield Line(stripped, begin, begin + len(stripped), gap - 1)
        last = match.end()


def is_page_number(text: str) -> bool:
    return bool(_PAGE.match(text) or _RULE.match(text))


def paragraph_of(lines: list[Line]) -> Paragraph:
    """Join lines to one paragraph, taking out the spaces between single characters."""
    chars: list[str] = []
    places: list[int] = []
    for line in lines:
        dropped = _spaced_out(line.text)
        if chars and chars[-1].isascii() and line.text[0].isascii() and chars[-1].isalnum():
            # Words of Latin letters keep the space that the line break stood for.
            chars.append(" ")
            places.append(line.start - 1)
        for offset, char in enumerate(line.text):
            if offset not in dropped:
                chars.append(char)
                places.append(line.start + offset)
    return Paragraph("".join(chars), places)


def _spaced_out(text: str) -> set[int]:
    """Places of Markdown's marks and of spaces set or recognised between single characters."""
    gaps = list(_BETWEEN.finditer(text))
    marks = {place for mark in _MARKUP.finditer(text) for place in range(*mark.span())}
    for name in _STRETCHED.finditer(text):
        marks |= {place for place in range(*name.span()) if text[place].isspace()}
    letters = len(text) - sum(len(gap.group()) for gap in gaps)
    # A blank before a comma or a full stop is never typed: software recognised this line.
    is_recognised = len(gaps) >= 2 and bool(_BEFORE_MARK.search(text))
    if not is_recognised and (len(gaps) < 3 or len(gaps) < letters * 0.3):
        return marks
    return marks | {place for gap in gaps for place in range(*gap.span())}


class Joiner:
    """Decides whether a line goes on with the sentence of the line before it."""

    def __init__(self, lines: list[Line]) -> None:
        lengths = sorted(len(line.text) for line in lines)
        # Nearly the longest: one overlong line must not make all the others look short.
        self._width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        # Recognised pages break their lines at one width; typed paragraphs have any length.
        at_width = sum(abs(len(line.text) - self._width) <= SLACK for line in lines)
        self._is_wrapped = self._width >= NARROW and at_width >= max(3, len(lines) * 0.3)
        self._opens = re.compile(
            any_of(
                (
                    *verbs("fresh"),
                    *verbs("parallel"),
                    *verbs("purpose"),
                    "做好",
                    "组织",
                    "开展",
                    "参与",
                    "落实",
                )
            )
        )

    def goes_on(self, before: Line, line: Line, *, before_is_heading: bool, heads: bool) -> bool:
        if line.gap > 0 or NUMBER.match(line.text):
            return False
        if _HANGS.search(before.text):
            return not (heads and before_is_heading)
        if self._is_wrapped and not before_is_heading and not _ENDS.search(before.text):
            return len(before.text) >= self._width - SLACK or not heads
        if before_is_heading or heads or _ENDS.search(before.text):
            return False
        is_full = len(before.text) >= self._width * 0.8 and self._width >= NARROW
        return is_full or not self._opens.match(line.text)
