"""Progress of tasks that can be measured from this room's own records."""

from collections.abc import Collection

from django.db.models import Count, Q

from lianfang.base.kernel.gauges import register_gauge

from .choices import TaskState
from .models import Task


def parts_accepted(task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many parts of a task have been struck off, of all that were not cancelled."""
    parts = Task.objects.filter(parent__in=task_ids).exclude(state=TaskState.CANCELLED).order_by()
    rows = parts.values_list("parent_id").annotate(
        done=Count("pk", filter=Q(state=TaskState.ACCEPTED)), total=Count("pk")
    )
    return {parent_id: (done, total) for parent_id, done, total in rows}


register_gauge("tasks.parts_accepted", parts_accepted)
