"""Drawing outlines on a board: plain numbers in, SVG paths and colour steps out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lianfang.county.orgs.public import narrowing, ring_area

Ring = Sequence[Sequence[float]]
Polygon = Sequence[Ring]
WIDTH, MARGIN = 1000.0, 8.0
MOST_HEIGHT = 900.0
STEPS = 3


@dataclass(frozen=True)
class Drawn:
    """One outline on the board: its path, and a point inside it where words can stand."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Board:
    """Outlines drawn to one scale."""

    width: float
    height: float
    drawn: list[Drawn]


def draw(outlines: Sequence[Sequence[Polygon]]) -> Board:
    """
    Project outlines onto a board: plate carrée with longitude narrowed at the middle latitude.

    Over a county this is true to a fraction of a percent, which no screen shows.
    """
    points = [p for polygons in outlines for rings in polygons for ring in rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    factor = narrowing((south + north) / 2)
    spans = (east - west) * factor or 1e-9, (north - south) or 1e-9
    scale = min((WIDTH - 2 * MARGIN) / spans[0], (MOST_HEIGHT - 2 * MARGIN) / spans[1])

    def place(ring: Ring) -> list[tuple[float, float]]:
        return [
            (
                round(MARGIN + (point[0] - west) * factor * scale, 1),
                round(MARGIN + (north - point[1]) * scale, 1),
            )
            for point in ring
        ]

    drawn = [_drawn([[place(ring) for ring in rings] for rings in polys]) for polys in outlines]
    return Board(
        round(spans[0] * scale + 2 * MARGIN, 1), round(spans[1] * scale + 2 * MARGIN, 1), drawn
    )


def _drawn(polygons: list[list[list[tuple[float, float]]]]) -> Drawn:
    path = "".join(_path(ring) for rings in polygons for ring in rings)
    largest = max(polygons, key=lambda rings: ring_area(list(rings[0])))[0]
    return Drawn(path, *inside(largest))


def _path(ring: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"


def inside(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the widest stretch of a ring at its middle height: always inside of it."""
    heights = [y for _, y in ring]
    # A hair off the exact middle, where a corner may lie.
    level = (min(heights) + max(heights)) / 2 + 0.013
    crossings = sorted(
        x1 + (level - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > level) != (y2 > level)
    )
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return ring[0]
    begin, end = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return round((begin + end) / 2, 1), round(level, 1)


def bounds(values: Iterable[int]) -> list[tuple[int, int]]:
    """Up to three equal steps from 1 to the largest value; nothing when all are 0."""
    largest = max(values, default=0)
    if largest <= 0:
        return []
    size = -(-largest // STEPS)
    lows = range(1, largest + 1, size)
    return [(low, min(low + size - 1, largest)) for low in lows]


def step_of(value: int, steps: Sequence[tuple[int, int]]) -> int:
    """0 for nothing, then 1, 2, 3; a single step is the darkest, for it is the largest there is."""
    for number, (low, high) in enumerate(steps, 1):
        if low <= value <= high:
            return number + STEPS - len(steps)
    return 0
