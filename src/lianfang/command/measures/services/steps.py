"""What several verbs share: one step of the history, one paper with its number, one place moved."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.documents import official_number
from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, index
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureKind, PaperKind
from lianfang.command.measures.models import Measure, MeasureStep, Paper, Subject
from lianfang.command.measures.queries import SEARCH_KIND, is_place_bound
from lianfang.county.places.public import PlaceStatus, follow_measure

# What stands before the year in the number of each kind of paper.
MARKS = {
    PaperKind.DECISION: "措",
    PaperKind.NOTICE: "告",
    PaperKind.PERSON_NOTICE: "知",
    PaperKind.LIFTING: "解",
    PaperKind.RELEASE: "释",
    PaperKind.CERTIFICATE: "证",
    PaperKind.REPORT_UP: "报",
    PaperKind.SUGGESTION: "请",
}
# Kinds that change what is the case at their place.
PLACE_STATUS = {
    MeasureKind.CLOSE_PLACE: PlaceStatus.CLOSED,
    MeasureKind.SUSPEND_SCHOOL: PlaceStatus.LIMITED,
    MeasureKind.SUSPEND_WORK: PlaceStatus.CLOSED,
    MeasureKind.SUSPEND_BUSINESS: PlaceStatus.CLOSED,
    MeasureKind.LIMIT_PLACE: PlaceStatus.LIMITED,
    MeasureKind.SEAL_WATER: PlaceStatus.CLOSED,
    MeasureKind.SEAL_FOOD: PlaceStatus.LIMITED,
}


def move(actor: Actor, measure: Measure, verb: str, words: str = "") -> str:
    """Take one move and write its line of the history; the caller saves. Gives the state before."""
    before = measure.state
    measure.state = rules.MEASURE_MOVES.target(before, verb)
    add_step(actor, measure, before, words)
    return before


def add_step(actor: Actor, measure: Measure, before: str, words: str) -> None:
    MeasureStep.objects.create(
        measure=measure, before=before, after=measure.state, words=words[:300],
        taken_at=clock.now(), taken_by_id=actor.user_id,
    )  # fmt: skip


def issue(
    actor: Actor, measure: Measure, kind: PaperKind, *, subject: Subject | None = None
) -> Paper:
    """Number a paper in the series of its kind; a paper that was issued already is given back."""
    known = Paper.objects.filter(measure=measure, kind=kind, subject=subject).first()
    if known is not None:
        return known
    return Paper.objects.create(
        measure=measure, kind=kind, subject=subject, number=paper_number(measure, kind),
        issued_at=clock.now(), issued_by_id=actor.user_id,
    )  # fmt: skip


def paper_number(measure: Measure, kind: PaperKind, *, serial: int | None = None) -> str:
    """The next number of a series. Exercises count for themselves, so that real numbers have no gaps."""
    drill = "演" if measure.is_exercise else ""
    series = f"measures.{'exercise_' if drill else ''}{kind.value}"
    prefix = f"{settings.LIANFANG_DOCUMENT_PREFIX}{drill}{MARKS[kind]}"
    return official_number(prefix, clock.today().year, serial or next_number(series))


def issue_many(actor: Actor, subjects: list[Subject], kind: PaperKind) -> list[Paper]:
    """Number one paper for each person who has none of the kind yet; set-based, for long lists."""
    if not subjects:
        return []
    held = set(
        Paper.objects.filter(subject__in=[s.pk for s in subjects], kind=kind).values_list(
            "subject_id", flat=True
        )
    )
    missing = [subject for subject in subjects if subject.pk not in held]
    if not missing:
        return []
    drill = missing[0].measure.is_exercise
    first = next_number(f"measures.{'exercise_' if drill else ''}{kind.value}", count=len(missing))
    now = clock.now()
    return Paper.objects.bulk_create(
        Paper(
            measure=subject.measure, subject=subject, kind=kind, issued_at=now,
            issued_by_id=actor.user_id,
            number=paper_number(subject.measure, kind, serial=first + place),
        )
        for place, subject in enumerate(missing)
    )  # fmt: skip


def move_place(actor: Actor, measure: Measure, *, is_ordered: bool, at: datetime) -> None:
    """Show at the place what was ordered, or that nothing is ordered any more."""
    status = PLACE_STATUS.get(MeasureKind(measure.kind))
    if status is None or measure.place_id is None:
        return
    if is_ordered:
        words = f"{measure.decision_number} {measure.title}"
        follow_measure(actor=actor, place_id=measure.place_id, status=status, reason=words)
    elif not is_place_bound(measure.place_id, apart_from=measure.pk, at=at):
        words = f"{measure.number} {measure.get_state_display()}"
        follow_measure(
            actor=actor, place_id=measure.place_id, status=PlaceStatus.OPEN, reason=words
        )


def note(actor: Actor, measure: Measure, verb: str, before: str, words: str = "") -> None:
    """The audit line of a move."""
    record(
        actor=actor, action=f"measures.measure.{verb}", target=measure,
        changes={"state": (before, measure.state)}, note=words,
    )  # fmt: skip


def enter_search(measure: Measure) -> None:
    """Renew a measure in the search index."""
    index(
        Finding(
            kind=SEARCH_KIND, uuid=measure.uuid, title=f"{measure.number} {measure.title}",
            summary=measure.scope_words, words=f"{measure.decision_number} {measure.area.name}",
            url=reverse("measures:measure_detail", args=[measure.uuid]),
            permission=Permission.MEASURE_VIEW, area_path=measure.area_path,
            unit_id=measure.unit_id,
        )
    )  # fmt: skip
