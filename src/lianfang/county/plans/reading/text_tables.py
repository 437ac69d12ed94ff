"""Finds tables in plain text: pasted cells between tabs, bars, or columns set with spaces."""

import re

from lianfang.county.plans.reading.source import Cell, Table
from lianfang.county.plans.reading.words import words

_LINE = re.compile(r"[^\n\r]+")
_TOKEN = re.compile(r"[^\s\u3000]+")
_WIDE = re.compile(r"[^\s\u3000]+(?:[ \u3000][^\s\u3000]+)*?(?=[ \u3000]{2,}|\s*$)")


def tables_in(text: str) -> list[Table]:
    """Tables of two or more neighbouring lines with the same kind of separator."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    bounds = (0, 0)
    columns = 0
    for match in _LINE.finditer(text):
        header = _header(match) if not rows else ()
        columns = len(header) if header else columns
        row = header or (_aligned(match, columns) if columns else ()) or _row(match)
        if not row:
            _keep(tables, rows, bounds)
            rows, columns = [], 0
            continue
        bounds = (bounds[0] if rows else match.start(), match.end())
        rows.append(row)
    _keep(tables, rows, bounds)
    return tables


def _keep(tables: list[Table], rows: list[tuple[Cell, ...]], bounds: tuple[int, int]) -> None:
    if len(rows) >= 2:
        tables.append(Table(bounds[0], bounds[1], tuple(rows)))


def _header(match: re.Match[str]) -> tuple[Cell, ...]:
    """A line of nothing but names of columns, set apart by spaces."""
    line = match.group()
    if len(line) > 120 or "\t" in line or "|" in line:
        return ()
    tokens = list(_TOKEN.finditer(line))
    kinds = [_kind(token.group()) for token in tokens]
    if len(tokens) < 2 or not all(kinds) or not {"unit", "lead"} & set(kinds):
        return ()
    if "duty" not in kinds:
        return ()
    return tuple(_cell(match, *token.span()) for token in tokens)


def _kind(title: str) -> str:
    for kind in ("unit", "lead", "support", "duty", "number", "personal", "other"):
        if title in words("columns." + kind):
            return kind
    return ""


def _aligned(match: re.Match[str], columns: int) -> tuple[Cell, ...]:
    """A line with as many stretches as the header has columns, two spaces or more between."""
    line = match.group()
    wide = list(_WIDE.finditer(line))
    if len(wide) != columns:
        wide = list(_TOKEN.finditer(line))
    if len(wide) != columns:
        return ()
    return tuple(_cell(match, *part.span()) for part in wide)


def _cell(match: re.Match[str], start: int, end: int) -> Cell:
    return Cell(match.start() + start, match.start() + end)


def _row(match: re.Match[str]) -> tuple[Cell, ...]:
    line = match.group()
    mark = "\t" if "\t" in line else "|"
    if mark not in line:
        return ()
    first, last = _edges(line, mark)
    if line.count(mark, first, last) < 1 or not line[first:last].strip(" \t|:-+"):
        return ()
    cells = []
    begin = first
    for place in range(first, last + 1):
        if place == last or line[place] == mark:
            cells.append(_cell(match, begin, place))
            begin = place + 1
    return tuple(cells)


def _edges(line: str, mark: str) -> tuple[int, int]:
    """Bars around the whole row are its frame; tabs at its ends are empty cells."""
    if mark == "\t":
        return 0, len(line)
    first = len(line) - len(line.lstrip(" |"))
    return first, max(first, len(line.rstrip(" |")))
