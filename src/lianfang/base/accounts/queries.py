"""Looking up accounts and tokens."""

from django.db.models import QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission

from .models import ApiToken, User


def find_token(digest: str) -> ApiToken | None:
    """A token that is neither revoked nor expired and whose owner is active."""
    return (
        ApiToken.objects.filter(digest=digest, revoked_at=None, expires_at__gt=clock.now(), user__is_active=True)
        .select_related("user")
        .first()
    )


def list_users(actor: Actor, *, words: str = "") -> QuerySet[User]:
    """:raises NotAllowed: the actor is not the system administrator."""
    require(actor, Permission.USER_MANAGE)
    users = User.objects.order_by("username", "id")
    return users.filter(name__icontains=words) | users.filter(username__icontains=words) if words else users
