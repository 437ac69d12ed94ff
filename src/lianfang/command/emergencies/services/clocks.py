"""Starting, stopping and warning of the clocks of the law; noting what the rules ask for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies import queries
from lianfang.command.emergencies.choices import ClockWarning, FactSubject, StopKind
from lianfang.command.emergencies.models import (
    Clock,
    ClockReminder,
    Emergency,
    EventFact,
    EventMoment,
)
from lianfang.command.emergencies.rules import clocks as rules
from lianfang.county.standards.public import list_codes

WHAT_IS_UP = {
    ClockWarning.BEFORE: "临近时限",
    ClockWarning.DUE: "已到时限",
    ClockWarning.AFTER: "已超过时限",
}
Due = list[tuple[Clock, ClockWarning, int]]


@transaction.atomic
def note_moment(
    *, actor: Actor, emergency_uuid: object, code: str, happened: datetime, words: str
) -> EventMoment:
    """
    Note when something was told or begun, and stop or start the clocks that go by it.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: a moment that records set by themselves, in the future, before the event was
        found, noted already, or without saying to whom and how.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = queries.lock_emergency(actor, emergency_uuid)
    known = queries.moments_of(emergency)
    rules.check_moment(
        code, happened, words=words, now=clock.now(), found=_minute(known["found"].at)
    )
    if EventMoment.objects.filter(emergency=emergency, code=code).exists():
        raise RuleBroken(
            "这一时点已经登记，时限以首次登记的时间为准，不能更改。",
            fields={"code": "已经登记"},
        )
    moment = EventMoment.objects.create(
        emergency=emergency, code=code, happened=happened, words=words.strip(),
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="emergencies.moment.noted", target=emergency,
        changes={code: (None, happened)}, note=moment.words,
    )  # fmt: skip
    keep_clocks(actor=actor, emergency=emergency)
    return moment


@transaction.atomic
def say_fact(
    *, actor: Actor, emergency_uuid: object, subject: str, code: str, holds: bool, words: str = ""
) -> EventFact:
    """
    Say what the reporting lines ask for: the kind of place, or whether a circumstance holds.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: not a code of the national lists, or words longer than their column.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = queries.lock_emergency(actor, emergency_uuid)
    lists = {FactSubject.SETTING: "setting", FactSubject.CIRCUMSTANCE: "circumstance"}
    wanted = FactSubject(subject)
    if not list_codes(lists[wanted]).filter(code=code).exists():
        raise RuleBroken("请从列表中选择。", fields={"code": "请从列表中选择"})
    if len(words.strip()) > rules.LONGEST_WORDS:
        raise RuleBroken(
            f"依据不能超过 {rules.LONGEST_WORDS} 个字。",
            fields={"words": f"不能超过 {rules.LONGEST_WORDS} 个字"},
        )
    fact = EventFact.objects.create(
        emergency=emergency, subject=wanted, code=code, holds=holds, words=words.strip(),
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="emergencies.fact.said", target=emergency,
        changes={f"{wanted}:{code}": (None, holds)}, note=fact.words,
    )  # fmt: skip
    keep_clocks(actor=actor, emergency=emergency)
    return fact


def keep_clocks(*, actor: Actor, emergency: Emergency) -> list[Clock]:
    """
    Start the clocks that the record of an emergency asks for and stop those whose end has come.

    Called inside the transaction of every service that adds to the record. A start is copied once:
    a milestone corrected later moves no clock that runs.
    """
    limits = {row.code: row for row in queries.limits_on(emergency)}
    plain = [queries.plain_limit(row) for row in limits.values()]
    moments = queries.moments_of(emergency)
    wanted = rules.clocks_wanted(
        plain, queries.case_facts(emergency), moments, queries.progress_moments(emergency)
    )
    have = {(row.code, row.round): row for row in Clock.objects.filter(emergency=emergency)}
    fresh = [start for start in wanted if (start.code, start.round) not in have]
    bearers = queries.bearers_of(emergency) if fresh else {}
    begun = Clock.objects.bulk_create(
        Clock(
            emergency=emergency, deadline=limits[start.code], code=start.code, round=start.round,
            area_path=emergency.area_path, bearer_unit=bearers.get(start.code, bearers[""]),
            started_at=start.starts.at, started_by_id=start.starts.by, started_with=start.starts.words,
            due_at=rules.due_at(queries.plain_limit(limits[start.code]), start.starts.at),
            recorded_at=clock.now(), recorded_by_id=actor.user_id,
        )
        for start in fresh
    )  # fmt: skip
    have |= {(row.code, row.round): row for row in begun}
    for start in wanted:
        _stop(have[start.code, start.round], start)
    running = {row.code: row for row in have.values() if row.stopped_at is None}
    for start in rules.ended_though_unwanted(plain, {s.code for s in wanted}, moments):
        if start.code in running:
            _stop(running[start.code], start)
    return begun


def _stop(row: Clock, start: rules.Start) -> None:
    """Note the end of a clock, once. What was done before the clock began is done at its beginning."""
    if row.stopped_at is not None or start.stops is None:
        return
    row.stopped_at = max(start.stops.at, row.started_at)
    row.stopped_by_id, row.stopped_with = start.stops.by, start.stops.words
    row.stop_kind = StopKind.LAPSED if start.has_lapsed else StopKind.DONE
    row.save(update_fields=["stopped_at", "stopped_by", "stopped_with", "stop_kind"])


@transaction.atomic
def send_clock_warnings(
    *, actor: Actor, at: datetime | None = None, emergency: Emergency | None = None
) -> int:
    """
    Warn of every running clock whose time has come, each stage once; returns how many clocks.

    The unit that bears a limit gets one letter per stage, the command office one for all. An
    exercise names its emergency: its moved clock must not reach the others.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.TASK_REASSIGN)
    moment = at or clock.now()
    due = _unsent(_standing(moment, emergency))
    if not due:
        return 0
    ClockReminder.objects.bulk_create(
        ClockReminder(clock=row, kind=kind, round=number, sent_at=moment)
        for row, kind, number in due
    )
    send_letters(_letters(due))
    record_batch(
        actor=actor, action="emergencies.clock.warned",
        targets=(f"{row.emergency.number} {row.code}" for row, _, _ in due),
    )  # fmt: skip
    return len(due)


