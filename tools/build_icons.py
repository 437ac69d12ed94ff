"""
Draw the icons named in `icons.txt` into the sprite that pages use, `static/lf/icons.svg`.

The sprite is committed: the icon package is 11,000 files, which nobody should fetch to start the
server. To add an icon: add its name, `npm ci --ignore-scripts`, run this, commit both.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "tools" / "icons.txt"
NODES = ROOT / "node_modules" / "@tabler" / "icons" / "tabler-nodes-outline.json"
SPRITE = ROOT / "src" / "lianfang" / "static" / "lf" / "icons.svg"
CREDIT = "Tabler Icons, Copyright (c) 2020-2026 Paweł Kuna, MIT License, https://tabler.io/icons"


def draw(shapes: list[tuple[str, dict[str, str]]]) -> str:
    """Write one icon's shapes as SVG elements."""
    drawn = ""
    for tag, attributes in shapes:
        listed = " ".join(f'{key}="{value}"' for key, value in attributes.items())
        drawn += f"<{tag} {listed}/>"
    return drawn


def build_sprite() -> None:
    """Refuse names the package does not have; write one symbol per name."""
    nodes = json.loads(NODES.read_text(encoding="utf-8"))
    names = NAMES.read_text(encoding="utf-8").split()
    unknown = [name for name in names if name not in nodes]
    if unknown:
        raise SystemExit(f"图标库中没有：{'、'.join(unknown)}（见 tools/icons.txt）。")
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{draw(nodes[name])}</symbol>'
        for name in sorted(set(names))
    ]
    lines = [f"<!-- {CREDIT} -->", '<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"]
    SPRITE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build_sprite()
