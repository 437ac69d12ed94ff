"""Rounds of calls an actor may see, and who is called next."""

from django.db.models import Count, Prefetch, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.command.tasks.models import Call, CallDown, Callee, CallTarget
from lianfang.command.tasks.rules import role_rank
from lianfang.county.orgs.public import Post, Unit

MOST_CALLEES = 6


def list_calldowns(actor: Actor, *, words: str = "", running: bool = False) -> QuerySet[CallDown]:
    """
    Rounds of calls of the actor's area with their progress, the latest first.

    :raises NotAllowed: the actor does not see the county's work.
    """
    require(actor, Permission.COUNTY_VIEW)
    rows = CallDown.objects.filter(within_area(actor)).select_related(
        "unit", "emergency", "started_by"
    )
    if words.strip():
        rows = rows.filter(title__icontains=words.strip())
    if running:
        rows = rows.filter(ended_at=None)
    rows = rows.annotate(
        targets_count=Count("targets"), acknowledged_count=Count("targets__acknowledged_at"),
        escalated_count=Count("targets__escalated_at", filter=Q(targets__acknowledged_at=None)),
    )  # fmt: skip
    return rows.order_by("-started_at", "-id")


def get_calldown(actor: Actor, uuid: object) -> CallDown:
    """:raises NotFound: no such round of calls in the actor's sight."""
    if not actor.may(Permission.COUNTY_VIEW):
        raise NotFound
    found = list_calldowns(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def list_targets(calldown: CallDown) -> list[CallTarget]:
    """The units of one round with their people and calls. The caller has got the round in sight."""
    calls = Call.objects.select_related("called_by").order_by("called_at", "id")
    callees = Callee.objects.select_related("post__user").order_by("rank")
    rows = CallTarget.objects.filter(calldown=calldown).select_related("unit")
    rows = rows.prefetch_related(Prefetch("callees", callees), Prefetch("callees__calls", calls))
    return list(rows.order_by("unit__sort", "id"))


def get_callee(actor: Actor, uuid: object) -> Callee:
    """:raises NotFound: nobody on a list in the actor's sight."""
    if not actor.may(Permission.COUNTY_VIEW):
        raise NotFound
    rounds = CallDown.objects.filter(within_area(actor))
    rows = Callee.objects.filter(target__calldown__in=rounds, uuid=uuid)
    callee = rows.select_related("target__calldown", "target__unit", "post").first()
    if callee is None:
        raise NotFound
    return callee


def people_to_call(units: list[Unit]) -> dict[int, list[Post]]:
    """Per unit, who sits there now in the order of calling: leaders, liaison, others."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    posts = Post.objects.filter(
        current, starts_at__lte=now, unit__in=units, user__is_active=True
    ).select_related("user")
    found: dict[int, list[Post]] = {unit.pk: [] for unit in units}
    for post in sorted(posts, key=lambda post: (role_rank(post.role), post.pk)):
        seated = found[post.unit_id]
        # A person with two posts in the unit is called once; administrators run machines, not the unit.
        is_known = any(known.user_id == post.user_id for known in seated)
        if not is_known and not post.role.endswith("_admin") and len(seated) < MOST_CALLEES:
            seated.append(post)
    return found


def overdue_targets() -> QuerySet[CallTarget]:
    """Units of running rounds of which nobody has acknowledged and that were not reported yet."""
    rows = CallTarget.objects.filter(
        calldown__ended_at=None, acknowledged_at=None, escalated_at=None
    )
    return rows.select_related("calldown", "unit").order_by("id")
