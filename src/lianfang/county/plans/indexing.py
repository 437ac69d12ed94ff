"""What can be found of a plan: the plan itself, its duties, its actions."""

from django.urls import reverse

from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, index_many

from .models import Action, Duty, Plan


def index_plan(plan: Plan) -> int:
    """Put a plan with its duties and actions into the index. A county's plan is read in its villages."""
    url = reverse("plans:plan_detail", args=[plan.uuid])
    shared = {"permission": Permission.PLAN_VIEW, "area_path": plan.area_path, "reaches_down": True}
    findings = [Finding(kind="plan", uuid=plan.uuid, title=plan.title, url=url, summary=f"版本 {plan.version}", **shared)]
    for duty in Duty.objects.filter(plan=plan).select_related("member"):
        findings.append(
            Finding(
                kind="duty", uuid=duty.uuid, title=f"{duty.code} {duty.text[:60]}", words=duty.text,
                summary=duty.member.name, url=reverse("plans:duty_detail", args=[duty.uuid]), **shared,
            )
        )  # fmt: skip
    for action in Action.objects.filter(plan=plan).select_related("duty__member"):
        findings.append(
            Finding(
                kind="action", uuid=action.uuid, title=f"{action.code} {action.title}", words=action.what,
                summary=action.duty.member.name, url=reverse("plans:duty_detail", args=[action.duty.uuid]), **shared,
            )
        )  # fmt: skip
    return index_many(findings)
