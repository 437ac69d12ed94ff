"""Who is on duty, when nobody is, and what was handed over."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from lianfang.base.accounts.public import ADMINISTRATORS
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.encryption import blind_index
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, own_units
from lianfang.county.orgs import rules
from lianfang.county.orgs.choices import Position
from lianfang.county.orgs.models import CalendarKey, Handover, Post, Shift, Unit
from lianfang.county.orgs.rules import Span
from lianfang.county.orgs.rules.roster import HANDOVER_GRACE, LOOK_AHEAD, NEEDED

NO_SHIFT = "没有找到这个班次，可能已取消，或不在您的管辖区域内。"
RECENT = timedelta(hours=24)


def list_shifts(
    actor: Actor, *, unit: Unit | None = None, position: str = "", words: str = "",
    begins: datetime | None = None, ends: datetime | None = None,
) -> QuerySet[Shift]:  # fmt: skip
    """
    Shifts of the units that the actor works with, by time; cancelled ones are left out.

    :raises NotAllowed: the actor does not see rosters.
    """
    require(actor, Permission.ROSTER_VIEW)
    rows = Shift.objects.filter(concerning_area(actor, "unit__area_path"), cancelled_at=None)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if position:
        rows = rows.filter(position=position)
    if words:
        rows = rows.filter(
            Q(post__user__name__icontains=words)
            | Q(unit__name__icontains=words)
            | Q(note__icontains=words)
        )
    if begins:
        rows = rows.filter(ends_at__gt=begins)
    if ends:
        rows = rows.filter(starts_at__lt=ends)
    rows = rows.select_related("unit", "post__user", "post__unit")
    return rows.order_by("starts_at", "position", "id")


def get_shift(actor: Actor, uuid: object) -> Shift:
    """:raises NotFound: no such shift in what the actor works with."""
    shift = list_shifts(actor).filter(uuid=uuid).first()
    if shift is None:
        raise NotFound(NO_SHIFT)
    return shift


def lock_shift(actor: Actor, uuid: object) -> Shift:
    """:raises NotFound: no such shift in what the actor works with."""
    rows = Shift.objects.filter(concerning_area(actor, "unit__area_path"), uuid=uuid)
    shift = rows.select_related("unit", "post__user").select_for_update(of=("self",)).first()
    if shift is None or shift.cancelled_at is not None:
        raise NotFound(NO_SHIFT)
    return shift


def list_on_duty(actor: Actor, *, words: str = "") -> QuerySet[Shift]:
    """Who is on duty at this moment, unit by unit."""
    now = clock.now()
    rows = list_shifts(actor, words=words).filter(starts_at__lte=now, ends_at__gt=now)
    return rows.order_by("unit__sort", "unit_id", "position", "id")


def is_on_duty(actor: Actor) -> bool:
    """Whether the actor has a shift at this moment, wherever."""
    return _running().filter(post__user_id=actor.user_id).exists()


def _running() -> QuerySet[Shift]:
    now = clock.now()
    return Shift.objects.filter(cancelled_at=None, starts_at__lte=now, ends_at__gt=now)


def check_may_see_phone(actor: Actor, post: Post) -> None:
    """
    A number is for the own unit, for whoever oversees the county, and among those on duty now.

    :raises NotAllowed: the actor is none of them.
    """
    if post.unit_id in actor.unit_ids or actor.may(Permission.COUNTY_VIEW):
        return
    if not (is_on_duty(actor) and _running().filter(post=post).exists()):
        raise NotAllowed(
            "联系电话只供本单位人员、指挥部和同时在班的值班人员查看，请联系指挥部办公室转接。"
        )


def list_own_shifts(actor: Actor, *, since: datetime) -> QuerySet[Shift]:
    """The actor's own shifts that end after a moment."""
    rows = Shift.objects.filter(post__user_id=actor.user_id, cancelled_at=None, ends_at__gt=since)
    return rows.select_related("unit", "post__user").order_by("starts_at", "id")


