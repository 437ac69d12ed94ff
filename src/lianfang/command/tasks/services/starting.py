"""A response starts: every action that applies becomes a task. Later turns follow by the clock."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import send_letters
from lianfang.command.emergencies.public import Response, ResponseStarted
from lianfang.command.tasks import rules
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.queries import command_office_of
from lianfang.county.plans.public import Action

from . import issuing, performers


@transaction.atomic
def issue_tasks_of_started_response(event: ResponseStarted) -> int:
    """
    Issue every action that applies at the response's level to the units that do it.

    Runs inside the deciding transaction: a response without its tasks never exists. Called twice
    it issues nothing twice. Returns how many tasks were issued.
    """
    response = locked_response(event.response)
    words = f"启动{Level(response.level).label}响应"
    actions = performers.actions_at(response.plan_id, response.level)
    orders = issue_missing(
        response, actions, actor=event.actor, at=response.started_at, words=words
    )
    tell_units(orders, response, words)
    return len(orders)


@transaction.atomic
def issue_due_occurrences(
    *, actor: Actor, at: datetime | None = None, response: Response | None = None
) -> int:
    """
    Issue the turns of repeating actions that have begun in running responses; returns how many.

    After a standstill only the latest turn is issued; the step words tell which ones were missed.
    An exercise names its response: its moved clock must not reach the others.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.TASK_REASSIGN)
    running = Response.objects.filter(ended_at=None)
    if response is not None:
        running = running.filter(pk=response.pk)
    if not actor.is_system:
        running = running.filter(area_path__startswith=actor.area_path)
    moment = at or clock.now()
    return sum(
        _issue_turns(locked_response(response), actor, moment)
        for response in running.order_by("id")
    )


def locked_response(response: Response) -> Response:
    """The response, held so that two starters, or a starter and a job, queue up."""
    held = Response.objects.select_for_update(of=("self",)).select_related("emergency", "plan")
    return held.get(pk=response.pk)


def issue_missing(
    response: Response, actions: Sequence[Action], *, actor: Actor, at: datetime, words: str
) -> list[issuing.Order]:
    """Issue what of the actions has not been issued yet; tell the office what nobody can do."""
    cast = performers.cast_of(actions, response.area_path)
    turns = _turns(response, actions, at)
    known = issuing.issued_keys(response)
    orders = [
        issuing.Order(action, unit, turns[action.pk].number, turns[action.pk].due_at, words)
        for action, units in cast.parts
        for unit in units
        if (action.pk, unit.pk, turns[action.pk].number) not in known
    ]
    office = command_office_of(response.area_path)
    if orders and cast.nobody and office is not None:
        send_letters([issuing.nobody_letter(office.pk, cast.nobody, response)])
    issuing.write_tasks(orders, response=response, actor=actor, at=at)
    return orders


def tell_units(orders: Sequence[issuing.Order], response: Response, why: str) -> None:
    send_letters(
        issuing.issued_letter(unit_id, mine, response, why)
        for unit_id, mine in issuing.by_unit(orders).items()
    )


def _turns(
    response: Response, actions: Sequence[Action], at: datetime
) -> dict[int, rules.Occurrence]:
    """Which turn of each action is issued now, and when it is due."""
    anchors = _anchors(response)
    turns = {}
    for action in actions:
        if action.repeat_minutes:
            turns[action.pk] = rules.latest_occurrence(
                anchor=anchors.get(action.pk, (at, 0))[0], repeat_minutes=action.repeat_minutes,
                due_minutes=action.minutes, at=at,
            )  # fmt: skip
        else:
            turns[action.pk] = rules.Occurrence(1, at, rules.due_at(at, action.minutes))
    return turns


def _anchors(response: Response) -> dict[int, tuple[datetime, int]]:
    """Per repeating action: when its first turn was issued, and the number of the latest."""
    tasks = Task.objects.filter(
        response=response, parent=None, action__repeat_minutes__isnull=False
    )
    rows = tasks.order_by().values_list("action_id").annotate(Min("issued_at"), Max("occurrence"))
    return {action_id: (first, last) for action_id, first, last in rows}


def _issue_turns(response: Response, actor: Actor, at: datetime) -> int:
    """Issue the turns of one response that have begun since the last look."""
    anchors = _anchors(response)
    begun = [
        action_id
        for action_id, minutes in performers.repeats_at(response.plan_id, response.level).items()
        if action_id in anchors
        and rules.turns_begun(anchors[action_id][0], minutes, at) > anchors[action_id][1]
    ]
    if not begun:
        return 0
    actions = performers.actions_at(response.plan_id, response.level, only=begun)
    turns = _turns(response, actions, at)
    orders = []
    for action, units in performers.cast_of(actions, response.area_path).parts:
        turn = turns[action.pk]
        words = rules.gap_words(anchors[action.pk][1], turn.number)
        orders += [issuing.Order(action, unit, turn.number, turn.due_at, words) for unit in units]
    issuing.write_tasks(orders, response=response, actor=actor, at=at)
    tell_units(orders, response, "周期任务到期下达")
    return len(orders)
