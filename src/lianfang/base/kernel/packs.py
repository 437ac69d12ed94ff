"""Reading packs: YAML and CSV rows checked against a model, every fault with file and line."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from .pack_words import fault_sentence
from .pack_yaml import Lines, Located, UnreadableYaml, compose

UTF8_ADVICE = "文件不是 UTF-8 编码，请用编辑器另存为 UTF-8 后重新载入。"
DURATION = re.compile(r"([0-9]{1,5})([mhd])")
DURATION_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a pack, and where."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}"


class PackFaulty(ValueError):
    """A pack that may not be loaded, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class PackRow(BaseModel):
    """Base of every row model: a key that the model does not name is a fault, not a surprise."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DatedRow(PackRow):
    """A rule row: what it rests on, between which dates it holds, and whether anybody checked it."""

    basis: str = Field(min_length=1)
    effective_from: date
    effective_to: date | None = None
    verified: bool

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("失效日期早于生效日期")
        return self


M = TypeVar("M", bound=PackRow)


@dataclass(frozen=True, slots=True)
class Row(Generic[M]):
    """One checked row, with the place it was read from."""

    data: M
    file: str
    line: int
    lines: Lines = field(default_factory=dict, repr=False)

    def fault(self, reason: str, *at: str | int) -> Fault:
        """A fault in this row, on the line of the named item where it has one."""
        return Fault(self.file, _nearest(self.lines, at, self.line), reason)


class PackReader:
    """
    Reads the files of one pack and keeps every fault until `finish`.

    A faulty row is left out of the answer, so that the checks between files still run over the
    rest and one load names everything there is to correct.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.faults: list[Fault] = []

    def yaml_rows(self, name: str, model: type[M]) -> list[Row[M]]:
        """The rows of a YAML file that holds one list."""
        located = self._yaml(name)
        if located is None:
            return []
        if not isinstance(located.value, list):
            self.faults.append(Fault(self._shown(name), 1, "文件应为一个列表，每行以“- ”开头。"))
            return []
        places = _by_row(located.lines)
        rows = [
            self._check(name, item, model, places[index])
            for index, item in enumerate(located.value)
        ]
        return [row for row in rows if row is not None]

    def yaml_document(self, name: str, model: type[M]) -> Row[M] | None:
        """A YAML file that is one record, or None where it is faulty."""
        located = self._yaml(name)
        return None if located is None else self._check(name, located.value, model, located.lines)

    def csv_rows(self, name: str, model: type[M]) -> list[Row[M]]:
        """The rows of a CSV file with a heading line; an empty cell is a missing value."""
        text = self._text(name)
        if text is None:
            return []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows: list[Row[M] | None] = []
        try:
            heading = [cell.strip() for cell in next(reader, [])]
            if not self._heading_holds(name, heading, model):
                return []
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(self._csv_row(name, heading, cells, line, model))
                line = reader.line_num + 1
        except csv.Error as fault:
            self.faults.append(
                Fault(self._shown(name), reader.line_num, f"不是合格的 CSV：{fault}。")
            )
        return [row for row in rows if row is not None]

    def require_unique(
        self, rows: Iterable[Row[M]], key: Callable[[M], object], what: str = "编号"
    ) -> None:
        """Note a fault for each row whose key another row has already used."""
        seen: dict[object, Row[M]] = {}
        for row in rows:
            value = key(row.data)
            first = seen.setdefault(value, row)
            if first is not row:
                shown = "、".join(map(str, value)) if isinstance(value, tuple) else value
                self.faults.append(
                    row.fault(f"{what}“{shown}”重复，已在 {first.file} 第 {first.line} 行使用。")
                )

    def require_known(
        self, row: Row[M], values: Iterable[str], known: Iterable[str], what: str, *at: str | int
    ) -> None:
        """Note a fault for each value that names nothing."""
        known = set(known)
        for value in values:
            if value not in known:
                self.faults.append(
                    row.fault(f"{what}“{value}”不存在，请检查拼写或先补充该项。", *at)
                )

    def finish(self) -> None:
        """:raises PackFaulty: there was at least one fault."""
        if self.faults:
            raise PackFaulty(self.faults)

    def _shown(self, name: str) -> str:
        return f"{self.folder.name}/{name}"

    def _text(self, name: str) -> str | None:
        try:
            raw = (self.folder / name).read_bytes()
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = raw[: fault.start].count(b"\n") + 1
            self.faults.append(Fault(self._shown(name), line, UTF8_ADVICE))
        except OSError:
            self.faults.append(Fault(self._shown(name), 1, "找不到这个文件，或没有读取权限。"))
        return None

    def _yaml(self, name: str) -> Located | None:
        text = self._text(name)
        if text is None:
            return None
        try:
            located = compose(text)
        except UnreadableYaml as fault:
            self.faults.append(Fault(self._shown(name), fault.line, fault.reason))
            return None
        self.faults += [Fault(self._shown(name), line, why) for line, why in located.faults]
        return located

    def _check(self, name: str, value: Any, model: type[M], lines: Lines) -> Row[M] | None:
        file, line = self._shown(name), lines.get((), 1)
        try:
            return Row(model.model_validate(value), file, line, lines)
        except ValidationError as faulty:
            for error in faulty.errors(include_url=False):
                place = _nearest(lines, error["loc"], line)
                self.faults.append(Fault(file, place, fault_sentence(error)))
            return None

    def _heading_holds(self, name: str, heading: list[str], model: type[M]) -> bool:
        wanted = model.model_fields
        reasons = [f"不认识列“{cell}”，请检查列名。" for cell in heading if cell not in wanted]
        reasons += [f"列“{cell}”出现了两次。" for cell in set(heading) if heading.count(cell) > 1]
        reasons += [
            f"缺少列“{cell}”。"
            for cell, column in wanted.items()
            if column.is_required() and cell not in heading
        ]
        self.faults += [Fault(self._shown(name), 1, reason) for reason in reasons]
        return not reasons

    def _csv_row(
        self, name: str, heading: list[str], cells: list[str], line: int, model: type[M]
    ) -> Row[M] | None:
        if len(cells) > len(heading):
            reason = f"这一行有 {len(cells)} 格，多于表头的 {len(heading)} 列。"
            self.faults.append(Fault(self._shown(name), line, reason))
            return None
        # Pairs stop at the shorter of the two: cells left off at the end are missing values.
        pairs = zip(heading, cells, strict=False)
        value = {column: cell.strip() for column, cell in pairs if cell.strip()}
        return self._check(name, value, model, {(): line})