def list_spans(*, unit_id: int, user_ids: Iterable[int], starts_at: datetime, ends_at: datetime, besides: int | None = None) -> list[Span]:  # fmt: skip
    """
    Shifts that touch a time at a unit or of some people. Unscoped: a rule asks, and a person on
    duty elsewhere must not be told to be here.
    """
    rows = Shift.objects.filter(
        Q(unit_id=unit_id) | Q(post__user_id__in=list(user_ids)), cancelled_at=None,
        starts_at__lt=ends_at, ends_at__gt=starts_at,
    ).exclude(pk=besides)  # fmt: skip
    return [_span(shift) for shift in rows.select_related("post", "unit")]


def _span(shift: Shift) -> Span:
    words = (
        f"{shift.unit.short_name}{shift.get_position_display()} "
        f"{clock.beijing(shift.starts_at):%m-%d %H:%M} 至 {clock.beijing(shift.ends_at):%m-%d %H:%M}"
    )
    return Span(
        shift.position, shift.post.user_id, shift.unit_id, shift.starts_at, shift.ends_at, words
    )


def list_gaps(unit: Unit) -> list[tuple[str, datetime, datetime]]:
    """When in the next fourteen days a unit has no leader or no officer, by seat."""
    begins = clock.now()
    ends = begins + LOOK_AHEAD
    rows = Shift.objects.filter(
        unit=unit, cancelled_at=None, starts_at__lt=ends, ends_at__gt=begins
    ).values_list("position", "starts_at", "ends_at")
    kept = list(rows)
    return [
        (seat, begin, end)
        for seat in NEEDED
        for begin, end in rules.gaps(
            [(a, b) for position, a, b in kept if position == seat], begins=begins, ends=ends
        )
    ]


def list_posts_for_duty(unit_ids: Iterable[int]) -> QuerySet[Post]:
    """The present posts of units, whose holders can be put on the roster; the three administrators aside."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = Post.objects.filter(current, unit_id__in=list(unit_ids), user__is_active=True)
    rows = rows.exclude(role__in=ADMINISTRATORS)
    return rows.select_related("user", "unit").order_by("unit__sort", "unit_id", "id")


def check_may_see_unit(actor: Actor, uuid: object) -> Unit:
    """:raises NotFound: no such unit that the actor works with."""
    unit = Unit.objects.filter(concerning_area(actor), uuid=uuid).first()
    if unit is None:
        raise NotFound("没有找到这个单位，可能不在您的管辖区域内。")
    return unit


def list_handovers(
    actor: Actor,
    *,
    unit: Unit | None = None,
    only: str = "",
    words: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Handover]:
    """
    Handover notes of the own units, of all units in the area for who oversees it; latest first.

    :raises NotAllowed: the actor does not see rosters.
    """
    require(actor, Permission.ROSTER_VIEW)
    rows = Handover.objects.filter(_handover_scope(actor))
    if unit is not None:
        rows = rows.filter(shift__unit=unit)
    if only == "open":
        rows = rows.filter(accepted_at=None)
    if text := words.strip():
        said = Q(open_items__icontains=text) | Q(watch__icontains=text)
        who = Q(shift__unit__name__icontains=text) | Q(written_by__name__icontains=text)
        rows = rows.filter(said | who | Q(accepted_by__name__icontains=text))
    if since is not None:
        rows = rows.filter(written_at__gte=clock.start_of_day(since))
    if until is not None:
        rows = rows.filter(written_at__lt=clock.start_of_day(until + timedelta(days=1)))
    rows = rows.select_related("shift__unit", "shift__post__user", "written_by", "accepted_by")
    return rows.order_by("-written_at", "-id")


def _handover_scope(actor: Actor) -> Q:
    if actor.may(Permission.COUNTY_VIEW):
        return Q(shift__unit__area_path__startswith=actor.area_path)
    return own_units(actor, "shift__unit")


def get_handover(actor: Actor, uuid: object) -> Handover:
    """:raises NotFound: no such note of the actor's units."""
    handover = list_handovers(actor).filter(uuid=uuid).first()
    if handover is None:
        raise NotFound("没有找到这份交接班记录，可能不属于本单位。")
    return handover


