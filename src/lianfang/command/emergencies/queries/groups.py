"""Reading the working groups of responses."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.command.emergencies.models import Emergency, GroupSeat, ResponseGroup
from lianfang.county.orgs.public import Unit, UnitKind, WorkingGroup

from .responding import lock_emergency


@dataclass(frozen=True)
class GroupThen:
    """A working group as it sat at a moment; the members of a collective unit count one by one."""

    code: str
    name: str
    unit_ids: frozenset[int]


def groups_at(emergency: Emergency, at: datetime) -> list[GroupThen]:
    """
    The groups at work in an emergency at a moment, each once; three queries.

    Unscoped: for reports, whose writer has got the emergency.
    """
    seats = GroupSeat.objects.filter(
        Q(left_at=None) | Q(left_at__gt=at), seated_at__lte=at
    ).select_related("unit")
    rows = ResponseGroup.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), response__emergency=emergency, started_at__lte=at
    )
    rows = rows.select_related("group").prefetch_related(Prefetch("seats", seats, "seated"))
    found = list(rows.order_by("group__sort", "id"))
    members = _members({seat.unit for row in found for seat in row.seated})
    units: dict[str, set[int]] = {row.group.code: set() for row in found}
    for row in found:
        for seat in row.seated:
            units[row.group.code] |= members.get(seat.unit_id, {seat.unit_id})
    names = {row.group.code: row.name for row in found}
    return [GroupThen(code, names[code], frozenset(ids)) for code, ids in units.items()]


def _members(units: set[Unit]) -> dict[int, set[int]]:
    """Of each collective among units, who does its work."""
    collectives = [unit.pk for unit in units if unit.kind == UnitKind.COLLECTIVE]
    found: dict[int, set[int]] = {}
    children = Unit.objects.filter(parent__in=collectives, is_active=True)
    for parent, child in children.values_list("parent_id", "id"):
        found.setdefault(parent, set()).add(child)
    return found


def groups_of(emergency: Emergency) -> QuerySet[ResponseGroup]:
    """The groups of an emergency's responses, those at work first, with everybody who sits in them."""
    seats = GroupSeat.objects.select_related("unit", "seated_by", "left_by")
    seats = seats.order_by("role", "unit__sort", "id")
    rows = ResponseGroup.objects.filter(response__emergency=emergency)
    rows = rows.select_related("started_under", "ended_under", "response")
    return rows.prefetch_related(Prefetch("seats", seats)).order_by(
        "-response__started_at", "ended_at", "group__sort", "id"
    )


def patterns_for(area_path: str) -> list[WorkingGroup]:
    """The patterns of groups whose lead sits in the area or over it."""
    rows = WorkingGroup.objects.select_related("lead").prefetch_related("members__unit")
    found = rows.order_by("sort", "id")
    return [
        group
        for group in found
        if group.lead.area_path.startswith(area_path) or area_path.startswith(group.lead.area_path)
    ]


def lock_group(actor: Actor, uuid: object) -> ResponseGroup:
    """:raises NotFound: no such group in the actor's own area."""
    owner = ResponseGroup.objects.filter(uuid=uuid)
    found = owner.values_list("response__emergency__uuid", flat=True).first()
    if found is None:
        raise NotFound
    lock_emergency(actor, found)
    rows = ResponseGroup.objects.select_related("response__emergency__area")
    return rows.select_for_update(of=("self",)).get(uuid=uuid)


def seats_now(group: ResponseGroup) -> QuerySet[GroupSeat]:
    """Who sits in a group now, the lead first."""
    rows = GroupSeat.objects.filter(group=group, left_at=None).select_related("unit")
    return rows.order_by("role", "unit__sort", "id")
