"""Recording an emergency and keeping its counts and times."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.events import publish
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Urgency
from lianfang.base.search.public import Finding, index
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import EmergencyState, Milestone
from lianfang.command.emergencies.events import EmergencyRecorded
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Tally
from lianfang.command.emergencies.notices import tell_offices
from lianfang.command.emergencies.queries import (
    SEARCH_KIND,
    latest_tally,
    list_tallies,
    lock_emergency,
    milestones_as_known,
    pending_proposal,
    running_response,
)
from lianfang.command.emergencies.rules import TallyFigures
from lianfang.command.surveillance.public import Signal, get_signal, mark_raised
from lianfang.county.orgs.public import Area
from lianfang.county.standards.public import Disease

from .clocks import keep_clocks


@transaction.atomic
def record_emergency(
    *,
    actor: Actor,
    name: str,
    kind: str,
    area: Area,
    milestones: Mapping[Milestone, datetime],
    disease: Disease | None = None,
    place: str = "",
    summary: str = "",
    is_exercise: bool = False,
    figures: TallyFigures | None = None,
    signal_uuid: object = None,
) -> Emergency:
    """
    Begin the record of an emergency, with the times and counts known so far.

    From a signal: the signal is then raised. An exercise comes only from an exercise's signal.

    :raises NotAllowed: the actor may not record emergencies, or not in this area.
    :raises RuleBroken: the name is missing or too long, no time of detection, times out of order,
        counts that contradict each other, a signal dismissed or raised already.
    """
    require(actor, Permission.EMERGENCY_RECORD, area_path=area.path)
    times = _checked_times(milestones)
    _check_words_and_counts(name, place, figures)
    signal = _raised(actor, signal_uuid, is_exercise=is_exercise) if signal_uuid else None
    emergency = Emergency.objects.create(
        number=_next_number(is_exercise=is_exercise), name=name.strip(), kind=kind, disease=disease,
        area=area, area_path=area.path, place=place.strip(), summary=summary.strip(),
        is_exercise=is_exercise, signal=signal, recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    _note_times(actor, emergency, times)
    if figures is not None:
        _add_tally(actor, emergency, figures, as_of=rules.to_the_minute(clock.now()))
    keep_clocks(actor=actor, emergency=emergency)
    record(actor=actor, action="emergencies.emergency.recorded", target=emergency)
    _announce(actor, emergency)
    return emergency


def _check_words_and_counts(name: str, place: str, figures: TallyFigures | None) -> None:
    rules.check_name(name)
    rules.check_place(place)
    if figures is not None:
        rules.check_tally(figures)


def _note_times(actor: Actor, emergency: Emergency, times: Mapping[Milestone, datetime]) -> None:
    entries = (_entry(actor, emergency, milestone, at) for milestone, at in times.items())
    MilestoneEntry.objects.bulk_create(entries)


def _announce(actor: Actor, emergency: Emergency) -> None:
    """Make a new emergency findable, tell the offices over it and the rooms above."""
    index(_finding(emergency))
    tell_offices(
        emergency, actor, kind="emergencies.recorded", urgency=Urgency.URGENT,
        subject=f"已登记事件：{emergency.name}",
        body=f"{emergency.number}，{emergency.whereabouts}。请核对情况，研判是否启动应急响应。",
    )  # fmt: skip
    publish(EmergencyRecorded(emergency=emergency, actor=actor))


@transaction.atomic
def update_tally(
    *, actor: Actor, emergency_uuid: object, as_of: datetime, figures: TallyFigures, note: str = ""
) -> Tally:
    """
    Add the counts as known for one moment; earlier rows stay as they are.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: closed, counted in the future, contradicting counts, or a cumulative count
        that falls without a note.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = lock_emergency(actor, emergency_uuid)
    _check_open(emergency)
    rules.check_as_of(as_of, now=clock.now())
    rules.check_tally(figures)
    rules.check_note(note)
    as_of = rules.to_the_minute(as_of)
    rows = list_tallies(emergency)
    rules.check_tally_order(
        figures,
        before=figures_of(rows.filter(as_of__lte=as_of).first()),
        after=figures_of(rows.filter(as_of__gt=as_of).last()),
        note=note,
    )
    tally = _add_tally(actor, emergency, figures, as_of=as_of, note=note.strip())
    keep_clocks(actor=actor, emergency=emergency)
    record(
        actor=actor, action="emergencies.tally.updated", target=emergency,
        changes={name: (None, value) for name, value in asdict(figures).items() if value}, note=note.strip(),
    )  # fmt: skip
    return tally


