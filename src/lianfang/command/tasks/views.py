"""Pages of the tasks room."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import queries


def task_inbox(request: HttpRequest) -> HttpResponse:
    box = queries.inbox(request.actor, tab=request.GET.get("tab", ""))
    return render(request, "tasks/task_inbox.html", {"box": box})


def task_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "tasks/task_list.html", {"tasks": queries.list_tasks(request.actor)[:50]}
    )


def task_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return render(
        request, "tasks/task_detail.html", {"task": queries.get_task(request.actor, uuid)}
    )
