"""Finding tasks in the search of the whole house: by number, or by the words of their action."""

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.search.public import Finder, Hit
from lianfang.command.tasks.public import FINISHED_STATES, LIVE_STATES, list_tasks


def find_tasks(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Tasks in the actor's sight: those under way before the finished ones."""
    live = list(list_tasks(actor, words=words, state=LIVE_STATES)[:limit])
    finished = list_tasks(actor, words=words, state=FINISHED_STATES)[: limit - len(live)]
    return [
        Hit(
            kind="task", title=f"{task.number} {task.title}", number=task.number,
            url=reverse("tasks:task_detail", args=[task.uuid]),
            summary=f"{task.unit.short_name} · {task.get_state_display()}",
        )
        for task in [*live, *finished]
    ]  # fmt: skip


TASKS = Finder("task", find_tasks)
