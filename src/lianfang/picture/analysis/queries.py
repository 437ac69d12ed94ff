"""Reading saved analyses in the actor's area."""

from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area
from lianfang.command.emergencies.public import Emergency
from lianfang.command.surveillance.public import daily_values, list_programmes
from lianfang.county.orgs.public import Area, AreaLevel

from .models import Analysis, AnalysisFigure, AnalysisPoint, AnalysisSetting
from .rules.series import Series, build_series

# Townships of a county; a prefecture looks at its counties one by one.
MOST_AREAS = 40


def list_analyses(
    actor: Actor, *, words: str = "", method: str = "", emergency: object = None
) -> QuerySet[Analysis]:
    """
    Analyses that concern the actor's area, the latest first.

    :raises NotAllowed: the actor may not read analyses.
    """
    require(actor, Permission.ANALYSIS_VIEW)
    rows = Analysis.objects.filter(concerning_area(actor)).select_related("emergency", "made_by")
    if words.strip():
        rows = rows.filter(
            Q(title__icontains=words.strip())
            | Q(number__icontains=words.strip())
            | Q(data_name__icontains=words.strip())
        )
    if method:
        rows = rows.filter(method=method)
    if emergency:
        rows = rows.filter(emergency__uuid=emergency)
    return rows.order_by("-made_at", "-id")


def get_analysis(actor: Actor, uuid: object) -> Analysis:
    """:raises NotFound: no such analysis for this actor."""
    found = (
        list_analyses(actor)
        .prefetch_related(
            Prefetch("figures", AnalysisFigure.objects.order_by("sort", "id")),
            Prefetch("settings", AnalysisSetting.objects.order_by("id")),
        )
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def list_points(analysis: Analysis) -> QuerySet[AnalysisPoint]:
    """The intervals of an analysis that the caller has got through its query."""
    return AnalysisPoint.objects.filter(analysis=analysis).order_by("start_on", "id")


def known_area_names(actor: Actor) -> frozenset[str]:
    """Names of areas at and below the actor's, against which a table's are held."""
    rows = Area.objects.filter(path__startswith=actor.area_path).values_list("name", flat=True)
    return frozenset(rows[:5000])


def watched_series(actor: Actor, code: str, since: date, until: date) -> Series:
    """
    One indicator of surveillance as a series, by the townships that the actor may read.

    Days without a report are gaps. A county without reports by area has one nameless area.

    :raises NotFound: no such indicator in use.
    :raises RuleBroken: no value in that time.
    """
    indicator = next(
        (row for p in list_programmes(actor) for row in p.shown_indicators if row.code == code),
        None,
    )
    if indicator is None:
        raise NotFound
    areas = Area.objects.filter(path__startswith=actor.area_path, level=AreaLevel.TOWNSHIP)
    cells: list[tuple[str, date, float]] = []
    for area in areas.order_by("code")[:MOST_AREAS]:
        values = daily_values(actor, indicator, since, until, area_path=area.path)
        cells += [(area.name, day, float(value)) for day, value in values.items()]
    if not cells:
        values = daily_values(actor, indicator, since, until)
        cells = [("", day, float(value)) for day, value in values.items()]
    if not cells:
        raise RuleBroken("这段时间没有该指标的报告，请改选时间或指标。")
    name = f"{indicator.name}（{since.isoformat()} 至 {until.isoformat()}）"
    return build_series(name, "watch", cells, is_list=False, rows=len(cells))


def analyses_of(emergency: Emergency, until: datetime) -> list[Analysis]:
    """The latest analysis of each method for an emergency up to a moment, for its report."""
    rows = (
        Analysis.objects.filter(emergency=emergency, made_at__lte=until)
        .prefetch_related(Prefetch("figures", AnalysisFigure.objects.order_by("sort", "id")))
        .order_by("made_at", "id")
    )
    return sorted({row.method: row for row in rows}.values(), key=lambda row: row.pk)
