"""Areas, units and posts beyond those of the small county."""

import json
import shutil
from pathlib import Path

from lianfang.county.orgs.models import BoundarySet, GroupMember, WorkingGroup
from lianfang.county.orgs.public import Unit, adopt_boundaries, upload_boundaries

from .world import World

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


def boundary_file(*codes: str, **properties: object) -> bytes:
    """Squares side by side, one for each code, as a GeoJSON file."""
    features = []
    for place, code in enumerate(codes):
        west = 89 + place / 10
        ring = [[west, 44], [west + 0.1, 44], [west + 0.1, 44.1], [west, 44.1], [west, 44]]
        features.append(
            {
                "type": "Feature", "properties": {"code": code} | properties,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def build_boundaries(world: World, *codes: str, adopted: bool = True) -> BoundarySet:
    """A boundary file brought in by the system administrator, in force unless told otherwise."""
    found = upload_boundaries(
        actor=world.actors["sysadmin"], file_name="乡镇.geojson", source="测试",
        raw=boundary_file(*(codes or ("652327101", "652327103"))),
    )  # fmt: skip
    if adopted:
        found = adopt_boundaries(actor=world.actors["sysadmin"], set_uuid=found.uuid)
    return found
