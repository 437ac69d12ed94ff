"""Tasks an actor may see, one by one and in lists."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from lianfang.base.accounts.public import User
from lianfang.base.files.public import Attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks.choices import OPEN_STATES, WAITING_STATES, TaskState
from lianfang.command.tasks.models import Feedback, Task, TaskStep
from lianfang.county.orgs.public import Post, Unit, UnitKind
from lianfang.county.plans.public import Action

# What a row of a list needs; the long texts stay in the database.
OWN = (
    "uuid", "number", "title", "state", "due_at", "issued_at", "signed_at", "submitted_at",
    "finished_at", "level", "occurrence", "progress", "returned_times", "gauge", "is_exercise",
    "issue_words", "area_path", "assignee_id", "parent_id", "from_unit_id", "unit_id", "response_id",
    "action_id", "duty_id",
)  # fmt: skip
ROW = (
    *OWN, "unit__uuid", "unit__short_name", "unit__name", "from_unit__short_name",
    "duty__code", "action__code", "action__repeat_minutes", "assignee__name",
)  # fmt: skip
# What a sheet or an answer of the API adds: a page names the event once, in its filter.
EVENT = (
    "response__emergency_id", "response__uuid", "response__level", "response__ended_at",
    "response__emergency__name", "response__emergency__number", "response__emergency__uuid",
)  # fmt: skip
BESIDE = ("unit", "from_unit", "duty", "action", "assignee")
MATCHING_ACTIONS = 500
# A bureau may split a task to bodies that do the work beside it, not to another bureau.
WORKING_KINDS = (
    UnitKind.CDC, UnitKind.HOSPITAL, UnitKind.SUPERVISION, UnitKind.SCHOOL, UnitKind.PLACE,
    UnitKind.VILLAGE_COMMITTEE,
)  # fmt: skip


def visible(actor: Actor) -> Q:
    """
    Tasks an actor may see: of the own units, parts given to others, and, for the command, all.

    A task of the own unit is seen wherever its area is; the others only inside the actor's area.
    """
    if actor.is_system:
        return Q()
    if not actor.may(Permission.TASK_VIEW):
        return Q(pk__in=[])
    own = Q(unit__in=actor.unit_ids) | Q(from_unit__in=actor.unit_ids)
    return own | within_area(actor) if actor.may(Permission.COUNTY_VIEW) else own


def list_tasks(
    actor: Actor,
    *,
    response: Response | None = None,
    state: str | tuple[str, ...] | None = None,
    unit: Unit | None = None,
    mine: bool = False,
    overdue: bool | None = None,
    words: str = "",
    duty: object = None,
    action: object = None,
    level: int | None = None,
    kind: str = "",
    at: datetime | None = None,
) -> QuerySet[Task]:
    """
    Tasks in the actor's sight, the earliest limit first.

    `words`: a number in full, or part of a title. `duty` and `action` are uuids. `kind`: "main"
    for tasks of the command, "part" for those split from another.
    """
    tasks = Task.objects.filter(visible(actor))
    exact = {
        "response": response, "unit": unit, "duty__uuid": duty, "action__uuid": action, "level": level,
        "assignee_id": actor.user_id if mine else None,
    }  # fmt: skip
    tasks = tasks.filter(**{name: value for name, value in exact.items() if value})
    if state:
        tasks = tasks.filter(state__in=(state,) if isinstance(state, str) else state)
    if overdue is not None:
        late = Q(state__in=OPEN_STATES, due_at__lt=at or clock.now())
        tasks = tasks.filter(late if overdue else ~late)
    if kind:
        tasks = tasks.filter(parent__isnull=kind == "main")
    if words:
        tasks = tasks.filter(_matching(words.strip()))
    return as_rows(tasks).order_by("due_at", "id")


def as_rows(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Only what a row of a list shows, with the event it belongs to."""
    return tasks.select_related(*BESIDE, "response__emergency").only(*ROW, *EVENT)


