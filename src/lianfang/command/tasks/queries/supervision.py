"""Supervised matters an actor may see, and the ladder in force."""

from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks.choices import SupervisionState
from lianfang.command.tasks.models import LadderRule, Supervision, SupervisionStep
from lianfang.command.tasks.rules import DEFAULT_LADDER
from lianfang.county.orgs.public import Post, Unit

RELATED = ("unit", "task__response__emergency", "addressee__order__emergency", "criticism")


def ladder_in_force() -> dict[tuple[bool, int], timedelta]:
    """The usual ladder with the rows that the county has set; one query."""
    rows = LadderRule.objects.values_list("is_urgent", "rung", "minutes")
    own = {(urgent, rung): timedelta(minutes=minutes) for urgent, rung, minutes in rows}
    return DEFAULT_LADDER | own


def visible_supervisions(actor: Actor) -> Q:
    """Matters of the own units, and for the command all of its area."""
    if actor.is_system:
        return Q()
    if not actor.may(Permission.TASK_VIEW):
        return Q(pk__in=[])
    own = own_units(actor)
    return own | within_area(actor) if actor.may(Permission.COUNTY_VIEW) else own


def list_supervisions(
    actor: Actor,
    *,
    words: str = "",
    state: str = "",
    rung: int | None = None,
    is_red: bool = False,
    is_returned: bool = False,
    unit: Unit | None = None,
    emergency: object = None,
    open_at: datetime | None = None,
) -> QuerySet[Supervision]:
    """
    Supervised matters in sight, the earliest limit first.

    `open_at`: those that were open at a moment. `is_returned`: sent back at least once.
    """
    rows = Supervision.objects.filter(visible_supervisions(actor)).select_related(*RELATED)
    exact = {"state": state, "rung": rung, "unit": unit}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if words.strip():
        text = words.strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(title__icontains=text) | Q(unit__short_name__icontains=text)
        )
    if is_red:
        rows = rows.filter(state=SupervisionState.OPEN, limit__lt=clock.now())
    if is_returned:
        rows = rows.filter(Q(task__returned_times__gt=0) | Q(addressee__returned_times__gt=0))
    if emergency:
        rows = rows.filter(_of_emergency(emergency__uuid=emergency))
    if open_at is not None:
        rows = rows.filter(open_then(open_at))
    return rows.order_by("limit", "id")


def _of_emergency(**condition: object) -> Q:
    [(field, value)] = condition.items()
    return Q(**{f"task__response__{field}": value}) | Q(**{f"addressee__order__{field}": value})


def open_then(at: datetime) -> Q:
    return Q(opened_at__lte=at) & (Q(closed_at=None) | Q(closed_at__gt=at))


def supervised_at(emergency: Emergency, at: datetime) -> QuerySet[Supervision]:
    """What of an emergency stood under supervision at a moment. Unscoped: for the report's desk."""
    return Supervision.objects.filter(_of_emergency(emergency=emergency), open_then(at))


def get_supervision(actor: Actor, uuid: object) -> Supervision:
    """:raises NotFound: no such matter in the actor's sight."""
    rows = Supervision.objects.filter(visible_supervisions(actor), uuid=uuid)
    steps = SupervisionStep.objects.order_by("-at", "-id")
    found = rows.select_related(*RELATED).prefetch_related(Prefetch("steps", steps)).first()
    if found is None:
        raise NotFound
    return found


def holders_of_role(unit_ids: set[int], role: str) -> list[tuple[int, int]]:
    """(unit, user) of everybody who sits at one of the units in a role now."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    posts = Post.objects.filter(current, starts_at__lte=now, role=role, user__is_active=True)
    pairs = posts.order_by("id").values_list("unit_id", "user_id", named=False)
    return [pair for pair in pairs if pair[0] in unit_ids]


def leaders_over(area_path: str) -> list[int]:
    """Users who hold a leader's post in an area or above it, the nearest area first."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    posts = Post.objects.filter(current, starts_at__lte=now, role="leader", user__is_active=True)
    rows = posts.annotate(path=F("area__path")).values_list("path", "user_id")
    found = [(path, user) for path, user in rows if area_path.startswith(path)]
    nearest = max((len(path) for path, _ in found), default=0)
    return [user for path, user in found if len(path) == nearest]
