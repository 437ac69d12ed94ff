"""Finds tables in plain text: pasted cells between tabs, or columns between upright bars."""

import re

from lianfang.county.plans.reading.source import Cell, Table

_LINE = re.compile(r"[^\n\r]+")


def tables_in(text: str) -> list[Table]:
    """Tables of two or more neighbouring lines with the same kind of separator."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    bounds = (0, 0)
    for match in _LINE.finditer(text):
        row = _row(match)
        if not row:
            _keep(tables, rows, bounds)
            rows = []
            continue
        bounds = (bounds[0] if rows else match.start(), match.end())
        rows.append(row)
    _keep(tables, rows, bounds)
    return tables


def _keep(tables: list[Table], rows: list[tuple[Cell, ...]], bounds: tuple[int, int]) -> None:
    if len(rows) >= 2:
        tables.append(Table(bounds[0], bounds[1], tuple(rows)))


def _row(match: re.Match[str]) -> tuple[Cell, ...]:
    line = match.group()
    mark = "\t" if "\t" in line else "|"
    first, last = _edges(line, mark)
    if line.count(mark, first, last) < 1 or not line[first:last].strip(" \t|:-+"):
        return ()
    cells = []
    begin = first
    for place in range(first, last + 1):
        if place == last or line[place] == mark:
            cells.append(Cell(match.start() + begin, match.start() + place))
            begin = place + 1
    return tuple(cells)


def _edges(line: str, mark: str) -> tuple[int, int]:
    """Bars around the whole row are its frame; tabs at its ends are empty cells."""
    if mark == "\t":
        return 0, len(line)
    first = len(line) - len(line.lstrip(" |"))
    return first, max(first, len(line.rstrip(" |")))
