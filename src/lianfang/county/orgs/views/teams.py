"""The board of teams, one team, and calling it out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import exports, forms, presenters, queries, services
from lianfang.county.orgs.choices import TeamState
from lianfang.county.orgs.models import Team

PER_PAGE = 30
SHOWN = 20


@require_safe
def team_board(request: HttpRequest) -> HttpResponse:
    form = forms.TeamFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_teams(
        request.actor, words=chosen.get("q") or "", kind=chosen.get("kind") or "",
        state=chosen.get("state") or "",
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return exports.team_sheet(rows, filters=presenters.filters_in_words(form))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.count_team_states(request.actor)
    context = {
        "form": form, "page": page, "lines": presenters.team_lines(page, at=clock.now()),
        "counts": [(state, counts.get(state.value, 0)) for state in TeamState],
        "may_manage": request.actor.may(Permission.TEAM_MANAGE),
        "may_call": request.actor.may(Permission.TEAM_CALL), "now": clock.now(),
    }  # fmt: skip
    return render(request, "orgs/team_board.html", context)


@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.TEAM_MANAGE)
    unit = queries.get_own_unit(request.actor)
    form = forms.TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = services.create_team(actor=request.actor, unit=unit, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"队伍“{team.name}”已登记，请补充队员和装备。")
            return redirect("orgs:team_detail", team.uuid)
    context = {"form": form, "title": "登记队伍"}
    status = 422 if request.method == "POST" else 200
    return render(request, "orgs/team_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def team_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The team's page; its two forms (a member, a piece of equipment) are sent to it."""
    team = queries.get_team(request.actor, uuid)
    member, equipment = forms.MemberForm(team.unit_id), forms.EquipmentForm()
    if request.method == "POST":
        require(request.actor, Permission.TEAM_MANAGE, unit_id=team.unit_id)
        if request.POST.get("what") == "equipment":
            form = equipment = forms.EquipmentForm(request.POST)
            act: Callable[..., Any] = services.note_equipment
        else:
            form = member = forms.MemberForm(team.unit_id, request.POST)
            act = services.add_team_member
        if form.is_valid():
            try:
                act(actor=request.actor, team_uuid=uuid, **form.cleaned_data)
            except NotFound:
                raise
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "队伍资料已更新。")
                return redirect("orgs:team_detail", uuid)
    return _page(request, team, member=member, equipment_form=equipment)


def _page(request: HttpRequest, team: Team, **shown: Any) -> HttpResponse:
    callouts = list(queries.list_callouts(request.actor, team=team)[:SHOWN])
    context = {
        "team": team, "line": presenters.team_line(team, at=clock.now()),
        "members": list(queries.list_team_members(team)), "equipment": list(queries.list_equipment(team)),
        "callouts": [(c, *presenters.callout_times(c)) for c in callouts],
        "typical": presenters.typical_times(callouts), "moves": list(queries.list_team_moves(team)[:SHOWN]),
        "verbs": presenters.verbs_for(request.actor, team), "move_form": forms.MoveForm(),
        "may_manage": request.actor.may(Permission.TEAM_MANAGE) and team.unit_id in request.actor.unit_ids,
        "may_call": request.actor.may(Permission.TEAM_CALL) and team.state == TeamState.READY, **shown,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "orgs/team_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def team_call(request: HttpRequest, uuid: UUID) -> HttpResponse:
    team = queries.get_team(request.actor, uuid)
    require(request.actor, Permission.TEAM_CALL)
    form = forms.CallForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.call_team(actor=request.actor, team_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"已调派“{team.name}”，队伍和所在单位已收到紧急消息。")
            return redirect("orgs:team_detail", uuid)
    context = {"form": form, "title": "调派队伍", "team": team}
    status = 422 if request.method == "POST" else 200
    return render(request, "orgs/team_form.html", context, status=status)


@require_POST
def team_move(request: HttpRequest, uuid: UUID, team_verb: str) -> HttpResponse:
    form = forms.MoveForm(request.POST)
    form.is_valid()
    team = services.move_team(
        actor=request.actor,
        team_uuid=uuid,
        verb=team_verb,
        note=form.cleaned_data.get("note") or "",
    )
    messages.success(request, f"“{team.name}”现为：{team.get_state_display()}。")
    return redirect("orgs:team_detail", uuid)


@require_POST
def team_member_leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    member = services.remove_team_member(actor=request.actor, member_uuid=uuid)
    messages.success(request, f"{member.name}已离队，记录保留。")
    return redirect("orgs:team_detail", member.team.uuid)
