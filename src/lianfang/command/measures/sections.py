"""What this room says in a situation report: measures in force, with area, start and planned end."""

from datetime import datetime

from django.urls import reverse

from lianfang.base.kernel.sections import Figure, Section
from lianfang.command.emergencies.public import Emergency

from .documents.words import moment
from .models import Measure
from .queries import measures_of

MOST_NAMED = 12


def sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """Measures as they stood at the cut-off; what was decided or ended later does not count."""
    decided = list(measures_of(emergency, at=cutoff_at))
    standing = [m for m in decided if m.is_in_force(cutoff_at)]
    ended = [m for m in decided if _was_over(m, cutoff_at)]
    return [
        Section(
            key="measures.standing",
            title="管控措施",
            order=40,
            words=_words(standing, ended),
            figures=_figures(emergency, decided, standing, ended),
        )
    ]


def _was_over(measure: Measure, at: datetime) -> bool:
    return min(measure.ended_at or measure.ends_at, measure.ends_at) <= at


def _words(standing: list[Measure], ended: list[Measure]) -> str:
    if not standing and not ended:
        return "截至报告时点未采取限制性措施。"
    parts = [
        f"{measure.title}（{measure.area.name}，{measure.scope_words}；{moment(measure.starts_at)}起，"
        f"拟至{moment(measure.ends_at)}止）"
        for measure in standing[:MOST_NAMED]
    ]
    more = f"等 {len(standing)} 项" if len(standing) > MOST_NAMED else ""
    words = f"目前执行的措施：{'；'.join(parts)}{more}。" if parts else "目前没有执行中的措施。"
    return words + (f"已结束或解除 {len(ended)} 项。" if ended else "")


def _figures(
    emergency: Emergency, decided: list[Measure], standing: list[Measure], ended: list[Measure]
) -> tuple[Figure, ...]:
    url = reverse("measures:measure_list") + f"?emergency={emergency.uuid}"
    rows = (
        (
            "decided",
            "累计决定措施",
            "截至时点已作出决定的管控措施项数，不含未同意和上报建议",
            decided,
        ),
        ("standing", "执行中措施", "截至时点已开始、未到期且未解除的管控措施项数", standing),
        ("over", "已结束措施", "截至时点已到期、解除或撤销的管控措施项数", ended),
    )
    return tuple(
        Figure(
            key=f"measures.{key}", label=label, definition=definition, value=len(counted),
            measure="项", source="管控措施登记", url=url,
        )
        for key, label, definition, counted in rows
    )  # fmt: skip
