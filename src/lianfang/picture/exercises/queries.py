"""Reading exercises in the actor's area."""

from django.db.models import Count, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area

from .models import Exercise, InjectLog

STATES = {
    "running": Q(finished_at=None, interruption=""),
    "finished": Q(finished_at__isnull=False),
    "interrupted": ~Q(interruption=""),
}


def list_exercises(actor: Actor, *, words: str = "", state: str = "") -> QuerySet[Exercise]:
    """
    Exercises in the actor's area, the latest run first, with how many lines their logs have.

    :raises NotAllowed: the actor may not see exercises.
    """
    require(actor, Permission.EXERCISE_VIEW)
    rows = Exercise.objects.filter(within_area(actor)).select_related("emergency", "started_by")
    if words.strip():
        rows = rows.filter(
            Q(title__icontains=words.strip()) | Q(emergency__number__iexact=words.strip())
        )
    if state in STATES:
        rows = rows.filter(STATES[state])
    return rows.annotate(lines=Count("injects")).order_by("-started_at", "-id")


def get_exercise(actor: Actor, uuid: object) -> Exercise:
    """:raises NotFound: no such exercise in the actor's area."""
    exercise = list_exercises(actor).filter(uuid=uuid).first()
    if exercise is None:
        raise NotFound
    return exercise


def latest_of(scenario: str) -> Exercise | None:
    """The last run of a scenario. Unscoped: for the command line and the demonstration."""
    return Exercise.objects.filter(scenario=scenario).order_by("-started_at", "-id").first()


def list_lines(exercise: Exercise, *, origin: str = "") -> QuerySet[InjectLog]:
    """The log of an exercise in story order. The caller has got the exercise through its query."""
    lines = exercise.injects.order_by("sort")
    return lines.filter(origin=origin) if origin else lines
