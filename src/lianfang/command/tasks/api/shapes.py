"""Tasks as the API shows them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from lianfang.command.tasks import presenters, queries, services
from lianfang.command.tasks.models import Task

from .schemas import FigureIn, TaskOut


def task_shape(task: Task) -> dict[str, Any]:
    same = {name: getattr(task, name) for name in TaskOut.model_fields if hasattr(task, name)}
    [task] = presenters.decorate([task]) if not hasattr(task, "tone") else [task]
    return same | {
        "unit": task.unit.uuid,
        "unit_name": task.unit.short_name,
        "from_unit_name": task.from_unit.short_name if task.from_unit else "",
        "duty_code": task.duty.code if task.duty else "",
        "action_code": task.action.code if task.action else "",
        "measured": list(task.measured) if task.measured else None,
        "is_overdue": task.is_late,
        "response": task.response.uuid,
        "emergency": task.response.emergency.uuid,
        "emergency_name": task.response.emergency.name,
    }


def detail_shape(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    task = queries.get_task(request.actor, uuid)
    parts = presenters.decorate(task.parts.all())
    feedbacks = [
        {
            "uuid": feedback.uuid, "at": feedback.at, "words": feedback.words,
            "progress": feedback.progress, "figures": list(feedback.figures.all()),
            "attachments": list(feedback.attachments.all()),
        }
        for feedback in task.feedbacks.all()
    ]  # fmt: skip
    return task_shape(task) | {
        "what": task.what, "evidence": task.evidence, "gauge": task.gauge,
        "duty_text": task.duty.text if task.duty else "", "issue_words": task.issue_words,
        "steps": [vars(item) for item in presenters.timeline(task)], "feedbacks": feedbacks,
        "parts": [task_shape(part) for part in parts],
        "may": presenters.verbs_for(request.actor, task),
    }  # fmt: skip


def figures_of(given: list[FigureIn]) -> list[services.FigureEntry]:
    return [services.FigureEntry(f.name, f.value, f.measure) for f in given]
