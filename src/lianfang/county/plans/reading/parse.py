"""Reads the units and duties of a plan; every rule here is about layouts, not about one plan."""

import re

from lianfang.county.plans.reading.flow import (
    Joiner,
    Line,
    Paragraph,
    is_page_number,
    lines_of,
    paragraph_of,
)
from lianfang.county.plans.reading.headings import after_number, heading_at
from lianfang.county.plans.reading.ledger import Ledger
from lianfang.county.plans.reading.match import is_known_agency
from lianfang.county.plans.reading.orgs import names_in
from lianfang.county.plans.reading.papers import PHONE, chapter_of, paper_reason
from lianfang.county.plans.reading.prose import Prose
from lianfang.county.plans.reading.reading import Reading
from lianfang.county.plans.reading.source import Source, Table
from lianfang.county.plans.reading.tables import read_table
from lianfang.county.plans.reading.text_tables import tables_in
from lianfang.county.plans.reading.words import any_of, words


def read_plan(source: Source | str) -> Reading:
    """Read a plan. Never refuses a text: what cannot be understood is marked as a doubt."""
    if isinstance(source, str):
        source = Source(source, "pasted", "")
    tables = sorted(source.tables or tables_in(source.text), key=lambda table: table.start)
    reading, outside = _read(source, tables, only_duty_chapters=True)
    inside = sum(bool(unit.duties) for unit in reading.units)
    if not inside or outside > inside:
        # The chapter that was thought to hold the duties held few or none: read all of the plan.
        whole, _ = _read(source, tables, only_duty_chapters=False)
        if any(unit.duties for unit in whole.units):
            return whole
    return reading


def _read(source: Source, tables: list[Table], *, only_duty_chapters: bool) -> tuple[Reading, int]:
    """Read the plan; say also how many units speak in chapters that were left out."""
    ledger = Ledger(source.text)
    blocks = _blocks(source, tables, ledger)
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    prose = Prose(
        ledger,
        in_sentences=_is_in_sentences(paragraphs),
        only_duty_chapters=only_duty_chapters
        and any(_is_duty_chapter(paragraph) for paragraph in paragraphs),
    )
    for block in blocks:
        if isinstance(block, Table):
            prose.end_block()
            read_table(block, source.text, ledger)
        else:
            prose.read(block)
    prose.finish()
    return ledger.reading(), prose.units_outside


def _blocks(source: Source, tables: list[Table], ledger: Ledger) -> list[Paragraph | Table]:
    blocks: list[Paragraph | Table] = []
    position = 0
    for table in tables:
        blocks.extend(_paragraphs(source.text, position, table.start, ledger))
        blocks.append(table)
        position = table.end
    blocks.extend(_paragraphs(source.text, position, len(source.text), ledger))
    return blocks


def _paragraphs(text: str, start: int, end: int, ledger: Ledger) -> list[Paragraph]:
    """Join the lines of a stretch to paragraphs, leaving page numbers out."""
    lines: list[Line] = []
    after_page = 0
    for line in lines_of(text, start, end):
        if is_page_number(line.text):
            ledger.ignore(line.start, line.end, "页码或分隔线")
            after_page = 1
            continue
        # Blank lines around a page number belong to the page, not to the sentence it cuts.
        gap = 0 if after_page and lines else line.gap
        lines.append(Line(line.text, line.start, line.end, gap))
        after_page = 0
    joiner = Joiner(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(joiner, groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [paragraph_of(group) for group in groups]


def _goes_on(joiner: Joiner, group: list[Line], line: Line) -> bool:
    last = group[-1].text
    if _ENDS_IN_NAMES.search(last) and names_in(last.rsplit("：", 1)[-1]):
        return False
    if (
        len(group) > 400
        or _is_personal(group[-1].text)
        or _is_personal(line.text)
        or paper_reason(line.text)
        or paper_reason(group[-1].text)
    ):
        return False
    return joiner.goes_on(
        group[-1],
        line,
        before_is_heading=len(group) == 1 and _is_heading_line(group[0]),
        heads=_heads(line),
    )


# “负责社会治安：县公安局、县司法局” is complete without a full stop.
_ENDS_IN_NAMES = re.compile(r"[^：]{4,}：[^：。；]{2,300}(?<![、，])$")
_PERSON_LABEL = re.compile(rf"{any_of(words('labels.personal'))}[：:]")


def _is_personal(text: str) -> bool:
    plain = re.sub(r"[ \u3000]+", "", text[:12])
    return bool(_PERSON_LABEL.match(plain)) or (len(text) <= 40 and bool(PHONE.search(text)))


def _is_heading_line(line: Line) -> bool:
    paragraph = paragraph_of([line])
    place = after_number(paragraph.chars, 0)
    if chapter_of(paragraph.chars, unit_level=None, has_unit=False):
        return True
    found = heading_at(paragraph, paragraph.mask, place, is_first=True, in_sentences=False)
    return found is not None and found.form == "line"


def _heads(line: Line) -> bool:
    paragraph = paragraph_of([Line(line.text[:400], line.start, line.start, 0)])
    found = heading_at(paragraph, paragraph.mask, 0, is_first=True, in_sentences=False)
    if found is None or found.kind != "unit" or found.start != found.name[0]:
        return found is not None
    # “康局：” is the rest of a name that the line break cut.
    return len(found.names[0][0]) > 3 or is_known_agency(found.names[0][0])


def _is_in_sentences(paragraphs: list[Paragraph]) -> bool:
    """Whether units are named by sentences (“县公安局负责…”) rather than by headings."""
    counts = {"sentence": 0, "heading": 0}
    for paragraph in paragraphs:
        found = heading_at(paragraph, paragraph.mask, 0, is_first=True, in_sentences=False)
        if found and found.kind == "unit":
            counts["sentence" if found.form == "sentence" else "heading"] += 1
    return counts["heading"] < 2 or counts["sentence"] > counts["heading"]


def _is_duty_chapter(paragraph: Paragraph) -> bool:
    chapter = chapter_of(paragraph.chars, unit_level=None, has_unit=False)
    if chapter is None or not chapter.is_about_duties:
        return False
    found = heading_at(paragraph, paragraph.mask, 0, is_first=True, in_sentences=False)
    return found is None or found.kind != "unit"
