"""How an exercise went: every number counted from the records that it left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet

from lianfang.base.audit.public import verify_chain
from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import Proposal, ProposalState, Response, proposals_of
from lianfang.command.tasks.public import LIVE_STATES, Task, TaskState, list_tasks
from lianfang.county.orgs.public import Unit, list_members
from lianfang.county.plans.public import Member
from lianfang.picture.situation.public import Report, ReportState, list_reports

from .models import Exercise

SYSTEM = Actor.system("演练评估")
# A unit that signs within the hour has somebody at its desk.
SIGN_WITHIN = timedelta(hours=1)
ENDED = (TaskState.CANCELLED, TaskState.CLOSED)


@dataclass(frozen=True)
class UnitScore:
    """How one unit did: its tasks, and those signed, submitted, returned, late, finished."""

    unit_uuid: object
    unit: str
    issued: int
    signed: int
    signed_in_time: int
    submitted: int
    submitted_in_time: int
    returned: int
    overdue: int
    accepted: int
    cancelled: int
    open: int


@dataclass(frozen=True)
class Outcome:
    """What came of an exercise. `tasks` leaves out the parts that units split among themselves."""

    exercise: Exercise
    units_tasked: int
    duties_covered: int
    tasks: dict[str, int]
    units: list[UnitScore] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    decisions: list[Proposal] = field(default_factory=list)
    failures: int = 0

    @property
    def response(self) -> Response | None:
        """The response of the exercise, once one was started."""
        return self.decisions[-1].response if self.decisions else None


COUNTS = {
    "issued": Q(),
    "signed": Q(signed_at__isnull=False),
    "signed_in_time": Q(signed_at__lte=F("issued_at") + SIGN_WITHIN),
    "submitted": Q(submitted_at__isnull=False),
    "submitted_in_time": Q(submitted_at__lte=F("due_at")),
    "returned": Q(returned_times__gt=0),
    "accepted": Q(state=TaskState.ACCEPTED),
    "cancelled": Q(state__in=ENDED),
    "open": Q(state__in=LIVE_STATES),
}


def outcome_of(exercise: Exercise, *, actor: Actor = SYSTEM) -> Outcome:
    """Count what an exercise has left behind, as the actor may see it."""
    tasks = tasks_of(exercise, actor)
    decided = (
        proposals_of(exercise.emergency).filter(state=ProposalState.APPROVED)
        if exercise.emergency
        else Proposal.objects.none()
    )
    return Outcome(
        exercise=exercise,
        units_tasked=_members_at_work(decided, tasks),
        duties_covered=tasks.filter(duty__isnull=False)
        .values("duty")
        .order_by()
        .distinct()
        .count(),
        tasks=_totals(exercise, tasks),
        units=list_scores(exercise, tasks),
        reports=reports_of(exercise, actor),
        decisions=list(decided),
        failures=exercise.injects.filter(has_worked=False).count(),
    )


def audit_is_whole() -> bool:
    return verify_chain().is_whole


def tasks_of(exercise: Exercise, actor: Actor) -> QuerySet[Task]:
    """The command's tasks in an exercise; none before its emergency is recorded."""
    tasks = list_tasks(actor, kind="main")
    return tasks.filter(response__emergency=exercise.emergency_id or 0)


def reports_of(exercise: Exercise, actor: Actor) -> list[Report]:
    """The situation reports issued in an exercise, in order."""
    if exercise.emergency is None:
        return []
    issued = list_reports(actor, emergency=exercise.emergency.uuid, state=ReportState.ISSUED)
    return list(issued.select_related("docx", "pdf").order_by("issue"))


def list_scores(exercise: Exercise, tasks: QuerySet[Task]) -> list[UnitScore]:
    """Each unit's score in the plan's order of units; one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in _counts(exercise).items()}
    rows = tasks.order_by("unit__sort", "unit_id").values("unit__uuid", "unit__short_name")
    return [
        UnitScore(unit_uuid=row.pop("unit__uuid"), unit=row.pop("unit__short_name"), **row)
        for row in rows.annotate(**counts)
    ]


def _totals(exercise: Exercise, tasks: QuerySet[Task]) -> dict[str, int]:
    wanted = ("issued", "accepted", "returned", "overdue", "cancelled", "open", "signed")
    counts = _counts(exercise)
    return tasks.order_by().aggregate(**{n: Count("pk", filter=counts[n]) for n in wanted})


def _counts(exercise: Exercise) -> dict[str, Q]:
    """The conditions of all counts; an open task is late when the story has passed its limit."""
    late = Q(submitted_at__gt=F("due_at"))
    late |= Q(submitted_at=None, finished_at__gt=F("due_at"))
    late |= Q(submitted_at=None, finished_at=None, due_at__lt=exercise.reached_at)
    return {**COUNTS, "overdue": late}


def _members_at_work(decided: Iterable[Proposal], tasks: QuerySet[Task]) -> int:
    """How many member units of the plan got tasks; a collective through any of its members."""
    plans = {proposal.response.plan_id for proposal in decided if proposal.response}
    at_work = set(tasks.order_by().values_list("unit", flat=True).distinct())
    members = Member.objects.filter(plan__in=plans).select_related("unit")
    return sum(bool(_unit_ids(member.unit) & at_work) for member in members if member.unit)


def _unit_ids(unit: Unit) -> set[int]:
    return {unit.pk, *list_members(unit).values_list("pk", flat=True)}
