"""Pages of supervision: the list, one matter, opening one, the ladder's rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks import documents, forms, presenters, queries, services
from lianfang.command.tasks.models import Supervision

from .orders import PER_PAGE, SHEET_LIMIT, WRITERS


@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    """Matters under supervision; without a filter the open ones."""
    require(request.actor, Permission.TASK_VIEW)
    form = forms.SupervisionFilter(request.actor, request.GET or {"state": "open"})
    form.is_valid()
    chosen = form.cleaned_data
    state = chosen.get("state", "")
    rows = queries.list_supervisions(
        request.actor, words=chosen.get("q", ""), state="" if state == "all" else state,
        rung=chosen.get("rung"), unit=chosen.get("unit"), is_red=bool(chosen.get("red")),
        is_returned=bool(chosen.get("returned")), emergency=chosen.get("emergency"),
        open_at=chosen.get("at"),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.supervision_sheet(rows[:SHEET_LIMIT])
        raw = write_table("督办", presenters.SUPERVISION_COLUMNS, lines, as_of=clock.now())
        return download(f"督办-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = presenters.dress_supervisions(page.object_list)
    context = {"form": form, "page": page, "may_set": request.actor.may(Permission.LADDER_SET)}
    return render(request, "tasks/supervision_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_new(request: HttpRequest) -> HttpResponse:
    """Put a task (`?task=`) or a unit's line on an order (`?addressee=`) under supervision."""
    require(request.actor, Permission.SUPERVISE)
    form = forms.SuperviseForm(request.POST if request.method == "POST" else None)
    matter, what = _matter(request)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.open_supervision(actor=request.actor, **matter, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"已立项督办 {row.number}，{row.unit.short_name}已收到通知。")
            return redirect("tasks:supervision_detail", row.uuid)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "what": what}
    return render(request, "tasks/supervision_new.html", context, status=status)


def _matter(request: HttpRequest) -> tuple[dict[str, UUID], str]:
    """:raises NotFound: the address names neither a task nor a line in sight."""
    try:
        if task := request.GET.get("task"):
            found = queries.get_task(request.actor, UUID(task))
            return {"task_uuid": found.uuid}, f"{found.unit.short_name}：{found.title}"
        line = queries.get_addressee(request.actor, UUID(request.GET.get("addressee", "")))
    except (ValueError, ValidationError) as fault:
        raise NotFound from fault
    return {"addressee_uuid": line.uuid}, f"{line.unit.short_name}：{line.order.title}"


@require_safe
def supervision_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    return _page(request, queries.get_supervision(request.actor, uuid))


def _page(
    request: HttpRequest, row: Supervision, *, failed: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    [row] = presenters.dress_supervisions([row])
    may = presenters.supervision_may(request.actor, row, queries.ladder_in_force())
    start = {"words": presenters.criticism_start(row)}
    made = {
        "raise": forms.RaiseForm(auto_id="id_raise_%s"),
        "close": forms.ReasonForm(auto_id="id_close_%s"),
        "criticise": forms.CriticismForm(initial=start, auto_id="id_criticise_%s"),
    }
    labels = (
        ("raise", "升级一级", "trending-up", "supervision_raise"),
        ("criticise", "起草通报", "speakerphone", "supervision_criticise"),
        ("close", "停止督办", "x", "supervision_close"),
    )
    acts = [
        {"verb": verb, "label": label, "icon": icon, "name": f"tasks:{name}",
         "form": form if verb == failed else made[verb], "is_open": verb == failed}
        for verb, label, icon, name in labels
        if may[verb] or verb == failed
    ]  # fmt: skip
    context = {"row": row, "acts": acts, "may": may, "steps": presenters.supervision_timeline(row)}
    return render(request, "tasks/supervision_detail.html", context, status=status)


def _act(
    request: HttpRequest, uuid: UUID, verb: str, form: Any, run: Callable[..., Any], done: str
) -> HttpResponse:
    row, status = queries.get_supervision(request.actor, uuid), 422
    if form.is_valid():
        try:
            run(**form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect("tasks:supervision_detail", uuid)
    return _page(request, row, failed=verb, form=form, status=status)


@require_POST
def supervision_raise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.RaiseForm(request.POST, auto_id="id_raise_%s")

    def run(words: str) -> object:
        return services.raise_supervision(actor=request.actor, supervision_uuid=uuid, words=words)

    return _act(request, uuid, "raise", form, run, "督办已升级，相关人员已收到通知。")


@require_POST
def supervision_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="id_close_%s")

    def run(reason: str) -> object:
        return services.close_supervision(actor=request.actor, supervision_uuid=uuid, reason=reason)

    return _act(request, uuid, "close", form, run, "督办已停止，原件仍按时限办理。")


@require_POST
def supervision_criticise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.CriticismForm(request.POST, auto_id="id_criticise_%s")

    def run(words: str, kinds: list[str]) -> object:
        targets = queries.Targets(kinds=tuple(kinds))
        return services.propose_criticism(
            actor=request.actor, supervision_uuid=uuid, words=words, targets=targets
        )

    return _act(request, uuid, "criticise", form, run, "通报已起草，等待有签发权的人员批准。")


@require_safe
def supervision_document(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    if suffix not in WRITERS:
        raise NotFound
    row = queries.get_supervision(request.actor, uuid)
    mark = "（演练）" if row.is_exercise else ""
    document = documents.supervision_document(row)
    return download(f"督办单{row.number}{mark}.{suffix}", WRITERS[suffix](document))


@require_http_methods(["GET", "HEAD", "POST"])
def ladder_edit(request: HttpRequest) -> HttpResponse:
    """The rules of the ladder: read by the command, changed by who may."""
    require(request.actor, Permission.LADDER_SET)
    sent = request.POST if request.method == "POST" else None
    form, status = forms.LadderForm(queries.ladder_in_force(), sent), 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                changed = services.set_ladder(actor=request.actor, minutes=form.minutes())
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, f"督办规则已更新，改动 {changed} 处，下一次巡检起执行。")
                return redirect("tasks:supervision_list")
    return render(request, "tasks/ladder_edit.html", {"form": form}, status=status)
