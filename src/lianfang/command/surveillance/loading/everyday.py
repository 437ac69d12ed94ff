"""The demonstration's ordinary past: invented values of the county's sites. Source of all of it: the pack."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from django.db import transaction
from pydantic import Field

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import PackReader, PackRow
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import Origin
from lianfang.command.surveillance.models import Observation, Site, SiteReport
from lianfang.command.surveillance.pack import Code
from lianfang.command.surveillance.rules import DrawnReport, Habit, Wave
from lianfang.command.surveillance.services import (
    BulkRow,
    record_observations,
    screen_new_observations,
)

from .episodes import EpisodeRow, raised_by, relive

HABITS, EPISODES = "everyday.yaml", "everyday_episodes.yaml"
CORRECTED_AFTER = timedelta(hours=22)
# On a later start: how far back a report may have been on its way when the last one was written.
UNDERWAY_DAYS = 21


class WaveRow(PackRow):
    """How a number usually runs; the fields are those of `Wave`."""

    of: Code
    level: float
    part: str = ""
    season: float = 0
    peak: int = 1
    spread: float = 1
    noise: float = 0
    decimals: int = 0


class HabitRow(PackRow):
    """How the sites of a programme report, for how many days back; `sites` gives sizes, 1 where not named."""

    programme: Code
    days: int = Field(ge=1)
    weekdays: Annotated[tuple[float, ...], Field(min_length=7, max_length=7)] = (1,) * 7
    in_term: bool = False
    is_sparse: bool = False
    gaps: float = 0.02
    late: float = 0.05
    corrected: float = 0.003
    sites: dict[str, float] = {}
    waves: Annotated[list[WaveRow], Field(min_length=1)]

    def habit(self) -> Habit:
        given = self.model_dump(include=set(Habit.__dataclass_fields__))
        return Habit(**given)


@transaction.atomic
def prepare_everyday(*, actor: Actor, folder: Path, handler: Actor) -> int:
    """
    Give the demonstration county an ordinary past up to yesterday, invented; gives the number of values.

    A later start adds the days since. A county with values of its own gets none: invented ones
    never stand among real ones. `handler` is whoever dealt with the signals of the past.

    :raises NotAllowed: the actor may not load rules.
    :raises PackFaulty: the description of the past has faults.
    """
    require(actor, Permission.STANDARDS_LOAD)
    rows = Observation.objects.filter(is_exercise=False).order_by()
    if rows.exclude(origin=Origin.DEMO).exists():
        return 0
    reader = PackReader(folder)
    habits = [row.data for row in reader.yaml_rows(HABITS, HabitRow)]
    episodes = [row.data for row in reader.yaml_rows(EPISODES, EpisodeRow)]
    reader.finish()
    is_first, last = not rows.exists(), clock.today() - timedelta(days=1)
    given, corrections = _drawn(habits, last, None if is_first else last - timedelta(UNDERWAY_DAYS))
    if is_first:
        owed = {row.programme: row.habit() for row in habits}
        given, stories = raised_by(episodes, given, owed, last)
    count = record_observations(actor=actor, rows=given, origin=Origin.DEMO)
    count += record_observations(actor=actor, rows=corrections, origin=Origin.DEMO)
    for story in stories if is_first else ():
        relive(actor, story, handler)
    screen_new_observations(actor=actor)
    return count


def _drawn(
    habits: Sequence[HabitRow], last: date, since: date | None
) -> tuple[list[BulkRow], list[BulkRow]]:
    """The values first given, and those that corrected them; of sites and periods without a report yet."""
    given: list[BulkRow] = []
    corrections: list[BulkRow] = []
    reports = SiteReport.objects.filter(is_exercise=False)
    known = set(reports.filter(period_on__gte=since).values_list("site", "period_on")) if since else set()  # fmt: skip
    for row in habits:
        habit, waves = row.habit(), [Wave(**wave.model_dump()) for wave in row.waves]
        first = max(last - timedelta(days=row.days), since or date.min)
        sites = Site.objects.filter(programme__code=row.programme, is_active=True)
        # Whose values are invented is shown as a demonstration's from now on.
        sites.update(is_demonstration=True)
        for site in sites.select_related("programme"):
            size = row.sites.get(site.code, 1.0)
            for report in rules.draw_reports(
                site.code, habit, waves, size=size, first=first, last=last
            ):
                if (site.pk, report.on) not in known:
                    given += _rows(site, report)
                    corrections += _corrections(site, report)
    return given, corrections


def _rows(site: Site, report: DrawnReport) -> Iterator[BulkRow]:
    came_at = _came_at(site, report)
    if came_at < clock.now():
        for one in report.values:
            yield BulkRow(site.code, one.of, report.on, one.first, one.part, came_at=came_at)


def _corrections(site: Site, report: DrawnReport) -> Iterator[BulkRow]:
    came_at = _came_at(site, report) + CORRECTED_AFTER
    for one in report.values:
        if one.first != one.value and came_at < clock.now():
            yield BulkRow(
                site.code, one.of, report.on, one.value, one.part, "核对台账后订正", came_at
            )


def _came_at(site: Site, report: DrawnReport) -> datetime:
    limit = rules.due_at(clock.start_of_day(report.on), site.programme.due_minutes)
    return limit + timedelta(minutes=round(report.hours * 60))
