"""What a site reports: one page of numbers, a zero report, a correction."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import Combine, ObservationState, Origin
from lianfang.command.surveillance.models import Indicator, Observation, Site, SiteReport
from lianfang.command.surveillance.queries import (
    get_site_to_fill,
    list_indicators,
    own,
    values_given,
)
from lianfang.command.surveillance.rules import Entry, World, world_of

from .detecting import screen_site

CORRECTED = "填报单位订正"


@transaction.atomic
def record_report(
    *,
    actor: Actor,
    site_uuid: object,
    period_on: date,
    entries: Sequence[Entry],
    reason: str = "",
    key: str = "",
    origin: str = Origin.PAGE,
    is_exercise: bool = False,
    run: int | None = None,
) -> SiteReport:
    """
    Take one site's numbers for a period; what differs from before is a correction beside the old value.

    The same `key` a second time changes nothing: a telephone that was off line sends again until answered.
    The site's own rules (limits, clusters, rises) are screened at once.

    :raises NotAllowed: the actor may not report.
    :raises NotFound: no site that the actor's unit fills in.
    :raises RuleBroken: a period in the future, values that cannot be true, or a run outside an exercise;
        then nothing is stored.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    world = world_of(run, is_exercise=is_exercise)
    site = get_site_to_fill(actor, site_uuid)
    period_on = rules.period_of(site.programme.period, period_on)
    known = SiteReport.objects.filter(site=site, period_on=period_on, **own(world)).first()
    if key and known is not None and known.key == key:
        return known
    indicators = {indicator.code: indicator for indicator in list_indicators(site.programme)}
    _check(site, period_on, entries, indicators)
    written = _write(actor, site, period_on, entries, indicators, reason, origin, world)
    is_zero = all(not entry.value and entry.value is not None for entry in entries)
    report = _report(actor, site, period_on, known, key, world, is_zero=is_zero)
    if written:
        record(
            actor=actor, action="surveillance.report.recorded", target=report, count=len(written),
            note=f"{site.name} {period_on}",
        )  # fmt: skip
        screen_site(actor=actor, site=site, on=period_on, world=world)
    return report


@transaction.atomic
def record_zero_report(
    *,
    actor: Actor,
    site_uuid: object,
    period_on: date,
    key: str = "",
    is_exercise: bool = False,
    run: int | None = None,
) -> SiteReport:
    """
    Say for a site that nothing happened: every count is zero.

    :raises NotAllowed: the actor may not report.
    :raises NotFound: no site that the actor's unit fills in.
    :raises RuleBroken: the programme asks for measurements, or numbers other than zero were reported.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    site = get_site_to_fill(actor, site_uuid)
    counted = [i for i in list_indicators(site.programme) if i.combine == Combine.SUM]
    if not counted:
        raise RuleBroken("本项目报的是测量值，不能零报告，请填写数值；无法测量时写明原因。")
    period = rules.period_of(site.programme.period, period_on)
    given = values_given(site, period, world_of(run, is_exercise=is_exercise))
    if any(row.value for row in given.values() if row.indicator.combine == Combine.SUM):
        raise RuleBroken("本期已报有异常数值，不能改作零报告；如有误，请逐项订正为 0。")
    entries = [Entry(indicator.code, Decimal(0)) for indicator in counted]
    return record_report(
        actor=actor, site_uuid=site_uuid, period_on=period_on, entries=entries, key=key,
        is_exercise=is_exercise, run=run,
    )  # fmt: skip


def _check(
    site: Site, period_on: date, entries: Sequence[Entry], indicators: dict[str, Indicator]
) -> None:
    rules.check_period(period_on, today=clock.today())
    known = {i.code: (i.name, i.decimals, i.combine) for i in indicators.values()}
    parts = [part.name for part in site.parts.all()]
    # A number for the whole site may stand beside its parts: a zero report is one.
    rules.check_entries(entries, known=known, parts=[*parts, ""] if parts else [])


def _write(
    actor: Actor,
    site: Site,
    period_on: date,
    entries: Sequence[Entry],
    indicators: dict[str, Indicator],
    reason: str,
    origin: str,
    world: World,
) -> list[Observation]:
    """Add the values that are new or changed; the changed ones name what they replace."""
    given = values_given(site, period_on, world)
    late = _is_late(site, period_on)
    fresh = []
    for entry in entries:
        before = given.get((entry.indicator, entry.part))
        if before is not None and before.value == entry.value:
            continue
        fresh.append(
            Observation(
                indicator=indicators[entry.indicator], site=site, part=entry.part,
                area_path=site.area_path, period_on=period_on, value=entry.value,
                reason=(entry.reason or (reason or CORRECTED if before else ""))[:200],
                is_late=late, origin=origin, replaces=before, **own(world),
                recorded_at=clock.now(), recorded_by_id=actor.user_id,
            )
        )  # fmt: skip
    replaced = [row.replaces_id for row in fresh if row.replaces_id]
    Observation.objects.filter(pk__in=replaced).update(state=ObservationState.REPLACED)
    return Observation.objects.bulk_create(fresh)


def _report(
    actor: Actor,
    site: Site,
    period_on: date,
    known: SiteReport | None,
    key: str,
    world: World,
    *,
    is_zero: bool,
) -> SiteReport:
    """The first report of the period decides whether it came in time; later ones only change what it says."""
    if known is None:
        return SiteReport.objects.create(
            site=site, area_path=site.area_path, period_on=period_on, is_zero=is_zero, key=key[:64],
            is_late=_is_late(site, period_on), recorded_at=clock.now(),
            recorded_by_id=actor.user_id, **own(world),
        )  # fmt: skip
    known.is_zero, known.key = known.is_zero and is_zero, key[:64] or known.key
    known.save(update_fields=["is_zero", "key"])
    return known


def _is_late(site: Site, period_on: date) -> bool:
    return rules.is_late(
        recorded_at=clock.now(), start_of_period=clock.start_of_day(period_on),
        due_minutes=site.programme.due_minutes,
    )  # fmt: skip
