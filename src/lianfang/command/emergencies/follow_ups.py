"""What became of a signal in this room, for the signal's page."""

from collections.abc import Iterator

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance.public import FollowUp, Signal

from .choices import EmergencyState
from .queries import list_emergencies


def signal_follow_ups(actor: Actor, signal: Signal) -> Iterator[FollowUp]:
    """The emergency that was recorded from a signal, and which reporting lines it meets."""
    if not actor.may(Permission.EMERGENCY_VIEW):
        return
    emergency = list_emergencies(actor).filter(signal=signal).first()
    if emergency is None:
        url = reverse("emergencies:signal_reportable", args=[signal.uuid])
        yield FollowUp("是否达到报告标准", text="按信号登记的人数、地点逐条核对。", url=url)
        return
    is_open = emergency.state == EmergencyState.OPEN
    yield FollowUp(
        f"{emergency.number} {emergency.name}", emergency.get_state_display(),
        "busy" if is_open else "muted",
        url=reverse("emergencies:emergency_detail", args=[emergency.uuid]),
    )  # fmt: skip
    yield FollowUp(
        "事件是否达到报告标准", text="按事件的最新病例数逐条核对，并列出法定报告时限。",
        url=reverse("emergencies:emergency_reportable", args=[emergency.uuid]),
    )  # fmt: skip
