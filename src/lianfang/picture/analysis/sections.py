"""What analyses say in the situation report of their emergency."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from lianfang.base.kernel.sections import Figure, Section
from lianfang.command.emergencies.public import Emergency

from .models import Analysis
from .queries import analyses_of

ORDER = 35


def sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """
    The latest analysis of each method up to the cut-off, its sentence and its figures.

    Nothing when nobody has kept an analysis for this emergency.
    """
    found = analyses_of(emergency, cutoff_at)
    if not found:
        return []
    words = "\n".join(f"{row.get_method_display()}：{row.summary}（{row.number}）" for row in found)
    figures = tuple(figure for row in found for figure in _figures(row))
    return [Section("analysis", "流行病学分析", ORDER, words, figures)]


def _figures(analysis: Analysis) -> list[Figure]:
    url = reverse("analysis:analysis_detail", args=[analysis.uuid])
    return [
        Figure(
            key=f"analysis.{analysis.method}.{row.key}",
            label=row.label,
            definition=row.definition,
            value=None if row.value is None else Decimal(str(round(row.value, 2))),
            measure=row.measure,
            source=f"流行病学分析 {analysis.number}",
            url=url,
        )
        for row in analysis.figures.all()
    ]
