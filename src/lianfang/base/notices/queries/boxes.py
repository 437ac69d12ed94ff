"""What lies in the actor's mailboxes."""

from django.db.models import Q, QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.choices import Urgency
from lianfang.base.notices.models import Notice

MANY = 99


def mailboxes_of(actor: Actor) -> list[str]:
    """
    The own box, and the unit's for those who do its work.

    The three administrators sit in a unit and see none of its business.
    """
    boxes = [f"user:{actor.user_id}"] if actor.user_id else []
    works = actor.unit_id and actor.may(Permission.TASK_VIEW)
    return [*boxes, f"unit:{actor.unit_id}"] if works else boxes


def mailboxes_kept_by(actor: Actor) -> list[str]:
    """The boxes whose reminders the actor may set: the own one, and the unit's from its desk."""
    boxes = [f"user:{actor.user_id}"] if actor.user_id else []
    keeps = actor.unit_id and actor.may(Permission.TASK_SIGN)
    return [*boxes, f"unit:{actor.unit_id}"] if keeps else boxes


def list_notices(actor: Actor, *, words: str = "", only: str = "") -> QuerySet[Notice]:
    """
    The actor's messages and those of the unit, newest first.

    `only` is "", "unread", "urgent" or "unread_urgent".
    """
    rows = Notice.objects.filter(mailbox__in=mailboxes_of(actor)).select_related("read_by")
    rows = rows.prefetch_related("links")
    if words:
        rows = rows.filter(Q(subject__icontains=words) | Q(body__icontains=words))
    if only.startswith("unread"):
        rows = rows.filter(read_at=None)
    if only.endswith("urgent"):
        rows = rows.filter(urgency=Urgency.URGENT)
    return rows.order_by("-created_at", "-id")


def lock_notice(actor: Actor, uuid: object) -> Notice:
    """Fetch a message to note its reader. :raises NotFound: it lies in another mailbox."""
    rows = Notice.objects.filter(mailbox__in=mailboxes_of(actor)).select_for_update()
    notice = rows.filter(uuid=uuid).first()
    if notice is None:
        raise NotFound("没有找到这条消息，可能不是发给您或本单位的。")
    return notice


def count_unread(actor: Actor) -> int:
    """Unread messages, counted up to 99: nobody reads a larger number."""
    unread = Notice.objects.filter(mailbox__in=mailboxes_of(actor), read_at=None).order_by()
    return unread[: MANY + 1].count()


def has_unread(mailbox: str, kind: str) -> bool:
    """
    Whether a message of the kind still lies unread, so that another would only be noise.

    Unscoped: asked by services before they send.
    """
    return Notice.objects.filter(mailbox=mailbox, kind=kind, read_at=None).exists()
