"""Orders an actor may see, who signed for them, and what an own unit has still to sign for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from lianfang.base.files.public import Attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.tasks.choices import AddresseeState, OrderState, OrderWants
from lianfang.command.tasks.models import Addressee, Answer, Order
from lianfang.county.orgs.public import (
    GroupMember,
    Unit,
    UnitKind,
    WorkingGroup,
    list_groups,
    list_performers,
    list_units,
)

RELATED = ("unit", "emergency", "drafted_by", "issued_by")


def visible_orders(actor: Actor) -> Q:
    """
    Orders an actor may see: those sent to the own units, and, for the command, those of the area.

    Drafts are seen only by those who draft and issue.
    """
    if actor.is_system:
        return Q()
    if not actor.may(Permission.TASK_VIEW):
        return Q(pk__in=[])
    mine = Addressee.objects.filter(own_units(actor)).values("order")
    seen = Q(pk__in=mine) & ~Q(issued_at=None)
    if actor.may(Permission.COUNTY_VIEW):
        county = within_area(actor)
        seen |= county if _drafts(actor) else county & ~Q(issued_at=None)
    return seen


def _drafts(actor: Actor) -> bool:
    return actor.may(Permission.ORDER_DRAFT) or actor.may(Permission.ORDER_ISSUE)


def list_orders(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    urgency: str = "",
    emergency: object = None,
    unsigned: bool = False,
) -> QuerySet[Order]:
    """Orders in the actor's sight, the latest first. `unsigned`: somebody has not signed yet."""
    orders = Order.objects.filter(visible_orders(actor)).select_related(*RELATED)
    exact = {"kind": kind, "state": state, "urgency": urgency, "emergency__uuid": emergency}
    orders = orders.filter(**{name: value for name, value in exact.items() if value})
    if words.strip():
        orders = orders.filter(
            Q(number__icontains=words.strip()) | Q(title__icontains=words.strip())
        )
    if unsigned:
        waiting = Addressee.objects.filter(signed_at=None).values("order")
        orders = orders.filter(state=OrderState.ISSUED, pk__in=waiting)
    return orders.order_by("-drafted_at", "-id")


def get_order(actor: Actor, uuid: object) -> Order:
    """:raises NotFound: no such order in the actor's sight."""
    orders = Order.objects.filter(visible_orders(actor), uuid=uuid).select_related(
        *RELATED, "withdrawn_by"
    )
    order = orders.prefetch_related("attachments").first()
    if order is None:
        raise NotFound
    return order


def list_addressees(
    actor: Actor, order: Order, *, words: str = "", state: str = ""
) -> QuerySet[Addressee]:
    """Who an order went to: for the command all, for a unit only its own line."""
    rows = Addressee.objects.filter(order=order).select_related("unit")
    if not _sees_all(actor, order):
        rows = rows.filter(own_units(actor))
    if words.strip():
        rows = rows.filter(
            Q(unit__name__icontains=words.strip()) | Q(unit__short_name__icontains=words.strip())
        )
    if state == "late":
        rows = rows.filter(signed_at=None, order__sign_until__lt=clock.now())
    elif state:
        rows = rows.filter(state=state)
    answers = Answer.objects.order_by("at", "id").prefetch_related("attachments")
    rows = rows.annotate(reminded_at=Max("reminders__sent_at"))
    return rows.prefetch_related(Prefetch("answers", answers)).order_by("unit__sort", "id")


def _sees_all(actor: Actor, order: Order) -> bool:
    county = actor.may(Permission.COUNTY_VIEW) and order.area_path.startswith(actor.area_path)
    return actor.is_system or county


def own_addressees(actor: Actor, order: Order) -> list[Addressee]:
    """The lines of the actor's own units on one order."""
    rows = Addressee.objects.filter(own_units(actor), order=order).select_related("unit")
    return list(rows.order_by("unit__sort", "id"))


@dataclass
class SignTally:
    """How many units an order went to, have signed, are late, have answered, are cleared."""

    total: int = 0
    signed: int = 0
    late: int = 0
    answered: int = 0
    cleared: int = 0

    @property
    def waiting(self) -> int:
        return self.total - self.signed

    @property
    def rate(self) -> int:
        """签收率: signed of all addressees, in whole per cent, never rounded up to a hundred."""
        return self.signed * 100 // self.total if self.total else 0


def sign_tallies(orders: Iterable[Order], *, at: datetime | None = None) -> dict[int, SignTally]:
    """The tally of each order by its id; one query. The caller has scoped the orders."""
    ids = [order.pk for order in orders]
    rows = Addressee.objects.filter(order__in=ids).order_by().values("order")
    late = Q(signed_at=None, order__sign_until__lt=at or clock.now())
    counted = rows.annotate(
        total=Count("pk"), signed=Count("signed_at"), late=Count("pk", filter=late),
        answered=Count("answered_at"), cleared=Count("cleared_at"),
    )  # fmt: skip
    found = {row.pop("order"): SignTally(**row) for row in counted}
    return {pk: found.get(pk, SignTally()) for pk in ids}


