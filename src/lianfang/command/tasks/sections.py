"""The tasks of an emergency, as they stood at a moment, for the situation report."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.base.kernel.sections import Figure, Section
from lianfang.command.emergencies.public import Emergency

from .queries import COUNTED, numbers_at

SOURCE = "任务办理记录"
ORDER = 40


def sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """
    Figures of the emergency's tasks as at the cut-off; nothing when none had been issued.

    Parts that units split among themselves are left out.
    """
    numbers = numbers_at(emergency, cutoff_at)
    if not numbers["issued"]:
        return []
    at = urlencode({"at": cutoff_at.isoformat()})
    figures = tuple(
        Figure(
            key=f"tasks.{counted.key}",
            label=counted.label,
            definition=counted.definition,
            value=numbers[counted.key],
            measure="件",
            source=SOURCE,
            url=f"{reverse('tasks:figure_tasks', args=[emergency.uuid, counted.key])}?{at}",
        )
        for counted in COUNTED
    )
    return [Section("tasks", "任务落实情况", ORDER, _words(numbers), figures)]


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
