"""Signals, programmes, sites and reports for tests, in whatever state their services bring them."""

from datetime import date, timedelta
from decimal import Decimal

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.surveillance.models import (
    Batch,
    DetectionRule,
    Indicator,
    IndicatorDesk,
    Mute,
    Notification,
    Programme,
    Sample,
    Site,
    SitePart,
    SiteReport,
    SourceControl,
)
from lianfang.command.surveillance.public import (
    Entry,
    Signal,
    dismiss_signal,
    record_report,
    record_signal,
    verify_signal,
)
from lianfang.command.surveillance.services import (
    assess_signal,
    mute_indicator,
    propose_source_control,
    read_batch,
    send_notification,
    take_sample,
    triage_signal,
)

from .world import World

DAY = 24 * 60
# A programme that is in time all day, whatever the hour at which the tests run.
ALL_DAY = DAY + 60


def build_signal(
    world: World, *, by: str = "wang", area: str = "652327103", state: str = "new", **given: object
) -> Signal:
    """A cluster of vomiting at a school of 北庭镇, recorded by the hospital unless told otherwise."""
    values = {
        "title": "北庭镇中心学校多名学生呕吐",
        "source": "school",
        "description": "今日上午某班 8 名学生呕吐，无重症。",
        "found_at": clock.now() - timedelta(minutes=30),
        "cases": 8,
        "place": "中心学校",
    }
    signal = record_signal(actor=world.actors[by], area=world.areas[area], **{**values, **given})
    cdc = world.actors["cdc"]
    judged = {"verified": verify_signal, "assessed": verify_signal, "dismissed": dismiss_signal}
    if state == "checking":
        signal = triage_signal(actor=cdc, signal_uuid=signal.uuid)
    if state in judged:
        signal = judged[state](actor=cdc, signal_uuid=signal.uuid, judgement="已电话向校医核实。")
    if state == "assessed":
        assess_signal(
            actor=cdc,
            signal_uuid=signal.uuid,
            likelihood=4,
            consequence=3,
            reasons="已有两例新发。",
        )
        signal.refresh_from_db()
    return signal


def build_programme(
    *,
    code: str = "school-check",
    period: str = "day",
    part_label: str = "年级",
    sector: str = "human",
) -> Programme:
    """A programme without indicators."""
    return Programme.objects.get_or_create(
        code=code,
        defaults={
            "name": f"项目{code}", "sector": sector, "period": period, "due_minutes": ALL_DAY,
            "part_label": part_label, "source": "school", "lead_code": "county-education",
            "basis": "附件1",
        },
    )[0]  # fmt: skip


def build_indicator(
    *, code: str = "school-vomit", programme: Programme | None = None, combine: str = "sum",
    desks: tuple[str, ...] = ("county-education", "county-cdc"), **given: object,
) -> Indicator:  # fmt: skip
    """Pupils with vomiting, unless told otherwise."""
    values = {
        "name": "呕吐人数", "measure": "人", "definition": "当日呕吐人数", "combine": combine, **given,
    }  # fmt: skip
    indicator = Indicator.objects.create(
        programme=programme or build_programme(), code=code, **values
    )
    IndicatorDesk.objects.bulk_create(
        IndicatorDesk(indicator=indicator, unit_code=d) for d in desks
    )
    return indicator


def build_rule(
    indicator: Indicator, *, method: str = "cluster", threshold: object = 5, **given: object
) -> DetectionRule:
    """Five in one day at one site, unless told otherwise."""
    values = {"scope": "site", "color": 4, "window_days": 1, **given}
    code = f"{indicator.code}:{DetectionRule.objects.count()}"
    return DetectionRule.objects.create(
        indicator=indicator, code=code, method=method, threshold=threshold, **values
    )


def build_site(
    world: World, *, unit: str = "school-beiting", programme: Programme | None = None,
    code: str = "", parts: tuple[str, ...] = (), area: str = "",
) -> Site:  # fmt: skip
    """The school of 北庭镇 as a site, unless told otherwise."""
    programme = programme or build_programme()
    reporter = world.units[unit]
    place = world.areas[area] if area else reporter.area
    site = Site.objects.create(
        programme=programme, code=code or f"{programme.code}:{unit}", name=reporter.short_name,
        unit=reporter, area=place, area_path=place.path,
    )  # fmt: skip
    SitePart.objects.bulk_create(SitePart(site=site, name=name) for name in parts)
    return site


def build_site_report(
    world: World, site: Site, value: object, *, by: str = "teacher", on: date | None = None,
    indicator: str = "school-vomit", part: str = "", **given: object,
) -> SiteReport:  # fmt: skip
    """One value reported for a site today, unless told otherwise."""
    actor = world.actors[by] if by != "system" else Actor.system("测试")
    return record_report(
        actor=actor, site_uuid=site.uuid, period_on=on or clock.today(),
        entries=[Entry(indicator, Decimal(str(value)), part)], **given,
    )  # fmt: skip


def build_mute(world: World, indicator: Indicator, *, area: str = "652327") -> Mute:
    """An indicator muted for a week."""
    return mute_indicator(
        actor=world.actors["cdc"], indicator=indicator, area=world.areas[area],
        reason="设备检修，读数不可靠", until=clock.today() + timedelta(days=7),
    )  # fmt: skip


def build_source_control(
    world: World, signal: Signal, *, by: str = "li", **given: object
) -> SourceControl:
    """Marmots kept from people in 北庭镇 for ten days, said in full."""
    values = {
        "species": "旱獭", "words": "疫点周围五公里设警示牌，禁止捕猎、剥食。",
        "until": clock.today() + timedelta(days=10), "necessity": "只限疫点周围五公里，十日为限。",
        "alternatives": "已张贴告示，仍有人进入。", "hotline": "0994-6912345", **given,
    }  # fmt: skip
    return propose_source_control(
        actor=world.actors[by], signal_uuid=signal.uuid, area=world.areas["652327103"], **values
    )


def build_notification(
    world: World, *, by: str = "health", to: tuple[str, ...] = ("county-cdc",), **given: object
) -> Notification:
    """The health commission tells the CDC, unless told otherwise."""
    values = {"title": "牧区羊群流产增多", "words": "请核查接触人员健康情况。", **given}
    return send_notification(
        actor=world.actors[by], area=world.areas["652327103"], units=[world.units[u] for u in to], **values
    )  # fmt: skip


def build_sample(world: World, *, by: str = "li", **given: object) -> Sample:
    """A piece of mutton taken in 北庭镇, unless told otherwise."""
    values = {
        "sector": "food", "what": "羊肉", "place": "集市", "storage": "4℃冷藏箱",
        "taken_at": clock.now(), **given,
    }  # fmt: skip
    return take_sample(actor=world.actors[by], area=world.areas["652327103"], **values)


def build_batch(
    world: World, site: Site, *, by: str = "li", indicator: str = "呕吐人数", value: int = 1
) -> Batch:
    """A table with one value, seen and not yet confirmed."""
    lines = ("报告点编号,指标,日期,数值", f"{site.code},{indicator},{clock.today()},{value}")
    batch, faults = read_batch(
        actor=world.actors[by],
        programme=site.programme,
        name="表.csv",
        raw="\n".join(lines).encode(),
    )
    assert batch is not None, faults
    return batch
