"""Passing a signal on to who must act, and numbering it."""

from collections.abc import Sequence

from lianfang.base.audit.public import next_code
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.surveillance.choices import StepKind
from lianfang.command.surveillance.models import Addressee, Signal, SignalStep
from lianfang.command.surveillance.notices import tell_addressees
from lianfang.command.surveillance.queries import list_addressed_units


def next_number(*, is_exercise: bool) -> str:
    # Exercises count for themselves, so that real numbers have no gaps.
    if is_exercise:
        return next_code("surveillance.exercise_signal", "SX")
    return next_code("surveillance.signal", "SG")


def pass_on(actor: Actor, signal: Signal, codes: Sequence[str]) -> list[Addressee]:
    """Pass a signal to the units of some codes that the county has and that do not have it yet."""
    known = set(signal.addressees.values_list("unit_id", flat=True))
    units = [u for u in list_addressed_units(list(codes), signal.area_path) if u.pk not in known]
    rows = Addressee.objects.bulk_create(
        Addressee(signal=signal, unit=unit, sent_at=clock.now(), sent_by_id=actor.user_id)
        for unit in units
    )
    if rows:
        SignalStep.objects.create(
            signal=signal, kind=StepKind.SENT, words="、".join(u.short_name for u in units),
            taken_at=clock.now(), taken_by_id=actor.user_id, unit_id=actor.unit_id,
        )  # fmt: skip
        tell_addressees(signal, units)
    return rows
