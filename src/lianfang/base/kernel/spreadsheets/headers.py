"""Finding the header of a table among titles, notes and merged cells, and matching its columns."""

import re
import unicodedata
from dataclasses import dataclass

from lianfang.base.kernel.spreadsheets.columns import Column, SpreadsheetRefused
from lianfang.base.kernel.spreadsheets.sources import Cell

# How far down a header may start: a table title, the unit that fills it in, some notes.
SEARCHED_ROWS = 20
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NOISE = re.compile(r"[\s*:;,、。_\-]+")


@dataclass(frozen=True)
class Header:
    """Where the header ends (rows above the data) and which place each column has."""

    height: int
    places: dict[str, int]
    ignored_titles: tuple[str, ...]


def find_header(rows: list[list[Cell]], columns: list[Column]) -> Header | None:
    """
    Find the one or two rows that name most columns; nothing when no title is known.

    :raises SpreadsheetRefused: when two columns of the sheet carry the same title.
    """
    best: tuple[int, Header] | None = None
    for start in range(min(SEARCHED_ROWS, len(rows))):
        for titles, height in _candidates(rows, start):
            places, ignored = _match(titles, columns)
            if places and (best is None or len(places) > best[0]):
                best = (len(places), Header(start + height, places, ignored))
    return best[1] if best else None


def missing_titles(header: Header, columns: list[Column]) -> list[str]:
    return [c.title for c in columns if c.is_required and c.name not in header.places]


def _candidates(rows: list[list[Cell]], start: int) -> list[tuple[list[list[str]], int]]:
    upper = [str(cell).strip() for cell in rows[start]]
    single = [[title] if title else [] for title in upper]
    if start + 1 >= len(rows):
        return [(single, 1)]
    lower = [str(cell).strip() for cell in rows[start + 1]]
    return [(single, 1), (_stacked(upper, lower), 2)]


def _stacked(upper: list[str], lower: list[str]) -> list[list[str]]:
    """Names of each column under a group title: its own, or joined with the group's."""
    group, names = "", []
    for place in range(max(len(upper), len(lower))):
        over = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        group = over or group
        names.append([under, group + under] if under else ([over] if over else []))
    return names


def _match(
    titles: list[list[str]], columns: list[Column]
) -> tuple[dict[str, int], tuple[str, ...]]:
    wanted = {
        plain_title(title): column.name
        for column in columns
        for title in (column.title, *column.aliases)
    }
    places: dict[str, int] = {}
    ignored = []
    for place, names in enumerate(titles):
        known = [wanted[plain_title(name)] for name in names if plain_title(name) in wanted]
        if not known:
            ignored += names[:1]
        elif known[0] in places:
            raise SpreadsheetRefused(f"表头“{names[0]}”出现了两次，请删除重复的列后再上传。")
        else:
            places[known[0]] = place
    return places, tuple(ignored)


def plain_title(title: str) -> str:
    """A title without what people add to it: full width, spaces, asterisks, bracketed notes."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return _NOISE.sub("", _BRACKETS.sub("", plain)) or _NOISE.sub("", plain)
