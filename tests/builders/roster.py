"""Duty as the services plan it: posts, shifts, handover notes."""

from datetime import UTC, datetime, timedelta

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.models import CalendarKey, Handover, Post, Shift, ShiftSwap
from lianfang.county.orgs.services import (
    ShiftFacts,
    add_shift,
    make_calendar_key,
    swap_shift,
    write_handover,
)  # fmt: skip

from .world import World, build_actor, build_user

HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 11, 26, 1, tzinfo=UTC)  # 09:00 in Beijing


def at(hours: float) -> datetime:
    """So many hours from then."""
    return THURSDAY + timedelta(hours=hours)


def post_of(actor: Actor) -> Post:
    return Post.objects.select_related("unit", "user").get(pk=actor.post_id)


def build_colleague(world: World, unit: str, name: str, role: str = "worker") -> Actor:
    """Another person of a unit."""
    count = len(world.users) + Post.objects.count()
    return build_actor(build_user(f"colleague-{count}", name=name), world.units[unit], role)


def build_shift(
    actor: Actor, *, who: Actor | None = None, position: str = "officer", begins: datetime | None = None,
    hours: float = 8, note: str = "",
) -> Shift:  # fmt: skip
    """A shift of the actor's unit, planned by the actor; begins now if not said."""
    post = post_of(who or actor)
    begins = begins or clock.now()
    facts = ShiftFacts(position, post, begins, begins + hours * HOUR, note)
    return add_shift(actor=actor, unit=post.unit, facts=facts)


def build_swap(actor: Actor, shift: Shift, to: Actor) -> ShiftSwap:
    swap_shift(actor=actor, shift_uuid=shift.uuid, post=post_of(to), reason="家中有事")
    return ShiftSwap.objects.latest("id")


def build_handover(actor: Actor, *, items: str = "一、北庭镇学校发热待复核。") -> Handover:
    return write_handover(actor=actor, open_items=items, watch="学校晨检")


def build_calendar_key(actor: Actor) -> tuple[str, CalendarKey]:
    return make_calendar_key(actor=actor), CalendarKey.objects.latest("id")
