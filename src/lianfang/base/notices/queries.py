"""What lies in the actor's mailboxes."""

from django.db.models import QuerySet

from lianfang.base.kernel.actor import Actor

from .models import Notice

MANY = 99


def mailboxes_of(actor: Actor) -> list[str]:
    boxes = [f"user:{actor.user_id}"] if actor.user_id else []
    return [*boxes, f"unit:{actor.unit_id}"] if actor.unit_id else boxes


def list_notices(actor: Actor) -> QuerySet[Notice]:
    """The actor's messages and those of the unit, newest first."""
    return Notice.objects.filter(mailbox__in=mailboxes_of(actor)).order_by("-created_at", "-id")


def count_unread(actor: Actor) -> int:
    """Unread messages, counted up to 99: nobody reads a larger number."""
    unread = Notice.objects.filter(mailbox__in=mailboxes_of(actor), read_at=None).order_by()
    return unread[: MANY + 1].count()
