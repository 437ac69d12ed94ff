"""Playing a scenario from its beginning, through the real services, under a moved clock."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.tasks.public import (
    climb_ladder,
    issue_due_occurrences,
    remind_of_unsigned_orders,
    send_due_reminders,
)
from lianfang.county.orgs.public import get_area
from lianfang.picture.exercises import injects as script
from lianfang.picture.exercises.choices import Origin
from lianfang.picture.exercises.models import Exercise
from lianfang.picture.exercises.scenario import Scenario
from lianfang.picture.exercises.seats import IN_OFFICE_SINCE

from .agenda import CLOCK, SCRIPT, UNIT, Step
from .people import prepare_people, units_of
from .stage import Stage, desk_name
from .unit_desks import UnitDesks, failed
from .verbs import LABELS, play

# How often the jobs of the worker run in a story.
TICK = timedelta(hours=1)
CLOCKWORK = Actor.system("演练时钟")


def run_scenario(
    *, actor: Actor, scenario: Scenario, begins_at: datetime, until: timedelta | None = None
) -> Exercise:
    """
    Play a scenario to its end, or until a moment of its story, as a new exercise.

    Every inject commits by itself, the steps of units hour by hour: whatever stops a run, what it
    has done so far is whole and can be looked at. Another run of the same scenario is another
    exercise with an emergency of its own.

    :raises NotAllowed: the actor may not run exercises here.
    :raises RuleBroken: the story begins before anybody was in office, a unit or a desk is missing,
        or a service refuses an inject; the exercise is then marked as interrupted.
    """
    stage = _set_up(actor, scenario, begins_at)
    run = Run(stage)
    try:
        run.play_until(begins_at + min(until or scenario.ends, scenario.ends))
    except Refused as refusal:
        _interrupt(stage, refusal.message)
        raise
    except Exception as fault:
        _interrupt(stage, f"程序异常（{type(fault).__name__}），已完成的步骤均已保存。")
        raise
    _finish(actor, stage, is_over=until is None or until >= scenario.ends)
    return stage.exercise


class Run:
    """One run: the script, the clock's jobs and the units' desks on one agenda."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._desks = UnitDesks(stage)
        begins = stage.exercise.begins_at
        for inject in stage.scenario.injects:
            stage.agenda.add(begins + inject.at, partial(self._inject, inject), rank=SCRIPT)
        for hour in range(1, int(stage.scenario.ends / TICK) + 1):
            stage.agenda.add(begins + hour * TICK, self._tick, rank=CLOCK)

    def play_until(self, until: datetime) -> None:
        """Play what happens up to a moment of the story."""
        agenda = self._stage.agenda
        while (step := agenda.next_due(until)) is not None:
            with transaction.atomic():
                self._play(step)
                # Units' steps up to the next hour or inject commit together: a commit for each
                # of thousands would take longer than the steps.
                while step.rank == UNIT and (also := agenda.next_also(step, until)) is not None:
                    step = also
                    self._play(step)
                self._reach(step.at)
        with clock.moved_to(until):
            self._tell_what_was_done()
        self._reach(until)

    def _reach(self, at: datetime) -> None:
        self._stage.exercise.reached_at = at
        self._stage.exercise.save(update_fields=["reached_at"])

    def _play(self, step: Step) -> None:
        with clock.moved_to(step.at):
            if step.rank != UNIT:
                step.act()
                return
            try:
                with transaction.atomic():
                    step.act()
            except Refused as refusal:
                failed(self._stage, refusal)

    def _inject(self, inject: script.Inject) -> None:
        stage = self._stage
        actor = stage.at_desk(inject.by)
        told, result = play(stage, inject, actor)
        stage.log(Origin.SCRIPT, desk_name(actor), LABELS[inject.do], told, result)
        if isinstance(inject, script.DecideResponse) and inject.answer == "approve":
            self._desks.look_again()
            self._desks.take_up()

    def _tick(self) -> None:
        """What the worker does every minute, done every hour of the story."""
        stage = self._stage
        self._tell_what_was_done()
        if stage.response is None or stage.response.ended_at is not None:
            return
        issued = issue_due_occurrences(actor=CLOCKWORK, response=stage.response)
        reminded = send_due_reminders(actor=CLOCKWORK, response=stage.response)
        reminded += remind_of_unsigned_orders(actor=CLOCKWORK, emergency=stage.emergency)
        climbed = climb_ladder(actor=CLOCKWORK, response=stage.response)
        if issued:
            self._desks.take_up()
        if issued or reminded or climbed:
            words = (
                f"周期任务到期下达 {issued} 件，到期提醒 {reminded} 件，逾期督办升级 {climbed} 件"
            )
            stage.log(Origin.CLOCK, "系统", "定时任务", words, "已下达并通知各单位")

    def _tell_what_was_done(self) -> None:
        stage = self._stage
        if stage.done:
            words = "，".join(f"{verb} {count} 件" for verb, count in stage.done.items())
            stage.log(
                Origin.UNIT, "各单位", "办理任务", f"过去一小时：{words}", "已记入任务办理记录"
            )
            stage.done.clear()


def _set_up(actor: Actor, scenario: Scenario, begins_at: datetime) -> Stage:
    area = get_area(scenario.county)
    require(actor, Permission.EXERCISE_RUN, area_path=area.path)
    if begins_at < IN_OFFICE_SINCE:
        raise RuleBroken("剧情开始时间过早，请改为 2020 年以后的时间。")
    people = Actor.system("演练准备")
    posts = prepare_people(actor=people, scenario=scenario)
    exercise = _create(actor, scenario, begins_at, area.path)
    by_desk = {(post.unit.code, post.role): post for post in posts}
    return Stage(exercise=exercise, scenario=scenario, units=units_of(scenario), posts=by_desk)


@transaction.atomic
def _create(actor: Actor, scenario: Scenario, begins_at: datetime, area_path: str) -> Exercise:
    exercise = Exercise.objects.create(
        scenario=scenario.code, title=scenario.title, area_path=area_path, begins_at=begins_at,
        reached_at=begins_at, started_at=clock.now(), started_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="exercises.exercise.started", target=exercise)
    return exercise


@transaction.atomic
def _interrupt(stage: Stage, why: str) -> None:
    """Say on the exercise itself why it stands still."""
    exercise = Exercise.objects.get(pk=stage.exercise.pk)
    exercise.interruption = why[:300]
    exercise.save(update_fields=["interruption"])
    record(
        actor=CLOCKWORK, action="exercises.exercise.interrupted", target=exercise, note=why[:200]
    )


@transaction.atomic
def _finish(actor: Actor, stage: Stage, *, is_over: bool) -> None:
    exercise = stage.exercise
    if is_over:
        exercise.finished_at, exercise.finished_by_id = clock.now(), actor.user_id
        exercise.save(update_fields=["finished_at", "finished_by"])
    record(
        actor=actor, action="exercises.exercise.finished" if is_over else "exercises.exercise.paused",
        target=exercise, changes={"reached_at": (exercise.begins_at, exercise.reached_at)},
    )  # fmt: skip