# key, label, condition
RECEIVED: tuple[tuple[str, str, Q], ...] = (
    ("sign", "待签收", Q(state=AddresseeState.WAITING, order__state=OrderState.ISSUED)),
    (
        "answer", "待反馈",
        Q(state__in=(AddresseeState.SIGNED, AddresseeState.RETURNED), order__wants=OrderWants.ANSWER,
          order__state=OrderState.ISSUED),
    ),
    ("rest", "其他", Q()),
)  # fmt: skip


@dataclass
class Received:
    """The orders that came to the own unit, under one tab, with the counts of all tabs."""

    tab: str
    rows: QuerySet[Addressee]
    counts: dict[str, int] = field(default_factory=dict)


def received_orders(actor: Actor, *, tab: str = "", words: str = "") -> Received:
    """What came to the actor's unit; without a tab, the first that holds something to do."""
    units = actor.unit_ids & {actor.unit_id}
    issued = Addressee.objects.filter(unit__in=units, order__issued_at__isnull=False)
    todo = RECEIVED[0][2] | RECEIVED[1][2]
    conditions = {key: condition if condition else ~todo for key, _, condition in RECEIVED}
    counts = issued.order_by().aggregate(
        **{key: Count("pk", filter=condition) for key, condition in conditions.items()}
    )
    if tab not in conditions:
        tab = next((key for key in conditions if counts[key]), "sign")
    rows = issued.filter(conditions[tab]).select_related("unit", "order__unit", "order__emergency")
    if words.strip():
        rows = rows.filter(
            Q(order__number__icontains=words.strip()) | Q(order__title__icontains=words.strip())
        )
    return Received(tab, rows.order_by("-order__issued_at", "-id"), counts)


def list_orders_to_take_up(actor: Actor) -> QuerySet[Addressee]:
    """What the own unit has still to sign for or to answer; for the menu and the home page."""
    units = actor.unit_ids & {actor.unit_id}
    if not actor.may(Permission.TASK_VIEW):
        return Addressee.objects.none()
    rows = Addressee.objects.filter(RECEIVED[0][2] | RECEIVED[1][2], unit__in=units)
    return rows.select_related("order").order_by("order__sign_until", "id")


def get_addressee(actor: Actor, uuid: object) -> Addressee:
    """:raises NotFound: no such line on an order in the actor's sight."""
    orders = Order.objects.filter(visible_orders(actor))
    rows = Addressee.objects.filter(order__in=orders, uuid=uuid).select_related("order", "unit")
    found = rows.first()
    if found is None or not (_sees_all(actor, found.order) or found.unit_id in actor.unit_ids):
        raise NotFound
    return found


def get_order_file(actor: Actor, order_uuid: UUID, uuid: UUID) -> Attachment:
    """
    A file of an order, or of an answer to it.

    :raises NotFound: the order is not in the actor's sight, or has no such file.
    """
    order = get_order(actor, order_uuid)
    files = {file.uuid: file for file in order.attachments.all()}
    for row in list_addressees(actor, order):
        files |= {
            file.uuid: file for answer in row.answers.all() for file in answer.attachments.all()
        }
    if uuid not in files:
        raise NotFound
    return files[uuid]


# To whom


@dataclass(frozen=True)
class Targets:
    """Whom an order goes to: units by name, kinds of units, working groups."""

    units: tuple[Unit, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[WorkingGroup, ...] = ()


def list_order_units(actor: Actor) -> QuerySet[Unit]:
    """Units that the actor may address: of the own area, each for itself."""
    units = list_units(actor).filter(within_area(actor)).exclude(kind=UnitKind.COLLECTIVE)
    return units.select_related(None).order_by("sort", "id")


def resolve_targets(actor: Actor, targets: Targets) -> Mapping[Unit, str]:
    """
    Every addressed unit once, with how it came onto the list; named ones first.

    Members of a group that stand for several (各乡镇) are taken apart into those.

    :raises NotFound: a unit or a group that the actor does not work with.
    """
    allowed = {unit.pk: unit for unit in list_order_units(actor)}
    found: dict[Unit, str] = {}
    for unit in targets.units:
        if unit.pk not in allowed:
            raise NotFound("有单位不存在，或不在您的管辖区域内，请重新选择主送单位。")
        found.setdefault(unit, "点名")
    for kind in targets.kinds:
        for unit in list_performers(kind, actor.area_path):
            found.setdefault(unit, UnitKind(kind).label)
    for group in targets.groups:
        for unit in _members(group):
            if unit.pk in allowed:
                found.setdefault(unit, group.name)
    return found


def _members(group: WorkingGroup) -> QuerySet[Unit]:
    ids = [group.lead_id, *GroupMember.objects.filter(group=group).values_list("unit", flat=True)]
    inside = Q(parent__in=ids, parent__kind=UnitKind.COLLECTIVE)
    units = Unit.objects.filter(Q(pk__in=ids) | inside, is_active=True)
    return units.exclude(kind=UnitKind.COLLECTIVE).order_by("sort", "id")


def list_order_groups(actor: Actor) -> QuerySet[WorkingGroup]:
    """Working groups that the actor may address."""
    return list_groups(actor)
