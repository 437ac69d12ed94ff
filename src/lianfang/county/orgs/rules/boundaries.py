"""
Reading a boundary file of areas and making its outlines small: plain values, no database.

The file is GeoJSON (RFC 7946): a FeatureCollection of polygons, longitude before latitude. It comes
from outside: size, number of points, depth and numbers are checked before anything is kept.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lianfang.base.kernel.errors import RuleBroken

MOST_BYTES = 10 * 1024 * 1024
MOST_FEATURES = 2000
MOST_POINTS = 300_000
MOST_KEYS, MOST_TEXT = 20, 60
# What lies outside is projected metres, or latitude before longitude.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
# An outline keeps what can be seen on a board some 1500 points wide.
STEPS = 1500
# RFC 7946 knows longitude and latitude only; CGCS2000 differs from WGS84 by centimetres.
KNOWN_CRS = ("CRS84", "4326", "4490")

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]


@dataclass(frozen=True)
class Feature:
    """One outline of the file: its short properties, its polygons with their holes."""

    properties: dict[str, str]
    polygons: list[Polygon]


@dataclass(frozen=True)
class BoundaryFile:
    """What was read from a file."""

    features: list[Feature]
    points: int

    @property
    def keys(self) -> list[str]:
        """The properties that features bear, those of most features first."""
        counted = Counter(key for feature in self.features for key in feature.properties)
        return [key for key, _ in counted.most_common(MOST_KEYS)]


def read_boundaries(raw: bytes) -> BoundaryFile:
    """
    Read a boundary file.

    :raises RuleBroken: too large, no GeoJSON, other shapes than polygons, numbers that are no
        longitude and latitude, too many features or points; with the feature at fault.
    """
    check_file_size(len(raw))
    found = _parse(raw)
    _check_crs(found.get("crs"))
    features = found.get("features")
    if found.get("type") != "FeatureCollection" or not isinstance(features, list) or not features:
        raise _fault("文件应为 GeoJSON 的 FeatureCollection，并至少有一个面。")
    if len(features) > MOST_FEATURES:
        raise _fault(
            f"文件有 {len(features)} 个面，最多 {MOST_FEATURES} 个。请只导出本辖区的乡镇。"
        )
    read, points = [], 0
    for number, feature in enumerate(features, 1):
        kept = _feature(feature, number)
        points += sum(len(ring) for polygon in kept.polygons for ring in polygon)
        if points > MOST_POINTS:
            raise _fault(f"文件的点超过 {MOST_POINTS} 个，请先用制图软件简化后再传。")
        read.append(kept)
    return BoundaryFile(read, points)


def check_file_size(size: int) -> None:
    """:raises RuleBroken: more bytes than a boundary file may have; asked before it is read."""
    if size > MOST_BYTES:
        raise _fault(f"文件 {size / 2**20:.0f} MB，超过 10 MB，请先用制图软件简化后再传。")


def _fault(words: str) -> RuleBroken:
    return RuleBroken(words, fields={"file": words})


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as fault:
        raise _fault("文件不是 UTF-8 编码，请另存为 UTF-8 的 GeoJSON。") from fault
    except RecursionError as fault:
        raise _fault("文件嵌套过深，不是正常的边界文件。") from fault
    except ValueError as fault:
        raise _fault("文件不是完整的 JSON，请用制图软件重新导出 GeoJSON。") from fault
    if not isinstance(found, dict):
        raise _fault("文件应为 GeoJSON 的 FeatureCollection，并至少有一个面。")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _check_crs(crs: object) -> None:
    if crs is not None and not any(known in json.dumps(crs) for known in KNOWN_CRS):
        raise _fault("文件用的是投影坐标，请导出为经纬度（CGCS2000 或 WGS84）。")


def _feature(feature: object, number: int) -> Feature:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(geometry, dict):
        raise _fault(f"第 {number} 个要素没有图形。")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _fault(f"第 {number} 个要素是 {str(kind)[:20]}，只接受面（Polygon、MultiPolygon）。")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _fault(f"第 {number} 个要素没有坐标。")
    return Feature(_properties(feature.get("properties")), [_polygon(p, number) for p in polygons])


def _properties(given: object) -> dict[str, str]:
    """Short texts and whole numbers only: what a code or a name can be."""
    if not isinstance(given, dict):
        return {}
    kept = {
        str(key)[:MOST_TEXT]: str(value).strip()[:MOST_TEXT]
        for key, value in given.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip()
    }
    return dict(list(kept.items())[:MOST_KEYS])


def _polygon(rings: object, number: int) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise _fault(f"第 {number} 个要素没有坐标。")
    return [_ring(ring, number) for ring in rings]


def _ring(points: object, number: int) -> Ring:
    if not isinstance(points, list):
        raise _fault(f"第 {number} 个要素的坐标写法不对。")
    ring = [_point(point, number) for point in points]
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    if len(set(ring)) < 3:
        raise _fault(f"第 {number} 个要素有不足三个点的环，围不成面。")
    return ring


def _point(point: object, number: int) -> Point:
    pair = point[:2] if isinstance(point, list) else []
    if len(pair) != 2 or not all(type(n) in (int, float) and math.isfinite(n) for n in pair):
        raise _fault(f"第 {number} 个要素有不是数字的坐标。")
    lon, lat = float(pair[0]), float(pair[1])
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        raise _fault(
            f"第 {number} 个要素的坐标（{lon:.6g}，{lat:.6g}）不在我国经纬度范围内。"
            "应为经纬度，经度在前、纬度在后。"
        )
    return lon, lat


def narrowing(lat: float) -> float:
    """By how much a degree of longitude is shorter than one of latitude."""
    return math.cos(math.radians(lat))


def simplify(features: Sequence[Feature]) -> list[list[Polygon]]:
    """Outlines with the points that can be seen, each feature keeping at least its largest ring."""
    points = [p for f in features for polygon in f.polygons for ring in polygon for p in ring]
    lats = [lat for _, lat in points]
    factor = narrowing((min(lats) + max(lats)) / 2)
    lons = [lon * factor for lon, _ in points]
    tolerance = max(max(lons) - min(lons), max(lats) - min(lats)) / STEPS
    return [_simplified(feature.polygons, factor, tolerance) for feature in features]


def _simplified(polygons: list[Polygon], factor: float, tolerance: float) -> list[Polygon]:
    least = tolerance * tolerance * 4
    largest = max(polygons, key=lambda polygon: ring_area(polygon[0]))
    kept = []
    for polygon in polygons:
        outer = polygon[0]
        if polygon is not largest and ring_area(outer) * factor < least:
            continue
        holes = [ring for ring in polygon[1:] if ring_area(ring) * factor >= least]
        kept.append([simplify_ring(ring, factor, tolerance) for ring in [outer, *holes]])
    return kept


def simplify_ring(ring: Ring, factor: float, tolerance: float) -> Ring:
    """Douglas–Peucker (1973) on a closed ring, without recursion; four points at least stay."""
    if len(ring) <= 5:
        return [_rounded(point) for point in ring]
    flat = [(lon * factor, lat) for lon, lat in ring]
    # A closed ring has no ends: it is cut at the point farthest from its first one.
    first = flat[0]
    middle = max(range(len(flat)), key=lambda n: math.dist(first, flat[n]))
    keep = {0, middle, len(flat) - 1}
    spans = [(0, middle), (middle, len(flat) - 1)]
    while spans:
        begin, end = spans.pop()
        place, distance = _farthest(flat, begin, end)
        if distance > tolerance:
            keep.add(place)
            spans += [(begin, place), (place, end)]
    if len(keep) < 4:
        keep |= {_farthest(flat, 0, middle)[0], _farthest(flat, middle, len(flat) - 1)[0]}
    return [_rounded(ring[place]) for place in sorted(keep)]


def _rounded(point: Point) -> Point:
    return round(point[0], 6), round(point[1], 6)


def _farthest(points: Sequence[Point], begin: int, end: int) -> tuple[int, float]:
    """The point between two others that lies farthest from the line through them."""
    (ax, ay), (bx, by) = points[begin], points[end]
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    best, found = begin, -1.0
    for place in range(begin + 1, end):
        x, y = points[place]
        away = abs(dx * (ay - y) - dy * (ax - x)) / length if length else math.hypot(x - ax, y - ay)
        if away > found:
            best, found = place, away
    return best, found


def ring_area(ring: Ring) -> float:
    """The area of a ring in square degrees, whichever way it runs."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


