"""What fits of a boundary file, and what does not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianfang.county.orgs.models import Area, BoundarySet, BoundaryShape

SHOWN = 200


@dataclass(frozen=True)
class ShapeLine:
    """One outline of the file: what it says it is, which area that is, whether that area is taken."""

    place: int
    says: str
    area: Area | None
    is_twice: bool


@dataclass(frozen=True)
class BoundaryPreview:
    """A boundary file beside the county's areas."""

    lines: list[ShapeLine]
    left_out: int
    missing: list[Area]
    matched: int
    unknown: int
    keys: list[str]

    @property
    def has_twice(self) -> bool:
        return any(line.is_twice for line in self.lines)


def boundary_preview(
    boundaries: BoundarySet, shapes: Iterable[BoundaryShape], areas: Mapping[str, Area]
) -> BoundaryPreview:
    """Troubled outlines first, so that they stand on the page however many there are."""
    rows = list(shapes)
    counted = Counter(shape.area_id for shape in rows if shape.area_id)
    lines = [
        ShapeLine(
            shape.place + 1, shape.properties.get(boundaries.key) or "、".join(shape.properties.values()),
            shape.area, counted[shape.area_id or 0] > 1,
        )
        for shape in rows
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.area is not None, not line.is_twice, line.place))
    keys = Counter(key for shape in rows for key in shape.properties)
    return BoundaryPreview(
        lines=lines[:SHOWN], left_out=max(len(lines) - SHOWN, 0),
        missing=[area for area in areas.values() if area.pk not in counted],
        matched=sum(line.area is not None for line in lines),
        unknown=sum(line.area is None for line in lines),
        keys=[key for key, _ in keys.most_common(40)],
    )  # fmt: skip
