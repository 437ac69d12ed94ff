"""The house as its tests see it: rooms, their order, and the source of every module."""

import ast
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lianfang"
# From the cellar up. Rooms on one line do not know each other.
LINES = (
    ("kernel",),
    ("audit",),
    ("accounts",),
    ("files", "notices", "search", "jobs"),
    ("standards",),
    ("orgs",),
    ("people", "places"),
    ("plans",),
    ("surveillance",),
    ("emergencies",),
    ("measures",),
    ("tasks",),
    ("analysis", "situation"),
    ("review", "live"),
    ("exercises",),
    ("portal",),
)
STOREY = {room: height for height, line in enumerate(LINES) for room in line}
WINGS = ("base", "county", "command", "picture")
# Inside a room imports go only down this list; equal heights may know each other.
FLOORS = {
    "urls": 12, "wiring": 12,
    "views": 11, "api": 11, "admin": 11, "context": 11, "middleware": 11,
    "forms": 10, "presenters": 10, "exports": 10, "documents": 6,
    "sections": 9, "gauges": 9, "importers": 8,
    "public": 8,
    "services": 7, "loading": 7,
    "notices": 6, "indexing": 6,
    "queries": 5, "carriers": 4, "directory": 4, "occasions": 5,
    "models": 3, "events": 4, "pack": 4,
    "rules": 2,
    "choices": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """One module: its room, its file within the room, its path and its syntax tree."""

    wing: str
    room: str
    part: str
    path: Path
    tree: ast.Module


def modules() -> list[Module]:
    """Every module of every room, migrations aside."""
    found = []
    for wing in WINGS:
        for path in sorted((SOURCE / wing).rglob("*.py")):
            parts = path.relative_to(SOURCE / wing).parts
            if len(parts) < 2 or "migrations" in parts:
                continue
            part = parts[1].removesuffix(".py")
            found.append(
                Module(wing, parts[0], part, path, ast.parse(path.read_text(encoding="utf-8")))
            )
    return found


def imported(module: Module) -> list[tuple[str, int]]:
    """Absolute dotted names that a module imports, with the line; relative ones resolved."""
    package = ["lianfang", *module.path.relative_to(SOURCE).with_suffix("").parts]
    if package[-1] == "__init__":
        package = [*package[:-1], "__init__"]
    names: list[tuple[str, int]] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            stem = ".".join([*base, *(node.module.split(".") if node.module else [])])
            names += [(f"{stem}.{alias.name}", node.lineno) for alias in node.names]
    return names


def place_of(name: str) -> tuple[str, str, str] | None:
    """(wing, room, part) of an imported name of the house, or None."""
    parts = name.split(".")
    if len(parts) < 3 or parts[0] != "lianfang" or parts[1] not in WINGS:
        return None
    return parts[1], parts[2], parts[3] if len(parts) > 3 else ""
