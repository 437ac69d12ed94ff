"""Progress of tasks that can be measured from this room's own records."""

from collections.abc import Collection

from django.db.models import Count, Q

from lianfang.base.kernel.gauges import Work, register_gauge, register_work_reader

from .choices import TaskState
from .models import Task


def parts_accepted(task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many parts of a task have been struck off, of all that were not cancelled."""
    parts = Task.objects.filter(parent__in=task_ids).exclude(state=TaskState.CANCELLED).order_by()
    rows = parts.values_list("parent_id").annotate(
        done=Count("pk", filter=Q(state=TaskState.ACCEPTED)), total=Count("pk")
    )
    return {parent_id: (done, total) for parent_id, done, total in rows}


def work_of_tasks(task_ids: Collection[int]) -> list[Work]:
    """Whose tasks these are and about which emergency, for gauges of the rooms below."""
    rows = Task.objects.filter(pk__in=task_ids).order_by()
    return [
        Work(pk, emergency_id, unit_id, area_path)
        for pk, emergency_id, unit_id, area_path in rows.values_list(
            "pk", "response__emergency", "unit", "area_path"
        )
    ]


register_gauge("tasks.parts_accepted", parts_accepted)
register_work_reader(work_of_tasks)
