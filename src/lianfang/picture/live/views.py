"""The wall screen, the replay, the timeline and the figures book."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.audit.public import version_now
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.base.kernel.unchanged import answer_unchanged, with_version
from lianfang.command.emergencies.public import get_emergency, list_emergencies
from lianfang.picture.situation.public import gather

from . import forms, layers, presenters, queries

REFRESH_SECONDS = 15


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The gravest running response in figures, map, clocks and events; an unchanged board answers 304."""
    require(request.actor, Permission.COUNTY_VIEW)
    version = f'"{version_now()}"'
    unchanged = answer_unchanged(request, version)
    if unchanged is not None:
        return unchanged
    response = queries.response_on_the_wall(request.actor)
    now = clock.now()
    context: dict[str, Any] = {"response": response, "refresh_seconds": REFRESH_SECONDS, "now": now}
    if response is not None:
        emergency = response.emergency
        shown = queries.snapshot_now(request.actor, emergency, version)
        context |= {"emergency": emergency, "shown": shown, "day": presenters.day_of(response, now)}
        context |= {
            "clocks": presenters.open_clocks(shown, now),
            "late": presenters.late_units(shown),
            "map": presenters.area_map(emergency, shown),
        }
    return with_version(render(request, "live/wall.html", context), version)


@require_safe
def replay(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was known, ordered and done at the moment of a step of the slider."""
    require(request.actor, Permission.COUNTY_VIEW)
    emergency = get_emergency(request.actor, uuid)
    course = queries.course_of(emergency)
    form = forms.ReplayForm(request.GET)
    asked = form.cleaned_data.get("step") if form.is_valid() else None
    step = course.steps if asked is None else asked
    shown = queries.snapshot(request.actor, emergency, course.moment(step))
    points = [
        (course.number(p.decided_at), p) for p in queries.turning_points(emergency) if p.decided_at
    ]
    context = {
        "emergency": emergency, "course": course, "step": min(step, course.steps), "shown": shown,
        "points": points, "decided": queries.decided_at(emergency, shown.at), "curve": presenters.curve_chart(queries.curve(emergency, shown.at)),
        "map": presenters.area_map(emergency, shown), "limits": presenters.limits_then(shown),
    }  # fmt: skip
    return render(request, "live/replay.html", context)


@require_safe
def area_map(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One figure of every township, on the map and in the table beside it."""
    require(request.actor, Permission.COUNTY_VIEW)
    emergency = get_emergency(request.actor, uuid)
    picture = queries.area_picture(request.actor, emergency, clock.now())
    asked = request.GET.get("figure", "")
    areas = [tile.area for tile in picture.tiles]
    offered = layers.layers_of(request.actor, emergency, picture.at, areas)
    layer = next((one for one in offered if one.key == asked), None)
    if layer is None:
        shown = presenters.area_map(emergency, picture, asked)
    else:
        shown = presenters.layer_map(picture, layer)
    if request.GET.get("export") == "xlsx":
        columns = presenters.layer_columns(layer) if layer else presenters.AREA_COLUMNS
        name = f"各乡镇{layer.label if layer else '任务'}"
        raw = write_table(name, columns, presenters.area_rows(shown.lines), as_of=picture.at)
        return download(f"{name}.xlsx", raw)
    context = {
        "emergency": emergency, "map": shown, "tiles": picture.tiles, "at": picture.at,
        "figures": presenters.MAPPED, "layers": offered, "layer": layer,
    }  # fmt: skip
    return render(request, "live/area_map.html", context)


@require_safe
def timeline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The whole course in one list, from every room."""
    require(request.actor, Permission.COUNTY_VIEW)
    emergency = get_emergency(request.actor, uuid)
    words = request.GET.get("q", "").strip()
    events = [
        event
        for event in queries.events_until(emergency)
        if not words or words in event.title or words in event.text
    ]
    if request.GET.get("export") == "xlsx":
        rows = presenters.event_rows(events)
        raw = write_table("大事记", presenters.EVENT_COLUMNS, rows, as_of=clock.now())
        return download("大事记.xlsx", raw)
    page = presenters.paged(events, request.GET.get("page"))
    context = {"emergency": emergency, "page": page, "words": words}
    return render(request, "live/timeline.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures book: every figure of the reports with definition, source and moment."""
    require(request.actor, Permission.SITUATION_VIEW)
    emergencies = list_emergencies(request.actor)
    form = forms.FiguresForm(request.GET, emergencies=emergencies)
    chosen = form.cleaned_data if form.is_valid() else {}
    emergency = chosen.get("emergency") or emergencies.first()
    now = clock.now()
    lines = presenters.figure_lines(
        gather(emergency, now) if emergency else [], chosen.get("q", "")
    )
    if request.GET.get("export") == "xlsx":
        raw = write_table(
            "指标口径", presenters.FIGURE_COLUMNS, presenters.figure_rows(lines), as_of=now
        )
        return download("指标口径.xlsx", raw)
    page = presenters.paged(lines, request.GET.get("page"))
    context = {"form": form, "emergency": emergency, "page": page, "now": now}
    return render(request, "live/figures.html", context)
