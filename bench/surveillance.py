"""
Times of the surveillance room: `python -m bench.surveillance`.

A day's values in and screened (a million in at most two minutes), and the pages people look at with ten
years of data. LIANFANG_BENCH_VALUES says how many values a day has (100,000 unless told).
"""

import os
import statistics
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from bench.database import measure
from bench.lines import Line, timed
from bench.pages import sign_in

VALUES = int(os.environ.get("LIANFANG_BENCH_VALUES", "100000"))
INDICATORS = 10
CALL = 100_000
# Two minutes for a million; what is measured with fewer has its share of them.
LIMIT = 120 * VALUES / 1_000_000
YEARS = 10
PAGE_SITES = 30
PAGE_SIGNALS = 5000
PAGE_LIMIT = 0.15
REQUESTS = 40


def build_stream(ground: object, sites: int) -> tuple[list[object], list[object]]:
    """A programme of ten indicators with four rules each, and its sites over the townships."""
    from lianfang.command.surveillance.models import DetectionRule, Indicator, Programme, Site
    from lianfang.county.orgs.public import Area, Unit

    programme = Programme.objects.create(
        code=f"bench-{sites}", name="测时项目", sector="human", period="day", due_minutes=1500,
        source="school", lead_code="none", basis="测时",
    )  # fmt: skip
    indicators = [
        Indicator.objects.create(
            programme=programme, code=f"bench-{sites}-{n}", name=f"指标{n}", measure="人",
            definition="测时", combine="sum",
        )
        for n in range(INDICATORS)
    ]  # fmt: skip
    for indicator in indicators:
        for method, threshold, scope in (
            ("upper", 95, "site"),
            ("cluster", 280, "site"),
            ("rise", 300, "site"),
            ("c2", 3, "township"),
        ):
            DetectionRule.objects.create(
                indicator=indicator, code=f"{indicator.code}-{method}", method=method, scope=scope,
                threshold=threshold, window_days=3, least=50, color=4,
            )  # fmt: skip
    areas = list(Area.objects.filter(path__startswith=ground.area.path).order_by("path"))
    units = list(Unit.objects.filter(area_path__startswith=ground.area.path, kind="township"))
    Site.objects.bulk_create(
        Site(
            programme=programme, code=f"bench-{sites}-{n}", name=f"点{n}", unit=units[n % len(units)],
            area=areas[n % len(areas)], area_path=areas[n % len(areas)].path,
        )
        for n in range(sites)
    )  # fmt: skip
    return indicators, list(Site.objects.filter(programme=programme).order_by("id"))


def day_lines(ground: object) -> list[Line]:
    """A day's values recorded and then screened by all rules."""
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.surveillance.public import (
        BulkRow,
        record_observations,
        screen_new_observations,
    )

    indicators, sites = build_stream(ground, VALUES // INDICATORS)
    actor, today = Actor.system("测时"), clock.today()
    rows = [
        BulkRow(site.code, indicator.code, today, Decimal((place * 7 + n * 3) % 60 if place % 5000 else 97))
        for place, site in enumerate(sites)
        for n, indicator in enumerate(indicators)
    ]  # fmt: skip
    taken = sum(
        timed(lambda part=part: record_observations(actor=actor, rows=part))
        for part in (rows[start : start + CALL] for start in range(0, len(rows), CALL))
    )
    found: list[object] = []
    screened = timed(lambda: found.append(screen_new_observations(actor=actor)))
    run = found[0]
    note = f"{run.rules} rules, {run.hits} findings, {run.signals} signals"
    return [
        Line("values in", len(rows), taken),
        Line("screened", run.observations, screened, note=note),
        Line("a day in and screened", len(rows), taken + screened, limit=LIMIT),
    ]


def page_lines(ground: object) -> list[Line]:
    """The list of signals and a chart, with ten years of daily values."""
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.surveillance.models import Signal
    from lianfang.command.surveillance.public import BulkRow
    from lianfang.command.surveillance.services import bulk

    indicators, sites = build_stream(ground, PAGE_SITES)
    actor, now = Actor.system("测时"), clock.now()
    bulk.rules.check_period = lambda day, today: None
    for year in range(YEARS):
        rows = [
            BulkRow(site.code, indicators[0].code, clock.today() - timedelta(days=year * 365 + d), Decimal(d % 20))
            for site in sites
            for d in range(365)
        ]  # fmt: skip
        bulk.record_observations(actor=actor, rows=rows)
    Signal.objects.bulk_create(
        Signal(
            number=f"B{n}", title=f"信号{n}", source="school", area=ground.area, area_path=ground.area.path,
            description="测时", found_at=now - timedelta(hours=17 * n), indicator=indicators[0],
            state="new" if n < 200 else "closed", judged_at=now if n >= 200 else None, judgement="测时",
        )
        for n in range(PAGE_SIGNALS)
    )  # fmt: skip
    pages = {
        "list of signals": "/signals/",
        "list of signals, open": "/signals/?state=live",
        "list of values": "/surveillance/observations/",
        "chart, 30 days": f"/surveillance/indicators/{indicators[0].code}/",
        "chart, a year": f"/surveillance/indicators/{indicators[0].code}/?span=365",
        "sites and what they owe": "/surveillance/",
    }
    return [_page(ground, what, address) for what, address in pages.items()]


def _page(ground: object, what: str, address: str) -> Line:
    client = sign_in(ground)
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    times = sorted(timed(lambda: client.get(address)) for _ in range(REQUESTS))
    note = f"median {statistics.median(times) * 1000:.0f} ms, {len(answer.content) / 1000:.0f} kB"
    return Line(
        f"{what}, p95",
        PAGE_SITES * 365 * YEARS,
        times[int(REQUESTS * 0.95)],
        limit=PAGE_LIMIT,
        note=note,
    )


def lines() -> Iterator[Line]:
    from bench.tasks_world import COUNTY, build_ground

    ground = build_ground("652366", COUNTY)
    yield from day_lines(ground)
    yield from page_lines(ground)


if __name__ == "__main__":
    measure(lines)
