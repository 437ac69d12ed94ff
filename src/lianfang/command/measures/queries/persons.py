"""Reading persons under measures, complaints and requisitioned things; each asks for its permission."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.encryption import blind_index
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.measures.choices import ComplaintResult, PaperKind, ReturnState, SubjectState
from lianfang.command.measures.models import Complaint, Delivery, Item, Measure, Paper, Subject

from .measures import ARRIVED, get_measure, with_deliveries

PAPER_PARTS = (
    "measure__emergency__disease", "measure__area__parent", "measure__place", "measure__authority",
    "measure__unit", "measure__proposing_unit", "measure__continues", "measure__deciding_unit",
    "subject__person__guardian", "subject__unit",
)  # fmt: skip


def list_subjects(
    actor: Actor,
    *,
    measure: Measure | None = None,
    words: str = "",
    state: str = "",
    exercise: bool | None = None,
) -> QuerySet[Subject]:
    """
    Persons under measures in the actor's area whom the own unit looks after, the soonest end first.

    :raises NotAllowed: the actor may not see persons.
    """
    require(actor, Permission.PERSON_VIEW)
    rows = _subjects(actor)
    if measure is not None:
        rows = rows.filter(measure=measure)
    if words.strip():
        text = words.strip()
        index = blind_index(text)
        rows = rows.filter(
            Q(person__name__icontains=text) | Q(person__number__iexact=text)
            | Q(person__identity_index=index) | Q(person__phone_index=index)
        )  # fmt: skip
    if state:
        rows = rows.filter(state=state)
    return rows if exercise is None else rows.filter(measure__is_exercise=exercise)


def get_subject(actor: Actor, uuid: object) -> Subject:
    """:raises NotFound: no such person under a measure, or the actor may not know of them."""
    subject = list_subjects(actor).filter(uuid=uuid).first()
    if subject is None:
        raise NotFound
    return subject


def lock_subject(actor: Actor, uuid: object) -> Subject:
    """Fetch a person under a measure to change the row."""
    subject = _subjects(actor).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if subject is None:
        raise NotFound
    return subject


def get_paper(actor: Actor, uuid: object) -> Paper:
    """:raises NotFound: no such paper, or it is about a measure or a person out of the actor's sight."""
    rows = Paper.objects.select_related(*PAPER_PARTS)
    paper = with_deliveries(rows).filter(uuid=uuid).first()
    if paper is None:
        raise NotFound
    get_measure(actor, paper.measure.uuid)
    if paper.subject is not None:
        get_subject(actor, paper.subject.uuid)
    return paper


def list_person_papers(actor: Actor, measure: Measure, kind: str) -> QuerySet[Paper]:
    """All papers of a kind to the persons under a measure whom the actor may see, by person."""
    seen = list_subjects(actor, measure=measure).values("pk")
    rows = Paper.objects.filter(measure=measure, kind=kind, subject__in=seen)
    return with_deliveries(rows.select_related(*PAPER_PARTS)).order_by("subject_id")


def list_releases(actor: Actor, *, at: datetime) -> dict[str, QuerySet[Subject]]:
    """
    The list of each morning: who is overdue (must be nobody), whose time ends today or tomorrow,
    and who was freed in the last three days without proof that they were told.
    """
    today = clock.start_of_day(clock.beijing(at).date())
    rows = list_subjects(actor)
    under = rows.filter(state=SubjectState.UNDER)
    told = Paper.objects.filter(
        Exists(Delivery.objects.filter(paper=OuterRef("pk"), outcome__in=ARRIVED)),
        subject=OuterRef("pk"), kind=PaperKind.RELEASE,
    )  # fmt: skip
    freed = rows.filter(
        state__in=(SubjectState.ENDED, SubjectState.RELEASED), ended_at__gte=at - timedelta(days=3)
    )
    return {
        "overdue": under.filter(ends_at__lte=at),
        "today": under.filter(ends_at__gt=at, ends_at__lt=today + timedelta(days=1)),
        "tomorrow": under.filter(
            ends_at__gte=today + timedelta(days=1), ends_at__lt=today + timedelta(days=2)
        ),
        "untold": freed.filter(~Exists(told)),
    }


def list_due_subjects(at: datetime) -> QuerySet[Subject]:
    """Persons whose time is over. Unscoped: for the job that frees them."""
    rows = Subject.objects.filter(state=SubjectState.UNDER, ends_at__lte=at)
    return rows.select_related("measure", "person").order_by("ends_at", "id")


def list_complaints(
    actor: Actor, *, result: str = "", late: bool = False, measure: Measure | None = None
) -> QuerySet[Complaint]:
    """
    Complaints about measures in the actor's area, latest first.

    :raises NotAllowed: the actor may neither take nor answer complaints.
    """
    require(actor, Permission.COMPLAINT_VIEW)
    rows = Complaint.objects.filter(within_area(actor))
    if measure is not None:
        rows = rows.filter(measure=measure)
    if result:
        rows = rows.filter(result=result)
    if late:
        rows = rows.filter(result=ComplaintResult.OPEN, due_at__lt=clock.now())
    return rows.select_related("measure__unit", "received_by", "answered_by").order_by(
        "-received_at", "-id"
    )


def get_complaint(actor: Actor, uuid: object) -> Complaint:
    """:raises NotFound: no such complaint, or the actor may not know of it."""
    complaint = list_complaints(actor).filter(uuid=uuid).first()
    if complaint is None:
        raise NotFound
    return complaint


def lock_complaint(actor: Actor, uuid: object) -> Complaint:
    rows = Complaint.objects.filter(within_area(actor)).select_related("measure")
    complaint = rows.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if complaint is None:
        raise NotFound
    return complaint


def list_items(
    actor: Actor, *, words: str = "", overdue: bool = False, measure: Measure | None = None
) -> QuerySet[Item]:
    """
    Requisitioned things in the actor's area of which the own unit has charge, latest first.

    `overdue`: not returned although the decision has ended, or not compensated in time.

    :raises NotAllowed: the actor may not see measures.
    """
    require(actor, Permission.MEASURE_SERVE)
    rows = _items(actor)
    if measure is not None:
        rows = rows.filter(measure=measure)
    if words.strip():
        rows = rows.filter(Q(name__icontains=words.strip()) | Q(number__iexact=words.strip()))
    return rows.filter(overdue_items(clock.now())) if overdue else rows


def overdue_items(at: datetime) -> Q:
    day = clock.beijing(at).date()
    kept = Q(return_state=ReturnState.OUT, handed_over_at__isnull=False, measure__ends_at__lte=at)
    return kept | Q(compensated_at=None, compensate_by__lt=day)


def get_item(actor: Actor, uuid: object) -> Item:
    """:raises NotFound: no such thing, or the actor may not know of it."""
    item = list_items(actor).filter(uuid=uuid).first()
    if item is None:
        raise NotFound
    return item


def lock_item(actor: Actor, uuid: object) -> Item:
    item = _items(actor).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if item is None:
        raise NotFound
    return item


def _items(actor: Actor) -> QuerySet[Item]:
    rows = Item.objects.filter(within_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(own_units(actor, "measure__unit"))
    return rows.select_related("measure__unit", "measure__area").order_by("-listed_at", "-id")


def _subjects(actor: Actor) -> QuerySet[Subject]:
    rows = Subject.objects.filter(within_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(own_units(actor) | Q(listed_by=actor.user_id))
    return rows.select_related(
        "measure__emergency__disease", "measure__area__parent", "measure__authority",
        "person__guardian", "person__area", "unit",
    ).order_by("ends_at", "id")  # fmt: skip
