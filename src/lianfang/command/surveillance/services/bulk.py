"""Many values at once: from the API and from confirmed tables. All of them or none, in a few statements."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from lianfang.base.audit.public import record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import ObservationState, Origin
from lianfang.command.surveillance.models import Batch, Indicator, Observation, Site, SiteReport
from lianfang.command.surveillance.queries import list_sites_to_fill, own
from lianfang.command.surveillance.rules import Entry, World, world_of

MOST_FAULTS = 100
CHUNK = 20_000
SITES_AT_ONCE = 10_000  # an engine takes only so many values in one statement
DIGITS, DECIMALS = 14, 3
COLUMNS = (
    "indicator_id", "site_id", "part", "area_path", "period_on", "value", "reason", "is_late",
    "is_exercise", "run", "origin", "state", "replaces_id", "batch_id", "recorded_at", "recorded_by_id",
)  # fmt: skip
Key = tuple[int, date, int, str]


@dataclass(frozen=True, slots=True)
class BulkRow:
    """
    One value as a program or a table gives it: site and indicator by their codes.

    It came now. Only the past of a demonstration says of a value when it came (`came_at`).
    """

    site: str
    indicator: str
    period_on: date
    value: Decimal
    part: str = ""
    reason: str = ""
    came_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What rows are checked against: sites the actor fills in, indicators, parts of sites."""

    sites: dict[str, Site]
    indicators: dict[str, Indicator]
    parts: dict[int, frozenset[str]]


@transaction.atomic
def record_observations(
    *,
    actor: Actor,
    rows: Sequence[BulkRow],
    origin: str = Origin.API,
    batch: Batch | None = None,
    is_exercise: bool = False,
    run: int | None = None,
) -> int:
    """
    Store many values; the same value again is passed over, another value is a correction.

    Detection looks at them in the run of the minute. Gives the number of values written.

    :raises NotAllowed: the actor may not report, or is a person and says when values came.
    :raises RuleBroken: any row is faulty; `fields` names up to 100 rows, and nothing is stored; or a run
        outside an exercise.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    if not actor.is_system and any(row.came_at for row in rows):
        raise NotAllowed("收到时间由系统记录，不能自行填写。")
    world = world_of(run, is_exercise=is_exercise)
    known = known_for(actor, rows)
    faults = dict(_first_faults(rows, known))
    if faults:
        shown = "；".join(f"第 {place} 行{words}" for place, words in list(faults.items())[:3])
        raise RuleBroken(
            f"有 {len(faults)} 行不能接收，全部未保存。{shown}",
            fields={f"rows.{place}": words for place, words in faults.items()},
        )
    before = _before(rows, known, world)
    stamp = _Stamp(actor, origin, batch, world)
    fresh = list(_fresh(rows, known, before, stamp))
    replaced = [row[COLUMNS.index("replaces_id")] for row in fresh]
    _replace([pk for pk in replaced if pk])
    _insert(fresh)
    _note_reports(rows, known, stamp)
    if fresh:
        record_batch(
            actor=actor, action="surveillance.observations.recorded", target=batch,
            targets=(f"{row[0]}|{row[1]}|{row[2]}|{row[4]}|{row[5]}" for row in fresh),
        )  # fmt: skip
    return len(fresh)


def known_for(actor: Actor, rows: Sequence[BulkRow]) -> Known:
    """Fetch in a few statements what all rows are checked against: the named sites, not the county's."""
    codes = sorted({row.site for row in rows})
    fillable = list_sites_to_fill(actor).order_by().prefetch_related("parts")
    sites = {
        site.code: site
        for first in range(0, len(codes), SITES_AT_ONCE)
        for site in fillable.filter(code__in=codes[first : first + SITES_AT_ONCE])
    }
    indicators = {
        i.code: i for i in Indicator.objects.filter(is_active=True).select_related("programme")
    }
    parts = {s.pk: frozenset(part.name for part in s.parts.all()) for s in sites.values()}
    return Known(sites, indicators, parts)


def fault_of(row: BulkRow, known: Known, today: date) -> str:
    """What is wrong with one row, as a sentence; empty where nothing is."""
    site, indicator = known.sites.get(row.site), known.indicators.get(row.indicator)
    if site is None:
        return f"报告点“{row.site}”不存在，或不由本单位填报。"
    if indicator is None or indicator.programme_id != site.programme_id:
        return f"指标“{row.indicator}”不属于报告点“{site.name}”的监测项目。"
    parts = known.parts[site.pk]
    named = {row.indicator: (indicator.name, indicator.decimals, indicator.combine)}
    try:
        rules.check_period(row.period_on, today=today)
        rules.check_entries(
            [Entry(row.indicator, row.value, row.part)],
            known=named,
            parts=[*parts, ""] if parts else [],
        )
    except RuleBroken as refusal:
        return refusal.message
    return ""


