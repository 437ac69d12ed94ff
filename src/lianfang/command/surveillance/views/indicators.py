"""Pages of programmes, indicators with their charts, and values."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.paging import BoundedPaginator
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.surveillance import forms, presenters, queries, services
from lianfang.command.surveillance.choices import Combine

PER_PAGE = 30
SHEET_LIMIT = 20_000
SPANS = {"30": 30, "90": 90, "365": 365}


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.list_programmes(request.actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "surveillance/indicator_list.html", {"page": page})


@require_safe
def indicator_detail(request: HttpRequest, indicator: str) -> HttpResponse:
    return _indicator(request, indicator, None)


@require_POST
def indicator_mute(request: HttpRequest, indicator: str) -> HttpResponse:
    require(request.actor, Permission.SIGNAL_MUTE)
    row = queries.get_indicator(request.actor, indicator)
    form = forms.MuteForm(request.actor, request.POST)
    if form.is_valid():
        try:
            services.mute_indicator(actor=request.actor, indicator=row, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
            return _indicator(request, indicator, form, status=refusal.status)
        messages.success(request, f"“{row.name}”已静默，到期自动恢复。")
        return redirect("surveillance:indicator_detail", indicator)
    return _indicator(request, indicator, form, status=422)


def _indicator(
    request: HttpRequest, code: str, form: forms.MuteForm | None, *, status: int = 200
) -> HttpResponse:
    actor = request.actor
    indicator = queries.get_indicator(actor, code)
    runs = queries.list_runs()
    wanted = forms.ChartFilter(actor, queries.parts_of(indicator), runs, request.GET)
    wanted.is_valid()
    chart = _chart(request, indicator, wanted.cleaned_data)
    world = forms.world_chosen(wanted.cleaned_data.get("exercise"))
    listed = None
    if actor.may(Permission.SIGNAL_VIEW):
        listed = queries.list_signals(
            actor, indicator=code, exercise=world.is_exercise, run=world.run
        )
    first = queries.first_day(actor, indicator, world)
    known = (clock.today() - first).days + 1 if first else 0
    rules = [
        presenters.rule_line(rule, indicator.measure, known)
        for rule in indicator.rules.filter(is_active=True).order_by("color", "id")
    ]
    context = {
        "indicator": indicator, "chart": chart, "filter": wanted, "rules": rules,
        "desks": queries.desk_names(indicator),
        "signals": list(listed[:8]) if listed is not None else [],
        "record": queries.record_of(actor, indicator) if listed is not None else None,
        "mutes": list(queries.list_mutes(actor).filter(indicator=indicator)[:5]),
        "may_mute": actor.may(Permission.SIGNAL_MUTE),
        "form": form or forms.MuteForm(actor, initial={"until": clock.today() + timedelta(days=7)}),
        "today": clock.today(), "is_invented": queries.has_demonstration(actor, indicator),
    }  # fmt: skip
    return render(request, "surveillance/indicator_detail.html", context, status=status)


def _chart(request: HttpRequest, indicator: Any, chosen: dict[str, Any]) -> presenters.Chart:
    """The series asked for, with the days on which a rule fired."""
    world = forms.world_chosen(chosen.get("exercise"))
    last = clock.today()
    first = last - timedelta(days=SPANS.get(chosen.get("span") or "", 30) - 1)
    area = chosen.get("area")
    path = area.path if area else ""
    values = queries.daily_values(
        request.actor, indicator, first, last, area_path=path, part=chosen.get("part") or "",
        exercise=world.is_exercise, run=world.run,
    )  # fmt: skip
    return presenters.draw(
        values, first, last, measure=indicator.measure,
        alarms=queries.alarm_days(request.actor, indicator, first, last, area_path=path, world=world),
        limits=[("上限", indicator.upper_limit), ("下限", indicator.lower_limit)],
        is_line=indicator.combine != Combine.SUM,
    )  # fmt: skip


@require_safe
def observation_list(request: HttpRequest) -> HttpResponse:
    programmes = list(queries.list_programmes(request.actor))
    form = forms.ObservationFilter(request.actor, programmes, queries.list_runs(), request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    world, area = forms.world_chosen(chosen.get("exercise")), chosen.get("area")
    rows = queries.list_observations(
        request.actor, programme=chosen.get("programme", ""), since=chosen.get("since"),
        until=chosen.get("until"), state=chosen.get("state", ""),
        area_path=area.path if area else "", late=chosen.get("late") == "1",
        exercise=world.is_exercise, run=world.run,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.observation_rows(rows[:SHEET_LIMIT])
        raw = write_table("监测数据", presenters.OBSERVATION_COLUMNS, lines, as_of=clock.now())
        return download(f"监测数据-{clock.today():%Y%m%d}.xlsx", raw)
    few = queries.at_sites_of(rows, area.path) if area else None
    latest = partial(queries.latest_of, last=chosen.get("until"))
    page = BoundedPaginator(rows, PER_PAGE, few=few, first_of=latest).get_page(
        request.GET.get("page")
    )
    return render(request, "surveillance/observation_list.html", {"form": form, "page": page})
