"""What is done on the page of a signal: one address per verb, all answered alike."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import forms, queries, services

from .signal_page import show_signal

PER_PAGE = 30
Verb = Callable[..., Any]


def _act(
    request: HttpRequest, uuid: UUID, name: str, form: Form, verb: Verb, outcome: str, **given: Any
) -> HttpResponse:
    """Call one service with what a form holds; a refusal shows the page again with what was typed."""
    if form.is_valid():
        try:
            verb(actor=request.actor, signal_uuid=uuid, **{**form.cleaned_data, **given})
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            return show_signal(request, uuid, status=refusal.status, **{name: form})
        messages.success(request, outcome)
        return redirect("surveillance:signal_detail", uuid)
    return show_signal(request, uuid, status=422, **{name: form})


@require_POST
def signal_triage(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST)
    return _act(request, uuid, "words", form, services.triage_signal, "已应答，请在期限内核实。")


@require_POST
def signal_assess(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.AssessmentForm(request.POST)
    return _act(request, uuid, "assessment", form, services.assess_signal, "风险评估已登记。")


@require_POST
def signal_monitor(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST)
    return _act(request, uuid, "words", form, services.monitor_signal, "已转持续监测。")


@require_POST
def signal_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST)
    return _act(request, uuid, "words", form, services.close_signal, "信号已办结，已告知报告单位。")


@require_POST
def signal_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _act(
        request, uuid, "words", Form({}), services.answer_signal, "已应答，指挥部可见应答时间。"
    )


@require_POST
def signal_feed_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST)
    return _act(request, uuid, "words", form, services.feed_back, "反馈已登记。")


@require_POST
def signal_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.SIGNAL_VERIFY)
    form = forms.LinkForm(request.actor, request.POST)
    if form.is_valid():
        form.cleaned_data["other_number"] = form.cleaned_data.pop("other").number
    return _act(request, uuid, "link", form, services.link_signals, "两条信号已关联。")


@require_POST
def signal_control(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.SIGNAL_RECORD)
    form = forms.ControlForm(request.actor, request.POST)
    words = "控制建议已提出，由有权机关决定是否采取措施。"
    return _act(request, uuid, "control", form, services.propose_source_control, words)


@require_safe
def mute_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.list_mutes(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    may_mute = request.actor.may(Permission.SIGNAL_MUTE)
    context = {"page": page, "may_mute": may_mute, "today": clock.today()}
    return render(request, "surveillance/mute_list.html", context)


@require_POST
def mute_lift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    mute = services.lift_mute(actor=request.actor, mute_uuid=uuid)
    messages.success(request, f"“{mute.indicator.name}”已恢复预警。")
    return redirect("surveillance:mute_list")
