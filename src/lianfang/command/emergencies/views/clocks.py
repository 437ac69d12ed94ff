"""Pages of the clocks of the law, and whether an event must be reported."""

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
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import forms, presenters, queries, services
from lianfang.command.emergencies.choices import EmergencyState
from lianfang.command.emergencies.models import Emergency
from lianfang.command.surveillance.public import get_signal
from lianfang.county.standards.public import list_codes

PER_PAGE = 30
SHEET_LIMIT = 20_000


@require_safe
def clock_list(request: HttpRequest) -> HttpResponse:
    form = forms.ClockFilter(request.GET or {"state": "open"})
    form.is_valid()
    rows = queries.list_clocks(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        lines = presenters.clock_sheet(rows[:SHEET_LIMIT])
        raw = write_table("报告时限", presenters.CLOCK_COLUMNS, lines, as_of=clock.now())
        return download(f"报告时限-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenters.clock_view(row) for row in page.object_list]
    return render(request, "emergencies/clock_list.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def moment_note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.EMERGENCY_RECORD)
    emergency = queries.get_emergency(request.actor, uuid)
    start = {"code": request.GET.get("code", "")}
    form = forms.MomentNoteForm(request.POST or None, initial=start)
    context = {
        "emergency": emergency, "form": form, "title": "登记报告时点", "button": "登记",
        "note": "报告时限以首次登记的时间为准，事后不能更改。",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "emergencies/act_form.html", context)
    if form.is_valid():
        try:
            services.note_moment(actor=request.actor, emergency_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "报告时点已登记，有关时限已停止计时。")
            return redirect("emergencies:emergency_detail", uuid)
    return render(request, "emergencies/act_form.html", context, status=422)


@require_safe
def emergency_reportable(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _reportable(request, queries.get_emergency(request.actor, uuid))


@require_POST
def fact_say(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.EMERGENCY_RECORD)
    emergency = queries.get_emergency(request.actor, uuid)
    form = forms.FactForm(request.POST)
    if form.is_valid():
        try:
            services.say_fact(actor=request.actor, emergency_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "已登记，报告标准已重新判断。")
            return redirect("emergencies:emergency_reportable", uuid)
    return _reportable(request, emergency, form=form, status=422)


@require_safe
def signal_reportable(request: HttpRequest, uuid: UUID) -> HttpResponse:
    signal = get_signal(request.actor, uuid)
    context = {
        "signal": signal,
        "reportable": presenters.reportable_view(queries.judge_signal(signal), _circumstances()),
        "limits": queries.limits_of_signal(signal),
        "may_flash": request.actor.may(Permission.FLASH_SEND),
        "may_record": request.actor.may(Permission.EMERGENCY_RECORD),
    }
    return render(request, "emergencies/signal_reportable.html", context)


def _reportable(
    request: HttpRequest, emergency: Emergency, *, form: Any = None, status: int = 200
) -> HttpResponse:
    names = _circumstances()
    facts = queries.known_facts(emergency)
    settings = {item.code: item.name for item in list_codes("setting")}
    setting = queries.setting_of(emergency, facts)
    may = emergency.area_path.startswith(request.actor.area_path)
    context = {
        "emergency": emergency,
        "form": form,
        "reportable": presenters.reportable_view(queries.judge_emergency(emergency), names),
        "facts": presenters.fact_views(facts, names, settings),
        "setting": setting,
        "setting_words": settings.get(setting.code, ""),
        "setting_form": forms.SettingForm(initial={"code": setting.code}),
        "clocks": [presenters.clock_view(row) for row in queries.clocks_of(emergency)],
        "may_say": may
        and request.actor.may(Permission.EMERGENCY_RECORD)
        and emergency.state == EmergencyState.OPEN,
    }
    return render(request, "emergencies/emergency_reportable.html", context, status=status)


def _circumstances() -> dict[str, str]:
    return {item.code: item.name for item in list_codes("circumstance")}


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    exercise = chosen.get("exercise")
    return {
        "words": chosen.get("q", ""),
        "state": chosen.get("state") or "open",
        "code": chosen.get("code", ""),
        "exercise": exercise == "1" if exercise else None,
        "mine": chosen.get("mine", False),
    }
