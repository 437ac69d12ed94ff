"""Pages of sites: who owes which report today, and the page on which a site reports."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.surveillance import forms, presenters, queries, rules, services
from lianfang.command.surveillance.choices import Combine
from lianfang.command.surveillance.models import Site

PER_PAGE = 30
SHEET_LIMIT = 20_000
KEPT_DAYS = 30
HISTORY_ROWS = 60


@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()
    form = forms.SiteFilter(list(queries.list_programmes(actor)), request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    listed = queries.list_sites_to_fill if chosen.get("mine") else queries.list_sites
    rows = listed(actor, words=chosen.get("q", ""), programme=chosen.get("programme", ""))
    if request.GET.get("export") == "xlsx":
        lines = presenters.site_rows(_with_days(list(rows[:SHEET_LIMIT]), today))
        raw = write_table("报告点", presenters.SITE_COLUMNS, lines, as_of=clock.now())
        return download(f"监测报告点-{today:%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [
        (duty, kept, *presenters.DUTY_WORDS[duty.state])
        for duty, kept in _with_days(list(page.object_list), today)
    ]
    may_record = actor.may(Permission.OBSERVATION_RECORD)
    # Others' sites are there to be read; only the own ones lead to a form.
    own = queries.list_sites_to_fill(actor) if may_record else rows.none()
    listed_here = [duty.site.pk for duty, *_ in shown]
    context = {
        "form": form, "page": page, "shown": shown, "today": today, "may_record": may_record,
        "fills": set(own.filter(pk__in=listed_here).values_list("pk", flat=True)),
    }  # fmt: skip
    return render(request, "surveillance/site_list.html", context)


def _with_days(sites: list[Site], today: date) -> list[tuple[queries.Duty, queries.Punctuality]]:
    """Each site with the present report and the thirty days before today."""
    duties = queries.duties_of(sites, today, rules.COUNTY)
    first, last = today - timedelta(days=KEPT_DAYS), today - timedelta(days=1)
    return list(zip(duties, queries.punctuality(sites, first, last, rules.COUNTY), strict=True))


@require_safe
def site_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    site, today = queries.get_site(request.actor, uuid), clock.today()
    form = forms.DayForm(request.GET)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    period_on = rules.period_of(site.programme.period, day or today)
    [(duty, kept)] = _with_days([site], today)
    rows = queries.history_of_report(site, period_on, rules.COUNTY)
    context = {
        "site": site, "duty": duty, "kept": kept, "state": presenters.DUTY_WORDS[duty.state],
        "period_on": period_on, "rows": list(rows[:HISTORY_ROWS]),
        "reports": list(site.reports.filter(is_exercise=False).select_related("recorded_by").order_by("-period_on")[:KEPT_DAYS]),
        "may_record": request.actor.may(Permission.OBSERVATION_RECORD)
        and queries.list_sites_to_fill(request.actor).filter(pk=site.pk).exists(),
    }  # fmt: skip
    return render(request, "surveillance/site_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def site_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    site = queries.get_site_to_fill(request.actor, uuid)
    period_on = rules.period_of(site.programme.period, _day(request))
    given = queries.values_given(site, period_on, rules.COUNTY)
    indicators = list(queries.list_indicators(site.programme))
    parts = list(site.parts.order_by("sort", "id").values_list("name", flat=True))
    form = forms.ReportForm(site, indicators, parts, given, request.POST or None)
    if request.method != "POST":
        return _page(request, site, period_on, form)
    is_zero = "zero" in request.POST
    if is_zero or form.is_valid():
        key = request.POST.get("key", "")[:64]
        asked = {"actor": request.actor, "site_uuid": uuid, "period_on": period_on, "key": key}
        try:
            if is_zero:
                services.record_zero_report(**asked)
            else:
                entries = form.entries()
                services.record_report(**asked, entries=entries, reason=form.cleaned_data["reason"])
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            words = "零报告" if is_zero else "数据"
            messages.success(request, f"{site.name} {period_on:%m月%d日}的{words}已收到。")
            return redirect(f"{reverse('surveillance:site_detail', args=[uuid])}?day={period_on}")
    return _page(request, site, period_on, form, status=422)


def _day(request: HttpRequest) -> date:
    """The day asked for; the address of a page kept on a telephone names it, so that a late sending stays right."""
    form = forms.DayForm(request.GET)
    chosen = form.cleaned_data.get("day") if form.is_valid() else None
    return chosen or clock.today()


def _page(
    request: HttpRequest, site: Site, period_on: date, form: forms.ReportForm, *, status: int = 200
) -> HttpResponse:
    [duty] = queries.duties_of([site], period_on, rules.COUNTY)
    context = {
        "site": site, "form": form, "period_on": period_on, "duty": duty,
        "state": presenters.DUTY_WORDS[duty.state], "indicators": form.indicators,
        "rows": form.rows(), "has_parts": form.parts != [""],
        "may_zero": any(i.combine == Combine.SUM for i in form.indicators),
        "needs_reason": any(i.combine != Combine.SUM for i in form.indicators) or bool(form.given),
    }  # fmt: skip
    return render(request, "surveillance/site_report.html", context, status=status)
