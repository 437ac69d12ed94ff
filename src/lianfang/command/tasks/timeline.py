"""What this room adds to the course of an emergency: significant log entries, issued orders."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from lianfang.command.emergencies.public import Emergency, Event

from .choices import OrderState
from .models import Order
from .queries import significant_entries


def tasks_history(emergency: Emergency, at: datetime | None) -> Iterator[Event]:
    """Significant entries of duty logs and the orders issued; with `at`, those on record by then."""
    url = f"{reverse('tasks:log_list')}?emergency={emergency.uuid}"
    for entry in significant_entries(emergency, at):
        yield Event(entry.at, "值班日志（重要）", f"{entry.unit.short_name} {entry.position}", entry.words,
                    tone="warn", icon="notes", url=url)  # fmt: skip
    orders = Order.objects.filter(emergency=emergency, issued_at__isnull=False)
    for order in orders.order_by("issued_at", "id"):
        mark = "（已撤回）" if order.state == OrderState.WITHDRAWN else ""
        title = f"下发{order.get_kind_display()} {order.number}{mark}"
        address = reverse("tasks:order_detail", args=[order.uuid])
        if order.issued_at is not None:
            yield Event(
                order.issued_at, title, order.issued_name, order.title, icon="send", url=address
            )
