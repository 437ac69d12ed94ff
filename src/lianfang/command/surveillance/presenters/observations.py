"""Words of programmes, sites and values for pages and spreadsheets."""

from collections.abc import Iterable, Iterator
from datetime import date

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.surveillance.choices import ObservationState
from lianfang.command.surveillance.models import DetectionRule, Indicator, Observation, Site
from lianfang.command.surveillance.queries import Duty, Punctuality
from lianfang.command.surveillance.rules import history_needed, method_words, readiness_words

DUTY_WORDS = {
    "done": ("已报", "good"), "late": ("迟报", "warn"), "open": ("待报", "info"),
    "overdue": ("逾期未报", "bad"), "event": ("随发生报", "muted"), "free": ("今日不报", "muted"),
}  # fmt: skip
COLOR_TONES = {1: "one", 2: "two", 3: "three", 4: "four"}

OBSERVATION_COLUMNS = [
    Column("period_on", "报告期", kind="date"),
    Column("programme", "监测项目", width=20),
    Column("indicator", "指标", width=18),
    Column("site", "报告点", width=22),
    Column("part", "分项"),
    Column("unit", "填报单位", width=18),
    Column("area", "地区"),
    Column("value", "数值", kind="number"),
    Column("measure", "计量单位"),
    Column("late", "是否迟报"),
    Column("state", "状态"),
    Column("reason", "缺测或订正原因", width=24),
    Column("recorded_at", "登记时间", kind="moment"),
    Column("run", "演练场次", kind="whole"),
]
SITE_COLUMNS = [
    Column("programme", "监测项目", width=20),
    Column("site", "报告点", width=22),
    Column("code", "编号", width=26),
    Column("unit", "填报单位", width=18),
    Column("area", "地区"),
    Column("state", "本期状态"),
    Column("owed", "近30日应报", kind="whole"),
    Column("came", "已报", kind="whole"),
    Column("in_time", "及时", kind="whole"),
    Column("zero", "零报告", kind="whole"),
    Column("completeness", "完整率（%）", kind="number"),
    Column("timeliness", "及时率（%）", kind="number"),
]


def observation_rows(rows: Iterable[Observation]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per value."""
    for row in rows:
        yield (
            row.period_on, row.indicator.programme.name, row.indicator.name, row.site.name, row.part,
            row.site.unit.short_name, row.site.area.name, row.value, row.indicator.measure,
            "迟报" if row.is_late else "及时", ObservationState(row.state).label, row.reason, row.recorded_at,
            row.run,
        )  # fmt: skip


def site_rows(rows: Iterable[tuple[Duty, Punctuality]]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per site: the present report and the last thirty days."""
    for duty, kept in rows:
        site = duty.site
        yield (
            site.programme.name, site.name, site.code, site.unit.short_name, site.area.name,
            DUTY_WORDS[duty.state][0], kept.owed, kept.came, kept.in_time, kept.zero,
            kept.completeness, kept.timeliness,
        )  # fmt: skip


def rule_line(rule: DetectionRule, measure: str, known: int) -> tuple[DetectionRule, str, str, str]:
    """A rule, its words, the tone of its color, and why it cannot judge yet with so many days of values."""
    needed = history_needed(rule.method, rule.baseline_days)
    words = rule_words(rule, measure)
    return rule, words, COLOR_TONES[rule.color], readiness_words(needed, known)


def rule_words(rule: DetectionRule, measure: str) -> str:
    return method_words(
        rule.method, threshold=rule.threshold, window_days=rule.window_days,
        baseline_days=rule.baseline_days, least=rule.least, measure=measure,
    )  # fmt: skip


def template_rows(
    sites: Iterable[Site], indicators: Iterable[Indicator], day: date
) -> Iterator[tuple[Value, ...]]:
    """One line per site, part and indicator of a table to fill in, the value left empty."""
    asked = list(indicators)
    for site in sites:
        for part in [part.name for part in site.parts.all()] or [""]:
            for indicator in asked:
                yield site.code, site.name, part, indicator.name, day, None