@transaction.atomic
def set_milestone(
    *, actor: Actor, emergency_uuid: object, milestone: str, happened: datetime, reason: str = ""
) -> MilestoneEntry:
    """
    Note when something happened; a correction is a new row and the old one stays.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: closed, in the future, out of order, written by decisions only, or a
        correction without its reason.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = lock_emergency(actor, emergency_uuid)
    _check_open(emergency)
    point, happened = Milestone(milestone), rules.to_the_minute(happened)
    known = {key: entry.happened for key, entry in milestones_as_known(emergency).items()}
    rules.check_milestone_change(point, happened, known=known, reason=reason, now=clock.now())
    entry = _entry(actor, emergency, point, happened, reason.strip())
    entry.save()
    keep_clocks(actor=actor, emergency=emergency)
    record(
        actor=actor, action="emergencies.milestone.set", target=emergency,
        changes={point.value: (known.get(point), happened)}, note=entry.reason,
    )  # fmt: skip
    return entry


@transaction.atomic
def close_emergency(*, actor: Actor, emergency_uuid: object, conclusion: str) -> Emergency:
    """
    Close an emergency with its conclusion; its last counts are the final ones.

    :raises NotAllowed: the actor may not update emergencies.
    :raises RuleBroken: closed already, a response runs, a proposal waits, or no counts, no conclusion.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    emergency = lock_emergency(actor, emergency_uuid)
    _check_open(emergency)
    rules.check_may_close(
        is_running=running_response(emergency) is not None,
        is_pending=pending_proposal(emergency) is not None,
        has_tally=latest_tally(emergency) is not None,
        conclusion=conclusion,
    )
    emergency.state, emergency.conclusion = EmergencyState.CLOSED, conclusion.strip()
    emergency.closed_at, emergency.closed_by_id = clock.now(), actor.user_id
    emergency.save(update_fields=["state", "conclusion", "closed_at", "closed_by"])
    keep_clocks(actor=actor, emergency=emergency)
    record(
        actor=actor, action="emergencies.emergency.closed", target=emergency,
        changes={"state": (EmergencyState.OPEN.value, EmergencyState.CLOSED.value)},
    )  # fmt: skip
    index(_finding(emergency))
    tell_offices(
        emergency, actor, kind="emergencies.closed", subject=f"事件已结案：{emergency.name}",
        body=f"{emergency.number} 已结案。结论：{emergency.conclusion}",
    )  # fmt: skip
    return emergency


def figures_of(tally: Tally | None) -> TallyFigures | None:
    """The counts of a row as plain figures."""
    if tally is None:
        return None
    return TallyFigures(
        **{name: getattr(tally, name) for name in TallyFigures.__dataclass_fields__}
    )


def _add_tally(
    actor: Actor, emergency: Emergency, figures: TallyFigures, *, as_of: datetime, note: str = ""
) -> Tally:
    return Tally.objects.create(
        emergency=emergency, as_of=as_of, note=note, recorded_at=clock.now(),
        recorded_by_id=actor.user_id, **asdict(figures),
    )  # fmt: skip


def _checked_times(milestones: Mapping[Milestone, datetime]) -> dict[Milestone, datetime]:
    """:raises RuleBroken: no time of detection, one that only a decision sets, or out of order."""
    times = {
        Milestone(key): rules.to_the_minute(at) for key, at in milestones.items() if at is not None
    }
    if Milestone.DETECTED not in times:
        raise RuleBroken(
            "请填写发现时间；报告时限从发现时起算。", fields={"detected": "请填写发现时间"}
        )
    for milestone in rules.BY_DECISION & times.keys():
        raise RuleBroken(f"“{milestone.label}”时间由决定文件确定，登记时不填写。")
    rules.check_milestones(times, now=clock.now())
    return times


def _raised(actor: Actor, signal_uuid: object, *, is_exercise: bool) -> Signal:
    if get_signal(actor, signal_uuid).is_exercise != is_exercise:
        raise RuleBroken(
            "演练信号只能转为演练事件，实战信号只能转为实战事件，请核对“演练”选项。",
            fields={"is_exercise": "应与来源信号一致"},
        )
    return mark_raised(actor=actor, signal_uuid=signal_uuid)


def _entry(
    actor: Actor, emergency: Emergency, milestone: Milestone, happened: datetime, reason: str = ""
) -> MilestoneEntry:
    return MilestoneEntry(
        emergency=emergency, milestone=milestone, happened=happened, reason=reason,
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip


def _check_open(emergency: Emergency) -> None:
    if emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再更改。如有新情况，请重新登记事件。")


def _next_number(*, is_exercise: bool) -> str:
    # Exercises count for themselves, so that real numbers have no gaps.
    if is_exercise:
        return next_code("emergencies.exercise", "EX")
    return next_code("emergencies.emergency", "EM")


def _finding(emergency: Emergency) -> Finding:
    return Finding(
        kind=SEARCH_KIND, uuid=emergency.uuid, title=f"{emergency.number} {emergency.name}",
        summary=emergency.summary[:200],
        words=f"{emergency.place} {emergency.area.name} {emergency.get_kind_display()}",
        url=reverse("emergencies:emergency_detail", args=[emergency.uuid]),
        permission=Permission.EMERGENCY_VIEW, area_path=emergency.area_path, reaches_down=True,
    )  # fmt: skip
