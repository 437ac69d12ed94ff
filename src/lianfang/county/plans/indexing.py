"""What can be found of a plan: the plan itself, its duties, its actions."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, forget, index_many

from .models import Action, Duty, Plan


def index_plan(plan: Plan) -> int:
    """Put a plan in force into the index; a county's plan is found in its villages too."""
    return index_many(_findings(plan))


def forget_duties(plan: Plan) -> None:
    """Leave a superseded plan findable by its name only, so that one clause is not found twice."""
    for uuid in Duty.objects.filter(plan=plan).values_list("uuid", flat=True):
        forget("duty", uuid)
    for uuid in Action.objects.filter(plan=plan).values_list("uuid", flat=True):
        forget("action", uuid)


def _findings(plan: Plan) -> Iterator[Finding]:
    shared: dict[str, Any] = {
        "permission": Permission.PLAN_VIEW,
        "area_path": plan.area_path,
        "reaches_down": True,
    }
    yield Finding(
        kind="plan", uuid=plan.uuid, title=plan.title, summary=f"版本 {plan.version}",
        url=reverse("plans:plan_detail", args=[plan.uuid]), **shared,
    )  # fmt: skip
    for duty in Duty.objects.filter(plan=plan).select_related("member"):
        yield Finding(
            kind="duty", uuid=duty.uuid, title=f"{duty.code} {duty.text[:60]}", words=duty.text,
            summary=duty.member.name, url=reverse("plans:duty_detail", args=[duty.uuid]), **shared,
        )  # fmt: skip
    for action in Action.objects.filter(plan=plan).select_related("duty__member"):
        yield Finding(
            kind="action", uuid=action.uuid, title=f"{action.code} {action.title}", words=action.what,
            summary=action.duty.member.name, url=reverse("plans:duty_detail", args=[action.duty.uuid]), **shared,
        )  # fmt: skip
