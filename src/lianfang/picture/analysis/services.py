"""Keeping an analysis."""

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import get_emergency

from .documents import draw_chart
from .models import Analysis, AnalysisFigure, AnalysisPoint, AnalysisSetting
from .rules.methods import run
from .rules.options import Options, used_options
from .rules.outcome import Outcome
from .rules.series import Series


@transaction.atomic
def save_analysis(
    *,
    actor: Actor,
    series: Series,
    options: Options,
    title: str,
    emergency_uuid: object | None = None,
) -> Analysis:
    """
    Run the method once more and keep what came of it: settings, figures, intervals, words, chart.

    The table itself is not kept: counts by interval are, and the digest of the data.

    :raises NotAllowed: the actor may not analyse.
    :raises NotFound: no such emergency for this actor.
    :raises RuleBroken: no title, or the method cannot run on this series.
    """
    require(actor, Permission.ANALYSIS_MAKE)
    if not title.strip():
        raise RuleBroken("请填写标题，说明是哪里的什么病、哪段时间。", fields={"title": "请填写"})
    emergency = get_emergency(actor, emergency_uuid) if emergency_uuid else None
    outcome = run(series, options)
    now = clock.now()
    analysis = Analysis.objects.create(
        number=next_code("analysis", "FX"), title=title.strip()[:100],
        area_path=emergency.area_path if emergency else actor.area_path, emergency=emergency,
        method=options.method, interval=options.interval, origin=series.origin, data_name=series.name[:200],
        data_disease=series.disease[:60], data_area=options.area, digest=series.digest, summary=outcome.words[0][:300],
        explanation="\n".join(outcome.words[1:]), definition=outcome.definition, source=outcome.source,
        chart=draw_chart(outcome, title.strip()[:60]), made_at=now, made_by_id=actor.user_id,
    )  # fmt: skip
    _save_parts(analysis, options, outcome)
    record(
        actor=actor, action="analysis.analysis.saved", target=analysis,
        changes={"method": (None, options.method), "digest": (None, series.digest)},
    )  # fmt: skip
    return analysis


def _save_parts(analysis: Analysis, options: Options, outcome: Outcome) -> None:
    AnalysisSetting.objects.bulk_create(
        AnalysisSetting(analysis=analysis, key=key, label=label, value=value)
        for key, label, value in used_options(options)
    )
    AnalysisFigure.objects.bulk_create(
        AnalysisFigure(analysis=analysis, sort=sort, **vars(stated))
        for sort, stated in enumerate(outcome.figures)
    )
    AnalysisPoint.objects.bulk_create(
        AnalysisPoint(
            analysis=analysis, start_on=p.start, value=p.value, expected=p.expected, low=p.low, high=p.high,
            is_flagged=p.is_flagged, note=p.note[:60],
        )
        for p in outcome.points
    )  # fmt: skip
