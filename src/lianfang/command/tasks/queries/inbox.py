"""A unit's task box: what has to be signed for, done, corrected; what waits; what is finished."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.choices import FINISHED_STATES
from lianfang.command.tasks.models import Task

from .counts import Tally, inbox_counts
from .lists import list_tasks

# key, label, states
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sign", "待签收", ("issued",)),
    ("work", "办理中", ("signed", "working")),
    ("returned", "退回", ("returned",)),
    ("wait", "待审核", ("submitted", "declined")),
    ("done", "办结", FINISHED_STATES),
)


@dataclass(frozen=True)
class Inbox:
    """The tasks under one tab, with the counts of all tabs."""

    tab: str
    tasks: QuerySet[Task]
    counts: dict[str, int]
    tally: Tally


def inbox(actor: Actor, *, tab: str = "", below: bool = False, words: str = "") -> Inbox:
    """
    The box of the actor's unit, or of the units below it; overdue first.

    Without a tab, the first one that holds something to do, else the one where new tasks arrive.
    """
    units = actor.unit_ids - {actor.unit_id} if below else actor.unit_ids & {actor.unit_id}
    tally = inbox_counts(actor, units)
    counts = {key: sum(tally.states[s] for s in states) for key, _, states in TABS}
    known = {key: states for key, _, states in TABS}
    if tab not in known:
        order = ("returned", "sign", "work", "wait")
        tab = next((key for key in order if counts[key]), "sign")
    tasks = list_tasks(actor, state=known[tab], words=words).filter(unit__in=units)
    if tab == "done":
        tasks = tasks.order_by("-finished_at", "-id")
    return Inbox(tab, tasks, counts, tally)
