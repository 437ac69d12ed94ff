"""Reading saved analyses in the actor's area."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area
from lianfang.command.emergencies.public import Emergency
from lianfang.county.orgs.public import Area
from lianfang.picture.analysis.models import (
    Analysis,
    AnalysisFigure,
    AnalysisPoint,
    AnalysisSetting,
)


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
            | Q(data_disease__icontains=words.strip())
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


def analyses_of(emergency: Emergency, until: datetime) -> list[Analysis]:
    """The latest analysis of each method for an emergency up to a moment, for its report."""
    rows = (
        Analysis.objects.filter(emergency=emergency, made_at__lte=until)
        .prefetch_related(Prefetch("figures", AnalysisFigure.objects.order_by("sort", "id")))
        .order_by("made_at", "id")
    )
    return sorted({row.method: row for row in rows}.values(), key=lambda row: row.pk)
