"""What units do with the tasks of an exercise, each by its habit, and how the command answers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused
from lianfang.command.tasks.public import (
    LIVE_STATES,
    OPEN_STATES,
    FigureEntry,
    Part,
    TaskState,
    accept_decline,
    accept_task,
    decline_task,
    list_tasks,
    report_progress,
    return_task,
    sign_tasks,
    split_task,
    submit_task,
)
from lianfang.picture.exercises.choices import Origin
from lianfang.picture.exercises.habits import Habit, Said

from .stage import Stage

SYSTEM = Actor.system("演练")
# The least time between signing for a task and submitting it.
LEAST_WORK = timedelta(minutes=10)
# A unit that overslept signs some time after the first reminder, and then hurries.
OVERSLEPT = timedelta(minutes=90)
CATCHING_UP = timedelta(hours=2)
WAIT_FOR_PARTS = timedelta(minutes=30)
IN_HAND = (TaskState.SIGNED, TaskState.WORKING, TaskState.RETURNED)


@dataclass
class Work:
    """A task as those who play it see it."""

    pk: int
    uuid: UUID
    title: str
    unit: str
    from_unit: str
    action: str
    standard: str
    occurrence: int
    issued_at: datetime
    due_at: datetime
    # As far as this run knows; `look_again` asks after everything that others may have changed.
    state: str
    is_corrected: bool = False

    @property
    def is_part(self) -> bool:
        return bool(self.from_unit)


COLUMNS = {
    "pk": "pk", "uuid": "uuid", "title": "title", "unit": "unit__code", "from_unit": "from_unit__code",
    "action": "action__code", "standard": "action__standard", "occurrence": "occurrence",
    "issued_at": "issued_at", "due_at": "due_at", "state": "state",
}  # fmt: skip


class UnitDesks:
    """The desks of all units in one run: they take up what is issued and put steps on the agenda."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._works: dict[int, Work] = {}

    def take_up(self) -> int:
        """Plan the work on every task issued since the last look; returns how many."""
        if self._stage.response is None:
            return 0
        tasks = list_tasks(SYSTEM, response=self._stage.response).exclude(
            state__in=(TaskState.ACCEPTED, TaskState.CANCELLED, TaskState.CLOSED)
        )
        latest = max(self._works, default=0)
        rows = tasks.filter(pk__gt=latest).order_by("pk").values(*COLUMNS.values())
        works = [_work(row) for row in rows]
        self._works.update((work.pk, work) for work in works)
        for work in works:
            self._plan(work)
        for (unit, at), together in self._signing_times(works).items():
            self._stage.agenda.add(at, partial(self._sign, unit, together))
        return len(works)

    def look_again(self) -> None:
        """See what a decision did to the tasks; hurry with those that are now due earlier."""
        tasks = list_tasks(SYSTEM, response=self._stage.response)
        for pk, state, due_at in tasks.values_list("pk", "state", "due_at"):
            work = self._works.get(pk)
            if work is None:
                continue
            work.state = state
            if due_at >= work.due_at or state not in OPEN_STATES:
                continue
            if work.action not in self._habit(work).cannot:
                left = (due_at - clock.now()) * self._habit(work).share(
                    work.action, work.occurrence
                )
                self._later(left, partial(self._submit, work))
            work.due_at = due_at

    def _habit(self, work: Work) -> Habit:
        return self._stage.habits.of(work.unit)

    def _later(self, after: timedelta, act: partial[None]) -> None:
        self._stage.agenda.add(clock.now() + after, act)

    def _signing_times(self, works: Iterable[Work]) -> dict[tuple[str, datetime], list[Work]]:
        """Which works a unit signs for together, and when."""
        times: dict[tuple[str, datetime], list[Work]] = defaultdict(list)
        for work in works:
            times[work.unit, self._signs_at(work)].append(work)
        return times

    def _signs_at(self, work: Work) -> datetime:
        habit = self._habit(work)
        if work.action in habit.unsigned and work.occurrence == 1 and not work.is_part:
            return work.due_at + OVERSLEPT
        return work.issued_at + habit.sign

    def _plan(self, work: Work) -> None:
        """Put what the unit will do with a task on the agenda."""
        habit, signs_at = self._habit(work), self._signs_at(work)
        share = habit.share(work.action, work.occurrence)
        allowed = work.due_at - work.issued_at
        least = CATCHING_UP if signs_at > work.due_at else LEAST_WORK
        submits_at = max(work.issued_at + allowed * share, signs_at + least)
        between = submits_at - signs_at
        add = self._stage.agenda.add
        if work.action in habit.cannot and not work.is_part:
            add(signs_at + between / 2, partial(self._decline, work))
            return
        if work.action in habit.split and not work.is_part:
            add(signs_at + timedelta(minutes=5), partial(self._split, work))
        for place in range(1, habit.reports + 1):
            at = signs_at + between * place / (habit.reports + 1)
            add(at, partial(self._report, work, 100 * place // (habit.reports + 1)))
        add(submits_at, partial(self._submit, work))

    def _sign(self, unit: str, works: list[Work]) -> None:
        waiting = [work for work in works if work.state == TaskState.ISSUED]
        if not waiting:
            return
        uuids = [work.uuid for work in waiting]
        self._stage.done["签收"] += sign_tasks(actor=self._stage.unit_desk(unit), task_uuids=uuids)
        for work in waiting:
            work.state = TaskState.SIGNED
        late = [work for work in waiting if clock.now() > work.due_at]
        if late:
            self._stage.log_unit(unit, "逾期签收", late[0].title, f"经催办后签收 {len(late)} 件")

    def _report(self, work: Work, progress: int) -> None:
        if work.state not in IN_HAND or work.is_corrected:
            return
        work.state = report_progress(
            actor=self._stage.unit_desk(work.unit), task_uuid=work.uuid, progress=progress,
            words=self._said(work).on_the_way,
        ).state  # fmt: skip
        self._stage.done["反馈进展"] += 1

    def _said(self, work: Work) -> Said:
        return self._habit(work).said(work.action, work.standard, work.occurrence)

    def _submit(self, work: Work, words: str = "") -> None:
        """Submit, once no part given to others is open; answer follows from whoever reviews."""
        if work.state not in IN_HAND or (work.is_corrected and not words):
            return
        if self._open_parts(work):
            self._later(WAIT_FOR_PARTS, partial(self._submit, work, words))
            return
        said = self._said(work)
        figures = [FigureEntry(name, value, measure) for name, value, measure in said.figures]
        work.state = submit_task(
            actor=self._stage.unit_desk(work.unit), task_uuid=work.uuid, words=words or said.words,
            figures=figures,
        ).state  # fmt: skip
        self._stage.done["提交"] += 1
        if clock.now() > work.due_at:
            self._stage.log_unit(work.unit, "逾期提交", work.title, "超过办理时限后提交")
        wait = self._habit(work).accept
        if not words and work.occurrence == 1 and not work.is_part and self._comes_back(work):
            self._later(wait, partial(self._return, work))
        else:
            self._later(wait, partial(self._accept, work))

    def _comes_back(self, work: Work) -> bool:
        return work.action in self._habit(work).returned

    def _open_parts(self, work: Work) -> bool:
        if work.is_part or work.action not in self._habit(work).split:
            return False
        parts = list_tasks(SYSTEM, response=self._stage.response, state=LIVE_STATES)
        return parts.order_by().filter(parent=work.pk).exists()

    def _reviewer(self, work: Work) -> Actor:
        if work.is_part:
            return self._stage.unit_desk(work.from_unit)
        return self._stage.at_desk(self._stage.scenario.reviewer)

    def _accept(self, work: Work) -> None:
        if work.state != TaskState.SUBMITTED:
            return
        words = "符合要求，同意销号。"
        task = accept_task(actor=self._reviewer(work), task_uuid=work.uuid, words=words)
        work.state = task.state
        self._stage.done["销号"] += 1

    def _return(self, work: Work) -> None:
        if work.state != TaskState.SUBMITTED:
            return
        row = self._habit(work).returned[work.action]
        try:
            task = return_task(actor=self._reviewer(work), task_uuid=work.uuid, reason=row.reason)
        except Refused:
            # The response has ended meanwhile: nothing is sent back any more.
            self._accept(work)
            return
        work.state, work.is_corrected = task.state, True
        self._stage.log_unit(work.unit, "退回", work.title, row.reason)
        self._later(row.redo, partial(self._submit, work, row.words))

    def _decline(self, work: Work) -> None:
        if work.state not in (TaskState.ISSUED, *IN_HAND):
            return
        row = self._habit(work).cannot[work.action]
        work.state = decline_task(
            actor=self._stage.unit_desk(work.unit), task_uuid=work.uuid, reason=row.reason
        ).state
        self._stage.log_unit(work.unit, "报告不能办理", work.title, row.reason)
        self._later(self._habit(work).accept, partial(self._answer, work))

    def _answer(self, work: Work) -> None:
        """The command agrees that it cannot be done, or insists; then it is done after all."""
        if work.state != TaskState.DECLINED:
            return
        row = self._habit(work).cannot[work.action]
        actor = self._reviewer(work)
        if row.answer == "excuse":
            work.state = accept_decline(actor=actor, task_uuid=work.uuid, reason=row.why).state
            self._stage.log_unit(work.unit, "同意不办理", work.title, row.why)
            return
        work.state = return_task(actor=actor, task_uuid=work.uuid, reason=row.why).state
        self._stage.log_unit(work.unit, "要求办理", work.title, row.why)
        share = self._habit(work).share(work.action, work.occurrence)
        planned = work.issued_at + (work.due_at - work.issued_at) * share
        wait = max(planned - clock.now(), CATCHING_UP)
        self._later(wait, partial(self._submit, work, self._said(work).words))

    def _split(self, work: Work) -> None:
        if work.state not in IN_HAND:
            return
        row = self._habit(work).split[work.action]
        due_at = work.issued_at + (work.due_at - work.issued_at) * row.due
        parts = [Part(self._stage.units[unit], row.what, due_at) for unit in row.to]
        split_task(actor=self._stage.unit_desk(work.unit), task_uuid=work.uuid, parts=parts)
        names = "、".join(self._stage.units[unit].short_name for unit in row.to)
        self._stage.log_unit(work.unit, "分解任务", work.title, f"分解给：{names}")
        work.state = TaskState.WORKING
        self.take_up()


def _work(row: dict[str, object]) -> Work:
    named = {name: row[column] for name, column in COLUMNS.items()}
    for name in ("from_unit", "action", "standard"):
        named[name] = named[name] or ""
    return Work(**named)


def failed(stage: Stage, refusal: Refused) -> None:
    """Note that a desk's step was refused: the scenario does not fit what the house allows."""
    stage.log(
        Origin.UNIT, "单位办理", "未能办理", "按脚本办理任务", refusal.message, has_worked=False
    )
