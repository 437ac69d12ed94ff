"""Words of orders for pages and spreadsheets, and which buttons a person sees."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import (
    AddresseeState,
    OrderKind,
    OrderState,
    OrderUrgency,
    OrderWants,
)
from lianfang.command.tasks.models import Addressee, Order
from lianfang.command.tasks.queries import SignTally, sign_tallies

ORDER_TONES = {"draft": "muted", "issued": "busy", "withdrawn": "muted"}
ADDRESSEE_TONES = {
    "waiting": "info", "signed": "busy", "answered": "wait", "returned": "warn", "cleared": "good",
}  # fmt: skip
URGENCY_TONES = {"top": "bad", "urgent": "warn", "ordinary": "muted"}
VERB_LABELS = {"answer": "反馈", "return": "退回", "clear": "销号"}


def dress_orders(orders: Iterable[Order]) -> list[Order]:
    """Add to each row its colours and how many have signed."""
    rows = list(orders)
    tallies = sign_tallies(rows)
    for order in rows:
        order.tally = tallies[order.pk]
        order.tone = ORDER_TONES[order.state]
        order.urgency_tone = URGENCY_TONES[order.urgency]
    return rows


def dress_addressees(rows: Iterable[Addressee], order: Order | None = None) -> list[Addressee]:
    """Add to each line its colour and whether it is, or came, late."""
    found, now = list(rows), clock.now()
    for row in found:
        limit = (order or row.order).sign_until
        row.tone = ADDRESSEE_TONES[row.state]
        row.is_late = row.is_late_at(limit, now)
        row.came_late = row.signed_at is not None and row.signed_at > limit
    return found


def may_of(
    actor: Actor, order: Order, own: Sequence[Addressee], tally: SignTally
) -> dict[str, bool]:
    """Which buttons stand on the page of an order; the services ask again."""
    in_area = actor.may(Permission.COUNTY_VIEW) and order.area_path.startswith(actor.area_path)
    issues = in_area and actor.may(Permission.ORDER_ISSUE)
    drafts = in_area and (issues or actor.may(Permission.ORDER_DRAFT))
    is_draft, is_live = order.state == OrderState.DRAFT, order.state == OrderState.ISSUED
    own_work = [row for row in own if row.unit_id == actor.unit_id] or list(own)
    states = {row.state for row in own_work}
    is_own_criticism = order.kind == OrderKind.CRITICISM and order.drafted_by_id == actor.user_id
    answers = states & set(rules.ADDRESSEE_MOVES.sources("answer"))
    return {
        "change": drafts and is_draft,
        "issue": issues and is_draft and not is_own_criticism,
        "wait_other": issues and is_draft and is_own_criticism,
        "withdraw": (issues and is_live) or (drafts and is_draft),
        "remind": in_area and actor.may(Permission.ORDER_DRAFT) and is_live and bool(tally.waiting),
        "review": in_area and actor.may(Permission.ORDER_DRAFT) and is_live,
        "sign": is_live and AddresseeState.WAITING in states and actor.may(Permission.TASK_SIGN),
        "answer": is_live and order.wants == OrderWants.ANSWER and bool(answers)
        and actor.may(Permission.TASK_REPORT),
        "supervise": in_area and actor.may(Permission.SUPERVISE) and is_live,
        "county": in_area,
    }  # fmt: skip


ORDER_COLUMNS = [
    Column("number", "文号", width=20),
    Column("kind", "种类", width=10),
    Column("title", "标题", width=36),
    Column("urgency", "紧急程度", width=10),
    Column("state", "状态", width=10),
    Column("wants", "办理要求", width=14),
    Column("issued_at", "下发时间", kind="moment"),
    Column("sign_until", "签收时限", kind="moment"),
    Column("answer_until", "办理时限", kind="moment"),
    Column("total", "主送单位数", kind="whole"),
    Column("signed", "已签收", kind="whole"),
    Column("rate", "签收率（%）", kind="whole"),
    Column("emergency", "事件", width=32),
    Column("exercise", "性质", width=8),
]


def order_sheet(orders: Iterable[Order]) -> Iterator[tuple[Value, ...]]:
    for order in dress_orders(orders):
        tally: SignTally = order.tally
        yield (
            order.number, order.get_kind_display(), order.title, order.get_urgency_display(),
            order.get_state_display(), order.get_wants_display(), order.issued_at, order.sign_until,
            order.answer_until, tally.total, tally.signed, tally.rate,
            order.emergency.name if order.emergency else "", "演练" if order.is_exercise else "实战",
        )  # fmt: skip


ADDRESSEE_COLUMNS = [
    Column("unit", "主送单位", width=24),
    Column("via", "主送方式", width=16),
    Column("state", "状态", width=12),
    Column("signed_at", "签收时间", kind="moment"),
    Column("signer", "签收人", width=20),
    Column("late", "签收是否逾期", width=14),
    Column("answered_at", "反馈时间", kind="moment"),
    Column("answer", "反馈内容", width=48),
    Column("returned", "退回次数", kind="whole"),
    Column("cleared_at", "销号时间", kind="moment"),
]


def addressee_sheet(rows: Iterable[Addressee], order: Order) -> Iterator[tuple[Value, ...]]:
    for row in dress_addressees(rows, order):
        said = [answer.words for answer in row.answers.all() if answer.verb == "answer"]
        yield (
            row.unit.short_name, row.via, row.get_state_display(), row.signed_at, row.signed_name,
            "是" if row.is_late or row.came_late else "", row.answered_at, said[-1] if said else "",
            row.returned_times, row.cleared_at,
        )  # fmt: skip


def answer_label(verb: str) -> str:
    return VERB_LABELS.get(verb, verb)


def order_form_start(order: Order | None) -> dict[str, Any]:
    """What the form of an order begins with: the draft's own words, or usual limits."""
    if order is None:
        now = clock.now()
        return {"sign_until": now + rules.SIGN_WITHIN[OrderUrgency.URGENT], "urgency": "urgent"}
    names = (
        "kind", "title", "words", "urgency", "wants", "evidence", "basis", "sign_until", "answer_until",
    )  # fmt: skip
    return {
        **{name: getattr(order, name) for name in names},
        "emergency": order.emergency.uuid if order.emergency else None,
        "units": [row.unit.uuid for row in order.addressees.select_related("unit")],
    }
