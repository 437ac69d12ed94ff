"""Reading proposals of source control."""

from django.db.models import QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.scope import within_area
from lianfang.command.surveillance.models import SourceControl

from .signals import list_signals


def list_controls(
    actor: Actor, *, words: str = "", signal: object = None
) -> QuerySet[SourceControl]:
    """
    Proposals about the signals that the actor may know of, in the own area, the latest first.

    :raises NotAllowed: the actor may not see signals.
    """
    signals = list_signals(actor).order_by()
    if signal is not None:
        signals = signals.filter(uuid=signal)
    rows = SourceControl.objects.filter(within_area(actor), signal__in=signals.values("pk"))
    if words.strip():
        rows = rows.filter(species__icontains=words.strip())
    return rows.select_related("signal", "unit", "area").order_by("-proposed_at", "-id")


def get_control(actor: Actor, uuid: object) -> SourceControl:
    """:raises NotFound: no such proposal, or the actor may not know of it."""
    proposal = list_controls(actor).filter(uuid=uuid).first()
    if proposal is None:
        raise NotFound
    return proposal
