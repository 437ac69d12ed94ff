"""Pages of report cards: list, draft, edit, sign, file, print."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import OfficialDocument, to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import documents, forms, presenters, queries, services
from lianfang.command.emergencies.choices import CardKind, CardState
from lianfang.command.emergencies.models import ReportCard

PER_PAGE = 30
SHEET_LIMIT = 20_000
WRITERS: dict[str, Callable[[OfficialDocument], bytes]] = {"docx": to_docx, "pdf": to_pdf}
DONE = {
    "check": "报告卡已审核，可以签发。",
    "return": "报告卡已退回填报单位修改。",
    "approve": "报告卡已签发。请在网络直报系统填报后回来登记编号和时间。",
    "void": "报告卡已作废，原内容仍保留备查。",
}
VERBS: dict[str, Callable[..., ReportCard]] = {
    "check": services.check_card,
    "return": services.return_card,
    "approve": services.approve_card,
    "void": services.void_card,
}


@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    form = forms.CardFilter(request.GET)
    form.is_valid()
    rows = queries.list_cards(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        lines = presenters.card_sheet(rows[:SHEET_LIMIT])
        raw = write_table("报告卡", presenters.CARD_COLUMNS, lines, as_of=clock.now())
        return download(f"报告卡-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenters.card_view(row) for row in page.object_list]
    return render(request, "emergencies/card_list.html", {"form": form, "page": page})


@require_POST
def card_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a card; which kind, and whether it corrects another one, comes with the request."""
    require(request.actor, Permission.CARD_DRAFT)
    emergency = queries.get_emergency(request.actor, uuid)
    kind = request.POST.get("kind", CardKind.INITIAL)
    if kind not in CardKind.values:
        raise NotFound
    try:
        card = services.draft_card(
            actor=request.actor, emergency_uuid=uuid, kind=kind,
            corrects_uuid=_uuid(request.POST.get("corrects", "")),
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("emergencies:emergency_detail", emergency.uuid)
    messages.success(request, "已按登记内容生成报告卡，请核对、补充后送审。")
    return redirect("emergencies:card_edit", card.uuid)


@require_safe
def card_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def card_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.CARD_DRAFT)
    card = queries.get_card(request.actor, uuid)
    if not _may_edit(request.actor, card):
        return _detail(request, uuid, status=403)
    start = forms.card_start(card)
    form = forms.CardForm(request.actor, card, request.POST or None, initial=start)
    missing = list(services.missing_of(card).values())
    context = {"card": card, "form": form, "view": presenters.card_view(card), "missing": missing}
    if request.method != "POST":
        return render(request, "emergencies/card_edit.html", context)
    if form.is_valid():
        try:
            services.edit_card(
                actor=request.actor, card_uuid=uuid, values=form.values(),
                symptoms=form.cleaned_data["symptoms"], answers=form.answers(),
            )  # fmt: skip
            if "submit" in request.POST:
                services.submit_card(actor=request.actor, card_uuid=uuid)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _saved(request, card)
    return render(request, "emergencies/card_edit.html", context, status=422)


@require_POST
def card_act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """
    Check, return, sign or void.

    :raises NotFound: a verb that there is not.
    """
    if verb not in VERBS:
        raise NotFound
    form = forms.CardWordsForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    try:
        VERBS[verb](actor=request.actor, card_uuid=uuid, words=words)
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, words=form, status=refusal.status)
    messages.success(request, DONE[verb])
    return redirect("emergencies:card_detail", uuid)


@require_POST
def card_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.FilingForm(request.POST)
    if not form.is_valid():
        return _detail(request, uuid, filing=form, status=422)
    try:
        services.note_filing(actor=request.actor, card_uuid=uuid, **form.cleaned_data)
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, filing=form, status=refusal.status)
    messages.success(request, "网络直报情况已登记，有关时限已停止计时。")
    return redirect("emergencies:card_detail", uuid)


@require_safe
def card_document(request: HttpRequest, uuid: UUID, paper: str, suffix: str) -> HttpResponse:
    """
    The card or the report as a file.

    :raises NotFound: a paper or a file type that there is not.
    """
    card = queries.get_card(request.actor, uuid)
    if suffix not in WRITERS or paper not in ("card", "report"):
        raise NotFound
    if paper == "card":
        document = documents.card_document(card, queries.code_names())
    else:
        document = documents.report_document(card, queries.code_names())
    name = f"{document.title}-{card.event_name}" if paper == "card" else document.title
    mark = "（演练）" if document.is_exercise else ""
    return download(f"{name}{mark}.{suffix}", WRITERS[suffix](document))


def _saved(request: HttpRequest, card: ReportCard) -> HttpResponse:
    if "submit" in request.POST:
        messages.success(request, "报告卡已送审，已通知卫生健康部门。")
        return redirect("emergencies:card_detail", card.uuid)
    messages.success(request, "报告卡已保存。")
    return redirect("emergencies:card_edit", card.uuid)


def _detail(
    request: HttpRequest,
    uuid: UUID,
    *,
    words: forms.CardWordsForm | None = None,
    filing: forms.FilingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    card, actor = queries.get_card(request.actor, uuid), request.actor
    context = {
        "card": card,
        "emergency": card.emergency,
        "view": presenters.card_view(card),
        "parts": documents.card_parts(card, queries.code_names()),
        "missing": services.missing_of(card).values() if card.state == CardState.DRAFT else [],
        "words": words or forms.CardWordsForm(),
        "filing": filing or forms.FilingForm(initial={"filer": actor.name}),
        **_may(actor, card),
    }
    return render(request, "emergencies/card_detail.html", context, status=status)


def _may(actor: Actor, card: ReportCard) -> dict[str, bool]:
    """Which buttons stand on the page; the services ask again."""
    is_own = card.area_path.startswith(actor.area_path)
    ours = is_own and actor.may(Permission.CARD_DRAFT)
    ours = ours and (card.unit_id in actor.unit_ids or actor.may(Permission.CARD_CHECK))
    signs = is_own and actor.may(Permission.CARD_CHECK) and card.drafted_by_id != actor.user_id
    return {
        "may_edit": _may_edit(actor, card),
        "may_check": signs and card.state == CardState.DRAFT,
        "may_approve": signs and card.state == CardState.CHECKED,
        "may_void": ours and card.state in (CardState.DRAFT, CardState.CHECKED),
        "may_file": ours and card.state != CardState.VOID,
        "may_correct": is_own
        and actor.may(Permission.CARD_DRAFT)
        and card.state == CardState.APPROVED,
    }


def _may_edit(actor: Actor, card: ReportCard) -> bool:
    is_ours = card.unit_id in actor.unit_ids or actor.may(Permission.CARD_CHECK)
    is_own = card.area_path.startswith(actor.area_path)
    drafts = actor.may(Permission.CARD_DRAFT) and is_own and is_ours
    return drafts and card.state == CardState.DRAFT and not card.filings.all()


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as fault:
        raise NotFound from fault


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    exercise = chosen.get("exercise")
    return {
        "words": chosen.get("q", ""),
        "kind": chosen.get("kind", ""),
        "state": chosen.get("state", ""),
        "exercise": exercise == "1" if exercise else None,
        "since": chosen.get("since"),
        "until": chosen.get("until"),
    }
