"""One task: its page, and one address per thing that can be done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.files.public import attachment_response
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.command.tasks import forms, presenters, queries, services
from lianfang.command.tasks.models import Task

REASON_LABELS = {
    "decline": "不能办理的理由", "return": "退回理由", "excuse": "同意不办理的理由",
    "cancel": "取消理由", "reopen": "重新办理的理由",
}  # fmt: skip


@dataclass
class Button:
    """One thing the actor may do, with its form."""

    verb: str
    label: str
    icon: str
    style: str
    url: str
    form: django_forms.Form
    is_open: bool = False


@require_safe
def task_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.TASK_VIEW)
    return _page(request, queries.get_task(request.actor, uuid))


def _page(
    request: HttpRequest, task: Task, *, failed: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """The task's page; with a refused form, that form stands open with what was typed."""
    presenters.decorate([task])
    buttons = []
    for verb in presenters.verbs_for(request.actor, task):
        label, icon, style = presenters.BUTTONS[verb]
        url = reverse(f"tasks:task_{verb}", args=[task.uuid])
        shown = form if verb == failed and form else _form(request, task, verb)
        buttons.append(Button(verb, label, icon, style, url, shown, verb == failed))
    context = {
        "task": task, "buttons": buttons, "timeline": presenters.timeline(task),
        "parts": presenters.decorate(task.parts.all()), "failed": failed, "failed_form": form,
        "may_supervise": presenters.may_supervise(request.actor, task),
        "is_unshown": bool(failed) and failed not in {button.verb for button in buttons},
    }  # fmt: skip
    return render(request, "tasks/task_detail.html", context, status=status)


def _form(request: HttpRequest, task: Task, verb: str, data: Any = None) -> django_forms.Form:
    """The form of a verb, empty or filled with what was sent."""
    made: dict[str, Callable[..., django_forms.Form]] = {
        "sign": django_forms.Form,
        "accept": forms.WordsForm,
        "submit": forms.SubmitForm,
        "report": lambda *sent, **options: forms.ReportForm(
            *sent, initial={"progress": task.progress}, **options
        ),
        "assign": lambda *sent, **options: forms.AssignForm(task, *sent, **options),
        "split": lambda *sent, **options: forms.SplitForm(task, *sent, **options),
        "reassign": lambda *sent, **options: forms.ReassignForm(
            request.actor, task, *sent, **options
        ),
    }
    sent = () if data is None else (data, request.FILES)
    form = made.get(verb, forms.ReasonForm)(*sent, auto_id=f"id_{verb}_%s")
    if "reason" in form.fields and verb in REASON_LABELS:
        form.fields["reason"].label = REASON_LABELS[verb]
    return form


def _act(
    request: HttpRequest, uuid: UUID, verb: str, run: Callable[..., Any], done: str
) -> HttpResponse:
    """Read the form, call the service, say what is now true; a refusal opens the form again."""
    task = queries.get_task(request.actor, uuid)
    form = _form(request, task, verb, request.POST)
    status = 422
    if form.is_valid():
        try:
            run(actor=request.actor, task_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done.format(task=task))
            return redirect("tasks:task_detail", uuid)
    return _page(
        request, queries.get_task(request.actor, uuid), failed=verb, form=form, status=status
    )


@require_POST
def task_sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已签收，请按时限办理。"
    return _act(request, uuid, "sign", services.sign_task, done)


@require_POST
def task_assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已分派，经办人已收到通知。"
    return _act(request, uuid, "assign", services.assign_task, done)


@require_POST
def task_split(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已分解，各单位已收到分任务，请及时审核。"
    return _act(request, uuid, "split", _split, done)


def _split(*, actor: Any, task_uuid: UUID, units: Any, what: str, due_at: Any) -> list[Task]:
    parts = [services.Part(unit, what, due_at) for unit in units]
    return services.split_task(actor=actor, task_uuid=task_uuid, parts=parts)


@require_POST
def task_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 的进展已反馈。"
    return _act(request, uuid, "report", services.report_progress, done)


@require_POST
def task_submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已提交，等待审核销号。"
    return _act(request, uuid, "submit", services.submit_task, done)


@require_POST
def task_decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "已报告任务 {task.number} 不能办理，等待答复；答复前请保留现场材料。"
    return _act(request, uuid, "decline", services.decline_task, done)


@require_POST
def task_accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已销号，承办单位已收到通知。"
    return _act(request, uuid, "accept", services.accept_task, done)


@require_POST
def task_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已退回承办单位。"
    return _act(request, uuid, "return", services.return_task, done)


@require_POST
def task_excuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "已同意不办理，任务 {task.number} 已取消。"
    return _act(request, uuid, "excuse", services.accept_decline, done)


@require_POST
def task_reassign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已改派，原单位和新单位都已收到通知。"
    return _act(request, uuid, "reassign", services.reassign_task, done)


@require_POST
def task_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已取消，承办单位已收到通知。"
    return _act(request, uuid, "cancel", services.cancel_task, done)


@require_POST
def task_reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    done = "任务 {task.number} 已重新交承办单位办理。"
    return _act(request, uuid, "reopen", services.reopen_task, done)


@require_safe
def attachment_get(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """A file of the task's feedback, for whoever may see the task."""
    require(request.actor, Permission.TASK_VIEW)
    return attachment_response(queries.get_attachment(request.actor, uuid, file))
