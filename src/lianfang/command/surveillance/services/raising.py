"""From findings to signals: the same thing once, with everything that was found beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.scope import paths_to
from lianfang.base.search.public import index
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import Method, Scope, SignalState, StepKind
from lianfang.command.surveillance.models import (
    DetectionRule,
    Evidence,
    Mute,
    Signal,
    SignalStep,
    Site,
)
from lianfang.command.surveillance.notices import (
    finding_of,
    tell_desks,
    tell_of_worse,
)
from lianfang.command.surveillance.queries import own
from lianfang.command.surveillance.rules import Hit
from lianfang.county.orgs.public import Area
from lianfang.county.standards.public import Disease

from .passing import next_number, pass_on

SYSTEM = Actor.system("自动预警")
# A new finding within this many days of an open signal belongs to it.
SAME_WITHIN = timedelta(days=7)
SHOWN_PLACES = 3
COUNTED = ("人", "例")
BY_DISEASE = "病种"


@dataclass
class Outcome:
    """How many findings there were, how many were muted, and how many signals are new."""

    hits: int = 0
    muted: int = 0
    signals: int = 0


def raise_signals(
    rule: DetectionRule, hits: Sequence[Hit], on: date, outcome: Outcome, world: rules.World
) -> None:
    """
    Turn what a rule found on a day into signals: one per indicator and township, known ones enlarged.

    Of programmes that report by disease one per disease: measles are no part of an influenza wave.
    """
    if not hits:
        return
    fresh = _unknown(rule, hits, on, world)
    muted = _muted_paths(rule, on)
    loud = [hit for hit in fresh if not any(hit.area_path.startswith(path) for path in muted)]
    outcome.hits += len(fresh)
    outcome.muted += len(fresh) - len(loud)
    by_disease = rule.is_by_part and rule.indicator.programme.part_label == BY_DISEASE
    groups: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in loud:
        groups[
            rules.area_within(hit.area_path, Scope.TOWNSHIP), hit.part if by_disease else ""
        ].append(hit)
    sites = {s.pk: s for s in _sites(loud)}
    for (path, part), group in sorted(groups.items()):
        signal = _open_signal(rule, path, part, on, world)
        if signal is None:
            signal = _create(rule, path, group, on, sites, world)
            outcome.signals += signal is not None
        else:
            _enlarge(signal, rule, group, on)
        if signal is not None:
            _add_evidence(signal, rule, group, on)


def _unknown(rule: DetectionRule, hits: Sequence[Hit], on: date, world: rules.World) -> list[Hit]:
    """Findings that no signal of the same world holds yet."""
    rows = Evidence.objects.filter(rule=rule, period_on=on, **own(world, "signal__"))
    known = set(rows.values_list("area_path", "site_id", "part"))
    return [hit for hit in hits if (hit.area_path, hit.site_id, hit.part) not in known]


def _muted_paths(rule: DetectionRule, on: date) -> list[str]:
    mutes = Mute.objects.filter(indicator=rule.indicator_id, until__gte=on, lifted_at=None)
    return list(mutes.values_list("area_path", flat=True))


def _sites(hits: Iterable[Hit]) -> QuerySet[Site]:
    wanted = {hit.site_id for hit in hits if hit.site_id}
    return Site.objects.filter(pk__in=wanted).select_related("unit", "area")


def _open_signal(
    rule: DetectionRule, path: str, part: str, on: date, world: rules.World
) -> Signal | None:
    """A signal of the same world, indicator (and disease) and area, not settled and not older than a week."""
    rows = Signal.objects.select_for_update(of=("self",)).filter(
        indicator=rule.indicator_id, area_path=path, **own(world),
        state__in=[*rules.LIVE_STATES, SignalState.RAISED], last_on__gte=on - SAME_WITHIN,
        first_on__lte=on + SAME_WITHIN,
    )  # fmt: skip
    if part:
        rows = rows.filter(pk__in=Evidence.objects.filter(part=part).values("signal"))
    return rows.order_by("-id").first()


def _create(
    rule: DetectionRule,
    path: str,
    hits: Sequence[Hit],
    on: date,
    sites: dict[int, Site],
    world: rules.World,
) -> Signal | None:
    area = Area.objects.filter(path__in=paths_to(path)).order_by("-path").first()
    if area is None:
        return None
    indicator = rule.indicator
    places = list(dict.fromkeys(sites[h.site_id].name for h in hits if h.site_id in sites))
    units = {sites[h.site_id].unit_id for h in hits if h.site_id in sites}
    signal = Signal.objects.create(
        number=next_number(is_exercise=world.is_exercise), title=_title(rule, hits, area, places)[:100],
        source=indicator.programme.source, area=area, area_path=area.path,
        place="、".join(places)[:100], disease=_disease(rule, hits),
        description=_description(rule, hits, on, sites) + _invented(rule, path, world),
        cases=_cases(rule, hits),
        found_at=clock.now(), indicator=indicator, color=rule.color, **own(world),
        reporter_unit_id=units.pop() if len(units) == 1 else None, first_on=on, last_on=on,
        verify_due_at=clock.now() + rules.VERIFY_WITHIN, recorded_at=clock.now(),
    )  # fmt: skip
    SignalStep.objects.create(
        signal=signal, kind=StepKind.FORMED, words=_method(rule), taken_at=clock.now()
    )
    record(actor=SYSTEM, action="surveillance.signal.detected", target=signal)
    index(finding_of(signal))
    tell_desks(signal, None)
    pass_on(SYSTEM, signal, [desk.unit_code for desk in indicator.desks.all()])
    return signal


def _enlarge(signal: Signal, rule: DetectionRule, hits: Sequence[Hit], on: date) -> None:
    """
    A later or graver finding moves the signal's end and colour; whoever acts hears of a graver one.

    More people than before are the signal's people: what is made of it later begins with them.
    """
    before, known = signal.color, signal.cases
    signal.last_on = max(signal.last_on or on, on)
    signal.first_on = min(signal.first_on or on, on)
    signal.color = rules.worst_color([before, rule.color])
    seen = _cases(rule, hits)
    signal.cases = known if seen is None else max(known or 0, seen)
    signal.save(update_fields=["first_on", "last_on", "color", "cases"])
    if signal.cases != known:
        record(
            actor=SYSTEM, action="surveillance.signal.grown", target=signal,
            changes={"cases": (known, signal.cases)},
        )  # fmt: skip
    if signal.color < before:
        record(
            actor=SYSTEM, action="surveillance.signal.worsened", target=signal,
            changes={"color": (before, signal.color)},
        )  # fmt: skip
        tell_of_worse(signal)


def _add_evidence(signal: Signal, rule: DetectionRule, hits: Iterable[Hit], on: date) -> None:
    words = _method(rule)
    Evidence.objects.bulk_create(
        Evidence(
            signal=signal, rule=rule, site_id=hit.site_id, area_path=hit.area_path, part=hit.part,
            period_on=on, value=hit.value, expected=hit.expected, threshold=hit.bound, method=words,
            found_at=clock.now(),
        )
        for hit in hits
    )  # fmt: skip


def _method(rule: DetectionRule) -> str:
    return rules.method_words(
        rule.method, threshold=rule.threshold, window_days=rule.window_days,
        baseline_days=rule.baseline_days, least=rule.least, measure=rule.indicator.measure,
    )[:200]  # fmt: skip


def _title(rule: DetectionRule, hits: Sequence[Hit], area: Area, places: list[str]) -> str:
    where = places[0] if len(places) == 1 else area.name
    more = f"等 {len(places)} 处" if len(places) > 1 else ""
    parts = {hit.part for hit in hits}
    part = parts.pop() if len(parts) == 1 else ""
    match rule.method:
        case Method.MISSING:
            return f"{where}{more}{rule.indicator.programme.name}未按时报告"
        case Method.FIRST:
            return f"{where}{more}{part or rule.indicator.name}：首次或多年未见"
        case _:
            return f"{where}{more}{part}{rule.indicator.name}异常"


def _description(rule: DetectionRule, hits: Sequence[Hit], on: date, sites: dict[int, Site]) -> str:
    indicator = rule.indicator
    lines = [
        f"{on:%Y年%m月%d日}，{indicator.programme.name}“{indicator.name}”触发规则：{_method(rule)}。"
    ]
    for hit in hits[:SHOWN_PLACES]:
        site = sites.get(hit.site_id or 0)
        where = f"{site.name if site else '全范围'}{hit.part}"
        value = (
            "未报" if hit.value is None else f"{rules.number_words(hit.value)} {indicator.measure}"
        )
        lines.append(
            "，".join(filter(None, [f"{where}：{value}", rules.expected_words(hit.expected)]))
            + "。"
        )
    if len(hits) > SHOWN_PLACES:
        lines.append(f"另有 {len(hits) - SHOWN_PLACES} 处，见证据。")
    return "\n".join(lines)


def _invented(rule: DetectionRule, path: str, world: rules.World) -> str:
    """Says of a signal that made-up values may be behind it; an exercise says so itself."""
    sites = Site.objects.filter(
        programme=rule.indicator.programme_id, area_path__startswith=path, is_demonstration=True
    )
    return "" if world.is_exercise or not sites.exists() else "\n含演示报告点的数据，系虚构。"


def _cases(rule: DetectionRule, hits: Sequence[Hit]) -> int | None:
    """People counted by the finding; animals, prices and rates are no cases."""
    if rule.indicator.measure not in COUNTED or rule.method == Method.MISSING:
        return None
    return int(sum((hit.value or Decimal(0) for hit in hits), Decimal(0)))


def _disease(rule: DetectionRule, hits: Sequence[Hit]) -> Disease | None:
    """The disease that the indicator speaks of, or the one that its programme reports by."""
    known = Disease.objects.order_by("-effective_from")
    if rule.indicator.disease_code:
        return known.filter(code=rule.indicator.disease_code).first()
    if rule.indicator.programme.part_label == BY_DISEASE and hits[0].part:
        return known.filter(name=hits[0].part).first()
    return None
