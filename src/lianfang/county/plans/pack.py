"""The rows of a plan pack and of the catalogue of standard actions, as the files hold them."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from lianfang.base.kernel.encryption import sm3_hex
from lianfang.base.kernel.levels import ROMAN
from lianfang.base.kernel.packs import PackReader, PackRow, Row, read_duration

Duration = Annotated[timedelta, BeforeValidator(read_duration)]
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


class DutyRow(PackRow):
    """One clause of a member unit's duties, in the document's own words."""

    id: str = Field(max_length=20)
    text: str = Field(min_length=2)
    area: str = Field(default="", max_length=40)
    actions: list[ActionRow] = Field(min_length=1)


class MemberRow(PackRow):
    """One member unit of the plan; a file of its own."""

    number: int = Field(ge=1)
    unit: str
    name: str
    duties: list[DutyRow] = Field(min_length=1)


class PlanRow(PackRow):
    """The plan itself: its name, version and the document it was read from."""

    title: str = Field(max_length=200)
    version: str = Field(max_length=40)
    area: str
    source: str


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
    """One digest over everything the plan is loaded from."""
    files = [folder / "plan.yaml", *sorted((folder / "plan").glob("*.yaml"))]
    return sm3_hex(b"\n".join(path.read_bytes() for path in files if path.exists()))


def read_members(reader: PackReader) -> list[Row[MemberRow]]:
    """The member files in the order of their names, with codes checked to be unique."""
    names = sorted(path.name for path in (reader.folder / "plan").glob("*.yaml"))
    found = [reader.yaml_document(f"plan/{name}", MemberRow) for name in names]
    members = [row for row in found if row is not None]
    reader.require_unique(members, lambda member: member.number, "成员单位序号")
    seen: dict[str, str] = {}
    for row in members:
        for place, duty in enumerate(row.data.duties):
            codes = [duty.id, *(action.code for action in duty.actions)]
            for code in codes:
                if code in seen:
                    reader.faults.append(row.fault(f"编号“{code}”重复，已在 {seen[code]} 使用。", "duties", place))
                seen[code] = row.file
    return members
