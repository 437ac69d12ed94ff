"""Pages of orders: the list, one order, what came to the own unit, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.files.public import attachment_response
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import OfficialDocument, to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks import documents, forms, presenters, queries, services
from lianfang.command.tasks.models import Order

PER_PAGE = 30
SHEET_LIMIT = 20_000
WRITERS: dict[str, Callable[[OfficialDocument], bytes]] = {"docx": to_docx, "pdf": to_pdf}


@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    form = forms.OrderFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    orders = queries.list_orders(
        request.actor, words=chosen.get("q", ""), kind=chosen.get("kind", ""),
        state=chosen.get("state", ""), urgency=chosen.get("urgency", ""),
        emergency=chosen.get("emergency"), unsigned=bool(chosen.get("unsigned")),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.order_sheet(orders[:SHEET_LIMIT])
        raw = write_table("指令", presenters.ORDER_COLUMNS, lines, as_of=clock.now())
        return download(f"指令-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(orders, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = presenters.dress_orders(page.object_list)
    return render(
        request,
        "tasks/order_list.html",
        {"form": form, "page": page, "may_draft": _drafts(request)},
    )


def _drafts(request: HttpRequest) -> bool:
    may = request.actor.may
    return may(Permission.COUNTY_VIEW) and (
        may(Permission.ORDER_DRAFT) or may(Permission.ORDER_ISSUE)
    )


@require_safe
def order_inbox(request: HttpRequest) -> HttpResponse:
    """What came to the own unit: to sign for, to answer, the rest."""
    require(request.actor, Permission.TASK_VIEW)
    words = request.GET.get("q", "")[:60]
    box = queries.received_orders(request.actor, tab=request.GET.get("tab", ""), words=words)
    tabs = [
        {"label": label, "count": box.counts[key], "active": key == box.tab, "url": f"?tab={key}"}
        for key, label, _ in queries.RECEIVED
    ]
    page = Paginator(box.rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = presenters.dress_addressees(page.object_list)
    context = {"box": box, "tabs": tabs, "page": page, "words": words}
    return render(request, "tasks/order_inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request: HttpRequest) -> HttpResponse:
    _require_drafter(request)
    start = {
        **presenters.order_form_start(None), "key": uuid4(), "emergency": request.GET.get("emergency"),
    }  # fmt: skip
    form = forms.OrderForm(request.actor, *_sent(request), initial=start)

    def save() -> Order:
        return services.draft_order(
            actor=request.actor, paper=form.paper(), targets=form.targets(),
            uploads=form.cleaned_data["uploads"], key=form.cleaned_data["key"],
        )  # fmt: skip

    return _write(request, form, save, {"is_new": True})


@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    order = queries.get_order(request.actor, uuid)
    _require_drafter(request)
    form = forms.OrderForm(
        request.actor, *_sent(request), initial=presenters.order_form_start(order)
    )

    def save() -> Order:
        return services.change_order(
            actor=request.actor, order_uuid=uuid, paper=form.paper(), targets=form.targets(),
            uploads=form.cleaned_data["uploads"],
        )  # fmt: skip

    return _write(request, form, save, {"order": order})


def _require_drafter(request: HttpRequest) -> None:
    if not request.actor.may(Permission.ORDER_ISSUE):
        require(request.actor, Permission.ORDER_DRAFT)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _write(
    request: HttpRequest, form: forms.OrderForm, save: Callable[[], Order], context: dict[str, Any]
) -> HttpResponse:
    """Show the form of a draft, or store it; refused, it keeps what was typed."""
    context = {**context, "form": form}
    if request.method != "POST":
        return render(request, "tasks/order_form.html", context)
    status = 422
    if form.is_valid():
        try:
            order = save()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, f"《{order.title}》已存为草稿，签发后下发各单位。")
            return redirect("tasks:order_detail", order.uuid)
    return render(request, "tasks/order_form.html", context, status=status)


@require_safe
def order_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    order = queries.get_order(request.actor, uuid)
    if request.GET.get("export") == "xlsx":
        rows = presenters.addressee_sheet(queries.list_addressees(request.actor, order), order)
        raw = write_table("签收情况", presenters.ADDRESSEE_COLUMNS, rows, as_of=clock.now())
        return download(f"签收情况-{order.number or '草稿'}.xlsx", raw)
    return _page(request, order)


def _page(
    request: HttpRequest, order: Order, *, failed: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """The page of an order; a refused form stands open with what was typed."""
    actor = request.actor
    query = forms.AddresseeFilter(request.GET)
    query.is_valid()
    rows = queries.list_addressees(
        actor,
        order,
        words=query.cleaned_data.get("q", ""),
        state=query.cleaned_data.get("state", ""),
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = presenters.dress_addressees(page.object_list, order)
    own = presenters.dress_addressees(queries.own_addressees(actor, order), order)
    [order] = presenters.dress_orders([order])
    context = {
        "order": order, "page": page, "query": query, "own": own, "failed": failed,
        "may": presenters.may_of(actor, order, own, order.tally),
        "answer": form if failed == "answer" else forms.AnswerForm(),
        "withdraw": form if failed == "withdraw" else forms.ReasonForm(auto_id="id_withdraw_%s"),
        "remind": form if failed == "remind" else forms.WordsForm(auto_id="id_remind_%s"),
        "failed_form": form,
    }  # fmt: skip
    return render(request, "tasks/order_detail.html", context, status=status)


def _act(
    request: HttpRequest, uuid: UUID, verb: str, form: Any, run: Callable[..., Any], done: str
) -> HttpResponse:
    """Call the service, say what is now true; a refusal opens the form again."""
    order, status = queries.get_order(request.actor, uuid), 422
    if form.is_valid():
        try:
            count = run(actor=request.actor, order_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done.format(order=order, count=count))
            return redirect("tasks:order_detail", uuid)
    return _page(request, order, failed=verb, form=form, status=status)


@require_POST
def order_issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.NoForm(request.POST)
    done = "《{order.title}》已编号下发，各单位已收到通知。"
    return _act(request, uuid, "issue", form, services.issue_order, done)


@require_POST
def order_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="id_withdraw_%s")
    done = "《{order.title}》已撤回。"
    return _act(request, uuid, "withdraw", form, services.withdraw_order, done)


@require_POST
def order_remind(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST, auto_id="id_remind_%s")
    done = "已向 {count} 个未签收单位催签。"
    return _act(request, uuid, "remind", form, services.remind_unsigned, done)


@require_POST
def order_sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.NoForm(request.POST)
    return _act(request, uuid, "sign", form, services.sign_order, "《{order.title}》已签收。")


@require_POST
def order_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.AnswerForm(request.POST, request.FILES)
    done = "《{order.title}》的办理情况已反馈。"
    return _act(request, uuid, "answer", form, services.answer_order, done)


@require_POST
def addressee_clear(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _review(request, uuid, "已销号")


@require_POST
def addressee_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _review(request, uuid, "已退回")


def _review(request: HttpRequest, uuid: UUID, done: str) -> HttpResponse:
    """Clear a unit's line or send its answer back; the words stand in one field of the row."""
    row = queries.get_addressee(request.actor, uuid)
    words = request.POST.get("words", "")[:300]
    try:
        if done == "已退回":
            services.return_answer(actor=request.actor, addressee_uuid=uuid, reason=words)
        else:
            services.clear_answer(actor=request.actor, addressee_uuid=uuid, words=words)
    except NotFound:
        raise
    except Refused as refusal:
        form = forms.NoForm({})
        add_refusal(form, refusal)
        return _page(request, row.order, failed="review", form=form, status=refusal.status)
    messages.success(request, f"{row.unit.short_name}的反馈{done}。")
    return redirect("tasks:order_detail", row.order.uuid)


@require_safe
def order_document(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    """The order on paper. A unit's copy names only its own signature."""
    require(request.actor, Permission.TASK_VIEW)
    if suffix not in WRITERS:
        raise NotFound
    order = queries.get_order(request.actor, uuid)
    document = documents.order_document(order, list(queries.list_addressees(request.actor, order)))
    mark = "（演练）" if order.is_exercise else ""
    name = f"{order.number or '草稿'}{order.title}{mark}.{suffix}"
    return download(name, WRITERS[suffix](document))


@require_safe
def order_file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    return attachment_response(queries.get_order_file(request.actor, uuid, file))
