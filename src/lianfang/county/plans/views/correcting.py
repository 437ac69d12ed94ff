"""The correcting page: the document on one side, its units and duties on the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from lianfang.base.kernel.errors import NotAllowed, NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.county.plans import draft_presenters, drafts, forms, queries
from lianfang.county.plans import services as verbs
from lianfang.county.plans.models import Duty, Member, Plan

from .drafts import frame_of

MEMBERS_PER_PAGE = 10


@dataclass(frozen=True)
class Open:
    """Which record of a card stands open for editing, and the forms in it by their verb."""

    uuid: UUID
    forms: dict[str, django_forms.Form]


@require_safe
def plan_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = drafts.get_own_plan(request.actor, uuid)
    if not plan.is_draft:
        return redirect("plans:plan_detail", plan.uuid)
    return _page(request, plan)


def _page(
    request: HttpRequest, plan: Plan, *, member: Member | None = None, opened: Open | None = None,
    form: forms.NewMemberForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    places = drafts.list_places(plan)
    paginator = Paginator(queries.plan_tree(request.actor, plan), MEMBERS_PER_PAGE)
    page = paginator.get_page(_page_number(request, places, member))
    members = list(page.object_list)
    starts, ends = draft_presenters.stretch_of(
        members, plan.source_text, is_first=not page.has_previous(), is_last=not page.has_next()
    )
    spots = draft_presenters.spots_of(members, drafts.spots_between(plan, starts, ends))
    standards = drafts.standards_of(members)
    context = {
        **frame_of(request, plan, "plan_correct"),
        "page": page,
        "cards": [
            draft_presenters.member_card(row, plan.source_text, standards) for row in members
        ],
        "segments": draft_presenters.segments(plan.source_text, spots, starts, ends),
        "is_cut": (starts > 0, ends < len(plan.source_text)),
        "held": drafts.plan_it_replaces(plan),
        "opened": opened,
        "places": places,
        "new_member": form or forms.NewMemberForm(),
    }
    return render(request, "plans/plan_correct.html", context, status=status)


def _page_number(request: HttpRequest, places: list[Member], member: Member | None) -> Any:
    """The page asked for, or the one on which a unit or a place of the document stands."""
    wanted = str(member.uuid) if member else request.GET.get("member", "")
    at = request.GET.get("at", "")
    for index, place in enumerate(places):
        if str(place.uuid) == wanted:
            return index // MEMBERS_PER_PAGE + 1
    if at.isdecimal() and len(at) < 10:
        before = [index for index, place in enumerate(places) if place.starts <= int(at)]
        return (before[-1] if before else 0) // MEMBERS_PER_PAGE + 1
    return request.GET.get("page")


def answer(
    request: HttpRequest, member: Member, *, opened: Open | None = None, said: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """One card to an htmx request, otherwise the page on which it stands."""
    if not request.htmx:
        if status == 200 and opened is None:
            if said:
                messages.success(request, said)
            return to_member(member)
        return _page(request, member.plan, member=member, opened=opened, status=status)
    plan = member.plan
    context = {
        "plan": plan,
        "card": draft_presenters.member_card(
            member, plan.source_text, drafts.standards_of([member])
        ),
        "opened": opened,
        "said": said,
        "progress": queries.draft_progress(plan),
        "is_fragment": True,
    }
    # The card swaps itself; the address stays that of the page around it.
    return push_url(render(request, "plans/_card_answer.html", context, status=status), url=False)


def elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """Leave the card behind: load the page that shows what changed outside of it."""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def to_member(member: Member) -> HttpResponseRedirect:
    page = reverse("plans:plan_correct", args=[member.plan.uuid])
    return HttpResponseRedirect(f"{page}?member={member.uuid}#m-{member.uuid}")


@require_safe
def member_card(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A card at rest, or with the record named by `edit` or the form named by `add` open."""
    member = drafts.get_draft_member(request.actor, uuid)
    opened = _opened(request, member)
    if opened is None and not request.htmx:
        return to_member(member)
    return answer(request, member, opened=opened)


def _opened(request: HttpRequest, member: Member) -> Open | None:
    edit, add = request.GET.get("edit", ""), request.GET.get("add", "")
    if edit == str(member.uuid):
        return open_member(request, member)
    if add == str(member.uuid):
        return Open(member.uuid, {"add_duty": forms.NewDutyForm()})
    for duty in member.duties.all():
        if edit == str(duty.uuid):
            return open_duty(member, duty)
        if add == str(duty.uuid):
            return open_new_action(duty.uuid)
        for action in duty.actions.all():
            if edit == str(action.uuid):
                start = forms.ActionForm.start(action)
                return Open(action.uuid, {"action": forms.ActionForm(initial=start)})
    return None


def open_member(request: HttpRequest, member: Member, form: forms.MemberForm | None = None) -> Open:
    start = forms.MemberForm.start(member)
    shown = form or forms.MemberForm(request.actor, member.plan, initial=start)
    return Open(member.uuid, {"member": shown})


def open_duty(
    member: Member, duty: Duty, bound: dict[str, django_forms.Form] | None = None
) -> Open:
    places = drafts.list_places(member.plan)
    shown = {
        "duty": forms.DutyForm(places, initial=forms.DutyForm.start(duty, member)),
        "split": forms.SplitForm(initial=forms.SplitForm.start(duty)),
    }
    return Open(duty.uuid, {**shown, **(bound or {})})


def open_new_action(duty_uuid: UUID, form: forms.ActionForm | None = None) -> Open:
    shown = form or forms.ActionForm(initial=forms.ActionForm.start(None))
    return Open(
        duty_uuid, {"new_action": shown, "standard": forms.StandardForm(queries.list_catalogue())}
    )


def carry_out(
    request: HttpRequest,
    member: Member,
    form: django_forms.Form,
    act: Callable[[], str],
    opened: Callable[[], Open],
) -> HttpResponse:
    """Do what a valid form asks and show the card; a refused form stays open with what was typed."""
    said = ""
    if form.is_valid():
        try:
            said = act()
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
    fresh = drafts.get_draft_member(request.actor, member.uuid)
    if said:
        return answer(request, fresh, said=said)
    return answer(request, fresh, opened=opened(), status=422)


@require_POST
def member_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = drafts.get_own_plan(request.actor, uuid)
    form = forms.NewMemberForm(request.POST)
    if form.is_valid():
        try:
            member = verbs.add_member(
                actor=request.actor, plan_uuid=uuid, name=form.cleaned_data["name"]
            )
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"已加入“{member.name}”，请选择对应单位并从原文中加入职责。")
            return to_member(member)
    if not plan.is_draft:
        return redirect("plans:plan_detail", plan.uuid)
    return _page(request, plan, form=form, status=422)
