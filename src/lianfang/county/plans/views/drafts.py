"""Pages on which a draft is made, looked over as a whole, adopted or laid aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotAllowed, NotFound, Refused, RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.county.plans import draft_presenters, drafts, forms, presenters, queries, rules
from lianfang.county.plans import services as verbs
from lianfang.county.plans.models import Plan

DOUBTS_PER_PAGE = 25
CHANGES_PER_PAGE = 50
DOUBT_TABS = (("open", "待处理"), ("settled", "已处理"), ("ignored", "未采用的文字"))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PLAN_IMPORT)
    if request.method != "POST":
        form = forms.ImportForm(request.actor)
        own = form.fields["area"].queryset.filter(path=request.actor.area_path).first()
        form.initial["area"] = own and own.uuid
        return render(request, "plans/plan_import.html", {"form": form})
    form = forms.ImportForm(request.actor, request.POST, request.FILES)
    if form.is_valid():
        name, raw = form.document()
        try:
            plan = verbs.draft_plan(
                actor=request.actor, name=name, raw=raw, area=form.cleaned_data["area"],
                title=form.cleaned_data["title"], version=form.cleaned_data["version"],
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            counts = queries.count_tree(plan)
            messages.success(
                request,
                f"已读出 {counts['members']} 个单位、{counts['duties']} 条职责，请逐个单位核对。",
            )
            return redirect("plans:plan_correct", plan.uuid)
    return render(request, "plans/plan_import.html", {"form": form}, status=422)


def frame_of(request: HttpRequest, plan: Plan, here: str) -> dict[str, Any]:
    """What the head of every page of a draft shows."""
    doubts = drafts.count_doubts(plan)
    tabs = [
        ("plan_correct", "校订", None),
        ("plan_doubts", "存疑处", doubts.open),
        ("plan_compare", "与现行预案比对", None),
        ("plan_adopt", "启用", None),
    ]
    return {
        "plan": plan,
        "state": presenters.state_of(plan),
        "progress": queries.draft_progress(plan),
        "doubt_counts": doubts,
        "tabs": [
            {
                "label": label,
                "url": reverse(f"plans:{name}", args=[plan.uuid]),
                "active": name == here,
                "count": count,
            }
            for name, label, count in tabs
        ],
    }


@require_safe
def plan_doubts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _doubts_page(request, drafts.get_own_plan(request.actor, uuid))


def _doubts_page(
    request: HttpRequest, plan: Plan, *, refusal: Refused | None = None, of: object = None
) -> HttpResponse:
    if not plan.is_draft:
        return redirect("plans:plan_detail", plan.uuid)
    asked = request.GET.get("show", "open")
    show = asked if asked in dict(DOUBT_TABS) else "open"
    doubts = drafts.list_doubts(plan, show=show)
    page = Paginator(doubts, DOUBTS_PER_PAGE).get_page(request.GET.get("page"))
    places = drafts.list_places(plan)
    context = {
        **frame_of(request, plan, "plan_doubts"),
        "page": page,
        "show": show,
        "kinds": [
            {"label": label, "url": f"?show={key}", "active": key == show}
            for key, label in DOUBT_TABS
        ],
        "lines": draft_presenters.doubt_lines(page, plan.source_text, places),
        "places": places,
        "hows": forms.SettleForm.base_fields["how"].choices,
        "refusal": refusal,
        "refused": of,
    }
    return render(request, "plans/plan_doubts.html", context, status=422 if refusal else 200)


@require_POST
def doubt_settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = drafts.plan_of_doubt(request.actor, uuid)
    form = forms.SettleForm(request.POST)
    if not form.is_valid():
        broken = RuleBroken("请从列表中选择处理结果。")
        return _doubts_page(request, plan, refusal=broken, of=uuid)
    try:
        if form.cleaned_data["member"]:
            member = drafts.member_by_number(plan, form.cleaned_data["member"])
            duty = verbs.take_doubt(actor=request.actor, doubt_uuid=uuid, member_uuid=member.uuid)
            said = f"已作为职责 {duty.code} 加入“{member.name}”。"
        else:
            doubt = verbs.settle_doubt(
                actor=request.actor, doubt_uuid=uuid, how=form.cleaned_data["how"]
            )
            said = f"已处理为“{doubt.get_how_display()}”。"
    except Refused as refusal:
        return _doubts_page(request, plan, refusal=refusal, of=uuid)
    messages.success(request, said)
    back = reverse("plans:plan_doubts", args=[plan.uuid])
    query = request.GET.urlencode()
    return redirect(f"{back}?{query}" if query else back)


@require_safe
def plan_compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = queries.get_plan(request.actor, uuid)
    held = drafts.plan_it_replaces(plan)
    differences = queries.compare_plans(held if held != plan else None, plan)
    form = forms.ChangeFilter(list(dict.fromkeys(line.unit for line in differences)), request.GET)
    form.is_valid()
    kind, unit = form.cleaned_data.get("kind", ""), form.cleaned_data.get("unit", "")
    lines = [
        line
        for line in differences
        if (line.kind == kind if kind else line.kind != "same") and unit in ("", line.unit)
    ]
    page = Paginator(lines, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    kinds = [line.kind for line in differences]
    is_own = plan.is_draft and request.actor.may(Permission.PLAN_IMPORT)
    context = {
        "plan": plan,
        "state": presenters.state_of(plan),
        **(frame_of(request, plan, "plan_compare") if is_own else {}),
        "held": held,
        "form": form,
        "page": page,
        "lines": draft_presenters.change_lines(page),
        "counts": [
            (name, words, kinds.count(name)) for name, words in draft_presenters.KIND_WORDS.items()
        ],
    }
    return render(request, "plans/plan_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_adopt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = drafts.get_own_plan(request.actor, uuid)
    refusal = None
    if request.method == "POST":
        try:
            adoption = verbs.adopt_plan(actor=request.actor, plan_uuid=uuid)
        except NotFound:
            raise
        except Refused as refused:
            refusal = refused
        else:
            left = f"，未核对的 {adoption.left_out} 项未采用" if adoption.left_out else ""
            messages.success(request, f"“{plan.title}”（{plan.version}）已启用{left}。")
            return redirect("plans:plan_detail", plan.uuid)
    if not plan.is_draft and refusal is None:
        return redirect("plans:plan_detail", plan.uuid)
    held = drafts.plan_it_replaces(plan)
    kinds = [line.kind for line in queries.compare_plans(held, plan, confirmed_only=True)]
    context = {
        **frame_of(request, plan, "plan_adopt"),
        "refusal": refusal,
        "obstacles": rules.obstacles(queries.draft_facts(plan)),
        "unconfirmed": drafts.count_unconfirmed(plan),
        "held": held,
        "changes": {kind: kinds.count(kind) for kind in draft_presenters.KIND_WORDS},
        "may_adopt": request.actor.may(Permission.PLAN_ADOPT),
    }
    return render(
        request, "plans/plan_adopt.html", context, status=refusal.status if refusal else 200
    )


@require_POST
def plan_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = verbs.discard_plan(actor=request.actor, plan_uuid=uuid)
    messages.success(request, f"草稿“{plan.title}”（{plan.version}）已弃用，现行预案不受影响。")
    return redirect("plans:plan_list")


@require_POST
def plan_copy_actions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    count = verbs.copy_actions_from_plan_in_force(actor=request.actor, plan_uuid=uuid)
    messages.success(
        request,
        f"已从现行预案沿用 {count} 项动作。"
        if count
        else "没有文字未变、又未选定动作的职责，未沿用任何动作。",
    )
    return redirect("plans:plan_correct", uuid)


@require_POST
def plan_confirm_members(request: HttpRequest, uuid: UUID) -> HttpResponse:
    count = verbs.confirm_members(actor=request.actor, plan_uuid=uuid)
    messages.success(request, f"已核对 {count} 个已对应单位的名称。")
    return redirect("plans:plan_correct", uuid)