def lock_handover(actor: Actor, uuid: object) -> Handover:
    """:raises NotFound: no such note of the actor's units."""
    rows = Handover.objects.filter(_handover_scope(actor), uuid=uuid)
    handover = rows.select_related("shift__unit").select_for_update(of=("self",)).first()
    if handover is None:
        raise NotFound("没有找到这份交接班记录，可能不属于本单位。")
    return handover


def own_handover_shift(actor: Actor) -> Shift:
    """
    The officer's shift that the actor hands over: the one on now, or that ended within a day.

    :raises RuleBroken: the actor has no such shift, or its handover was accepted.
    """
    now = clock.now()
    rows = Shift.objects.filter(
        post__user_id=actor.user_id, position=Position.OFFICER, cancelled_at=None, starts_at__lte=now,
        ends_at__gt=now - RECENT,
    ).exclude(handover__accepted_at__isnull=False)  # fmt: skip
    shift = rows.select_related("unit", "handover").order_by("-starts_at", "-id").first()
    if shift is None:
        raise RuleBroken(
            "您现在没有需要交班的值班员班次；班次开始后到结束后 24 小时内可以写交班记录。"
        )
    return shift


def list_next_officers(shift: Shift) -> list[Shift]:
    """
    Who may take over from a shift: the officer on duty now, and the one who comes after it.

    Unscoped: the caller has the shift already.
    """
    now = clock.now()
    rows = Shift.objects.filter(
        unit_id=shift.unit_id,
        position=Position.OFFICER,
        cancelled_at=None,
        ends_at__gt=shift.ends_at,
    ).exclude(pk=shift.pk)
    rows = rows.select_related("post__user").order_by("starts_at", "id")
    following = list(rows.filter(starts_at__gte=shift.starts_at)[:1])
    return following + list(rows.filter(starts_at__lte=now, ends_at__gt=now))


def list_unaccepted(unit: Unit) -> QuerySet[Handover]:
    """Notes of a unit that nobody has accepted. The caller has got the unit."""
    rows = Handover.objects.filter(shift__unit=unit, accepted_at=None)
    return rows.select_related("shift__post__user", "written_by").order_by("written_at", "id")


def list_unwritten(unit: Unit) -> list[Shift]:
    """Officers' shifts of the last day that ended without a note. The caller has got the unit."""
    now = clock.now()
    rows = Shift.objects.filter(
        unit=unit, position=Position.OFFICER, cancelled_at=None, ends_at__lte=now,
        ends_at__gt=now - RECENT, handover=None,
    )  # fmt: skip
    return list(rows.select_related("post__user").order_by("ends_at", "id"))


def list_due_handovers(*, at: datetime) -> QuerySet[Handover]:
    """Notes that should have been accepted by now. Unscoped: asked by the job that reminds."""
    overdue = at - HANDOVER_GRACE
    rows = Handover.objects.filter(accepted_at=None, shift__ends_at__lte=overdue)
    again = Q(reminded_at=None) | Q(reminded_at__lte=at - timedelta(hours=2))
    rows = rows.filter(again, shift__ends_at__gt=at - timedelta(days=2))
    return rows.select_related("shift__unit").order_by("id")


def find_calendar_key(token: str) -> CalendarKey | None:
    """The open key with these characters, of an account that is in use."""
    rows = CalendarKey.objects.filter(digest=blind_index(token), revoked_at=None)
    return rows.filter(user__is_active=True).select_related("user").first()


def list_shifts_of_key(token: str) -> QuerySet[Shift]:
    """
    The shifts of a key's holder from a month back on.

    :raises NotFound: no such key, or it was revoked.
    """
    key = find_calendar_key(token)
    if key is None:
        raise NotFound("这个日历地址已失效，请在值班页面重新生成。")
    since = clock.now() - timedelta(days=31)
    rows = Shift.objects.filter(post__user=key.user, cancelled_at=None, ends_at__gt=since)
    return rows.select_related("unit").order_by("starts_at", "id")
