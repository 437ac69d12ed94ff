"""Reading the working groups of responses."""

from django.db.models import Prefetch, QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.command.emergencies.models import Emergency, GroupSeat, ResponseGroup
from lianfang.county.orgs.public import WorkingGroup

from .responding import lock_emergency


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
