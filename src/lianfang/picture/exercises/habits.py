"""How a unit goes about its tasks in a scenario: its own row, on top of its collective's, on top of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from lianfang.county.orgs.public import Unit, UnitKind

from .injects import EVERY
from .scenario import Behaviour, Cannot, Return, Saying, Scenario, Split


@dataclass(frozen=True)
class Said:
    """What a unit writes at one occurrence of a task, and the figures with it."""

    words: str
    figures: tuple[tuple[str, Decimal, str], ...]

    @property
    def on_the_way(self) -> str:
        """The words of a progress report: what precedes the last part of the text."""
        before, found, _ = self.words.rpartition("；")
        return f"{before}。" if found else self.words


@dataclass(frozen=True)
class Habit:
    """One unit's behaviour, complete. `says` pairs each text with whether its figures are scaled."""

    role: str
    sign: timedelta
    reports: int
    submit: float
    accept: timedelta
    scale: float
    says: tuple[tuple[Saying, bool], ...]
    late: Mapping[str, float]
    unsigned: frozenset[str]
    returned: Mapping[str, Return]
    cannot: Mapping[str, Cannot]
    split: Mapping[str, Split]

    def share(self, action: str, occurrence: int) -> float:
        """At which share of its time a task is submitted."""
        return self.late.get(action, self.submit) if occurrence == 1 else self.submit

    def said(self, action: str, standard: str, occurrence: int) -> Said:
        """What is written about a task; the first text that speaks of it."""
        for saying, is_scaled in self.says:
            if {action, standard, EVERY} & set(saying.about):
                words = saying.words[min(occurrence, len(saying.words)) - 1]
                return Said(words, self._figures(saying, is_scaled=is_scaled))
        return Said("本项工作已按要求办结，佐证材料附后。", ())

    def _figures(self, saying: Saying, *, is_scaled: bool) -> tuple[tuple[str, Decimal, str], ...]:
        factor = Decimal(str(self.scale)) if is_scaled else Decimal(1)
        return tuple(
            (name, _scaled(value, factor), measure) for name, value, measure in saying.figures
        )


class Habits:
    """The behaviour table of a scenario, asked by unit."""

    def __init__(self, scenario: Scenario, units: Mapping[str, Unit]) -> None:
        self._rows = scenario.behaviour
        collectives = {u.pk: u.code for u in units.values() if u.kind == UnitKind.COLLECTIVE}
        # Only a collective's row holds for the units below it; a bureau's is its own.
        self._collectives = {u.code: collectives.get(u.parent_id, "") for u in units.values()}
        self.of = cache(self._of)

    def _of(self, code: str) -> Habit:
        """The habit of a unit."""
        own = self._rows.get(code)
        collective = self._rows.get(self._collectives.get(code, ""))
        rows = [row for row in (own, collective, self._rows["defaults"]) if row is not None]
        return _merged(rows, own)


def _merged(rows: list[Behaviour], own: Behaviour | None) -> Habit:
    def first(name: str, otherwise: object) -> object:
        found = (getattr(row, name) for row in rows)
        return next((value for value in found if value is not None), otherwise)

    def joined(name: str) -> dict:
        return {key: value for row in reversed(rows) for key, value in getattr(row, name).items()}

    return Habit(
        role=first("role", "liaison"),
        sign=first("sign", timedelta(minutes=30)),
        reports=first("reports", 1),
        submit=first("submit", 0.7),
        accept=first("accept", timedelta(hours=1)),
        scale=first("scale", 1.0),
        says=tuple((saying, row is not own) for row in rows for saying in row.says),
        late=joined("late"),
        unsigned=frozenset(code for row in rows for code in row.unsigned),
        returned=joined("returned"),
        cannot=joined("cannot"),
        split=joined("split"),
    )


def _scaled(value: Decimal, factor: Decimal) -> Decimal:
    if factor == 1:
        return value
    return (value * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP)
