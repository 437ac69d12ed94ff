"""Lists: the unit's box, the table of all, the board, what waits for review."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.audit.public import version_now
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.paging import BoundedPaginator
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Column, write_table
from lianfang.base.kernel.unchanged import answer_unchanged, with_version
from lianfang.command.emergencies.public import (
    Emergency,
    GroupThen,
    get_emergency,
    groups_at,
)
from lianfang.command.tasks import forms, presenters, queries, services
from lianfang.command.tasks.choices import LIVE_STATES, OPEN_STATES, WAITING_STATES, TaskState
from lianfang.command.tasks.models import Task
from lianfang.county.orgs.public import get_area

PER_PAGE = 20
UNITS_PER_PAGE = 60
REFRESH_SECONDS = 15
SHEET_LIMIT = 20_000
GROUPS = {"live": LIVE_STATES, "open": OPEN_STATES, "waiting": WAITING_STATES}
REVIEW_TABS = (("submitted", "待审核"), ("declined", "报告不能办理"))


@require_safe
def task_inbox(request: HttpRequest) -> HttpResponse:
    """The desk of a unit: what to sign for, to do, to correct; overdue first."""
    actor = request.actor
    require(actor, Permission.TASK_VIEW)
    below, words = request.GET.get("of") == "below", request.GET.get("q", "")[:60]
    box = queries.inbox(actor, tab=request.GET.get("tab", ""), below=below, words=words)
    address = {"of": "below"} if below else {}
    tabs = [
        {"label": label, "count": box.counts[key], "active": key == box.tab,
         "url": f"?{urlencode({'tab': key, **address})}"}
        for key, label, _ in queries.TABS
    ]  # fmt: skip
    may_sign = box.tab == "sign" and actor.may(Permission.TASK_SIGN)
    context = {
        "box": box, "tabs": tabs, "page": _page(request, box.tasks), "below": below, "is_own": not below,
        "words": words,
        "has_below": len(actor.unit_ids) > 1, "may_sign": may_sign,
    }  # fmt: skip
    return render(request, "tasks/task_inbox.html", context)


@require_POST
def tasks_sign(request: HttpRequest) -> HttpResponse:
    """Sign for the ticked tasks."""
    below = "&of=below" if request.POST.get("of") == "below" else ""
    try:
        count = services.sign_tasks(actor=request.actor, task_uuids=request.POST.getlist("task"))
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('tasks:task_inbox')}?tab=sign{below}")
    messages.success(request, f"已签收 {count} 件任务，请按时限办理并提交。")
    return redirect(f"{reverse('tasks:task_inbox')}?tab=work{below}")


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """All tasks in sight, filtered; the same filters for the spreadsheet. Without any, the live ones."""
    require(request.actor, Permission.TASK_VIEW)
    form = forms.TaskFilter(request.actor, request.GET or {"state": "live"})
    form.is_valid()
    tasks = queries.list_tasks(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        return _sheet("任务", tasks)
    context = {"form": form, "page": _page(request, tasks)}
    return render(request, "tasks/task_list.html", context)


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    state = chosen.get("state") or ""
    return {
        "words": chosen.get("q") or "",
        "response": chosen.get("response"),
        "state": GROUPS.get(state, state),
        "unit": chosen.get("unit"),
        "level": chosen.get("level"),
        "kind": chosen.get("kind") or "",
        "overdue": True if chosen.get("overdue") else None,
        "mine": bool(chosen.get("mine")),
        "duty": chosen.get("duty"),
        "action": chosen.get("action"),
    }


@require_safe
def task_board(request: HttpRequest) -> HttpResponse:
    """Units by states; every number is a link to its rows. An unchanged board answers 304."""
    require(request.actor, Permission.TASK_VIEW)
    counted = version_now()
    version = f'"{counted}-{request.actor.post_id}"'
    unchanged = answer_unchanged(request, version)
    if unchanged is not None:
        return unchanged
    responses = list(queries.list_response_names(request.actor)[:50])
    chosen = request.GET.get("response", "")
    response = next((r for r in responses if str(r.uuid) == chosen), None)
    running = [r for r in responses if r.ended_at is None]
    if response is None and running and not chosen:
        response = running[0]
    rows = queries.board_now(request.actor, response, counted) if response else []
    if request.GET.get("export") == "xlsx":
        return _download("任务看板", presenters.board_sheet_columns(), presenters.board_sheet(rows))
    page = Paginator(presenters.board_lines(rows), UNITS_PER_PAGE).get_page(request.GET.get("page"))
    total = queries.total_of(rows)
    link = f"{reverse('tasks:task_list')}?response={response.uuid}" if response else ""
    context = {
        "responses": responses, "response": response, "page": page, "total": total,
        "figures": presenters.board_figures(total, link),
        "columns": presenters.board_columns(),
        "total_cells": [(s, total.states.get(s, 0)) for s, _ in presenters.board_columns()],
        "link": link,
        "refresh_seconds": REFRESH_SECONDS, "now": clock.now(),
    }  # fmt: skip
    return with_version(render(request, "tasks/task_board.html", context), version)


@require_safe
def task_review(request: HttpRequest) -> HttpResponse:
    """What waits for the actor's answer: submitted tasks, and those reported as impossible."""
    actor = request.actor
    require(actor, Permission.TASK_VIEW)
    known = dict(REVIEW_TABS)
    counts = queries.count_review_queue(actor)
    tab = request.GET.get("tab", "")
    if tab not in known:
        tab = "submitted" if counts["submitted"] or not counts["declined"] else "declined"
    tabs = [
        {"label": label, "count": counts[key], "active": key == tab, "url": f"?tab={key}"}
        for key, label in REVIEW_TABS
    ]
    page = _page(request, queries.list_review_queue(actor, state=tab))
    return render(request, "tasks/task_review.html", {"tabs": tabs, "page": page, "tab": tab})


