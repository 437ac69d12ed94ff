"""The rows of a plan pack and of the catalogue of standard actions, as the files hold them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from lianfang.base.kernel.encryption import sm3_hex
from lianfang.base.kernel.levels import ROMAN
from lianfang.base.kernel.packs import Duration, PackReader, PackRow, Row

from .choices import MemberRole

LevelName = Literal["I", "II", "III", "IV"]
PerformerName = Literal[
    "unit", "each:township", "each:village_committee", "each:hospital", "each:school", "each:place"
]


class ActionRow(PackRow):
    """One action under a duty."""

    code: str = Field(max_length=20)
    title: str = Field(max_length=30)
    what: str = Field(min_length=5)
    from_level: LevelName = "IV"
    to_level: LevelName = "I"
    due: Duration
    due_by_level: dict[LevelName, Duration] = {}
    repeat: Duration | None = None
    performer: PerformerName = "unit"
    evidence: str = Field(default="", max_length=200)
    gauge: str | None = Field(default=None, max_length=80)
    standard: str = Field(default="", max_length=60)
    basis: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if ROMAN[self.to_level] > ROMAN[self.from_level]:
            raise ValueError("from_level 应不重于 to_level（IV 最轻，I 最重）")
        outside = [name for name in self.due_by_level if not self._applies_at(ROMAN[name])]
        if outside:
            raise ValueError(f"due_by_level 中的 {'、'.join(outside)} 级不在适用级别之内")
        if self.repeat is not None and self.repeat < timedelta(hours=1):
            raise ValueError("repeat 不能短于 1h")
        return self

    def _applies_at(self, level: int) -> bool:
        return ROMAN[self.to_level] <= level <= ROMAN[self.from_level]


class DutyRow(PackRow):
    """One clause of a member unit's duties, in the document's own words."""

    id: str = Field(max_length=20)
    text: str = Field(min_length=2)
    area: str = Field(default="", max_length=40)
    actions: list[ActionRow] = Field(min_length=1)


class MemberRow(PackRow):
    """One member unit of the plan; a file of its own."""

    number: int = Field(ge=1)
    unit: str = Field(min_length=1)
    name: str = Field(min_length=2, max_length=200)
    role: MemberRole = MemberRole.MEMBER
    duties: list[DutyRow] = Field(min_length=1)


class PlanRow(PackRow):
    """The plan itself: its name, version and the document it was read from."""

    title: str = Field(min_length=2, max_length=200)
    version: str = Field(min_length=1, max_length=40)
    area: str
    # The document, and the folder of the member files, both beside plan.yaml.
    source: str = Field(pattern=r"^[\w.-]+$", max_length=200)
    members: str = Field(default="plan", pattern=r"^[\w-]+$")
    in_force_from: date | None = None


class StandardActionRow(PackRow):
    """One entry of the catalogue of standard actions."""

    code: str = Field(max_length=60)
    title: str = Field(max_length=60)
    words: list[str | list[str]] = Field(min_length=1)
    due: Duration
    repeat: Duration | None = None
    performer: PerformerName = "unit"
    evidence: str = Field(default="", max_length=200)
    gauge: str | None = None


def minutes_of(duration: timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds() // 60)


def level_number(name: str) -> int:
    return ROMAN[name]


def performer_of(name: str) -> str:
    """`each:township` → the kind of unit; `unit` stays."""
    return name.removeprefix("each:")


def digest_of_files(folder: Path) -> str:
    """One digest over everything a plan may be loaded from, file names included."""
    names = ["plan.yaml", *_names(folder, "*/*.yaml"), *_names(folder, "*.txt")]
    parts = [
        name.encode() + b"\0" + (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file()
    ]
    return sm3_hex(b"\0".join(parts))


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def read_members(reader: PackReader, folder: str) -> list[Row[MemberRow]]:
    """The member files in the order of their numbers, with numbers and codes checked to be unique."""
    found = [
        reader.yaml_document(name, MemberRow) for name in _names(reader.folder, f"{folder}/*.yaml")
    ]
    members = [row for row in found if row is not None]
    reader.require_unique(members, lambda member: member.number, "成员单位序号")
    seen: dict[str, str] = {}
    for row in members:
        for code, at in _codes(row.data):
            if code in seen:
                reader.faults.append(row.fault(f"编号“{code}”重复，已在 {seen[code]} 使用。", *at))
            seen.setdefault(code, row.file)
    return sorted(members, key=lambda row: row.data.number)


def _codes(member: MemberRow) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Every code of a member file: a duty's and an action's may not be the same either."""
    for place, duty in enumerate(member.duties):
        yield duty.id, ("duties", place, "id")
        for step, action in enumerate(duty.actions):
            yield action.code, ("duties", place, "actions", step, "code")
