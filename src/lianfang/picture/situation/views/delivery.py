"""Pages for delivering a report and for seeing how that went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.picture.situation import forms, presenters, queries, services
from lianfang.picture.situation.choices import ReportState
from lianfang.picture.situation.models import Report

MOST_EXPORTED = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def report_deliver(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Issue an approved report to chosen addressees, or deliver an issued one again."""
    require(request.actor, Permission.SITUATION_DRAFT)
    report = queries.get_report(request.actor, uuid)
    first = report.state != ReportState.ISSUED
    units, posts = queries.usual_recipients(report) if first else ([], [])
    form = forms.DeliverForm(
        request.POST or None, units=queries.list_recipients(request.actor),
        posts=queries.list_leaders(request.actor), initial={"units": units, "posts": posts},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            words = _carry_out(request, report, form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words)
            return redirect("situation:report_detail", uuid)
    context = {"form": form, "report": report, "is_first": first}
    return render(
        request, "situation/report_deliver.html", context, status=422 if form.errors else 200
    )


def _carry_out(request: HttpRequest, report: Report, data: dict[str, Any]) -> str:
    recipients = services.Recipients(
        batch=data["batch"], units=tuple(unit.uuid for unit in data["units"]),
        posts=tuple(post.uuid for post in data["posts"]),
    )  # fmt: skip
    if report.state == ReportState.ISSUED:
        rows = services.deliver_report(
            actor=request.actor, report_uuid=report.uuid, recipients=recipients
        )
        return f"已补发给 {len(rows)} 个接收方。"
    services.issue_report(actor=request.actor, report_uuid=report.uuid, recipients=recipients)
    return "报告已编号印发，Word 和 PDF 可以下载；送达情况见本页右侧。"


@require_safe
def delivery_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    report = queries.get_report(request.actor, uuid)
    form = forms.DeliveryFilter(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.list_deliveries(request.actor, report, words=words)
    if request.GET.get("export") == "xlsx":
        lines = presenters.delivery_lines(rows[:MOST_EXPORTED])
        raw = write_table(
            "送达情况", presenters.DELIVERY_COLUMNS, presenters.delivery_rows(lines), as_of=clock.now()
        )  # fmt: skip
        return download("送达情况.xlsx", raw)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "form": form, "report": report, "page": page, "now": clock.now(),
        "lines": presenters.delivery_lines(page.object_list),
        "may_draft": request.actor.may(Permission.SITUATION_DRAFT),
    }  # fmt: skip
    return render(request, "situation/delivery_list.html", context)
