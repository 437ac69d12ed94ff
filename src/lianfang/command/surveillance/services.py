"""What is done with a signal: recorded, verified, dismissed, raised to an emergency."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.base.search.public import Finding, index
from lianfang.county.orgs.public import Area, Unit
from lianfang.county.standards.public import Disease

from . import rules
from .choices import SignalState
from .models import Signal
from .queries import SEARCH_KIND, list_verifying_units, lock_signal


@transaction.atomic
def record_signal(
    *,
    actor: Actor,
    title: str,
    source: str,
    area: Area,
    description: str,
    found_at: datetime,
    reporter_unit: Unit | None = None,
    place: str = "",
    disease: Disease | None = None,
    cases: int | None = None,
    deaths: int | None = None,
    began_at: datetime | None = None,
    is_exercise: bool = False,
) -> Signal:
    """
    Note something that may be the beginning of an emergency.

    Without a reporting unit it is the actor's own.

    :raises NotAllowed: the actor may not record signals, or not in this area.
    :raises RuleBroken: no title or description, times in the future, more dead than ill.
    """
    require(actor, Permission.SIGNAL_RECORD, area_path=area.path)
    rules.check_signal_words(title=title, description=description, place=place)
    rules.check_signal_times(found_at=found_at, began_at=began_at, now=clock.now())
    rules.check_signal_counts(cases=cases, deaths=deaths)
    signal = Signal.objects.create(
        number=_next_number(is_exercise=is_exercise), title=title.strip(), source=source, area=area,
        area_path=area.path, place=place.strip(), disease=disease, description=description.strip(),
        cases=cases, deaths=deaths, began_at=began_at, found_at=found_at, is_exercise=is_exercise,
        reporter_unit_id=reporter_unit.pk if reporter_unit else actor.unit_id,
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="surveillance.signal.recorded", target=signal)
    index(_finding(signal))
    _tell_desks(signal, actor)
    return signal


@transaction.atomic
def verify_signal(*, actor: Actor, signal_uuid: object, judgement: str) -> Signal:
    """
    Confirm that a signal is true, with how it was checked.

    :raises NotAllowed: the actor may not verify signals.
    :raises RuleBroken: judged already, or no reason given.
    """
    return _judge(actor, signal_uuid, judgement, verb="verify")


@transaction.atomic
def dismiss_signal(*, actor: Actor, signal_uuid: object, judgement: str) -> Signal:
    """
    Rule a signal out, with the reason. A verified one may still prove harmless.

    :raises NotAllowed: the actor may not verify signals.
    :raises RuleBroken: dismissed or raised already, or no reason given.
    """
    return _judge(actor, signal_uuid, judgement, verb="dismiss")


@transaction.atomic
def mark_raised(*, actor: Actor, signal_uuid: object) -> Signal:
    """
    Note that an emergency was recorded from this signal.

    :raises NotFound: the actor may not know of the signal.
    :raises RuleBroken: it was dismissed, or an emergency came of it already.
    """
    require(actor, Permission.EMERGENCY_RECORD)
    signal = lock_signal(actor, signal_uuid)
    before = signal.state
    signal.state = rules.SIGNAL_MOVES.target(before, "raise")
    signal.save(update_fields=["state"])
    record(
        actor=actor, action="surveillance.signal.raised", target=signal,
        changes={"state": (before, signal.state)},
    )  # fmt: skip
    return signal


def _judge(actor: Actor, signal_uuid: object, judgement: str, *, verb: str) -> Signal:
    require(actor, Permission.SIGNAL_VERIFY)
    signal = lock_signal(actor, signal_uuid)
    before = signal.state
    signal.state = rules.SIGNAL_MOVES.target(before, verb)
    rules.check_judgement(judgement)
    signal.judgement = judgement.strip()
    signal.judged_at, signal.judged_by_id = clock.now(), actor.user_id
    signal.save(update_fields=["state", "judgement", "judged_at", "judged_by"])
    past = {"verify": "verified", "dismiss": "dismissed"}[verb]
    record(
        actor=actor, action=f"surveillance.signal.{past}", target=signal,
        changes={"state": (before, signal.state)}, note=signal.judgement,
    )  # fmt: skip
    _tell_reporter(signal, actor)
    return signal


def _tell_desks(signal: Signal, actor: Actor) -> None:
    """Whoever verifies signals hears of a new one at once."""
    url = reverse("surveillance:signal_detail", args=[signal.uuid])
    drill = "【演练】" if signal.is_exercise else ""
    send_letters(
        Letter(
            mailbox=unit_mailbox(unit.pk), kind="surveillance.recorded", url=url, urgency=Urgency.URGENT,
            subject=f"{drill}新信号待核实：{signal.title}",
            body=f"{signal.number}，{signal.area.name}{signal.place}。请尽快核实并登记结论。",
        )
        for unit in list_verifying_units(signal.area_path)
        if unit.pk != actor.unit_id
    )  # fmt: skip


def _tell_reporter(signal: Signal, actor: Actor) -> None:
    """The unit that reported hears what became of it."""
    if signal.reporter_unit_id is None or signal.reporter_unit_id == actor.unit_id:
        return
    letter = Letter(
        mailbox=unit_mailbox(signal.reporter_unit_id),
        kind=f"surveillance.{signal.state}",
        subject=f"您单位报告的信号{SignalState(signal.state).label}：{signal.title}",
        body=f"信号 {signal.number} {SignalState(signal.state).label}。结论：{signal.judgement}",
        url=reverse("surveillance:signal_detail", args=[signal.uuid]),
        urgency=Urgency.NORMAL,
    )
    send_letters([letter])


def _next_number(*, is_exercise: bool) -> str:
    # Exercises count for themselves, so that real numbers have no gaps.
    if is_exercise:
        return next_code("surveillance.exercise_signal", "SX")
    return next_code("surveillance.signal", "SG")


def _finding(signal: Signal) -> Finding:
    return Finding(
        kind=SEARCH_KIND, uuid=signal.uuid, title=f"{signal.number} {signal.title}",
        summary=signal.description[:200], words=f"{signal.place} {signal.area.name}",
        url=reverse("surveillance:signal_detail", args=[signal.uuid]),
        permission=Permission.SIGNAL_VIEW, area_path=signal.area_path, unit_id=signal.reporter_unit_id,
    )  # fmt: skip
