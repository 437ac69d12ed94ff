"""The tasks of an emergency, as they stood at a moment, for the situation report."""

from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.sections import Figure, Parts, Section
from lianfang.command.emergencies.public import Emergency, groups_at

from .queries import (
    COUNTED,
    DUE_NEXT,
    due_next_at,
    numbers_at,
    significant_entries,
    standing_at,
    supervised_at,
)

SOURCE = "任务办理记录"
ORDER = 40
LAST = 90
LOG_LINES = 30
# What a daily report tells of each working group; a figure of its own has what is still open,
# for with all three the table of a dozen groups filled two pages.
OF_GROUP = (("accepted", "已销号"), ("open", "未办结"), ("overdue", "逾期"))


def sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """
    Figures of the emergency's tasks as at the cut-off; nothing when none had been issued.

    Parts that units split among themselves are left out.
    """
    return [*_tasks(emergency, cutoff_at), *_follow_through(emergency, cutoff_at)]


def daily_sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """What only the daily report tells: the work group by group, and what the next day asks for."""
    return [*_groups(emergency, cutoff_at), _next(emergency, cutoff_at)]


def _groups(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    standings = standing_at(emergency, cutoff_at, by="desk")
    figures, lines = [], []
    for group in groups_at(emergency, cutoff_at):
        own = [row for row in standings if int(row.key) in group.unit_ids]
        sums = {key: sum(getattr(row, key) for row in own) for key, _ in OF_GROUP}
        lines.append(
            f"{group.name}：" + "，".join(f"{label} {sums[key]} 件" for key, label in OF_GROUP)
        )
        figures.append(
            Figure(
                key=f"tasks.groups.{group.code}.open", label=f"{group.name} 未办结", measure="件",
                definition="工作组各单位未办结的任务；在几个组的单位，各组都计", value=sums["open"],
                source=SOURCE, url=_rows_url(emergency, "open", cutoff_at, group.code),
            )
        )  # fmt: skip
    if not figures:
        return []
    # The key sorts it right behind the tasks.
    return [Section("tasks.groups", "各工作组工作", ORDER, "\n".join(lines), tuple(figures))]


def _next(emergency: Emergency, cutoff_at: datetime) -> Section:
    count = due_next_at(emergency, cutoff_at)
    figure = Figure(
        key="tasks.due_next", label=DUE_NEXT.label, definition=DUE_NEXT.definition, value=count,
        measure="件", source=SOURCE, url=_rows_url(emergency, DUE_NEXT.key, cutoff_at),
    )  # fmt: skip
    words = f"截止时点后24小时内到期的任务 {count} 件，请各承办单位按时办结。" if count else ""
    return Section("tasks.next", "明日安排", LAST, words, (figure,))


def _rows_url(emergency: Emergency, key: str, at: datetime, group: str = "") -> str:
    asked = urlencode({"at": at.isoformat()} | ({"group": group} if group else {}))
    return f"{reverse('tasks:figure_tasks', args=[emergency.uuid, key])}?{asked}"


def _tasks(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    numbers = numbers_at(emergency, cutoff_at)
    if not numbers["issued"]:
        return []
    figures = tuple(
        Figure(
            key=f"tasks.{counted.key}",
            label=counted.label,
            definition=counted.definition,
            value=numbers[counted.key],
            measure="件",
            source=SOURCE,
            url=_rows_url(emergency, counted.key, cutoff_at),
        )
        for counted in COUNTED
    )
    shares = _shares(emergency, cutoff_at, numbers)
    return [Section("tasks", "任务落实情况", ORDER, _words(numbers), figures + shares)]


def _shares(emergency: Emergency, at: datetime, numbers: dict[str, int]) -> tuple[Figure, ...]:
    """Shares of the same counts, with what they were divided from; none of what is nothing."""
    to_do = numbers["issued"] - numbers["cancelled"] - numbers["closed"]
    wanted = (
        ("signed", "签收率", "已签收任务占下达任务的比例", "下达任务", numbers["issued"]),
        ("accepted", "销号率", "已销号任务占应办任务的比例，应办不含取消和随响应终止的", "应办任务", to_do),
    )  # fmt: skip
    named = {counted.key: counted.label for counted in COUNTED}
    return tuple(
        Figure(
            key=f"tasks.{key}_share", label=label, definition=f"截至时点{definition}",
            value=round(Decimal(100) * numbers[key] / total, 1), measure="%", source=SOURCE,
            url=_rows_url(emergency, key, at), parts=Parts(named[key], numbers[key], whole, total),
        )
        for key, label, definition, whole, total in wanted
        if total
    )  # fmt: skip


def _follow_through(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """What stands under supervision at the cut-off, and the significant entries of duty logs."""
    found = []
    if supervised := supervised_at(emergency, cutoff_at).count():
        asked = urlencode(
            {"emergency": emergency.uuid, "at": cutoff_at.isoformat(), "state": "all"}
        )
        figure = Figure(
            key="tasks.supervised", label="督办中", value=supervised, measure="件", source="督办记录",
            definition="截至时点已立项、尚未销号或停止的督办件",
            url=f"{reverse('tasks:supervision_list')}?{asked}",
        )  # fmt: skip
        words = f"截至报告时点，督办中事项 {supervised} 件。"
        found.append(Section("tasks.supervision", "问题和督办", ORDER + 1, words, (figure,)))
    entries = list(significant_entries(emergency, cutoff_at)[:LOG_LINES])
    if entries:
        lines = [
            f"{clock.beijing(e.at):%m月%d日%H:%M} {e.unit.short_name}：{e.words}" for e in entries
        ]
        found.append(Section("tasks.log", "值班要情", ORDER + 2, "\n".join(lines)))
    return found


def _words(numbers: dict[str, int]) -> str:
    """The paragraph of the report; only what there is to say."""
    said = [
        f"共下达任务 {numbers['issued']} 件",
        f"已签收 {numbers['signed']} 件",
        f"已销号 {numbers['accepted']} 件",
    ]
    rest = (
        ("waiting", "待审核"),
        ("open", "未办结"),
        ("closed", "随响应终止"),
        ("cancelled", "取消"),
    )
    said += [f"{label} {numbers[key]} 件" for key, label in rest if numbers[key]]
    late = f"其中逾期 {numbers['overdue']} 件" if numbers["overdue"] else "无逾期任务"
    return "，".join(said) + f"；{late}。"