def read_yaml_rows(path: Path, model: type[M]) -> list[Row[M]]:
    """
    Read one YAML file by itself.

    :raises PackFaulty: the file cannot be read, or a row does not fit the model.
    """
    reader = PackReader(path.parent)
    rows = reader.yaml_rows(path.name, model)
    reader.finish()
    return rows


def read_csv_rows(path: Path, model: type[M]) -> list[Row[M]]:
    """
    Read one CSV file by itself.

    :raises PackFaulty: the file cannot be read, or a row does not fit the model.
    """
    reader = PackReader(path.parent)
    rows = reader.csv_rows(path.name, model)
    reader.finish()
    return rows


def read_duration(text: object) -> timedelta:
    """
    Read `30m`, `2h` or `1d`.

    :raises ValueError: anything else, or nothing at all of it.
    """
    if isinstance(text, timedelta):
        return text
    match = DURATION.fullmatch(str(text).strip())
    if match is None or int(match[1]) == 0:
        raise ValueError("时限应写作 30m、2h 或 1d（分钟、小时、天）")
    return timedelta(**{DURATION_UNITS[match[2]]: int(match[1])})


Duration = Annotated[timedelta, BeforeValidator(read_duration)]


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in re.split(r"[;；|]", value) if part.strip()]


# A list in one CSV cell, parted by semicolons.
CellList = Annotated[list[str], BeforeValidator(_split)]


def _by_row(lines: Lines) -> dict[str | int, Lines]:
    """The lines of each row of a list, with paths as seen from the row."""
    rows: dict[str | int, Lines] = defaultdict(dict)
    for path, line in lines.items():
        if path:
            rows[path[0]][path[1:]] = line
    return rows


def _nearest(lines: Lines, at: tuple[str | int, ...], otherwise: int) -> int:
    for length in range(len(at), -1, -1):
        if at[:length] in lines:
            return lines[at[:length]]
    return otherwise
