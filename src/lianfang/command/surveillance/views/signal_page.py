"""The page of one signal: what it is, what stands behind it, what was done and what can be done now."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianfang.base.kernel import clock
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import forms, presenters, queries, rules
from lianfang.command.surveillance.follow_ups import FollowUp, follow_ups
from lianfang.command.surveillance.models import Signal

CHART_DAYS = 28
EVIDENCE_ROWS = 20
# Forms that may come back with what was typed, and how a fresh one is made.
BLANK: dict[str, Any] = {
    "judgement": lambda actor: forms.JudgementForm(),
    "assessment": lambda actor: forms.AssessmentForm(),
    "words": lambda actor: forms.WordsForm(),
    "link": forms.LinkForm,
    "control": lambda actor: forms.ControlForm(actor, initial={"until": clock.today() + timedelta(days=14)}),
}  # fmt: skip


def show_signal(
    request: HttpRequest, uuid: UUID, *, status: int = 200, **typed: Form
) -> HttpResponse:
    """The page with every form it offers; those in `typed` as they were sent."""
    actor = request.actor
    signal = queries.get_signal(actor, uuid)
    signal.tone = presenters.tone_of(signal)
    signal.color_tone = presenters.COLOR_TONES[signal.color]
    steps = list(signal.steps.select_related("unit", "taken_by"))
    addressees = list(
        signal.addressees.select_related("unit", "answered_by", "fed_back_by").order_by("id")
    )
    checked_at = presenters.first_check(steps)
    told = follow_ups(actor, signal)
    pages = Paginator(queries.list_evidence(signal), EVIDENCE_ROWS)
    evidence = _evidence(signal, pages.get_page(request.GET.get("page")))
    corrected = [row.restated for row in evidence or () if row.restated]
    context = {
        "signal": signal,
        "stages": presenters.stages_of(steps),
        "checked_at": checked_at,
        "late": presenters.late_words(signal, checked_at),
        "steps": presenters.steps_of(steps),
        "addressees": addressees,
        "own": next((row for row in addressees if row.unit_id in actor.unit_ids), None),
        "evidence": evidence,
        "corrected": corrected,
        "is_invented": signal.indicator is not None and queries.has_demonstration(actor, signal.indicator),
        "still_fires": any(row.restated is None or row.restated.fires for row in evidence or ()),
        "assessments": list(signal.assessments.select_related("assessed_by").order_by("-assessed_at", "-id")),
        "controls": _controls(signal, told),
        "became": [row for row in told if row.control_id is None],
        "links": _links(signal),
        **_drawings(request, signal),
        "matrix": _matrix(),
        "may": _may(request, signal),
        "forms": {name: typed.get(name) or make(actor) for name, make in BLANK.items()},
    }  # fmt: skip
    return render(request, "surveillance/signal_detail.html", context, status=status)


def _evidence(signal: Signal, page: Page) -> Page | None:
    """The findings of a page, each with what its value has become where it was corrected since."""
    findings = list(page.object_list)
    if not findings:
        return None
    changed = queries.restated(signal, findings)
    for finding in findings:
        finding.restated = changed.get(finding.pk)
    page.object_list = findings
    return page


def _may(request: HttpRequest, signal: Signal) -> dict[str, bool]:
    """What this person can do with the signal as it stands."""
    actor = request.actor
    moves = {move.verb for move in rules.SIGNAL_MOVES.allowed(signal.state)}
    verify, assess = actor.may(Permission.SIGNAL_VERIFY), actor.may(Permission.SIGNAL_ASSESS)
    return {
        "triage": verify and "triage" in moves,
        "verify": verify and "verify" in moves,
        "dismiss": verify and "dismiss" in moves,
        "assess": assess and "assess" in moves,
        "monitor": assess and "monitor" in moves,
        "close": assess and "close" in moves,
        "raise": actor.may(Permission.EMERGENCY_RECORD) and "raise" in moves,
        "link": verify,
        "control": actor.may(Permission.SIGNAL_RECORD) and signal.state in rules.LIVE_STATES,
        "feed_back": actor.may(Permission.SIGNAL_RECORD),
        "notify": actor.may(Permission.NOTIFICATION_SEND),
        "sample": actor.may(Permission.SAMPLE_RECORD),
    }


def _links(signal: Signal) -> list[dict[str, Any]]:
    found = []
    for link in queries.list_links(signal):
        other = link.other if link.signal_id == signal.pk else link.signal
        found.append({"signal": other, "link": link})
    return found


def _controls(signal: Signal, told: list[FollowUp]) -> list[dict[str, Any]]:
    """Every proposal to control source animals, with what the room of measures made of it."""
    rows = signal.source_controls.select_related("unit", "area").order_by("-id")
    made = {row.control_id: row for row in told}
    return [{"row": row, "made": made.get(row.pk)} for row in rows]


def _chart(request: HttpRequest, signal: Signal) -> presenters.Chart | None:
    """The indicator in the signal's area around the days in question."""
    if signal.indicator is None or signal.last_on is None:
        return None
    first = signal.last_on - timedelta(days=CHART_DAYS - 1)
    chart = _drawn(request, signal, first, signal.last_on)
    return None if chart.is_empty else chart


def _drawings(request: HttpRequest, signal: Signal) -> dict[str, Any]:
    """The chart of the signal; or every stream that found the same disease, over the same days."""
    signals = queries.streams_of(request.actor, signal)
    if not signals:
        return {"chart": _chart(request, signal), "streams": [], "lead": ""}
    last = max(row.last_on for row in signals if row.last_on)
    first = last - timedelta(days=CHART_DAYS - 1)
    streams = [
        presenters.Stream(
            row,
            presenters.span_words(row.found_at - signals[0].found_at)
            if row is not signals[0]
            else "",
            _drawn(request, row, first, last),
        )
        for row in signals
    ]
    alone = None if signal in signals else _chart(request, signal)
    return {"chart": alone, "streams": streams, "lead": presenters.lead_words(signals)}


def _drawn(request: HttpRequest, signal: Signal, first: date, last: date) -> presenters.Chart:
    """The indicator of a signal in its area over some days, with the days on which it fired."""
    indicator: Any = signal.indicator
    values = queries.daily_values(
        request.actor, indicator, first, last, area_path=signal.area_path,
        exercise=signal.is_exercise, run=signal.run,
    )  # fmt: skip
    return presenters.draw(
        values, first, last, measure=indicator.measure,
        alarms=set(signal.evidence.values_list("period_on", flat=True)),
        limits=[("上限", indicator.upper_limit), ("下限", indicator.lower_limit)],
        is_line=indicator.combine != "sum",
    )  # fmt: skip


def _matrix() -> list[dict[str, Any]]:
    """The matrix as rows of the page, the most likely on top."""
    return [
        {
            "label": f"{likelihood} {rules.LIKELIHOODS[likelihood]}",
            "cells": [
                {"level": level, "word": rules.RISKS[level]}
                for level in rules.MATRIX[likelihood - 1]
            ],
        }
        for likelihood in sorted(rules.LIKELIHOODS, reverse=True)
    ]
