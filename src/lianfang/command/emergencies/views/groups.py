"""Pages of the working groups of a response."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import forms, presenters, queries, services


@require_safe
def group_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, uuid)


@require_POST
def group_lead(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the lead of the group of this address."""
    require(request.actor, Permission.GROUP_MANAGE)
    form = forms.GroupLeadForm(request.actor, request.POST)

    def act() -> Any:
        seat = services.set_group_lead(actor=request.actor, group_uuid=uuid, **form.cleaned_data)
        return seat, f"{seat.group.name}的牵头已更改为{seat.unit.short_name}，已通知各成员。"

    return _acted(request, form, act)


@require_POST
def group_member_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a unit into the group of this address."""
    require(request.actor, Permission.GROUP_MANAGE)
    form = forms.GroupMemberForm(request.actor, request.POST)

    def act() -> Any:
        seat = services.add_group_member(actor=request.actor, group_uuid=uuid, **form.cleaned_data)
        return seat, f"{seat.unit.short_name}已加入{seat.group.name}，已通知该单位。"

    return _acted(request, form, act)


@require_POST
def group_member_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the seat of this address leave."""
    seat = services.remove_group_member(actor=request.actor, seat_uuid=uuid)
    messages.success(request, f"{seat.unit.short_name}已退出{seat.group.name}。")
    return redirect("emergencies:group_list", seat.group.response.emergency.uuid)


def _acted(request: HttpRequest, form: Any, act: Any) -> HttpResponse:
    if not form.is_valid():
        raise RuleBroken("请从列表中选择单位。")
    seat, done = act()
    messages.success(request, done)
    return redirect("emergencies:group_list", seat.group.response.emergency.uuid)


def _page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = request.actor
    emergency = queries.get_emergency(actor, uuid)
    may_manage = emergency.area_path.startswith(actor.area_path) and actor.may(
        Permission.GROUP_MANAGE
    )
    context = {
        "emergency": emergency,
        "groups": presenters.shown_groups(queries.groups_of(emergency)),
        "may_manage": may_manage,
        "lead": forms.GroupLeadForm(actor) if may_manage else None,
        "member": forms.GroupMemberForm(actor) if may_manage else None,
    }
    return render(request, "emergencies/group_list.html", context)
