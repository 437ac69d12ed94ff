"""Reading plans within the actor's area, or of an area above it: a county's plan binds its villages."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, paths_to

from .choices import DoubtKind, PlanState
from .comparing import Clause, Difference, differences
from .models import Action, Duty, Member, Plan, StandardAction
from .rules import DraftFacts


def list_plans(actor: Actor, *, words: str = "", state: str = "") -> QuerySet[Plan]:
    """
    Plans of the actor's area and of the areas above, newest first.

    :raises NotAllowed: the actor may not read plans.
    """
    require(actor, Permission.PLAN_VIEW)
    plans = (
        Plan.objects.filter(concerning_area(actor))
        .select_related("area", "adopted_by")
        .defer("source_text")
    )
    if not actor.may(Permission.PLAN_IMPORT):
        plans = plans.filter(state__in=[PlanState.IN_FORCE, PlanState.SUPERSEDED])
    if words:
        told = Q(title__icontains=words) | Q(version__icontains=words)
        plans = plans.filter(told | Q(source_name__icontains=words))
    if state:
        plans = plans.filter(state=state)
    return plans.order_by("-created_at", "-id")


def get_plan(actor: Actor, uuid: object) -> Plan:
    """:raises NotFound: no such plan for this actor."""
    plan = list_plans(actor).defer(None).filter(uuid=uuid).first()
    if plan is None:
        raise NotFound
    return plan


def plan_in_force(area_path: str) -> Plan | None:
    """The plan that holds for an area: its own, else that of the nearest area above."""
    plans = Plan.objects.filter(area_path__in=paths_to(area_path), state=PlanState.IN_FORCE)
    return max(plans.defer("source_text"), key=lambda plan: len(plan.area_path), default=None)


def list_members(actor: Actor, plan: Plan) -> QuerySet[Member]:
    """The member units of a plan with their duties and actions, in the document's order."""
    return plan_tree(actor, plan)


def plan_tree(
    actor: Actor, plan: Plan, *, member: object = None, level: int | None = None, words: str = ""
) -> QuerySet[Member]:
    """
    The members of a plan, under each its duties, under each its actions; narrowed by what is asked.

    :raises NotAllowed: the actor may not read plans.
    """
    require(actor, Permission.PLAN_VIEW)
    actions = Action.objects.order_by("code", "id").prefetch_related("timings")
    duties = Duty.objects.filter(plan=plan).order_by("sort", "id")
    members = plan.members.select_related("unit").order_by("number", "id")
    if member:
        members = members.filter(uuid=member)
    if level:
        actions = actions.filter(from_level__gte=level, to_level__lte=level)
        duties = duties.filter(Exists(actions.filter(duty=OuterRef("pk"))))
    if words:
        told = Q(text__icontains=words) | Q(code=words) | Q(member__name__icontains=words)
        found = Action.objects.filter(Q(title__icontains=words) | Q(what__icontains=words))
        duties = duties.filter(told | Exists(found.filter(duty=OuterRef("pk"))))
    if level or words:
        members = members.filter(Exists(duties.filter(member=OuterRef("pk"))))
    return members.prefetch_related(
        Prefetch("duties", duties.prefetch_related(Prefetch("actions", actions)))
    )


def count_tree(plan: Plan) -> dict[str, int]:
    """How many units, duties and actions a plan has."""
    return {
        "members": plan.members.count(),
        "duties": plan.duties.count(),
        "actions": plan.actions.count(),
    }


def get_duty(actor: Actor, uuid: object) -> Duty:
    """:raises NotFound: no such duty in a plan the actor may read."""
    readable = list_plans(actor).order_by().values("pk")
    duties = Duty.objects.select_related("plan__area", "member__unit").filter(plan__in=readable)
    duty = duties.filter(uuid=uuid).first()
    if duty is None:
        raise NotFound
    return duty


def list_actions_of(duty: Duty) -> QuerySet[Action]:
    """The actions of a duty with their timings."""
    return duty.actions.order_by("code", "id").prefetch_related("timings")


def list_actions(plan: Plan, *, level: int) -> QuerySet[Action]:
    """The confirmed actions that apply at a response level, with their unit, in the plan's order."""
    return (
        Action.objects.filter(
            plan=plan, is_confirmed=True, from_level__gte=level, to_level__lte=level
        )
        .select_related("duty__member__unit")
        .prefetch_related("timings")
        .order_by("duty__sort", "code")
    )


def draft_facts(plan: Plan) -> DraftFacts:
    """What the rule of adoption needs to know about a draft: only what is confirmed counts."""
    members = list(plan.members.filter(is_confirmed=True).values_list("name", "unit_id"))
    duties = (
        plan.duties.filter(is_confirmed=True, member__is_confirmed=True)
        .annotate(done=Count("actions", filter=Q(actions__is_confirmed=True)))
        .order_by("sort")
        .values_list("code", "done")
    )
    return DraftFacts(
        members=len(members),
        members_without_unit=tuple(name for name, unit_id in members if unit_id is None),
        duties=len(duties),
        duties_without_action=tuple(code for code, done in duties if not done),
        open_doubts=plan.doubts.filter(kind=DoubtKind.DOUBT, settled_at=None).count(),
    )


@dataclass(frozen=True)
class Progress:
    """How far the correcting of a draft has come."""

    members: int
    members_confirmed: int
    duties: int
    duties_confirmed: int
    actions: int
    actions_confirmed: int
    doubts: int
    doubts_settled: int


def draft_progress(plan: Plan) -> Progress:
    """Counts for the head of the correcting page."""

    def pair(rows: QuerySet, done: Q) -> tuple[int, int]:
        found = rows.aggregate(total=Count("id"), done=Count("id", filter=done))
        return found["total"], found["done"]

    confirmed = Q(is_confirmed=True)
    return Progress(
        *pair(plan.members.all(), confirmed),
        *pair(plan.duties.all(), confirmed),
        *pair(plan.actions.all(), confirmed),
        *pair(plan.doubts.filter(kind=DoubtKind.DOUBT), Q(settled_at__isnull=False)),
    )


def find_plan(actor: Actor, words: str) -> Plan:
    """
    The plan with this identifier, or the newest with this version.

    :raises NotFound: there is none that the actor may read.
    """
    plans = list_plans(actor).defer(None)
    try:
        plan = plans.filter(uuid=UUID(words)).first()
    except ValueError:
        plan = plans.filter(version=words).first()
    if plan is None:
        raise NotFound(f"没有标识或版本为“{words}”的预案。请用 lianfang plan show 或预案页面核对。")
    return plan


def compare_plans(old: Plan | None, new: Plan, *, confirmed_only: bool = False) -> list[Difference]:
    """What changes from one plan to the other, clause by clause; of a draft all or the confirmed."""
    return differences(
        clauses_of(old) if old else [], clauses_of(new, confirmed_only=confirmed_only)
    )


def clauses_of(plan: Plan, *, confirmed_only: bool = False) -> list[Clause]:
    """The duties of a plan as the comparison sees them."""
    duties = plan.duties.order_by("member__number", "sort", "id")
    if confirmed_only:
        duties = duties.filter(is_confirmed=True, member__is_confirmed=True)
    rows = duties.values_list("member__unit__name", "member__name", "text")
    return [Clause(unit or name, text) for unit, name, text in rows]


def list_catalogue() -> QuerySet[StandardAction]:
    return StandardAction.objects.order_by("code")
