"""Bringing in a boundary file, adopting it, taking it out of use."""

from hashlib import sha256

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import rules
from lianfang.county.orgs.choices import BoundaryState
from lianfang.county.orgs.models import Area, BoundarySet, BoundaryShape
from lianfang.county.orgs.queries import areas_to_draw, lock_boundary_set


@transaction.atomic
def upload_boundaries(
    *, actor: Actor, file_name: str, raw: bytes, source: str, key: str = ""
) -> BoundarySet:
    """
    Read a boundary file and show what fits; nothing is drawn from it before it is adopted.

    :raises NotAllowed: the actor does not maintain areas.
    :raises RuleBroken: the file cannot be drawn, no source is named, or it has no such property.
    """
    require(actor, Permission.UNIT_MANAGE)
    if not source.strip():
        raise RuleBroken("请写明边界数据的来源。", fields={"source": "例如：县自然资源局，2026年"})
    found = rules.read_boundaries(raw)
    features = [feature.properties for feature in found.features]
    areas = areas_to_draw(actor.area_path)
    match = rules.match_areas(features, {code: area.name for code, area in areas.items()}, key)
    boundaries = BoundarySet.objects.create(
        area=Area.objects.get(path=actor.area_path), area_path=actor.area_path,
        file_name=file_name[-120:], digest=sha256(raw).hexdigest(), source=source.strip()[:120],
        key=match.key, points=found.points, uploaded_at=clock.now(), uploaded_by_id=actor.user_id,
    )  # fmt: skip
    outlines = rules.simplify(found.features)
    BoundaryShape.objects.bulk_create(
        BoundaryShape(
            boundaries=boundaries, place=place, properties=features[place], polygons=polygons,
            area=areas.get(match.codes[place]),
        )
        for place, polygons in enumerate(outlines)
    )  # fmt: skip
    record(
        actor=actor, action="orgs.boundaries.uploaded", target=boundaries,
        changes={"file_name": (None, boundaries.file_name), "matched": (None, match.count)},
    )  # fmt: skip
    return boundaries


@transaction.atomic
def match_boundaries(*, actor: Actor, set_uuid: object, key: str) -> BoundarySet:
    """
    Match a waiting file's outlines anew, by another property.

    :raises NotFound: no such file in the actor's area.
    :raises RuleBroken: it waits no more, or has no such property.
    """
    require(actor, Permission.UNIT_MANAGE)
    boundaries = lock_boundary_set(actor, set_uuid)
    if boundaries.state != BoundaryState.DRAFT:
        raise RuleBroken("这份边界已经处理过了。要换新的，请重新上传。")
    shapes = list(boundaries.shapes.defer("polygons").order_by("place"))
    areas = areas_to_draw(boundaries.area_path)
    names = {code: area.name for code, area in areas.items()}
    match = rules.match_areas([shape.properties for shape in shapes], names, key)
    for shape, code in zip(shapes, match.codes, strict=True):
        shape.area = areas.get(code)
    BoundaryShape.objects.bulk_update(shapes, ["area"])
    before, boundaries.key = boundaries.key, match.key
    boundaries.save(update_fields=["key"])
    record(
        actor=actor, action="orgs.boundaries.matched", target=boundaries,
        changes={"key": (before, boundaries.key)},
    )  # fmt: skip
    return boundaries


@transaction.atomic
def adopt_boundaries(*, actor: Actor, set_uuid: object) -> BoundarySet:
    """
    Draw maps from a file from now on; the one in force is replaced, outlines of nothing are dropped.

    :raises NotFound: no such file in the actor's area.
    :raises RuleBroken: see `rules.check_may_adopt`.
    """
    require(actor, Permission.UNIT_MANAGE)
    boundaries = lock_boundary_set(actor, set_uuid)
    codes = list(
        boundaries.shapes.exclude(area=None).order_by("area__code").values_list("area__name", flat=True)
    )  # fmt: skip
    twice = sorted({name for name in codes if codes.count(name) > 1})
    rules.check_may_adopt(state=boundaries.state, matched=len(codes), twice=twice)
    for other in BoundarySet.objects.select_for_update().filter(
        area_path=boundaries.area_path, state=BoundaryState.IN_FORCE
    ):
        _end(actor, other, BoundaryState.REPLACED)
    boundaries.shapes.filter(area=None).delete()
    boundaries.shapes.update(properties={})
    boundaries.state = BoundaryState.IN_FORCE
    boundaries.adopted_at, boundaries.adopted_by_id = clock.now(), actor.user_id
    boundaries.save(update_fields=["state", "adopted_at", "adopted_by"])
    record(
        actor=actor, action="orgs.boundaries.adopted", target=boundaries,
        changes={"areas": (None, len(codes))},
    )  # fmt: skip
    return boundaries


@transaction.atomic
def remove_boundaries(*, actor: Actor, set_uuid: object) -> BoundarySet:
    """
    Take a file out of use, or lay a waiting one aside; boards show tiles again.

    :raises NotFound: no such file in the actor's area.
    :raises RuleBroken: it is over already.
    """
    require(actor, Permission.UNIT_MANAGE)
    boundaries = lock_boundary_set(actor, set_uuid)
    over = {
        BoundaryState.DRAFT.value: BoundaryState.DISCARDED,
        BoundaryState.IN_FORCE.value: BoundaryState.REMOVED,
    }
    if boundaries.state not in over:
        raise RuleBroken(f"这份边界“{boundaries.get_state_display()}”，不用再移除。")
    return _end(actor, boundaries, over[boundaries.state])


def _end(actor: Actor, boundaries: BoundarySet, state: BoundaryState) -> BoundarySet:
    before, boundaries.state = boundaries.state, state
    boundaries.ended_at, boundaries.ended_by_id = clock.now(), actor.user_id
    boundaries.save(update_fields=["state", "ended_at", "ended_by"])
    record(
        actor=actor, action=f"orgs.boundaries.{state.value}", target=boundaries,
        changes={"state": (before, state.value)},
    )  # fmt: skip
    return boundaries
