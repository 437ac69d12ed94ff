"""Reading drafts for those who correct them: only their own area's, only while they are drafts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area

from .choices import DoubtKind, PlanState
from .models import Action, Doubt, Duty, Member, Plan, StandardAction
from .queries import list_catalogue, plan_in_force, plan_tree


def get_own_plan(actor: Actor, uuid: object) -> Plan:
    """
    A plan of the actor's own area, for correcting and adopting.

    :raises NotAllowed: the actor may not import plans.
    :raises NotFound: no such plan in the actor's area.
    """
    require(actor, Permission.PLAN_IMPORT)
    plan = Plan.objects.filter(within_area(actor), uuid=uuid).select_related("area").first()
    if plan is None:
        raise NotFound
    return plan


def get_draft_member(actor: Actor, uuid: object) -> Member:
    """
    A unit of a draft with its duties and their actions.

    :raises NotFound: no such unit in a draft of the actor's area.
    """
    require(actor, Permission.PLAN_IMPORT)
    member = (
        Member.objects.filter(within_area(actor, "plan__area_path"), uuid=uuid)
        .filter(plan__state=PlanState.DRAFT)
        .select_related("plan__area")
        .first()
    )
    if member is None:
        raise NotFound
    return plan_tree(actor, member.plan, member=member.uuid).get()


def member_of_duty(actor: Actor, uuid: object) -> Member:
    """:raises NotFound: no such duty in a draft of the actor's area."""
    return _member_of(actor, Duty.objects.filter(uuid=uuid).values_list("member__uuid", flat=True))


def member_of_action(actor: Actor, uuid: object) -> Member:
    """:raises NotFound: no such action in a draft of the actor's area."""
    found = Action.objects.filter(uuid=uuid).values_list("duty__member__uuid", flat=True)
    return _member_of(actor, found)


def _member_of(actor: Actor, found: Iterable[object]) -> Member:
    # First, so that who may not correct drafts is answered alike whether the part exists or not.
    require(actor, Permission.PLAN_IMPORT)
    for uuid in found:
        return get_draft_member(actor, uuid)
    raise NotFound


def member_by_number(plan: Plan, words: str) -> Member:
    """
    The unit that a person named by its number, alone or with the name behind it.

    :raises NotFound: the draft has no such unit.
    """
    number = words.strip().split(" ", 1)[0]
    member = plan.members.filter(number=int(number)).first() if number.isdecimal() else None
    if member is None:
        raise NotFound("这份预案里没有这个成员单位，请按列表填写单位序号。")
    return member


def list_doubts(plan: Plan, *, show: str = "open") -> QuerySet[Doubt]:
    """Doubtful spots of a draft in the document's order: `open`, `settled`, or `ignored` words."""
    doubts = plan.doubts.select_related("settled_by").order_by("starts", "id")
    if show == "ignored":
        return doubts.filter(kind=DoubtKind.IGNORED, settled_at=None)
    doubts = doubts.filter(Q(kind=DoubtKind.DOUBT) | Q(settled_at__isnull=False))
    return doubts.filter(settled_at__isnull=show == "open")


@dataclass(frozen=True)
class DoubtCounts:
    """How many spots are open, settled, left out."""

    open: int
    settled: int
    ignored: int


def count_doubts(plan: Plan) -> DoubtCounts:
    return DoubtCounts(
        **plan.doubts.aggregate(
            open=Count("id", filter=Q(kind=DoubtKind.DOUBT, settled_at=None)),
            settled=Count("id", filter=Q(settled_at__isnull=False)),
            ignored=Count("id", filter=Q(kind=DoubtKind.IGNORED, settled_at=None)),
        )
    )


def list_places(plan: Plan) -> list[Member]:
    """The units of a draft in their order, without their duties: to choose from and to point at."""
    return list(
        plan.members.only("uuid", "number", "name", "starts", "ends", "plan_id").order_by("number")
    )


def spots_between(plan: Plan, starts: int, ends: int) -> list[Doubt]:
    """Open doubts and left-out words in a stretch of the document."""
    spots = plan.doubts.filter(settled_at=None, starts__lt=ends, ends__gt=starts)
    return list(spots.order_by("starts", "id"))


def standards_of(members: Iterable[Member]) -> dict[str, StandardAction]:
    """The catalogue's entries from which actions of these units were proposed."""
    codes = {
        action.standard
        for member in members
        for duty in member.duties.all()
        for action in duty.actions.all()
        if action.standard
    }
    return {entry.code: entry for entry in list_catalogue().filter(code__in=codes)}


@dataclass(frozen=True)
class Unconfirmed:
    """What an adoption would leave out, because nobody confirmed it."""

    members: int
    duties: int
    actions: int

    @property
    def total(self) -> int:
        return self.members + self.duties + self.actions


def count_unconfirmed(plan: Plan) -> Unconfirmed:
    duties = Q(is_confirmed=False) | Q(member__is_confirmed=False)
    actions = (
        Q(is_confirmed=False) | Q(duty__is_confirmed=False) | Q(duty__member__is_confirmed=False)
    )
    return Unconfirmed(
        plan.members.filter(is_confirmed=False).count(),
        plan.duties.filter(duties).count(),
        plan.actions.filter(actions).count(),
    )


def plan_it_replaces(plan: Plan) -> Plan | None:
    """The plan in force of the very same area, which adoption would supersede."""
    held = plan_in_force(plan.area_path)
    return held if held is not None and held.area_id == plan.area_id else None


def plan_of_doubt(actor: Actor, uuid: object) -> Plan:
    """:raises NotFound: no such spot in a plan of the actor's area."""
    require(actor, Permission.PLAN_IMPORT)
    found = Doubt.objects.filter(within_area(actor, "plan__area_path"), uuid=uuid)
    for plan_uuid in found.values_list("plan__uuid", flat=True):
        return get_own_plan(actor, plan_uuid)
    raise NotFound
