"""Which unit of the county a name in a document means."""

from dataclasses import dataclass

from lianfang.county.orgs.public import Unit

from .comparing import Clause
from .reading import Reading, best_units

# A match at least this sure, and this much surer than the next, is filled in for confirmation.
SURE = 0.85
MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit with every name it goes by."""

    unit: Unit
    names: tuple[str, ...]


def units_to_match(area_path: str) -> list[NamedUnit]:
    """The units in use in an area, those of its townships included."""
    units = Unit.objects.filter(area_path__startswith=area_path, is_active=True)
    return [
        NamedUnit(unit, (unit.name, unit.short_name, *(a.name for a in unit.aliases.all())))
        for unit in units.prefetch_related("aliases").order_by("sort", "id")
    ]


def likely_units(name: str, known: list[NamedUnit]) -> list[tuple[Unit, float, str]]:
    """Units that a name may mean, best first: the unit, how sure from 0 to 1, why."""
    by_code = {row.unit.code: row.unit for row in known}
    rated = best_units(name, [(row.unit.code, row.names) for row in known])
    return [(by_code[code], score, why) for code, score, why in rated]


def sure_match(name: str, known: list[NamedUnit]) -> Unit | None:
    """The unit that is surely meant, or none: no guess is better than a wrong one."""
    rated = likely_units(name, known)
    if not rated or rated[0][1] < SURE:
        return None
    if len(rated) > 1 and rated[0][1] - rated[1][1] < MARGIN:
        return None
    return rated[0][0]


def clauses_of_reading(reading: Reading, area_path: str) -> list[Clause]:
    """The duties of a document as the comparison sees them, under the names of the county's units."""
    known = units_to_match(area_path)
    clauses = []
    for found in reading.units:
        for name in found.names or [found.name]:
            unit = sure_match(name, known)
            clauses += [Clause(unit.name if unit else name, duty.text) for duty in found.duties]
    return clauses