def as_page_rows(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """
    What a page shows of each task: its own columns, and one word of each record beside it.

    Without those records: five more objects per row were a quarter of the time of a page.
    """
    beside = {
        "unit_name": "unit__short_name", "giver_name": "from_unit__short_name", "duty_code": "duty__code",
        "repeats": "action__repeat_minutes", "worker_name": "assignee__name",
    }  # fmt: skip
    named = {name: F(path) for name, path in beside.items()}
    return tasks.select_related(None).only(*OWN).annotate(**named)


def _matching(words: str) -> Q:
    """A number, or a title: of the few actions that match, or of a part or an order of its own."""
    actions = Action.objects.filter(Q(title__icontains=words) | Q(code=words))
    found = list(actions.values_list("pk", flat=True)[:MATCHING_ACTIONS])
    own = Q(order__isnull=False, title__icontains=words) | Q(
        parent__isnull=False, title__icontains=words
    )
    return Q(number__iexact=words) | Q(action__in=found) | own


def get_task(actor: Actor, uuid: UUID) -> Task:
    """
    One task with everything its page shows.

    :raises NotFound: there is none, or it is not in the actor's sight.
    """
    tasks = Task.objects.filter(visible(actor), uuid=uuid).select_related(
        "unit", "planned_unit", "from_unit", "duty__member", "duty__plan", "action", "assignee",
        "order", "parent__unit", "issued_by", "response__emergency",
    )  # fmt: skip
    feedbacks = Feedback.objects.select_related("by").order_by("-at", "-id")
    task = tasks.prefetch_related(
        "steps", Prefetch("feedbacks", feedbacks), "feedbacks__figures", "feedbacks__attachments",
        Prefetch("parts", as_rows(Task.objects.order_by("due_at", "id"))),
        "reassignments__from_unit", "reassignments__to_unit",
    ).first()  # fmt: skip
    if task is None:
        raise NotFound
    return task


def list_review_queue(actor: Actor, *, state: str = TaskState.SUBMITTED) -> QuerySet[Task]:
    """
    What waits for the actor's answer: submitted, or reported as impossible; earliest limit first.

    With the words the unit gave, so that the list can be judged at a glance.
    """
    tasks = as_rows(Task.objects.filter(_to_review(actor), state=state)).order_by("due_at", "id")
    said = TaskStep.objects.filter(task=OuterRef("pk"), target=state).order_by("-at", "-id")
    return tasks.annotate(said=Subquery(said.values("words")[:1]))


def count_review_queue(actor: Actor) -> dict[str, int]:
    """How many tasks wait for the actor's answer, by state; one query."""
    waiting = Task.objects.filter(_to_review(actor), state__in=WAITING_STATES).order_by()
    found = dict(waiting.values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in WAITING_STATES}


def _to_review(actor: Actor) -> Q:
    """Tasks that the actor may review: of the command, and parts given by the own units."""
    mine = Q(pk__in=[])
    if actor.may(Permission.TASK_REVIEW):
        mine |= visible(actor) & Q(from_unit=None)
    if actor.may(Permission.TASK_SIGN):
        mine |= Q(from_unit__in=actor.unit_ids)
    return mine & ~Q(unit=actor.unit_id)


def get_attachment(actor: Actor, task_uuid: UUID, uuid: UUID) -> Attachment:
    """
    A file that a unit added to its task.

    :raises NotFound: the task is not in the actor's sight, or has no such file.
    """
    feedbacks = Feedback.objects.filter(
        task__in=Task.objects.filter(visible(actor), uuid=task_uuid), attachments__uuid=uuid
    ).prefetch_related("attachments")
    files = [file for feedback in feedbacks for file in feedback.attachments.all()]
    found = next((file for file in files if file.uuid == uuid), None)
    if found is None:
        raise NotFound
    return found


def list_running_responses(actor: Actor) -> QuerySet[Response]:
    """Responses under which the actor may have tasks: those above or inside the actor's area."""
    running = Response.objects.filter(ended_at=None).select_related("emergency", "area")
    return running.filter(touching(actor)).order_by("level", "-started_at", "-id")


def list_responses(actor: Actor) -> QuerySet[Response]:
    """Running and ended responses, the running and latest first, for the filters of a list."""
    responses = Response.objects.select_related("emergency", "area", "plan").filter(touching(actor))
    return responses.order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-id")


def list_response_names(actor: Actor) -> QuerySet[Response]:
    """The same, with no more than a select shows."""
    named = list_responses(actor).select_related(None).select_related("emergency")
    return named.only("uuid", "level", "ended_at", "emergency__uuid", "emergency__name")


def touching(actor: Actor, field: str = "area_path") -> Q:
    """Records of the actor's area, of areas inside it and of those it lies in."""
    if actor.is_system:
        return Q()
    codes = actor.area_path.strip("/").split("/")
    above = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
    return Q(**{f"{field}__startswith": actor.area_path}) | Q(**{f"{field}__in": above})


def command_office_of(area_path: str) -> Unit | None:
    """The command office in charge of an area: the nearest one at or above it."""
    offices = Unit.objects.filter(kind=UnitKind.COMMAND_OFFICE, is_active=True).order_by(
        "sort", "id"
    )
    above = [office for office in offices if area_path.startswith(office.area_path)]
    return max(above, key=lambda office: len(office.area_path), default=None)


def list_colleagues(unit_id: int) -> QuerySet[User]:
    """People who hold a post in a unit now. The caller has checked access to the unit."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    posts = Post.objects.filter(current, unit_id=unit_id, starts_at__lte=now)
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by(
        "name", "id"
    )


def list_units_for_parts(task: Task) -> QuerySet[Unit]:
    """Units that parts of a task can be given to: below its unit, inside its area, or its line's."""
    below = Q(parent_id=task.unit_id)
    inside = Q(area_path__startswith=task.unit.area_path) & ~Q(area_path=task.unit.area_path)
    line = Q(area_path=task.unit.area_path, kind__in=WORKING_KINDS)
    units = Unit.objects.filter(below | inside | line, is_active=True).exclude(pk=task.unit_id)
    return units.exclude(kind=UnitKind.COLLECTIVE).order_by("sort", "id")


def units_for_parts(task: Task, uuids: Sequence[UUID]) -> dict[UUID, Unit]:
    """
    Those of the units by their uuid.

    :raises NotFound: one of them is not among the units that parts can be given to.
    """
    found = {unit.uuid: unit for unit in list_units_for_parts(task).filter(uuid__in=uuids)}
    if set(uuids) - set(found):
        raise NotFound("有单位不存在，或不是可以承接分任务的单位，请重新选择。")
    return found


def get_colleague(unit_id: int, uuid: UUID) -> User:
    """:raises NotFound: nobody of that unit."""
    person = list_colleagues(unit_id).filter(uuid=uuid).first()
    if person is None:
        raise NotFound("承办单位没有这位工作人员，请重新选择经办人。")
    return person
