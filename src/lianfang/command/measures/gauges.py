"""Progress of tasks measured from measures: was one proposed, was it decided."""

from collections.abc import Collection

from lianfang.base.kernel.gauges import Work, register_gauge, work_of

from .choices import PUBLIC_STATES, MeasureState
from .models import Measure

# What counts as proposed: everything that was not taken back.
PROPOSED = (MeasureState.PROPOSED, MeasureState.REFUSED, MeasureState.SENT_UP, *PUBLIC_STATES)


def measures_proposed(task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Done once the task's unit has proposed a measure in the task's emergency."""
    works = work_of(task_ids)
    rows = _rows(works)
    return {
        work.task_id: (int(any(_is_of(row, work) for row in rows if row[1] == work.unit_id)), 1)
        for work in works
    }


def measures_in_force(task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Of the measures that concern the unit (proposed, carried out, or at its place), those decided."""
    works = work_of(task_ids)
    rows = _rows(works)
    found = {}
    for work in works:
        own = [row for row in rows if _is_of(row, work) and work.unit_id in row[1:4]]
        standing = [row for row in own if row[4] in PUBLIC_STATES]
        live = [row for row in own if row[4] == MeasureState.PROPOSED]
        found[work.task_id] = (len(standing), max(len(standing) + len(live), 1))
    return found


# Emergency, proposing unit, carrying unit, unit of the place, state.
Row = tuple[int, int | None, int, int | None, str]


def _rows(works: Collection[Work]) -> list[Row]:
    emergencies = {work.emergency_id for work in works}
    rows = Measure.objects.filter(emergency__in=emergencies, state__in=PROPOSED).order_by()
    return list(rows.values_list("emergency", "proposing_unit", "unit", "place__unit", "state"))


def _is_of(row: Row, work: Work) -> bool:
    return row[0] == work.emergency_id


register_gauge("measures.proposed", measures_proposed)
register_gauge("measures.in_force", measures_in_force)
