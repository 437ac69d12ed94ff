"""Looking up accounts, tokens, enrolled telephones and locks."""

from datetime import datetime, timedelta
from itertools import chain

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound
from lianfang.base.kernel.permissions import Permission

from .models import ApiToken, User


def find_token(digest: str) -> ApiToken | None:
    """A token that is neither revoked nor expired and whose owner is active."""
    return (
        ApiToken.objects.filter(
            digest=digest, revoked_at=None, expires_at__gt=clock.now(), user__is_active=True
        )
        .select_related("user")
        .first()
    )


def list_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, the newest first."""
    return ApiToken.objects.filter(user_id=actor.user_id).order_by("-created_at", "-id")


def list_users(actor: Actor, *, words: str = "", state: str = "") -> QuerySet[User]:
    """
    Accounts by name; `state` is "", "on", "off" or "locked".

    :raises NotAllowed: the actor is neither the system nor the security administrator.
    """
    if not (actor.may(Permission.USER_MANAGE) or actor.may(Permission.ROLE_GRANT)):
        raise NotAllowed("账号由系统管理员和安全管理员管理，您的岗位没有这项权限。")
    users = User.objects.order_by("username", "id")
    if words:
        users = users.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if state == "locked":
        return users.filter(username__in=list_locked_names())
    return users.filter(is_active=state == "on") if state in ("on", "off") else users


def get_user(actor: Actor, uuid: object) -> User:
    """:raises NotFound: there is no such account."""
    user = list_users(actor).filter(uuid=uuid).first()
    if user is None:
        raise NotFound("没有找到这个账号，请返回账号列表核对。")
    return user


def get_own_user(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def devices_of(user: User, *, is_confirmed: bool | None = True) -> chain[Device]:
    """The telephones and recovery codes of a person; None asks for the unconfirmed ones as well."""
    chosen = {} if is_confirmed is None else {"confirmed": is_confirmed}
    return chain(
        TOTPDevice.objects.filter(user=user, **chosen),
        StaticDevice.objects.filter(user=user, **chosen),
    )


def has_second_factor(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def count_recovery_codes(user: User) -> int:
    """How many recovery codes are not yet used up."""
    return StaticDevice.objects.filter(user=user).aggregate(left=Count("token_set"))["left"]


def list_locked_names() -> list[str]:
    """The account names that are locked after failed sign-ins, from any address."""
    since = _lock_start()
    attempts = AccessAttempt.objects.filter(attempt_time__gte=since, username__isnull=False)
    found = attempts.values("username", "ip_address").annotate(failures=Sum("failures_since_start"))
    locked = found.filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    return sorted({row["username"] for row in locked})


def is_locked(user: User) -> bool:
    return user.username in list_locked_names()


def _lock_start() -> datetime:
    # Axes counts by the machine's clock, which no exercise moves.
    return timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)  # noqa: TID251