@require_safe
def figure_tasks(request: HttpRequest, uuid: UUID, key: str) -> HttpResponse:
    """The rows behind one figure of a situation report, as at its cut-off."""
    require(request.actor, Permission.TASK_VIEW)
    emergency = get_emergency(request.actor, uuid)
    at = _moment(request.GET.get("at", ""))
    counted = queries.counted_by(key)
    group = _group(emergency, at, request.GET.get("group", ""))
    area = get_area(request.GET["area"]) if request.GET.get("area") else None
    tasks = queries.list_counted(
        request.actor, emergency, at, key, group=group, area_path=area.path if area else ""
    )
    if request.GET.get("export") == "xlsx":
        return _sheet(counted.label, tasks)
    labels = dict(TaskState.choices)
    page = _page(request, tasks)
    for task in page.object_list:
        task.label_then = labels[task.state_then]
    context = {
        "emergency": emergency, "counted": counted, "at": at, "page": page, "group": group, "area": area,
    }  # fmt: skip
    return render(request, "tasks/figure_tasks.html", context)


def _group(emergency: Emergency, at: Any, code: str) -> GroupThen | None:
    """:raises NotFound: a group that was not at work then."""
    if not code:
        return None
    group = next((row for row in groups_at(emergency, at) if row.code == code), None)
    if group is None:
        raise NotFound
    return group


def _moment(text: str) -> Any:
    """The asked-for moment, now when none is given; :raises NotFound: when it is no moment."""
    try:
        at = parse_datetime(text) if text else clock.now()
    except ValueError as fault:
        raise NotFound from fault
    if at is None or at.tzinfo is None:
        raise NotFound
    return at


def _page(request: HttpRequest, tasks: QuerySet[Task]) -> Page[Task]:
    pages = BoundedPaginator(tasks, PER_PAGE, read=queries.as_page_rows)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = presenters.decorate(page.object_list)
    return page


def _sheet(title: str, tasks: QuerySet[Task]) -> HttpResponse:
    return _download(title, presenters.COLUMNS, presenters.sheet_rows(tasks[:SHEET_LIMIT]))


def _download(title: str, columns: list[Column], lines: Iterable[Any]) -> HttpResponse:
    raw = write_table(title, columns, lines, as_of=clock.now())
    return download(f"{title}-{clock.today():%Y%m%d}.xlsx", raw)
