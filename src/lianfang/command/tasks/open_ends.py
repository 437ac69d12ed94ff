"""What of a response is still open in this room, for whoever decides on its end."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse

from lianfang.base.kernel.open_ends import OpenEnd, register_open_ends
from lianfang.command.emergencies.public import Response

from .choices import OPEN_STATES, WAITING_STATES
from .models import Task


def open_tasks(response: Response) -> Iterable[OpenEnd]:
    """Tasks that units have not finished, and tasks that wait for the command's review."""
    found = Task.objects.filter(response=response).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        waiting=Count("pk", filter=Q(state__in=WAITING_STATES)),
    )
    url = f"{reverse('tasks:task_list')}?response={response.uuid}"
    yield OpenEnd("未办结的任务", found["open"], url, "终止后随响应关闭")
    yield OpenEnd("待审核的任务", found["waiting"], url, "终止前宜先审核")


register_open_ends("tasks", open_tasks)
