"""Accounts of the demonstration and of exercises: fictional people, who sign in only there."""

from copy import copy

from django.contrib.auth.hashers import get_hasher
from django.db import transaction

from lianfang.base.accounts import rules
from lianfang.base.accounts.models import User
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission

PREFIX = "demo-"
# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one thread.
QUICK = {"memory_cost": 19 * 1024, "time_cost": 2, "parallelism": 1}


@transaction.atomic
def create_fictional_account(*, actor: Actor, username: str, name: str) -> User:
    """
    Make the account of a fictional person, or find it. Nobody can sign in to it.

    :raises NotAllowed: the actor is not the system administrator.
    :raises RuleBroken: the account name does not begin as those of fictional people do.
    """
    require(actor, Permission.USER_MANAGE)
    _check_fictional(username)
    rules.check_username(username)
    user = User.objects.filter(username=username).first()
    if user is not None:
        return user
    user = User(username=username, name=name, created_by_id=actor.user_id)
    user.set_unusable_password()
    user.save()
    record(actor=actor, action="accounts.user.created", target=user)
    return user


@transaction.atomic
def open_fictional_account(*, actor: Actor, username: str) -> tuple[User, str]:
    """
    Give a fictional person a password made up now, told once and not to be changed.

    Only for the demonstration, where the password is printed at each start. A real person's
    account is never opened this way.

    :raises NotAllowed: the actor is not the security administrator.
    :raises NotFound: there is no such account.
    :raises RuleBroken: it is not a fictional person's.
    """
    require(actor, Permission.ROLE_GRANT)
    _check_fictional(username)
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        raise NotFound("没有这个演示账号，请重新准备演示县。")
    password = rules.draw_password()
    user.password = _quickly_hashed(password)
    user.password_set_at = clock.now()
    user.must_change_password = False
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    record(actor=actor, action="accounts.password.reset", target=user, note="演示账号")
    return user, password


@transaction.atomic
def close_fictional_accounts(*, actor: Actor) -> int:
    """
    Take the passwords of all fictional people away: a server that shows no demonstration has none.

    :raises NotAllowed: the actor is not the security administrator.
    """
    require(actor, Permission.ROLE_GRANT)
    opened = [
        user
        for user in User.objects.select_for_update().filter(username__startswith=PREFIX)
        if user.has_usable_password()
    ]
    for user in opened:
        user.set_unusable_password()
    User.objects.bulk_update(opened, ["password"])
    if opened:
        record(
            actor=actor, action="accounts.password.reset", count=len(opened), note="演示账号停用"
        )
    return len(opened)


def _quickly_hashed(password: str) -> str:
    """
    Hash a random password at the least cost that OWASP allows: a start opens a dozen accounts.

    Django hashes it at full cost when somebody signs in with it.
    """
    hasher = copy(get_hasher())
    for name, value in QUICK.items():
        if hasattr(hasher, name):
            setattr(hasher, name, value)
    return hasher.encode(password, hasher.salt())


def _check_fictional(username: str) -> None:
    if not username.startswith(PREFIX):
        raise RuleBroken(f"演示账号须以“{PREFIX}”开头；正式账号请由系统管理员建立。")