def _standing(at: datetime, emergency: Emergency | None) -> Due:
    rows = queries.running_clocks(at + rules.WARN_MOST)
    if emergency is not None:
        rows = rows.filter(emergency=emergency)
    found: Due = []
    for row in rows:
        stage = rules.warning_stage(starts=row.started_at, due=row.due_at, at=at)
        if stage is not None:
            found.append((row, *stage))
    return found


def _unsent(standing: Due) -> Due:
    sent = set(
        ClockReminder.objects.filter(clock__in=[row.pk for row, _, _ in standing]).values_list(
            "clock_id", "kind", "round"
        )
    )
    return [(row, kind, n) for row, kind, n in standing if (row.pk, kind.value, n) not in sent]


def _letters(due: Due) -> Iterable[Letter]:
    """One letter per unit, stage and emergency, to whoever bears the limit and to the command office."""
    grouped: dict[tuple[int, Emergency, ClockWarning], list[Clock]] = defaultdict(list)
    for row, kind, _ in due:
        units = {unit.pk for unit in queries.command_units(row.area_path)}
        units |= {row.bearer_unit_id} if row.bearer_unit_id else set()
        for unit in units:
            grouped[unit, row.emergency, kind].append(row)
    for (unit, emergency, kind), rows in grouped.items():
        drill = "【演练】" if emergency.is_exercise else ""
        names = "、".join(f"{row.code}{row.deadline.title}" for row in rows)
        yield Letter(
            mailbox=unit_mailbox(unit), kind=f"emergencies.clock_{kind.value}",
            subject=f"{drill}{WHAT_IS_UP[kind]}：{names}（{emergency.name}）",
            body="\n".join(_line(row) for row in rows),
            url=reverse("emergencies:emergency_detail", args=[emergency.uuid]) + "#clocks",
            urgency=Urgency.NORMAL if kind == ClockWarning.BEFORE else Urgency.URGENT,
        )  # fmt: skip


def _line(row: Clock) -> str:
    due = clock.beijing(row.due_at) if row.due_at else None
    until = f"，最迟{due.month}月{due.day}日{due:%H:%M}" if due else ""
    return f"{row.code} {row.deadline.title}：{row.deadline.ends_text}{until}。完成后请在事件页面登记。"


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
