"""Corrections of values behind a signal: on record, told to whoever has it; the signal itself is never changed."""

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import StepKind
from lianfang.command.surveillance.models import SignalStep
from lianfang.command.surveillance.notices import tell_of_correction
from lianfang.command.surveillance.queries import Restated, signals_corrected_since

from .raising import SYSTEM


def note_corrections(*, after: int, world: rules.World) -> int:
    """
    Put on each unsettled signal what the values behind it were corrected to since, each state of things once.

    In the caller's transaction. People, level and title of the signal stay as they were: a person judges.
    """
    noted = 0
    for signal, changed in signals_corrected_since(after, world):
        words = _words(changed, signal.indicator.measure if signal.indicator else "")
        last = signal.steps.filter(kind=StepKind.CORRECTED).order_by("-taken_at", "-id").first()
        if last is not None and last.words == words:
            continue
        SignalStep.objects.create(
            signal=signal, kind=StepKind.CORRECTED, words=words, taken_at=clock.now()
        )
        record(
            actor=SYSTEM, action="surveillance.signal.corrected", target=signal, note=words[:200]
        )
        tell_of_correction(signal, words)
        noted += 1
    return noted


def _words(changed: list[Restated], measure: str) -> str:
    lines = [
        rules.correction_words(
            row.finding.period_on, row.finding.value, row.now, measure=measure, fires=row.fires
        )
        for row in sorted(changed, key=lambda row: (row.finding.period_on, row.finding.pk))
    ]
    return "\n".join(dict.fromkeys(lines))
