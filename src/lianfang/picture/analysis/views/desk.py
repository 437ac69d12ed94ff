"""Pages of the analysis desk."""

from datetime import timedelta
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
from lianfang.base.kernel.spreadsheets import Limits, write_table
from lianfang.base.kernel.spreadsheets.sources import open_sheets
from lianfang.command.emergencies.public import list_emergencies
from lianfang.command.surveillance.public import list_programmes
from lianfang.picture.analysis import forms, presenters, queries, services
from lianfang.picture.analysis.documents import draw_chart
from lianfang.picture.analysis.rules import backtest
from lianfang.picture.analysis.rules.methods import run
from lianfang.picture.analysis.rules.options import Options, used_options
from lianfang.picture.analysis.rules.reading import read_series
from lianfang.picture.analysis.rules.series import Series, build_series

PER_PAGE = 25
POINTS_PER_PAGE = 30
EXPORT_LIMIT = 20_000
# The table itself is never stored: its counts by day live here until the person signs out.
KEPT = "analysis_series"


@require_safe
def analysis_list(request: HttpRequest) -> HttpResponse:
    form = forms.AnalysisFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.list_analyses(
        request.actor, words=chosen.get("q", ""), method=chosen.get("method", "")
    )
    if request.GET.get("export") == "xlsx":
        lines = presenters.analysis_rows(rows[:EXPORT_LIMIT])
        raw = write_table("流行病学分析", presenters.LIST_COLUMNS, lines, as_of=clock.now())
        return download("流行病学分析.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_make = request.actor.may(Permission.ANALYSIS_MAKE)
    return render(
        request, "analysis/analysis_list.html", {"form": form, "page": page, "may_make": may_make}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    form = forms.SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            series = _read(request, form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session[KEPT] = series.to_plain()
            if series.faults:
                messages.warning(request, f"数据有 {len(series.faults)} 类问题，请先看“数据质量”。")
            return redirect("analysis:desk")
    return _source(request, form=form if request.method == "POST" else None)


@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    form = forms.WatchForm(request.POST, programmes=list_programmes(request.actor))
    if form.is_valid():
        data = form.cleaned_data
        try:
            series = queries.watched_series(
                request.actor, data["indicator"], data["since"], data["until"]
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session[KEPT] = series.to_plain()
            return redirect("analysis:desk")
    return _source(request, watch=form)


@require_POST
def disease_series(request: HttpRequest) -> HttpResponse:
    """Take up one of the series that were listed for a disease."""
    require(request.actor, Permission.ANALYSIS_MAKE)
    try:
        series = queries.series_of(request.actor, request.POST.get("key", ""))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("analysis:source")
    request.session[KEPT] = series.to_plain()
    return redirect("analysis:desk")


def _source(
    request: HttpRequest,
    *,
    form: forms.SourceForm | None = None,
    watch: forms.WatchForm | None = None,
) -> HttpResponse:
    """The page of sources, with the form that was refused."""
    today = clock.today()
    usual = {"since": today - timedelta(days=365), "until": today}
    context = {
        "form": form or forms.SourceForm(),
        "watch": watch or forms.WatchForm(initial=usual, programmes=list_programmes(request.actor)),
        "samples": backtest.shared_series(), "kept": _kept(request), **_by_disease(request),
    }  # fmt: skip
    is_refused = any(f is not None and f.errors for f in (form, watch))
    return render(request, "analysis/source.html", context, status=422 if is_refused else 200)


def _by_disease(request: HttpRequest) -> dict[str, Any]:
    """The diseases that the house knows something about, and the series of the one chosen."""
    diseases = queries.diseases_with_series(request.actor)
    form = forms.DiseaseForm(request.GET or None, diseases=diseases)
    chosen = form.cleaned_data["disease"] if form.is_valid() else ""
    disease = next((row for row in diseases if row.code == chosen), None)
    listed = queries.list_sources(request.actor, disease) if disease else []
    return {"by_disease": form, "disease": disease, "listed": listed, "diseases": diseases}


def _read(request: HttpRequest, data: dict[str, Any]) -> Series:
    """The first sheet of the table, added up."""
    table = data["table"]
    limits = Limits()
    sheet = next(open_sheets(table.name, table.read(limits.file_bytes + 1), limits))
    return read_series(
        table.name,
        next(sheet.rows, []),
        sheet.rows,
        today=clock.today(),
        known_areas=queries.known_area_names(request.actor),
        wanted={name: data[name] for name in ("date", "report", "count", "area")},
        disease=data["disease"],
    )


@require_POST
def sample(request: HttpRequest, place: int) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    known = backtest.shared_series()
    chosen = known[min(place, len(known) - 1)]
    request.session[KEPT] = build_series(
        chosen.name, "sample", backtest.daily_cells(chosen), is_list=False, rows=len(chosen.counts)
    ).to_plain()
    return redirect("analysis:desk")


def _kept(request: HttpRequest) -> Series | None:
    plain = request.session.get(KEPT)
    return Series.from_plain(plain) if plain else None


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    series = _kept(request) or _usual(request)
    if series is None:
        return redirect("analysis:source")
    form = forms.DeskForm(request.GET, areas=series.areas)
    return _desk(request, series, form)


def _usual(request: HttpRequest) -> Series | None:
    """The desk opens with the stream behind the latest open emergency, kept as if it had been chosen."""
    source = queries.usual_source(request.actor)
    if source is None:
        return None
    try:
        series = queries.series_of(request.actor, source.key)
    except Refused:
        return None
    request.session[KEPT] = series.to_plain()
    return series


def _desk(
    request: HttpRequest, series: Series, form: forms.DeskForm, save: forms.SaveForm | None = None
) -> HttpResponse:
    options = form.options
    context: dict[str, Any] = {"series": series, "form": form, "options": options, "tab": "desk"}
    try:
        outcome = run(series, options)
    except Refused as refusal:
        return render(request, "analysis/desk.html", {**context, "refusal": refusal})
    title = _title(series, options)
    svg = draw_chart(outcome, title)
    kind = request.GET.get("export")
    if kind in presenters.FILE_KINDS:
        return presenters.answer_file(
            kind, title, svg, outcome.points, _conditions(series, options)
        )
    page = Paginator(outcome.points[::-1], POINTS_PER_PAGE).get_page(request.GET.get("page"))
    emergencies = list_emergencies(request.actor, state="open")
    context |= {
        "outcome": outcome, "chart": presenters.chart(svg), "page": page,
        "points": presenters.point_lines(page.object_list),
        "known": presenters.known_columns(outcome.points),
        "figures": presenters.figure_lines(outcome.figures), "settings": used_options(options),
        "save": save or forms.SaveForm(initial={"title": title}, emergencies=emergencies),
        "query": presenters.query_of(vars(options)),
    }  # fmt: skip
    status = 422 if save is not None else 200
    return render(request, "analysis/desk.html", context, status=status)


def _title(series: Series, options: Options) -> str:
    label = forms.Method(options.method).label.split("（")[0]
    disease = f"{series.disease} " if series.disease and series.disease not in series.name else ""
    return f"{disease}{series.name.rsplit('.', 1)[0]}{options.area and '·' + options.area} {label}"


def _conditions(series: Series, options: Options) -> str:
    parts = [f"数据：{series.name}", f"摘要：{series.digest[:16]}", f"方法：{options.method}"]
    parts += [f"{label} {value}" for _, label, value in used_options(options)]
    return "；".join(parts)


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    series = _kept(request)
    if series is None:
        return redirect("analysis:source")
    faults = presenters.fault_lines(series)
    if request.GET.get("export") == "xlsx":
        rows = [(f.kind, f.rows, f.words) for f in faults]
        raw = write_table("数据质量", presenters.FAULT_COLUMNS, rows, as_of=clock.now())
        return download("数据质量.xlsx", raw)
    return render(
        request, "analysis/quality.html", {"series": series, "faults": faults, "tab": "quality"}
    )


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    series = _kept(request)
    if series is None:
        return redirect("analysis:source")
    desk_form = forms.DeskForm(request.POST, areas=series.areas)
    emergencies = list_emergencies(request.actor, state="open")
    form = forms.SaveForm(request.POST, emergencies=emergencies)
    if form.is_valid():
        chosen = form.cleaned_data["emergency"]
        try:
            kept = services.save_analysis(
                actor=request.actor, series=series, options=desk_form.options,
                title=form.cleaned_data["title"], emergency_uuid=chosen.uuid if chosen else None,
            )  # fmt: skip
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            where = f"，{chosen.name}的下一期情况报告会引用它" if chosen else ""
            messages.success(request, f"“{kept.title}”已保存为 {kept.number}{where}。")
            return redirect("analysis:analysis_detail", kept.uuid)
    return _desk(request, series, desk_form, form)


@require_safe
def analysis_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    analysis = queries.get_analysis(request.actor, uuid)
    points = queries.list_points(analysis)
    kind = request.GET.get("export")
    if kind in presenters.FILE_KINDS:
        conditions = f"{analysis.number}；数据：{analysis.data_name}；摘要：{analysis.digest[:16]}"
        return presenters.answer_file(kind, analysis.title, analysis.chart, points, conditions)
    page = Paginator(points.reverse(), POINTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "analysis": analysis, "chart": presenters.chart(analysis.chart), "page": page,
        "points": presenters.point_lines(page.object_list),
        "known": presenters.known_columns(page.object_list),
        "figures": presenters.figure_lines(analysis.figures.all()),
        "setting_rows": [(row.key, row.label, row.value) for row in analysis.settings.all()],
        "sentences": [analysis.summary, *analysis.explanation.splitlines()],
    }  # fmt: skip
    return render(request, "analysis/analysis_detail.html", context)
