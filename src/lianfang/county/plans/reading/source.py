"""What a plan looks like once decoded: one text, its tables, and the way reading it can fail."""

from dataclasses import dataclass, field


class UnreadablePlan(ValueError):
    """The file cannot be read as a plan; the message says why and what to do next."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table: where its text stands; `is_merged` when it repeats the cell above."""

    start: int
    end: int
    is_merged: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells in one place of the text, in the order of the document."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Source:
    """
    The decoded text of a plan; every offset of a reading counts characters of `text`.

    Text files and CSV keep their text as decoded (without the byte order mark). Word, web and
    spreadsheet files are laid out in one text: a paragraph or a row per line, cells of a row
    separated by a tab, a line break inside a cell kept as a line break.
    """

    text: str
    format: str
    encoding: str = ""
    tables: tuple[Table, ...] = field(default=())


class Layout:
    """Writes paragraphs and tables into one text and remembers where each cell came to stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.tables: list[Table] = []

    def write(self, text: str) -> tuple[int, int]:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def paragraph(self, text: str) -> None:
        self.write(text)
        self.write("\n")

    def table(self, rows: list[list[str | None]]) -> None:
        """Write a table; `None` is a cell that repeats the one above it."""
        begin = self._length
        laid: list[tuple[Cell, ...]] = []
        above: dict[int, Cell] = {}
        for row in rows:
            cells = []
            for column, content in enumerate(row):
                if column:
                    self.write("\t")
                if content is None and column in above:
                    owner = above[column]
                    cells.append(Cell(owner.start, owner.end, is_merged=True))
                    continue
                cell = Cell(*self.write((content or "").replace("\t", " ").strip()))
                above[column] = cell
                cells.append(cell)
            self.write("\n")
            laid.append(tuple(cells))
        if laid:
            self.tables.append(Table(begin, self._length, tuple(laid)))

    def source(self, kind: str, encoding: str = "") -> Source:
        return Source("".join(self._parts), kind, encoding, tuple(self.tables))
