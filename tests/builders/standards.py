"""National rules for tests: small packs on disk, loaded through the service."""

import tempfile
from functools import cache
from pathlib import Path
from uuid import UUID

import yaml

from lianfang.base.kernel.actor import Actor
from lianfang.county.standards.public import (
    Disease,
    LoadResult,
    ThresholdList,
    get_disease,
    list_thresholds,
    load_standards,
)

CHINA = Path(__file__).parents[2] / "packs" / "china"
FILES = (
    "annexes",
    "authorities",
    "codelists",
    "deadlines",
    "diseases",
    "grading",
    "response_levels",
    "termination",
    "thresholds",
    "working_groups",
)
LOADER = Actor.system("装载规则")


def build_china() -> LoadResult:
    """The national pack as it is shipped."""
    return load_standards(actor=LOADER, folder=CHINA)


def build_disease(code: str = "norovirus") -> Disease:
    """One disease of the shipped pack; the pack is loaded where it is not yet."""
    if not Disease.objects.filter(code=code).exists():
        build_china()
    return get_disease(code)


def watch_line(code: str = "W05") -> UUID:
    """A watch line of the shipped pack, loaded already."""
    return list_thresholds(in_list=ThresholdList.WATCH).get(code=code).uuid


def disease_entry(code: str, **overrides: object) -> dict[str, object]:
    """One row of `diseases.yaml`."""
    entry: dict[str, object] = {
        "code": code,
        "name": f"病种{code}",
        "disease_class": "b",
        "basis": "试验用依据",
        "effective_from": "2025-09-01",
        "verified": True,
    }
    return {**entry, **overrides}


def write_pack(folder: Path, **files: list[dict[str, object]]) -> Path:
    """A pack of the given files; the others hold an empty list."""
    folder.mkdir(exist_ok=True)
    for name in FILES:
        text = yaml.safe_dump(files.get(name, []), allow_unicode=True, sort_keys=False)
        # Dates are written bare, as in the shipped pack.
        (folder / f"{name}.yaml").write_text(text.replace("'", ""), encoding="utf-8")
    return folder


@cache
def _small_pack() -> Path:
    """The shipped pack with a handful of diseases: loads in a fraction of the time."""
    folder = Path(tempfile.mkdtemp(prefix="lianfang-pack-"))
    rows = {name: yaml.safe_load((CHINA / f"{name}.yaml").read_text("utf-8")) for name in FILES}
    rows["diseases"] = [row for row in rows["diseases"] if row["code"] in FEW]
    for name in ("thresholds", "grading"):
        rows[name] = [row for row in rows[name] if set(row.get("diseases", [])) <= FEW]
    for name, kept in rows.items():
        text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


FEW = {"cholera", "norovirus", "infectious_diarrhea", "hand_foot_mouth"}


def build_few_rules() -> LoadResult:
    """National rules enough for reports and their clocks."""
    return load_standards(actor=LOADER, folder=_small_pack())
