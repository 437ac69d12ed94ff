"""Pages of the daily meeting: meetings, one meeting with its agenda and promises, all promises."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks import documents, forms, presenters, queries, services
from lianfang.command.tasks.models import DispatchMeeting

from .orders import PER_PAGE, SHEET_LIMIT, WRITERS


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    form = forms.WordsFilter(request.GET)
    form.is_valid()
    rows = queries.list_meetings(request.actor, words=form.cleaned_data.get("q", ""))
    if request.GET.get("export") == "xlsx":
        lines = presenters.meeting_sheet(rows[:SHEET_LIMIT])
        raw = write_table("调度会议", presenters.MEETING_COLUMNS, lines, as_of=clock.now())
        return download(f"调度会议-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may = request.actor.may(Permission.DISPATCH_HOLD)
    context = {"form": form, "page": page, "may_hold": may, "new": forms.MeetingForm(request.actor)}
    return render(request, "tasks/meeting_list.html", context)


@require_POST
def meeting_new(request: HttpRequest) -> HttpResponse:
    form = forms.MeetingForm(request.actor, request.POST)
    if not form.is_valid():
        messages.error(request, "请重新选择事件，主持人职务不超过 60 字。")
        return redirect("tasks:meeting_list")
    try:
        meeting = services.call_meeting(actor=request.actor, **form.given())
    except Refused as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, refusal.message)
        return redirect("tasks:meeting_list")
    messages.success(request, f"调度会议 {meeting.number} 的议程已从记录生成。")
    return redirect("tasks:meeting_detail", meeting.uuid)


@require_safe
def meeting_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.COUNTY_VIEW)
    return _page(request, queries.get_meeting(request.actor, uuid))


def _page(
    request: HttpRequest,
    meeting: DispatchMeeting,
    *,
    failed: str = "",
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    items = list(meeting.items.select_related("unit").order_by("place"))
    for item in items:
        item.url = presenters.item_url(item)
    may = request.actor.may(Permission.DISPATCH_HOLD) and meeting.ended_at is None
    waiting = queries.promises_to_check(meeting) if meeting.ended_at is None else []
    context = {
        "meeting": meeting, "items": items, "may_hold": may, "failed": failed,
        "waiting": presenters.dress_promises(waiting),
        "checks": presenters.dress_promises(meeting.checks.select_related("unit").order_by("checked_at", "id")),
        "promises": presenters.dress_promises(meeting.promises.select_related("unit").order_by("until", "id")),
        "promise": form if failed == "promise" else forms.PromiseForm(request.actor, auto_id="id_p_%s"),
        "check": form if failed == "check" else None,
        "end": form if failed == "end" else forms.EndForm(auto_id="id_end_%s"),
        "states": forms.CheckForm().fields["state"].choices,
    }  # fmt: skip
    return render(request, "tasks/meeting_detail.html", context, status=status)


def _act(
    request: HttpRequest, uuid: UUID, verb: str, form: Any, run: Callable[..., Any], done: str
) -> HttpResponse:
    meeting, status = queries.get_meeting(request.actor, uuid), 422
    if form.is_valid():
        try:
            run(actor=request.actor, meeting_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect("tasks:meeting_detail", uuid)
    return _page(request, meeting, failed=verb, form=form, status=status)


@require_POST
def meeting_promise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.PromiseForm(request.actor, request.POST, auto_id="id_p_%s")
    done = "承诺已登记，单位已收到通知，下次会议核对。"
    return _act(request, uuid, "promise", form, services.make_promise, done)


@require_POST
def meeting_check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.CheckForm(request.POST)
    return _act(request, uuid, "check", form, services.check_promise, "核对结果已登记。")


@require_POST
def meeting_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.EndForm(request.POST, auto_id="id_end_%s")
    return _act(request, uuid, "end", form, services.end_meeting, "会议已结束，可以打印纪要。")


@require_safe
def meeting_document(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    require(request.actor, Permission.COUNTY_VIEW)
    if suffix not in WRITERS:
        raise NotFound
    meeting = queries.get_meeting(request.actor, uuid)
    document = documents.minutes_document(meeting)
    return download(f"调度会议纪要{meeting.number}.{suffix}", WRITERS[suffix](document))


@require_safe
def promise_list(request: HttpRequest) -> HttpResponse:
    """What was promised at meetings: for a unit its own, for the command all."""
    require(request.actor, Permission.TASK_VIEW)
    form = forms.PromiseFilter(request.GET)
    form.is_valid()
    rows = queries.list_promises(request.actor, state=form.cleaned_data.get("state", ""))
    if request.GET.get("export") == "xlsx":
        lines = presenters.promise_sheet(rows[:SHEET_LIMIT])
        raw = write_table("会议承诺", presenters.PROMISE_COLUMNS, lines, as_of=clock.now())
        return download(f"会议承诺-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = presenters.dress_promises(page.object_list)
    return render(request, "tasks/promise_list.html", {"form": form, "page": page})
