"""Areas, units and posts beyond those of the small county."""

import shutil
from pathlib import Path

from lianfang.county.orgs.models import GroupMember, WorkingGroup
from lianfang.county.orgs.public import Unit

JIMSAR = Path(__file__).parents[2] / "packs" / "jimsar"
PACK_FILES = ("areas.csv", "units.yaml", "demo_units.yaml", "working_groups.yaml")


def copy_pack(target: Path) -> Path:
    """The county's pack in a folder where a test may spoil it."""
    folder = target / "jimsar"
    folder.mkdir()
    for name in PACK_FILES:
        shutil.copy(JIMSAR / name, folder)
    return folder


def change_pack(folder: Path, name: str, before: str, after: str) -> None:
    """Replace words in a file of a copied pack; they must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def build_group(lead: Unit, *members: Unit, code: str = "control", level: int = 3) -> WorkingGroup:
    group = WorkingGroup.objects.create(
        code=code, name=f"{code}组", lead=lead, from_level=level, work="负责疫情处置。"
    )
    GroupMember.objects.bulk_create(GroupMember(group=group, unit=unit) for unit in members)
    return group
