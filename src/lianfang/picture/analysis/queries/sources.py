"""Series that the house holds already: by disease, from surveillance and from the counts of emergencies."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import (
    Emergency,
    get_emergency,
    list_emergencies,
    list_tallies,
)
from lianfang.command.surveillance.public import (
    Combine,
    Indicator,
    daily_values,
    has_demonstration,
    list_programmes,
    list_reported_parts,
)
from lianfang.county.orgs.public import Area, AreaLevel
from lianfang.county.standards.public import Disease, list_diseases
from lianfang.picture.analysis.rules.reading import watch_faults
from lianfang.picture.analysis.rules.series import Fault, Series, build_series

# Townships of a county; a prefecture looks at its counties one by one.
MOST_AREAS = 40
MOST_EMERGENCIES = 50
MOST_OPEN = 5
Cells = list[tuple[str, date, float]]
ROUNDING = 1e-6
USUAL_SPAN = timedelta(days=365)
BEFORE_SIGNAL = timedelta(days=60)


@dataclass(frozen=True)
class Source:
    """One series that can be looked at: its key for the service, its name, where it comes from."""

    key: str
    name: str
    note: str


def diseases_with_series(actor: Actor) -> list[Disease]:
    """
    Diseases about which the house holds a series that the actor may read, in the order of the law.

    :raises NotAllowed: the actor may not analyse.
    """
    require(actor, Permission.ANALYSIS_MAKE)
    codes = {row.disease_code for row in _indicators(actor) if row.disease_code}
    parts = {part for _, part in list_reported_parts(actor)}
    codes |= {row.disease.code for row in _emergencies(actor) if row.disease}
    return [row for row in list_diseases() if row.code in codes or _names(row) & parts]


def list_sources(actor: Actor, disease: Disease) -> list[Source]:
    """
    Every series about a disease or one of its family: emergencies first, then surveillance.

    :raises NotAllowed: the actor may not analyse.
    """
    require(actor, Permission.ANALYSIS_MAKE)
    family = {disease.code, disease.parent_code} - {""}
    family |= {row.code for row in list_diseases() if row.parent_code == disease.code}
    found = [
        source
        for row in _emergencies(actor)
        if row.disease and row.disease.code in family
        for source in _of_emergency(row)
    ]
    for code, part in list_reported_parts(actor):
        if part in _names(disease):
            found.append(Source(f"part:{code}:{part}", f"{part}报告例数", "按日汇总，近一年"))
    for row in _indicators(actor):
        if row.disease_code in family:
            note = f"{row.programme.name}，近一年"
            found.append(Source(f"indicator:{row.code}", row.name, note))
    return found


def usual_source(actor: Actor) -> Source | None:
    """What the desk opens with: the stream that found the latest open emergency, or its counts."""
    for emergency in _with_streams(list_emergencies(actor, state="open"))[:MOST_OPEN]:
        sources = list(_of_emergency(emergency))
        if sources:
            return sources[-1]
    return None


def series_of(
    actor: Actor, key: str, *, since: date | None = None, until: date | None = None
) -> Series:
    """
    The series behind the key of a source; without days, the last year.

    :raises NotAllowed: the actor may not analyse.
    :raises NotFound: no such source for this actor.
    :raises RuleBroken: no value in that time.
    """
    require(actor, Permission.ANALYSIS_MAKE)
    until = until or clock.today()
    since = since or until - USUAL_SPAN
    if since > until:
        raise RuleBroken("起止日期须先后有序。", fields={"since": "晚于截止日期"})
    kind, _, rest = key.partition(":")
    if kind == "indicator":
        return watched_series(actor, rest, since, until)
    if kind == "part":
        code, _, part = rest.partition(":")
        return watched_series(actor, code, since, until, part=part)
    if kind == "emergency":
        return _counted(get_emergency(actor, _uuid(rest)))
    if kind == "signal":
        return _behind(actor, get_emergency(actor, _uuid(rest)))
    raise NotFound


def watched_series(actor: Actor, code: str, since: date, until: date, *, part: str = "") -> Series:
    """
    One indicator of surveillance as a series, by the townships that the actor may read.

    Days without a report are gaps. What is reported for the county as a whole has a nameless area.

    :raises NotFound: no such indicator of counts in use.
    :raises RuleBroken: no value in that time.
    """
    indicator = next((row for row in _indicators(actor) if row.code == code), None)
    if indicator is None:
        raise NotFound
    areas = Area.objects.filter(path__startswith=actor.area_path, level=AreaLevel.TOWNSHIP)
    cells: Cells = []
    for area in areas.order_by("code")[:MOST_AREAS]:
        values = daily_values(actor, indicator, since, until, area_path=area.path, part=part)
        cells += _cells(area.name, values)
    whole = daily_values(actor, indicator, since, until, part=part)
    if not whole:
        raise RuleBroken("这段时间没有该指标的报告，请改选时间或指标。")
    cells += _rest(whole, cells)
    invented = "，含演示数据" if has_demonstration(actor, indicator) else ""
    name = f"{part or indicator.name}（{since.isoformat()} 至 {until.isoformat()}{invented}）"
    disease = part or _disease_name(indicator.disease_code)
    return build_series(
        name,
        "watch",
        cells,
        is_list=False,
        rows=len(cells),
        faults=watch_faults(cells),
        disease=disease,
    )


def _rest(whole: dict[date, Decimal], cells: Cells) -> Cells:
    """What sites of the county itself reported: the sum of all less that of the townships."""
    known: defaultdict[date, float] = defaultdict(float)
    for _, day, value in cells:
        known[day] += value
    rest = {day: float(value) - known[day] for day, value in whole.items()}
    return [("", day, value) for day, value in rest.items() if day not in known or value > ROUNDING]


def _cells(area: str, values: dict[date, Decimal]) -> Cells:
    return [(area, day, float(value)) for day, value in values.items()]


def _indicators(actor: Actor) -> list[Indicator]:
    """Indicators that count something: prices and concentrations cannot be added up over places or days."""
    rows = []
    for programme in list_programmes(actor):
        for row in programme.shown_indicators:
            if row.combine != Combine.SUM:
                continue
            row.programme = programme
            rows.append(row)
    return rows


def _emergencies(actor: Actor) -> list[Emergency]:
    return list(_with_streams(list_emergencies(actor))[:MOST_EMERGENCIES])


def _with_streams(rows: QuerySet[Emergency]) -> QuerySet[Emergency]:
    """Emergencies with what found them and how often they were counted, in two statements."""
    return rows.select_related(
        "disease", "area", "signal__indicator", "signal__area"
    ).prefetch_related("tallies")


def _of_emergency(emergency: Emergency) -> Iterator[Source]:
    mark = "演练事件" if emergency.is_exercise else "事件"
    if len({clock.beijing(row.as_of).date() for row in emergency.tallies.all()}) > 1:
        yield Source(
            f"emergency:{emergency.uuid}", f"{emergency.name} 新增病例",
            f"{mark} {emergency.number}，由各次累计病例数相减",
        )  # fmt: skip
    signal = emergency.signal
    if signal is not None and signal.indicator is not None:
        yield Source(
            f"signal:{emergency.uuid}", f"{signal.area.name} {signal.indicator.name}",
            f"发现{mark} {emergency.number} 的监测指标",
        )  # fmt: skip


def _counted(emergency: Emergency) -> Series:
    """
    New cases by day from the counts of an emergency; the last count of a day stands for it.

    :raises RuleBroken: counted on fewer than two days.
    """
    last: dict[date, int] = {}
    for tally in list_tallies(emergency).reverse():
        last[clock.beijing(tally.as_of).date()] = tally.cases
    days = sorted(last)
    if len(days) < 2:
        raise RuleBroken("该事件只有一天的病例数，还看不出增减；有第二天的数后再分析。")
    cells, faults, before = [], [], 0
    for day in days:
        new = last[day] - before
        if new < 0:
            words = "累计数比前一天少（订正或排除病例），当天按 0 例新增计。"
            faults.append(Fault("fallen", day.isoformat(), words))
        cells.append((emergency.area.name, day, float(max(new, 0))))
        before = last[day]
    return build_series(
        f"{emergency.number} {emergency.name} 新增病例", "watch", cells, is_list=False, rows=len(days),
        faults=faults, columns=("各日累计病例数相减",), disease=_name_of(emergency),
    )  # fmt: skip


def _behind(actor: Actor, emergency: Emergency) -> Series:
    """
    The stream that found an emergency, in its township, from two months before until today.

    :raises RuleBroken: no stream found it, or nothing was reported.
    """
    signal = emergency.signal
    if signal is None or signal.indicator is None:
        raise RuleBroken("该事件不是由监测指标发现的，没有对应的监测序列。")
    found_on = clock.beijing(signal.found_at).date()
    until = min(clock.today(), found_on + BEFORE_SIGNAL)
    values = daily_values(
        actor, signal.indicator, found_on - BEFORE_SIGNAL, until, area_path=signal.area_path,
        exercise=signal.is_exercise, run=signal.run,
    )  # fmt: skip
    if not values:
        raise RuleBroken("该信号所在地区没有这一指标的报告。")
    name = f"{signal.area.name} {signal.indicator.name}（{emergency.number}）"
    cells = _cells(signal.area.name, values)
    return build_series(
        name, "watch", cells, is_list=False, rows=len(cells), faults=watch_faults(cells),
        disease=_name_of(emergency),
    )  # fmt: skip


def _uuid(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError as fault:
        raise NotFound from fault


def _names(disease: Disease) -> set[str]:
    return {disease.name, *(alias.name for alias in disease.aliases.all())}


def _name_of(emergency: Emergency) -> str:
    return emergency.disease.name if emergency.disease else ""


def _disease_name(code: str) -> str:
    return next((row.name for row in list_diseases() if row.code == code), "") if code else ""
