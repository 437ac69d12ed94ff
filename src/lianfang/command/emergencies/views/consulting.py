"""Pages of consultations and the expert pool."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import documents, forms, presenters, queries, services
from lianfang.command.emergencies.choices import EmergencyState

from .answers import answer_form

PER_PAGE = 30
SHEET_LIMIT = 20_000
WRITERS = {"docx": to_docx, "pdf": to_pdf}


@require_safe
def expert_list(request: HttpRequest) -> HttpResponse:
    form = forms.ExpertFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    active = {"": True, "0": False, "all": None}[chosen.get("active", "")]
    rows = queries.list_experts(request.actor, words=chosen.get("q", ""), active=active)
    if request.GET.get("export") == "xlsx":
        lines = presenters.expert_rows(rows[:SHEET_LIMIT])
        raw = write_table("专家库", presenters.EXPERT_COLUMNS, lines, as_of=clock.now())
        return download(f"专家库-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_hold = request.actor.may(Permission.CONSULTATION_HOLD)
    context = {"form": form, "page": page, "may_hold": may_hold}
    return render(request, "emergencies/expert_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def expert_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.CONSULTATION_HOLD)
    form = forms.ExpertForm(request.actor, request.POST or None)

    def act() -> tuple[str, str]:
        expert = services.add_expert(actor=request.actor, **form.cleaned_data)
        return f"{expert.name}已登记入专家库。", reverse("emergencies:expert_list")

    return answer_form(request, form, act, template="emergencies/expert_new.html", context={})


@require_POST
def expert_retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    expert = services.retire_expert(actor=request.actor, expert_uuid=uuid)
    messages.success(request, f"{expert.name}已移出专家库；以往会商记录不变。")
    return redirect("emergencies:expert_list")


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.CONSULTATION_HOLD)
    emergency = queries.get_emergency(request.actor, uuid)
    form = forms.ConsultationForm(request.actor, request.POST or None)

    def act() -> tuple[str, str]:
        made = services.call_consultation(
            actor=request.actor, emergency_uuid=uuid, **form.cleaned_data
        )
        return f"会商已召集，文号 {made.number}。", _page_of(made.uuid)

    context = {
        "emergency": emergency, "title": "召集会商", "button": "召集会商",
        "note": "专家意见逐条记录，形成结论后可附于响应建议，并打印会商纪要。",
    }  # fmt: skip
    return answer_form(request, form, act, template="emergencies/act_form.html", context=context)


@require_safe
def consultation_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_POST
def consultation_advise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.CONSULTATION_HOLD)
    consultation = queries.get_consultation(request.actor, uuid)
    form = forms.AdviceForm(consultation, request.POST)

    def act() -> None:
        services.record_advice(
            actor=request.actor, consultation_uuid=uuid, seat_uuid=form.cleaned_data["seat"],
            words=form.cleaned_data["words"],
        )  # fmt: skip

    return _acted(request, uuid, form, act, "专家意见已记录。", advice=form)


@require_POST
def consultation_conclude(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ConclusionForm(request.POST)

    def act() -> None:
        services.conclude_consultation(
            actor=request.actor, consultation_uuid=uuid,
            conclusion=form.cleaned_data["conclusion"],
        )  # fmt: skip

    return _acted(request, uuid, form, act, "会商结论已形成，可打印会商纪要。", conclude=form)


@require_POST
def consultation_attach(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a consultation behind the proposal of this address."""
    proposal = queries.get_proposal(request.actor, uuid)
    services.attach_consultation(
        actor=request.actor, consultation_uuid=_asked(request), proposal_uuid=uuid
    )
    messages.success(request, "会商纪要已附于这项建议。")
    return redirect("emergencies:proposal_detail", proposal.uuid)


@require_safe
def consultation_minutes(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    """:raises NotFound: no such consultation, or a file type that there is not."""
    if suffix not in WRITERS:
        raise NotFound
    document = documents.minutes_document(queries.get_consultation(request.actor, uuid))
    mark = "（演练）" if document.is_exercise else ""
    return download(f"{document.title}{mark}.{suffix}", WRITERS[suffix](document))


def _asked(request: HttpRequest) -> UUID:
    """:raises NotFound: no consultation was chosen."""
    try:
        return UUID(request.POST.get("consultation", ""))
    except ValueError as fault:
        raise NotFound("请先选择一次已形成结论的会商。") from fault


def _acted(
    request: HttpRequest, uuid: UUID, form: Any, act: Any, done: str, **shown: Any
) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect(_page_of(uuid))
    return _detail(request, uuid, status=status, **shown)


def _page_of(uuid: UUID) -> str:
    return reverse("emergencies:consultation_detail", args=[uuid])


def _detail(
    request: HttpRequest, uuid: UUID, *, advice: Any = None, conclude: Any = None, status: int = 200
) -> HttpResponse:
    actor, consultation = request.actor, queries.get_consultation(request.actor, uuid)
    emergency = consultation.emergency
    is_own = emergency.area_path.startswith(actor.area_path)
    is_open = consultation.concluded_at is None and emergency.state == EmergencyState.OPEN
    context = {
        "consultation": consultation,
        "emergency": emergency,
        "seats": consultation.seats.all(),
        "may_hold": is_own and is_open and actor.may(Permission.CONSULTATION_HOLD),
        "advice": advice or forms.AdviceForm(consultation),
        "conclude": conclude or forms.ConclusionForm(),
    }
    return render(request, "emergencies/consultation_detail.html", context, status=status)
