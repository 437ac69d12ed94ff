"""Counting what waits for a person, many counts in one statement."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import list_notices
from lianfang.command.emergencies.public import ProposalState, Response, list_proposals
from lianfang.command.surveillance.public import SignalState, list_signals
from lianfang.command.tasks.public import list_responses, list_review_queue, list_tasks
from lianfang.county.orgs.public import get_area
from lianfang.picture.situation.public import list_wanted

# What a unit has to do something about at once: sign for, or correct.
TO_TAKE_UP = ("issued", "returned")


def count_together(wanted: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count the rows of every query by its key, in one statement."""
    parts = [
        rows.order_by()
        .annotate(counted_as=Value(key, output_field=CharField()))
        .values("counted_as")
        .annotate(rows_counted=Count("pk"))
        .values_list("counted_as", "rows_counted")
        for key, rows in wanted.items()
    ]
    if not parts:
        return {}
    first, *rest = parts
    return dict(first.union(*rest, all=True) if rest else first)


def count_waiting(actor: Actor) -> dict[str, int]:
    """What waits for the actor, by the key of its place in the menu; one query."""
    wanted: dict[str, QuerySet[Any]] = {"unread": list_notices(actor).filter(read_at=None)}
    if actor.may(Permission.TASK_REPORT):
        units = actor.unit_ids & {actor.unit_id}
        wanted["inbox"] = list_tasks(actor, state=TO_TAKE_UP).filter(unit__in=units)
    if actor.may(Permission.TASK_REVIEW) or actor.may(Permission.TASK_SIGN):
        wanted["review"] = list_review_queue(actor)
    if actor.may(Permission.SIGNAL_VERIFY):
        wanted["signals"] = list_signals(actor, state=SignalState.NEW)
    if actor.may(Permission.RESPONSE_DECIDE):
        wanted["proposals"] = list_proposals(actor, state=ProposalState.PENDING)
    if actor.may(Permission.SITUATION_CONTRIBUTE):
        wanted["wanted"] = list_wanted(actor).filter(given_at=None)
    return count_together(wanted)


def list_running(actor: Actor) -> list[Response]:
    """Responses that run over the actor, the gravest first; one query."""
    if not actor.may(Permission.EMERGENCY_VIEW):
        return []
    rows = list_responses(actor).filter(ended_at=None).defer("plan__source_text")
    return list(rows.order_by("level", "started_at", "id"))


def county_name_of(area_path: str) -> str:
    """The name of the county that an area is or lies in; empty above counties."""
    code = next((part for part in area_path.split("/") if is_county_code(part)), "")
    if not code:
        return ""
    try:
        return get_area(code).name
    except NotFound:
        return ""


def is_county_code(code: str) -> bool:
    """Six digits of which the last two are not zero (GB/T 2260)."""
    return len(code) == 6 and not code.endswith("00")