def _first_faults(rows: Sequence[BulkRow], known: Known) -> Iterator[tuple[int, str]]:
    """The first hundred faulty rows; the same value given twice is a fault of the second."""
    today, seen, found = clock.today(), set(), 0
    for place, row in enumerate(rows, start=1):
        key = (row.site, row.indicator, row.part, row.period_on)
        day = clock.beijing(row.came_at).date() if row.came_at else today
        words = "与前面的行重复。" if key in seen else fault_of(row, known, day)
        seen.add(key)
        if words:
            found += 1
            yield place, words
            if found == MOST_FAULTS:
                return


def _before(
    rows: Sequence[BulkRow], known: Known, world: World
) -> dict[Key, tuple[int, Decimal | None]]:
    """The current values that the rows meet: id and value by indicator, day, site and part."""
    days: dict[int, set[date]] = defaultdict(set)
    for row in rows:
        days[known.indicators[row.indicator].pk].add(_period(row, known))
    found: dict[Key, tuple[int, Decimal | None]] = {}
    for indicator, wanted in days.items():
        stored = Observation.objects.filter(
            indicator=indicator, period_on__in=sorted(wanted), state=ObservationState.CURRENT,
            **own(world),
        )  # fmt: skip
        for pk, day, site, part, value in stored.values_list(
            "pk", "period_on", "site_id", "part", "value"
        ):
            found[indicator, day, site, part] = (pk, value)
    return found


def _period(row: BulkRow, known: Known) -> date:
    return rules.period_of(known.sites[row.site].programme.period, row.period_on)


class _Stamp:
    """What all rows of one call share, made ready for the database once."""

    def __init__(self, actor: Actor, origin: str, batch: Batch | None, world: World) -> None:
        self.at, self.user_id, self.world = clock.now(), actor.user_id, world
        self.origin, self.batch_id = str(origin), batch.pk if batch else None
        self.moment = connection.ops.adapt_datetimefield_value(self.at)
        self._late: dict[tuple[int, date, datetime | None], bool] = {}

    def is_late(self, site: Site, day: date, came_at: datetime | None) -> bool:
        key = (site.programme.due_minutes, day, came_at)
        if key not in self._late:
            self._late[key] = rules.is_late(
                recorded_at=came_at or self.at, start_of_period=clock.start_of_day(day),
                due_minutes=key[0],
            )  # fmt: skip
        return self._late[key]

    def moment_of(self, row: BulkRow) -> object:
        """When a value came, as the database takes it."""
        if row.came_at is None:
            return self.moment
        return connection.ops.adapt_datetimefield_value(row.came_at)


def _fresh(
    rows: Sequence[BulkRow],
    known: Known,
    before: dict[Key, tuple[int, Decimal | None]],
    stamp: _Stamp,
) -> Iterator[tuple[Any, ...]]:
    """Rows for the database, in the order of COLUMNS; values that stand already are left out."""
    number = connection.ops.adapt_decimalfield_value
    for row in rows:
        site, indicator = known.sites[row.site], known.indicators[row.indicator]
        day = _period(row, known)
        pk, value = before.get((indicator.pk, day, site.pk, row.part), (None, None))
        if pk and value == row.value:
            continue
        yield (
            indicator.pk, site.pk, row.part, site.area_path, day.isoformat(),
            number(row.value, DIGITS, DECIMALS), row.reason or ("订正" if pk else ""),
            stamp.is_late(site, day, row.came_at), stamp.world.is_exercise, stamp.world.run, stamp.origin,
            "current", pk, stamp.batch_id, stamp.moment_of(row), stamp.user_id,
        )  # fmt: skip


def _replace(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        Observation.objects.filter(pk__in=part).update(state=ObservationState.REPLACED)


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """One prepared statement for all: a model instance per row would take five times as long."""
    table = connection.ops.quote_name(Observation._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in COLUMNS)
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO {table} ({named}) VALUES ({marks})"  # noqa: S608 — names only
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            cursor.executemany(statement, rows[start : start + CHUNK])


def _note_reports(rows: Sequence[BulkRow], known: Known, stamp: _Stamp) -> None:
    """Each site and period has reported, where it had not before."""
    zero: dict[tuple[str, date], bool] = {}
    came: dict[tuple[str, date], datetime | None] = {}
    for row in rows:
        key = (row.site, _period(row, known))
        zero[key] = zero.get(key, True) and not row.value
        came.setdefault(key, row.came_at)
    SiteReport.objects.bulk_create(
        (
            SiteReport(
                site=known.sites[code], area_path=known.sites[code].area_path, period_on=day, is_zero=is_zero,
                is_late=stamp.is_late(known.sites[code], day, came[code, day]),
                recorded_at=came[code, day] or stamp.at, recorded_by_id=stamp.user_id, **own(stamp.world),
            )
            for (code, day), is_zero in zero.items()
        ),
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip
