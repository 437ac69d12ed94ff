"""What is done with a signal: recorded, verified, dismissed, raised to an emergency."""

from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import index
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import StepKind
from lianfang.command.surveillance.models import Signal, SignalStep
from lianfang.command.surveillance.notices import finding_of, tell_desks, tell_reporter
from lianfang.command.surveillance.queries import lock_signal, own
from lianfang.county.orgs.public import Area, Unit
from lianfang.county.standards.public import Disease

from .passing import next_number


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
    run: int | None = None,
) -> Signal:
    """
    Note something that may be the beginning of an emergency.

    Without a reporting unit it is the actor's own.

    :raises NotAllowed: the actor may not record signals, or not in this area.
    :raises RuleBroken: no title or description, times in the future, more dead than ill, a run outside an
        exercise.
    """
    require(actor, Permission.SIGNAL_RECORD, area_path=area.path)
    world = rules.world_of(run, is_exercise=is_exercise)
    rules.check_signal_words(title=title, description=description, place=place)
    rules.check_signal_times(found_at=found_at, began_at=began_at, now=clock.now())
    rules.check_signal_counts(cases=cases, deaths=deaths)
    signal = Signal.objects.create(
        number=next_number(is_exercise=is_exercise), title=title.strip(), source=source, area=area,
        area_path=area.path, place=place.strip(), disease=disease, description=description.strip(),
        cases=cases, deaths=deaths, began_at=began_at, found_at=found_at, **own(world),
        reporter_unit_id=reporter_unit.pk if reporter_unit else actor.unit_id,
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
        verify_due_at=found_at + rules.VERIFY_WITHIN,
    )  # fmt: skip
    add_step(actor, signal, StepKind.FORMED, signal.get_source_display())
    add_step(actor, signal, StepKind.SENT, "指挥部办公室、疾控机构")
    record(actor=actor, action="surveillance.signal.recorded", target=signal)
    index(finding_of(signal))
    tell_desks(signal, actor.unit_id)
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
    :raises RuleBroken: dismissed, closed or raised already, or no reason given.
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
    add_step(actor, signal, StepKind.RAISED)
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
    past = {"verify": StepKind.VERIFIED, "dismiss": StepKind.DISMISSED}[verb]
    add_step(actor, signal, past, signal.judgement)
    record(
        actor=actor, action=f"surveillance.signal.{past.value}", target=signal,
        changes={"state": (before, signal.state)}, note=signal.judgement,
    )  # fmt: skip
    tell_reporter(signal, actor)
    return signal


def add_step(actor: Actor, signal: Signal, kind: StepKind, words: str = "") -> SignalStep:
    """Write one step into the life of a signal, in the caller's transaction."""
    return SignalStep.objects.create(
        signal=signal, kind=kind, words=words, unit_id=actor.unit_id, taken_at=clock.now(),
        taken_by_id=actor.user_id,
    )  # fmt: skip
