"""Pages of the signals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import OFFERED_AT_MOST, add_refusal, draw_offers
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.surveillance import forms, presenters, queries, services

from .signal_page import show_signal

PER_PAGE = 30
SHEET_LIMIT = 20_000


@require_safe
def signal_list(request: HttpRequest) -> HttpResponse:
    form = forms.SignalFilter(queries.list_signal_runs(), request.GET)
    form.is_valid()
    rows = queries.with_first_check(
        queries.list_signals(request.actor, **_filters(form.cleaned_data))
    )
    if request.GET.get("export") == "xlsx":
        lines = presenters.sheet_rows(rows[:SHEET_LIMIT])
        raw = write_table("信号", presenters.COLUMNS, lines, as_of=clock.now())
        return download(f"信号-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for signal in page.object_list:
        signal.tone = presenters.tone_of(signal)
        signal.late = presenters.late_words(signal, signal.checked_at)
        signal.color_tone = presenters.COLOR_TONES[signal.color]
    may_record = request.actor.may(Permission.SIGNAL_RECORD)
    context = {"form": form, "page": page, "may_record": may_record}
    return render(request, "surveillance/signal_list.html", context)


@require_safe
def signal_offers(request: HttpRequest) -> HttpResponse:
    """What fits the words in the line for another signal, as options."""
    rows = queries.find_signals(request.actor, request.GET.get("other", ""), OFFERED_AT_MOST)
    return HttpResponse(draw_offers(map(queries.signal_offer, rows)))


@require_http_methods(["GET", "HEAD", "POST"])
def signal_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.SIGNAL_RECORD)
    start = {"found_at": clock.now()}
    form = forms.SignalForm(request.actor, request.POST or None, initial=start)
    if request.method != "POST":
        return render(request, "surveillance/signal_new.html", {"form": form})
    if form.is_valid():
        try:
            signal = services.record_signal(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"信号 {signal.number} 已登记，已通知指挥部办公室和疾控机构核实。"
            )
            return redirect("surveillance:signal_detail", signal.uuid)
    return render(request, "surveillance/signal_new.html", {"form": form}, status=422)


@require_safe
def signal_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid, forms.JudgementForm())


@require_POST
def signal_verify(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _judge(request, uuid, services.verify_signal, "已核实，可以转为事件")


@require_POST
def signal_dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _judge(request, uuid, services.dismiss_signal, "已排除")


def _judge(request: HttpRequest, uuid: UUID, verb: Any, outcome: str) -> HttpResponse:
    form = forms.JudgementForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("judgement", "")
    try:
        signal = verb(actor=request.actor, signal_uuid=uuid, judgement=words)
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, form, status=refusal.status)
    messages.success(request, f"信号 {signal.number} {outcome}。")
    return redirect("surveillance:signal_detail", signal.uuid)


def _detail(
    request: HttpRequest, uuid: UUID, form: forms.JudgementForm, *, status: int = 200
) -> HttpResponse:
    return show_signal(request, uuid, judgement=form, status=status)


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    exercise = chosen.get("exercise")
    world = forms.world_chosen(exercise)
    return {
        "words": chosen.get("q", ""),
        "state": chosen.get("state", ""),
        "source": chosen.get("source", ""),
        "color": chosen.get("color"),
        "sector": chosen.get("sector", ""),
        "since": chosen.get("since"),
        "until": chosen.get("until"),
        "exercise": world.is_exercise if exercise else None,
        "run": world.run,
    }
