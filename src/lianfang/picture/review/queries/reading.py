"""Reviews and lessons an actor may see."""

from django.db.models import Count, Prefetch, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, within_area
from lianfang.county.plans.public import Duty
from lianfang.picture.review.choices import EarlyActionKind, LessonState, ReviewState
from lianfang.picture.review.models import Finding, Lesson, Review
from lianfang.picture.review.rules import EarlyActionFact


def visible(actor: Actor) -> QuerySet[Review]:
    """
    Issued reviews concern everybody in the area; drafts those who write them.

    :raises NotAllowed: the actor may not read reviews.
    """
    require(actor, Permission.REVIEW_VIEW)
    rows = Review.objects.filter(concerning_area(actor))
    if actor.is_system or actor.may(Permission.REVIEW_WRITE) or actor.may(Permission.COUNTY_VIEW):
        return rows
    return rows.filter(state=ReviewState.ISSUED)


def list_reviews(
    actor: Actor, *, words: str = "", state: str = "", emergency: object = None
) -> QuerySet[Review]:
    """Reviews the actor may read, latest first, with how many lessons they have and have left."""
    rows = visible(actor).select_related("emergency", "opened_by")
    if words.strip():
        rows = rows.filter(Q(title__icontains=words.strip()) | Q(number__icontains=words.strip()))
    if state:
        rows = rows.filter(state=state)
    if emergency:
        rows = rows.filter(emergency__uuid=emergency)
    waiting = Count("lessons", filter=Q(lessons__state__in=["open", "reported"]))
    return rows.annotate(asked=Count("lessons"), waiting=waiting).order_by("-opened_at", "-id")


def get_review(actor: Actor, uuid: object) -> Review:
    """:raises NotFound: no such review for this actor."""
    findings = Finding.objects.select_related("recorded_by").order_by("stage", "kind", "id")
    lessons = Lesson.objects.select_related("unit", "duty", "reported_by", "closed_by").order_by(
        "due_on", "id"
    )
    review = (
        visible(actor)
        .select_related("emergency__area", "emergency__disease", "opened_by", "approved_by", "issued_by", "docx", "pdf")
        .prefetch_related(Prefetch("findings", findings), Prefetch("lessons", lessons), "early_actions")
        .filter(uuid=uuid)
        .first()
    )  # fmt: skip
    if review is None:
        raise NotFound
    return review


def lock_review(actor: Actor, uuid: object) -> Review:
    """Fetch a review of the actor's own area to change it. :raises NotFound: none for this actor."""
    rows = visible(actor).filter(within_area(actor)).select_related("emergency__area")
    review = rows.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if review is None:
        raise NotFound
    return review


def early_action_facts(review: Review) -> dict[EarlyActionKind, EarlyActionFact]:
    """The latest row of each of the seven early actions, in the order of the seven."""
    latest: dict[str, EarlyActionFact] = {}
    for row in sorted(review.early_actions.all(), key=lambda row: (row.recorded_at, row.pk)):
        kind = EarlyActionKind(row.kind)
        latest[kind] = EarlyActionFact(kind, row.happened, row.words)
    return {kind: latest[kind] for kind in EarlyActionKind if kind in latest}


def list_lessons(
    actor: Actor, *, words: str = "", state: str = "", kind: str = "", mine: bool = False,
    overdue: bool = False,
) -> QuerySet[Lesson]:  # fmt: skip
    """
    Lessons of reviews the actor may read and, once their review is issued, those of the own units.

    The nearest limit first.
    """
    own = Q(unit__in=actor.unit_ids, review__state=ReviewState.ISSUED)
    seen = own if mine else own | Q(review__in=visible(actor).values("pk"))
    rows = Lesson.objects.filter(seen).select_related("review__emergency", "unit", "duty")
    if words.strip():
        rows = rows.filter(
            Q(title__icontains=words.strip()) | Q(unit__name__icontains=words.strip())
        )
    for column, value in (("state", state), ("kind", kind)):
        if value:
            rows = rows.filter(**{column: value})
    if overdue:
        rows = rows.filter(state=LessonState.OPEN, due_on__lt=clock.today())
    return rows.order_by("due_on", "id")


def get_lesson(actor: Actor, uuid: object) -> Lesson:
    """:raises NotFound: no such lesson for this actor."""
    lesson = (
        list_lessons(actor).select_related("reported_by", "closed_by").filter(uuid=uuid).first()
    )
    if lesson is None:
        raise NotFound
    return lesson


def lock_lesson(actor: Actor, uuid: object) -> Lesson:
    """Fetch a lesson to change it. :raises NotFound: no such lesson for this actor."""
    rows = list_lessons(actor).select_related(None).select_related("review__emergency", "unit")
    lesson = rows.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if lesson is None:
        raise NotFound
    return lesson


def list_duties(review: Review) -> QuerySet[Duty]:
    """The duties of the plans that the reviewed responses rested on, in the document's order."""
    plans = review.emergency.responses.values("plan")
    return Duty.objects.filter(plan__in=plans).only("uuid", "code", "text").order_by("sort", "id")
