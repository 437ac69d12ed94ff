"""Pages of back-tests: all series with known outbreaks, one of them, and one that a person uploads."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Limits, write_table
from lianfang.base.kernel.spreadsheets.sources import open_sheets
from lianfang.picture.analysis import forms, presenters, queries
from lianfang.picture.analysis.documents import draw_trial
from lianfang.picture.analysis.rules import backtest
from lianfang.picture.analysis.rules import real_series as real
from lianfang.picture.analysis.rules.reading import (
    ReadTrial,
    mark_outbreaks,
    read_spans,
    read_trial,
    spans_written,
)
from lianfang.picture.analysis.rules.trials import Settings, Trial, try_methods, usual_settings

PERIODS_PER_PAGE = 30
# The uploaded table is never stored: what was read of it lives here until the person signs out.
KEPT = "analysis_trial"


@require_safe
def back_test(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_VIEW)
    tables = {"按日": backtest.scores("day"), "按周": backtest.scores("week")}
    if request.GET.get("export") == "xlsx":
        rows = presenters.score_rows(tables)
        raw = write_table("方法回测", presenters.SCORE_COLUMNS, rows, as_of=clock.now())
        return download("方法回测.xlsx", raw)
    known = [
        (series.name, series.origin, backtest.outbreak_dates(series))
        for series in backtest.shared_series()
    ]
    figures = real.recorded_figures()
    context = {
        "tables": [(label, presenters.score_lines(scores)) for label, scores in tables.items()],
        "known": known, "simulated": backtest.SIMULATED,
        "pooled": presenters.result_lines(real.pooled(figures)),
        "series": presenters.series_lines(real.real_series(), figures),
        "may_make": request.actor.may(Permission.ANALYSIS_MAKE),
    }  # fmt: skip
    return render(request, "analysis/back_test.html", context)


@require_safe
def real_trial(request: HttpRequest, key: str) -> HttpResponse:
    """One real series: the figures that ship; curve and figures anew where the series is at hand."""
    require(request.actor, Permission.ANALYSIS_VIEW)
    known = real.find_real(key)
    if known is None:
        raise NotFound
    figures = [figure for figure in real.recorded_figures() if figure.series == key]
    context = {
        "known": known, "spans": real.span_words(known), "figures": figures,
        "recorded": presenters.result_lines(figure.result for figure in figures),
        "command": real.COMMAND, "folder": queries.FOLDER,
    }  # fmt: skip
    path = real.file_of(known, queries.series_folders())
    if path is None:
        return render(request, "analysis/real_trial.html", context)
    try:
        trial = real.read_real(known, path)
    except Refused as refusal:
        return render(request, "analysis/real_trial.html", {**context, "refusal": refusal})
    return _tried(request, trial, known.settings, "analysis/real_trial.html", context)


def _tried(
    request: HttpRequest, trial: Trial, usual: Settings, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Try the methods chosen; the table, the chart, every period, or one of them as a file."""
    form = forms.TrialForm(request.GET, usual=usual)
    context |= {"trial": trial, "form": form}
    settings = form.settings
    try:
        tested = try_methods(trial, settings)
    except Refused as refusal:
        return render(request, template, {**context, "refusal": refusal})
    sentences = presenters.sum_up(tested.results)
    svg = draw_trial(trial, tested, settings, sentences[0])
    kind = request.GET.get("export")
    if kind in presenters.FILE_KINDS:
        return presenters.answer_trial(kind, trial, tested, settings, svg)
    periods = presenters.period_lines(trial, tested)
    is_whole = request.GET.get("whole") == "1"
    if not is_whole:
        periods = [line for line in periods if line.alarms or line.is_outbreak]
    context |= {
        "chart": presenters.chart(svg), "sentences": sentences,
        "results": presenters.result_lines(tested.results),
        "page": Paginator(periods, PERIODS_PER_PAGE).get_page(request.GET.get("page")),
        "is_whole": is_whole,
    }  # fmt: skip
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_upload(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    form = forms.TrialUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read = _read(form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session[KEPT] = read.to_plain()
            return redirect("analysis:own_preview")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "kept": _kept(request)}
    return render(request, "analysis/own_upload.html", context, status=status)


def _read(data: dict[str, Any]) -> ReadTrial:
    """The first sheet of the table, with the outbreaks typed where there are any."""
    table, limits = data["table"], Limits()
    sheet = next(open_sheets(table.name, table.read(limits.file_bytes + 1), limits))
    read = read_trial(
        data["name"], next(sheet.rows, []), sheet.rows, step=data["step"], today=clock.today()
    )
    if not data["spans"].strip():
        return read
    return read.with_trial(mark_outbreaks(read.trial, read_spans(data["spans"])))


def _kept(request: HttpRequest) -> ReadTrial | None:
    plain = request.session.get(KEPT)
    return ReadTrial.from_plain(plain) if plain else None


@require_http_methods(["GET", "HEAD", "POST"])
def own_preview(request: HttpRequest) -> HttpResponse:
    """What was read of an uploaded table, row by row what was not, and when its outbreaks were."""
    require(request.actor, Permission.ANALYSIS_MAKE)
    read = _kept(request)
    if read is None:
        return redirect("analysis:own_upload")
    form = forms.TrialSpansForm(request.POST or None, initial={"spans": spans_written(read.trial)})
    if request.method == "POST" and form.is_valid():
        try:
            trial = mark_outbreaks(read.trial, read_spans(form.cleaned_data["spans"]))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session[KEPT] = read.with_trial(trial).to_plain()
            return redirect("analysis:own_trial")
    gaps = sum(count is None for count in read.trial.counts)
    context = {
        "read": read, "form": form, "gaps": gaps, "periods": len(read.trial.counts),
        "first": read.trial.label(0), "last": read.trial.label(len(read.trial.counts) - 1),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "analysis/own_preview.html", context, status=status)


@require_safe
def own_trial(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ANALYSIS_MAKE)
    read = _kept(request)
    if read is None:
        return redirect("analysis:own_upload")
    usual = usual_settings(read.trial)
    return _tried(request, read.trial, usual, "analysis/own_trial.html", {"read": read})
