"""Running responses and their tasks, reached through the services."""

from datetime import date, datetime

from lianfang.base.kernel import clock
from lianfang.base.kernel.events import publish
from lianfang.command.emergencies.models import Emergency, Response
from lianfang.command.emergencies.public import (
    ResponseEnded,
    ResponseLevelChanged,
    ResponseStarted,
)
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.public import (
    report_progress,
    sign_task,
    submit_task,
)
from lianfang.county.plans.models import Plan

from .world import COUNTY, World

MORNING = datetime.fromisoformat("2026-11-23T08:00:00+08:00")


def start_response(world: World, plan: Plan, *, level: int = 4, area: str = COUNTY) -> Response:
    """A response that has just been started by the chief, with its tasks issued."""
    place = world.areas[area]
    emergency = Emergency.objects.create(
        number=f"SJ-2026-{Emergency.objects.count() + 1:04d}", name="中心学校诺如病毒感染聚集性疫情",
        kind="infectious", area=place, area_path=place.path, recorded_by=world.users["cdc"],
    )  # fmt: skip
    response = Response.objects.create(
        emergency=emergency, area=place, area_path=place.path, plan=plan, level=level,
        expected_until=date(2026, 12, 23), started_at=clock.now(), started_by=world.users["chief"],
    )  # fmt: skip
    publish(ResponseStarted(response=response, actor=world.actors["chief"]))
    return response


def change_level(world: World, response: Response, level: int) -> Response:
    previous, response.level = response.level, level
    response.save(update_fields=["level"])
    publish(
        ResponseLevelChanged(
            response=response, previous_level=previous, actor=world.actors["chief"]
        )
    )
    return response


def end_response(
    world: World, response: Response, reason: str = "末例病例痊愈后无续发"
) -> Response:
    response.ended_at, response.ended_by = clock.now(), world.users["chief"]
    response.save(update_fields=["ended_at", "ended_by"])
    publish(ResponseEnded(response=response, reason=reason, actor=world.actors["chief"]))
    return response


def task_of(world: World, unit: str, action: str = "", *, occurrence: int = 1) -> Task:
    """The unit's task for an action; without one, its first."""
    tasks = Task.objects.filter(unit=world.units[unit], parent=None, is_lifted=False)
    if action:
        tasks = tasks.filter(action__code=action, occurrence=occurrence)
    return tasks.order_by("id")[0]


def bring_to(world: World, task: Task, state: str, *, who: str) -> Task:
    """Take the unit's own steps until the task is in a state of its desk."""
    actor = world.actors[who]
    if state in ("signed", "working", "submitted"):
        sign_task(actor=actor, task_uuid=task.uuid)
    if state == "working":
        report_progress(actor=actor, task_uuid=task.uuid, words="已到现场", progress=30)
    if state == "submitted":
        submit_task(actor=actor, task_uuid=task.uuid, words="已办结，附流调报告")
    task.refresh_from_db()
    return task