@dataclass(frozen=True)
class Match:
    """Which feature is which area (its code, or nothing), by which property, and which are twice."""

    key: str
    codes: list[str]
    twice: list[str]

    @property
    def count(self) -> int:
        return sum(bool(code) for code in self.codes)


def match_areas(
    features: Sequence[Mapping[str, str]], areas: Mapping[str, str], key: str = ""
) -> Match:
    """
    Find for each feature the area it is, by code or by name.

    `areas` are names by code. Without a key the property that finds most areas is taken.

    :raises RuleBroken: no feature bears the wanted property.
    """
    counted = Counter(name for feature in features for name in feature)
    if key and key not in counted:
        raise RuleBroken("没有这个属性，请从列表中选择。", fields={"key": "请从列表中选择"})
    known = {_full(code): code for code in areas} | {name: code for code, name in areas.items()}
    tried = [_matched(features, known, name) for name in ([key] if key else counted)]
    if not tried:
        return Match("", [""] * len(features), [])
    return max(tried, key=lambda match: (len(set(match.codes) - {""}), -match.count))


def _matched(features: Iterable[Mapping[str, str]], known: Mapping[str, str], key: str) -> Match:
    values = [feature.get(key, "") for feature in features]
    codes = [known.get(_full(value)) or known.get(value, "") for value in values]
    counted = Counter(code for code in codes if code)
    return Match(key, codes, sorted(code for code, count in counted.items() if count > 1))


def _full(code: str) -> str:
    """A division code with twelve digits, as statistics write it: 652327100 → 652327100000."""
    return code.ljust(12, "0") if code.isascii() and code.isdecimal() and len(code) >= 6 else code


def check_may_adopt(*, state: str, matched: int, twice: Sequence[str]) -> None:
    """:raises RuleBroken: no draft any more, nothing matched, or an area bears two outlines."""
    if state != "draft":
        raise RuleBroken("这份边界已经处理过了。要换新的，请重新上传。")
    if twice:
        raise RuleBroken(
            f"{'、'.join(twice)} 在文件中出现了不止一次，请在制图软件中合并后重新上传。"
        )
    if not matched:
        raise RuleBroken("没有一个面对得上本辖区的乡镇，请换一个属性，或核对文件中的代码、名称。")
