"""Tables of observations: read, shown before they count, taken in as a whole, undone as a whole."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Row, RowFault, read_table
from lianfang.command.surveillance.choices import BatchState, ObservationState, Origin
from lianfang.command.surveillance.models import (
    Batch,
    BatchLine,
    Observation,
    Programme,
    SiteReport,
)
from lianfang.command.surveillance.queries import list_indicators, lock_batch
from lianfang.command.surveillance.rules import columns_of

from .bulk import BulkRow, Known, fault_of, known_for, record_observations


@transaction.atomic
def read_batch(
    *, actor: Actor, programme: Programme, name: str, raw: bytes
) -> tuple[Batch | None, list[RowFault]]:
    """
    Read an uploaded table and keep it as a preview; with any faulty row nothing is kept, and the faults are told.

    :raises NotAllowed: the actor may not report.
    :raises SpreadsheetRefused: the file cannot be read, or lacks a column.
    :raises RuleBroken: the table has no rows, or was imported before.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    digest = hashlib.sha256(raw).hexdigest()
    if Batch.objects.filter(digest=digest, unit_id=actor.unit_id, state=BatchState.DONE).exists():
        raise RuleBroken("这个文件已经导入过；如需重新导入，请先撤销那一批。")
    table = read_table(name, raw, columns_of(programme.part_label))
    named = {i.name: i.code for i in list_indicators(programme)}
    rows = [(row.number, _bulk(row, named)) for row in table.rows]
    known = known_for(actor, [row for _, row in rows])
    faults = [*table.faults, *_faults(rows, known)]
    if faults:
        return None, sorted(faults, key=lambda fault: fault.row)
    if not rows:
        raise RuleBroken("表格里没有数据行，请填写后再上传。")
    batch = Batch.objects.create(
        programme=programme, unit_id=actor.unit_id, area_path=actor.area_path, name=name[:200],
        digest=digest, rows=len(rows), uploaded_at=clock.now(), uploaded_by_id=actor.user_id,
    )  # fmt: skip
    BatchLine.objects.bulk_create(
        (
            BatchLine(
                batch=batch, row=number, site=known.sites[row.site],
                indicator=known.indicators[row.indicator], part=row.part, period_on=row.period_on,
                value=row.value,
            )
            for number, row in rows
        ),
        batch_size=2000,
    )  # fmt: skip
    record(actor=actor, action="surveillance.batch.read", target=batch, count=len(rows))
    return batch, []


def _faults(rows: Iterable[tuple[int, BulkRow]], known: Known) -> Iterator[RowFault]:
    """What is wrong with each row; the same value given twice is a fault of the second."""
    seen = set()
    for number, row in rows:
        key = (row.site, row.indicator, row.part, row.period_on)
        words = "与前面的行重复。" if key in seen else fault_of(row, known, clock.today())
        seen.add(key)
        if words:
            yield RowFault(number, "整行", row.site, words, 0)


def _bulk(row: Row, named: dict[str, str]) -> BulkRow:
    values = row.values
    shown = str(values["indicator"])
    return BulkRow(
        site=str(values["site"]), indicator=named.get(shown, shown), part=str(values["part"] or ""),
        period_on=values["period_on"], value=Decimal(str(values["value"])),
    )  # fmt: skip


@transaction.atomic
def confirm_batch(*, actor: Actor, batch_uuid: object) -> Batch:
    """
    Take a previewed table in, all of it.

    :raises NotFound: no such table of the actor's unit.
    :raises RuleBroken: settled already, or a row has become faulty meanwhile; then nothing is stored.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    batch = lock_batch(actor, batch_uuid)
    _check(batch, BatchState.PREVIEW)
    lines = batch.lines.select_related("site", "indicator").order_by("row")
    rows = [
        BulkRow(line.site.code, line.indicator.code, line.period_on, line.value, line.part)
        for line in lines
    ]
    batch.rows = record_observations(actor=actor, rows=rows, origin=Origin.SHEET, batch=batch)
    batch.lines.all().delete()
    return _settle(actor, batch, BatchState.DONE, "imported")


@transaction.atomic
def discard_batch(*, actor: Actor, batch_uuid: object) -> Batch:
    """
    Drop a preview.

    :raises NotFound: no such table of the actor's unit.
    :raises RuleBroken: settled already.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    batch = lock_batch(actor, batch_uuid)
    _check(batch, BatchState.PREVIEW)
    batch.lines.all().delete()
    return _settle(actor, batch, BatchState.DISCARDED, "discarded")


@transaction.atomic
def undo_batch(*, actor: Actor, batch_uuid: object) -> Batch:
    """
    Withdraw everything that an import brought, and let stand again what it had replaced.

    Values corrected since then keep their correction. Signals raised meanwhile stay: somebody judges them.

    :raises NotFound: no such table of the actor's unit.
    :raises RuleBroken: not imported, or undone already.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    batch = lock_batch(actor, batch_uuid)
    _check(batch, BatchState.DONE)
    brought = Observation.objects.filter(batch=batch, state=ObservationState.CURRENT)
    replaced = list(brought.exclude(replaces=None).values_list("replaces_id", flat=True))
    reports = list(brought.order_by().values_list("site_id", "period_on").distinct())
    brought.update(state=ObservationState.WITHDRAWN)
    for start in range(0, len(replaced), 900):
        part = replaced[start : start + 900]
        Observation.objects.filter(pk__in=part).update(state=ObservationState.CURRENT)
    _forget_empty_reports(reports)
    return _settle(actor, batch, BatchState.UNDONE, "undone")


def _forget_empty_reports(reports: list[tuple[int, object]]) -> None:
    """A report counts what stands; where nothing stands any more the site has not reported."""
    left = Observation.objects.filter(
        site=OuterRef("site"), period_on=OuterRef("period_on"), state=ObservationState.CURRENT,
        is_exercise=False,
    )  # fmt: skip
    sites = {site for site, _ in reports}
    days = {day for _, day in reports}
    rows = SiteReport.objects.filter(site__in=sites, period_on__in=days, is_exercise=False)
    empty = list(rows.filter(~Exists(left)).values_list("pk", flat=True))
    SiteReport.objects.filter(pk__in=empty).delete()


def _check(batch: Batch, state: BatchState) -> None:
    if batch.state != state:
        raise RuleBroken(f"这一批{batch.get_state_display()}，不能再这样处理。请刷新后查看。")


def _settle(actor: Actor, batch: Batch, state: BatchState, verb: str) -> Batch:
    batch.state, batch.settled_at, batch.settled_by_id = state, clock.now(), actor.user_id
    batch.save(update_fields=["state", "rows", "settled_at", "settled_by"])
    record(actor=actor, action=f"surveillance.batch.{verb}", target=batch, count=batch.rows or 1)
    return batch
