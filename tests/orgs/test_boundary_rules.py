"""Boundary files as they come from outside: good ones, broken ones, hostile ones."""

import json
import math
from typing import Any

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs.rules import boundaries
from lianfang.county.orgs.rules.boundaries import (
    Feature,
    check_may_adopt,
    match_areas,
    narrowing,
    read_boundaries,
    ring_area,
    simplify,
)

AREAS = {"652327100": "吉木萨尔镇", "652327103": "北庭镇", "652327202": "庆阳湖乡"}


def square(west: float = 89.0, south: float = 44.0, size: float = 0.1) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(ring: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    rings = [square() if ring is None else ring]
    coordinates = rings if kind == "Polygon" else [rings]
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates}}  # fmt: skip


def file(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more).encode()


def test_a_file_is_read_with_its_short_properties_and_its_points() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    raw = file(
        feature(XZQDM=652327103, XZQMC=" 北庭镇 ", area=12.5, ok=True),
        feature(square(89.2), "MultiPolygon", XZQDM="652327100"), crs=crs,
    )  # fmt: skip

    found = read_boundaries(b"\xef\xbb\xbf" + raw)

    assert found.features[0].properties == {"XZQDM": "652327103", "XZQMC": "北庭镇"}
    assert (found.points, found.keys) == (10, ["XZQDM", "XZQMC"])


def test_a_ring_left_open_is_closed_and_a_third_number_is_left_out() -> None:
    ring = [[*point, 812.0] for point in square()[:-1]]

    outline = read_boundaries(file(feature(ring))).features[0].polygons[0][0]

    assert outline[0] == outline[-1]
    assert len(outline) == 5


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a" * (50 * 1024 * 1024), "50 MB，超过 10 MB"),
        (b"not json", "不是完整的 JSON"),
        (b"[1, 2]", "FeatureCollection"),
        (file(), "至少有一个面"),
        ('{"名":"县"}'.encode("gbk"), "不是 UTF-8"),
        (b"[" * 200_000, "嵌套过深"),
        (file(feature()).replace(b"89.0", b"NaN"), "不是完整的 JSON"),
        (file(feature()).replace(b"89.0", b"1e999"), "不是数字的坐标"),
        (file(feature()).replace(b"89.0", b'"89.0"'), "不是数字的坐标"),
        (file(feature()).replace(b"89.0", b"true"), "不是数字的坐标"),
        (file({"type": "Feature", "geometry": None}), "第 1 个要素没有图形"),
        (file({"geometry": {"type": "Point", "coordinates": [89, 44]}}), "是 Point，只接受面"),
        (file(feature(), feature([[89, 44], [89.1, 44], [89, 44]])), "第 2 个要素有不足三个点"),
        (file(feature([[44, 89], [44, 90], [45, 90], [44, 89]])), "经度在前、纬度在后"),
        (file(feature(square(500_000, 4_800_000, 9))), "不在我国经纬度范围内"),
        (file(feature(), crs={"properties": {"name": "EPSG:4547"}}), "投影坐标"),
        (file(feature("x")), "坐标写法不对"),
        (file(*[1] * 2001), "最多 2000 个"),
    ],
    ids=lambda given: given if isinstance(given, str) else "file",
)  # fmt: skip
def test_a_file_that_cannot_be_drawn_is_refused_with_what_to_do(raw: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refusal:
        read_boundaries(raw)

    assert "file" in refusal.value.fields


def test_a_file_with_too_many_points_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "MOST_POINTS", 9)

    with pytest.raises(RuleBroken, match="点超过 9 个"):
        read_boundaries(file(feature(), feature()))


def circle(points: int) -> list[tuple[float, float]]:
    turns = [2 * math.pi * n / points for n in range(points)]
    ring = [(89 + math.cos(t) / 10, 44 + math.sin(t) / 10) for t in turns]
    return [*ring, ring[0]]


def test_simplifying_keeps_the_shape_with_few_points_and_drops_specks() -> None:
    speck = [(89.5 + x / 10**6, 44 + y / 10**6) for x, y in ((0, 0), (1, 0), (1, 1), (0, 0))]
    ring = circle(6_000)

    (polygons,) = simplify([Feature({}, [[ring], [speck]])])

    outline = polygons[0][0]
    assert len(polygons) == 1
    assert len(outline) < 300
    assert outline[0] == outline[-1]
    assert ring_area(outline) == pytest.approx(ring_area(ring), rel=0.005)


def test_a_feature_of_specks_keeps_its_largest_and_small_rings_stay_as_they_are() -> None:
    tiny = [(89.0, 44.0), (89.00001, 44.0), (89.00001, 44.00001), (89.0, 44.0)]
    wide = [(90.0, 45.0), (91.0, 45.0), (91.0, 46.0), (90.0, 45.0)]

    first, second = simplify([Feature({}, [[tiny]]), Feature({}, [[wide]])])

    assert first == [[tiny]]
    assert second == [[wide]]
    assert narrowing(60) == pytest.approx(0.5)


def test_areas_are_found_by_code_of_any_length_or_by_name() -> None:
    features = [
        {"code": "652327103000", "name": "北庭"}, {"code": "652327100", "name": "吉木萨尔镇"},
        {"code": "999999999", "name": "不知道"},
    ]  # fmt: skip

    best = match_areas(features, AREAS)
    by_name = match_areas(features, AREAS, "name")

    assert (best.key, best.codes, best.count) == ("code", ["652327103", "652327100", ""], 2)
    assert by_name.codes == ["", "652327100", ""]
    assert match_areas([{}], AREAS).count == 0
    with pytest.raises(RuleBroken, match="没有这个属性"):
        match_areas(features, AREAS, "colour")


def test_an_area_that_stands_twice_is_told_and_not_adopted() -> None:
    match = match_areas([{"c": "652327103"}, {"c": "652327103000"}], AREAS)

    assert match.twice == ["652327103"]
    with pytest.raises(RuleBroken, match="不止一次"):
        check_may_adopt(state="draft", matched=2, twice=match.twice)
    with pytest.raises(RuleBroken, match="没有一个面"):
        check_may_adopt(state="draft", matched=0, twice=[])
    with pytest.raises(RuleBroken, match="处理过"):
        check_may_adopt(state="in_force", matched=2, twice=[])
