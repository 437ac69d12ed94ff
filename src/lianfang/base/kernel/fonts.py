"""
The fonts that PDF documents are set in, and which characters they can print.

Fonts come from open-licence packages at build time. A county that owns the fonts of the standard
puts the files into a folder and names it in LIANFANG_FONTS; they are then used first.
"""

import os
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lianfang.base.kernel.errors import Refused

BUILT = Path(__file__).parent / "documents" / "fonts"
SUFFIXES = {".ttf", ".otf", ".ttc"}


class FontsMissing(Refused):
    """No font file was found, so that a PDF would be blank."""

    code = "fonts_missing"
    status = 503


def folders() -> tuple[Path, ...]:
    """The folders searched, the county's own first."""
    own = os.environ.get("LIANFANG_FONTS", "")
    named = (Path(part) for part in own.split(os.pathsep) if part.strip())
    return tuple(folder for folder in (*named, BUILT) if folder.is_dir())


def font_files() -> tuple[Path, ...]:
    """
    Every font file, in the order of the folders.

    :raises FontsMissing: when there is none at all.
    """
    found = tuple(
        path
        for folder in folders()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
    )
    if not found:
        raise FontsMissing(
            "没有找到中文字库，无法生成PDF。请在程序目录执行 make assets，"
            "或将字体文件放入一个文件夹并用 LIANFANG_FONTS 指明。"
        )
    return found


def missing_characters(text: str) -> set[str]:
    """The characters of a text for which no font has a glyph; controls and spaces never count."""
    covered = _covered(font_files())
    return {
        character
        for character in set(text)
        if ord(character) not in covered and not _is_blank(character)
    }


def _is_blank(character: str) -> bool:
    return character.isspace() or not character.isprintable()


@lru_cache(maxsize=4)
def _covered(files: tuple[Path, ...]) -> frozenset[int]:
    return frozenset(point for path in files for point in covered_points(path))


def covered_points(path: Path) -> set[int]:
    """The code points one font file can print, read from its character map."""
    raw = path.read_bytes()
    points: set[int] = set()
    for start in _font_starts(raw):
        points |= _points_of_font(raw, start)
    return points


def _font_starts(raw: bytes) -> Iterable[int]:
    if raw[:4] != b"ttcf":
        return (0,)
    (count,) = struct.unpack_from(">I", raw, 8)
    return struct.unpack_from(f">{count}I", raw, 12)


def _points_of_font(raw: bytes, start: int) -> set[int]:
    (tables,) = struct.unpack_from(">H", raw, start + 4)
    for place in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", raw, start + 12 + place * 16)
        if tag == b"cmap":
            return _points_of_map(raw, offset)
    return set()


def _points_of_map(raw: bytes, base: int) -> set[int]:
    (count,) = struct.unpack_from(">H", raw, base + 2)
    points: set[int] = set()
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", raw, base + 4 + place * 8)
        if (platform, encoding) not in {(0, 3), (0, 4), (3, 1), (3, 10)}:
            continue
        (kind,) = struct.unpack_from(">H", raw, base + offset)
        if kind == 12:
            points |= _points_of_groups(raw, base + offset)
        elif kind == 4:
            points |= _points_of_segments(raw, base + offset)
    return points


def _points_of_groups(raw: bytes, base: int) -> set[int]:
    (count,) = struct.unpack_from(">I", raw, base + 12)
    points: set[int] = set()
    for first, last, _ in struct.iter_unpack(">III", raw[base + 16 : base + 16 + count * 12]):
        points.update(range(first, last + 1))
    return points


def _points_of_segments(raw: bytes, base: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", raw, base + 6)
    count = doubled // 2
    lasts = struct.unpack_from(f">{count}H", raw, base + 14)
    firsts = struct.unpack_from(f">{count}H", raw, base + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", raw, base + 16 + doubled * 2)
    ranges_at = base + 16 + doubled * 3
    ranges = struct.unpack_from(f">{count}H", raw, ranges_at)
    points: set[int] = set()
    for place, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for point in range(first, last + 1):
            if ranges[place] == 0:
                glyph = (point + deltas[place]) & 0xFFFF
            else:
                at = ranges_at + place * 2 + ranges[place] + (point - first) * 2
                (glyph,) = struct.unpack_from(">H", raw, at)
            if glyph:
                points.add(point)
    points.discard(0xFFFF)
    return points
