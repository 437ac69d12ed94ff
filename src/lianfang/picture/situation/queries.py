"""Reading reports, contributions and the fulfilment of the plan."""

from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, within_area
from lianfang.county.orgs.public import Post, Unit, UnitKind, list_posts_for_duty

from .choices import ReportKind, ReportState
from .models import Contribution, Report, ReportDelivery, ReportFigure, ReportSection

# Whose posts a report is delivered to by name; everybody else reads the unit's box.
LEADERS = ("leader", "office_chief", "unit_leader")


def visible(actor: Actor) -> QuerySet[Report]:
    """
    Issued reports concern everybody in the area; drafts those who write them and those asked.

    :raises NotAllowed: the actor may not read reports.
    """
    require(actor, Permission.SITUATION_VIEW)
    rows = Report.objects.filter(concerning_area(actor))
    if actor.is_system or actor.may(Permission.COUNTY_VIEW):
        return rows
    asked = Contribution.objects.filter(unit__in=actor.unit_ids).values("report")
    return rows.filter(Q(state=ReportState.ISSUED) | Q(pk__in=asked))


def list_reports(
    actor: Actor, *, words: str = "", state: str = "", kind: str = "", emergency: object = None
) -> QuerySet[Report]:
    """Reports the actor may read, latest cut-off first, with how many units have yet to contribute."""
    rows = visible(actor).select_related("emergency", "drafted_by", "approved_by")
    if words.strip():
        rows = rows.filter(Q(title__icontains=words.strip()) | Q(number__icontains=words.strip()))
    for column, value in (("state", state), ("kind", kind), ("emergency__uuid", emergency)):
        if value:
            rows = rows.filter(**{column: value})
    missing = Count("contributions", filter=Q(contributions__given_at=None))
    return rows.annotate(missing=missing, asked=Count("contributions")).order_by(
        "-cutoff_at", "-id"
    )


def get_report(actor: Actor, uuid: object) -> Report:
    """:raises NotFound: no such report for this actor."""
    sections = ReportSection.objects.order_by("sort", "id").prefetch_related(
        Prefetch("figures", ReportFigure.objects.order_by("sort", "id"))
    )
    contributions = Contribution.objects.select_related("unit", "given_by").order_by(
        "unit__sort", "id"
    )
    report = (
        visible(actor)
        .select_related("emergency__area", "drafted_by", "approved_by", "issued_by", "docx", "pdf")
        .prefetch_related(Prefetch("sections", sections), Prefetch("contributions", contributions))
        .filter(uuid=uuid)
        .first()
    )
    if report is None:
        raise NotFound
    return report


def lock_report(actor: Actor, uuid: object) -> Report:
    """Fetch a report to change it. :raises NotFound: no such report for this actor."""
    report = (
        visible(actor)
        .select_for_update(of=("self",))
        .select_related("emergency")
        .filter(uuid=uuid)
        .first()
    )
    if report is None:
        raise NotFound
    return report


def list_wanted(actor: Actor) -> QuerySet[Contribution]:
    """What the actor's units are still asked for, the most pressing first."""
    require(actor, Permission.SITUATION_CONTRIBUTE)
    rows = Contribution.objects.filter(unit__in=actor.unit_ids, report__state=ReportState.DRAFT)
    return rows.select_related("report__emergency", "unit").order_by("wanted_by", "id")


def get_contribution(actor: Actor, uuid: object) -> Contribution:
    """:raises NotFound: nobody asked the actor's units for it."""
    rows = Contribution.objects.filter(unit__in=actor.unit_ids).select_related(
        "report__emergency", "unit"
    )
    contribution = rows.filter(uuid=uuid).first()
    if contribution is None:
        raise NotFound
    return contribution


def previous_issue(report: Report) -> Report | None:
    """The issue of the same series before this one, as issued."""
    daily = Q(kind=ReportKind.DAILY)
    rows = Report.objects.filter(
        daily if report.is_daily else ~daily, emergency=report.emergency_id,
        state=ReportState.ISSUED, issue__lt=report.issue,
    )  # fmt: skip
    return rows.order_by("-issue").first()


def figures_of(report: Report | None) -> dict[str, ReportFigure]:
    """A report's figures by their key."""
    if report is None:
        return {}
    rows = ReportFigure.objects.filter(section__report=report)
    return {figure.key: figure for figure in rows}


def list_recipients(actor: Actor) -> QuerySet[Unit]:
    """Units of the actor's area that a report can be delivered to; a collective has no desk."""
    units = Unit.objects.filter(within_area(actor), is_active=True)
    return units.exclude(kind=UnitKind.COLLECTIVE).order_by("sort", "id")


def list_leaders(actor: Actor) -> QuerySet[Post]:
    """The present posts of leaders in the actor's area."""
    posts = list_posts_for_duty(list_recipients(actor).values_list("id", flat=True))
    return posts.filter(role__in=LEADERS)


def may_see_deliveries(actor: Actor) -> bool:
    return actor.may(Permission.COUNTY_VIEW) or actor.may(Permission.SITUATION_DRAFT)


def list_deliveries(actor: Actor, report: Report, *, words: str = "") -> QuerySet[ReportDelivery]:
    """
    To whom a report was delivered, latest first.

    :raises NotAllowed: the actor neither hands out reports nor oversees the county.
    """
    if not may_see_deliveries(actor):
        raise NotAllowed("送达情况由指挥部办公室和能看全县工作的岗位查看。")
    rows = report.deliveries.select_related("unit", "post__user", "sent_by", "notice__read_by")
    if words:
        rows = rows.filter(Q(unit__name__icontains=words) | Q(post__user__name__icontains=words))
    return rows.order_by("-sent_at", "unit__sort", "id")


def usual_recipients(report: Report) -> tuple[list[UUID], list[UUID]]:
    """
    Units and posts to tick beforehand: those of the issue before, else the units asked for words.

    The caller has got the report.
    """
    before = previous_issue(report)
    rows = list(before.deliveries.select_related("unit", "post")) if before else []
    if not rows:
        return list(report.contributions.values_list("unit__uuid", flat=True)), []
    units = {row.unit.uuid for row in rows if row.post is None}
    return list(units), list({row.post.uuid for row in rows if row.post})
