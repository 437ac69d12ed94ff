"""What this room says in a situation report: signals of the area, what became of them, how complete reporting is."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.sections import Figure, Parts, Section

from .choices import SignalState
from .models import Signal, Site, SiteReport
from .rules import daily_periods, share

SOURCE = "监测预警"
# An emergency's signals are looked for from a week before it was recorded.
BEFORE = timedelta(days=7)


def sections(emergency: Any, cutoff_at: datetime) -> list[Section]:
    """Signals formed by the cut-off around the emergency, and the reports of the day before it."""
    rows = Signal.objects.filter(
        area_path__startswith=emergency.area_path, is_exercise=emergency.is_exercise,
        found_at__range=(emergency.recorded_at - BEFORE, cutoff_at),
        **_run_of(emergency),
    )  # fmt: skip
    counts = rows.aggregate(
        all=Count("id"),
        system=Count("id", filter=Q(indicator__isnull=False)),
        waiting=Count("id", filter=Q(judged_at=None) | Q(judged_at__gt=cutoff_at)),
        dismissed=Count("id", filter=Q(state=SignalState.DISMISSED, judged_at__lte=cutoff_at)),
    )
    if not counts["all"]:
        return []
    came, owed = _completeness(emergency, cutoff_at)
    complete = share(came, owed)
    words = (
        f"截至报告时点，本地区形成信号{counts['all']}条，其中系统自动预警{counts['system']}条；"
        f"待核实{counts['waiting']}条，已排除{counts['dismissed']}条。"
    )
    if complete is not None:
        words += f"前一日监测报告完整率{complete}%。"
    url = reverse("surveillance:signal_list")
    figures = (
        Figure("surveillance.signals", "信号", "事件登记前7日至截止时点在事件地区形成的信号数", counts["all"], "条", SOURCE, url),
        Figure("surveillance.waiting", "待核实信号", "截止时点尚无核实结论的信号数", counts["waiting"], "条", SOURCE, f"{url}?state=new"),
        Figure("surveillance.complete", "前一日监测报告完整率", "前一日已报的每日报告点数除以应报数", complete, "%", SOURCE, reverse("surveillance:site_list"),
               Parts("前一日已报的报告点", came, "前一日应报的报告点", owed)),
    )  # fmt: skip
    return [
        Section(
            key="surveillance.signals", title="监测预警", order=30, words=words, figures=figures
        )
    ]


def _run_of(emergency: Any) -> dict[str, int]:
    """Only the run of the signal behind an exercise's emergency, where there is one."""
    run = emergency.signal.run if emergency.is_exercise and emergency.signal else None
    return {} if run is None else {"run": run}


def _completeness(emergency: Any, cutoff_at: datetime) -> tuple[int, int]:
    """How many daily sites of the area had reported for the day before the cut-off, of how many."""
    day = clock.beijing(cutoff_at).date() - timedelta(days=1)
    sites = Site.objects.filter(
        area_path__startswith=emergency.area_path, is_active=True, programme__period__in=daily_periods(day, is_story=emergency.is_exercise),
        programme__is_active=True,
    )  # fmt: skip
    came = SiteReport.objects.filter(
        site__in=sites, period_on=day, is_exercise=emergency.is_exercise, recorded_at__lte=cutoff_at,
        **_run_of(emergency),
    )  # fmt: skip
    return came.count(), sites.count()
