"""What the system administrator and the security administrator do to other people's accounts."""

from axes.utils import reset as forget_failures
from django.db import transaction
from django.db.models import F

from lianfang.base.accounts import rules
from lianfang.base.accounts.models import User
from lianfang.base.accounts.queries import devices_of, is_locked
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.identifiers import is_mobile
from lianfang.base.kernel.permissions import Permission


@transaction.atomic
def create_account(*, actor: Actor, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """
    Make an account with a random first password, which is told once and must be changed.

    :raises NotAllowed: the actor is not the system administrator.
    :raises RuleBroken: the account name is taken or unusable, or the telephone number is wrong.
    """
    require(actor, Permission.USER_MANAGE)
    username = username.strip().lower()
    rules.check_username(username)
    if User.objects.filter(username=username).exists():
        raise RuleBroken("账号名已被使用，请换一个。", fields={"username": "已被使用"})
    facts = _checked_facts(name, phone)
    password = rules.draw_password()
    user = User(username=username, must_change_password=True, created_by_id=actor.user_id, **facts)
    user.set_password(password)
    user.save()
    record(actor=actor, action="accounts.user.created", target=user)
    return user, password


@transaction.atomic
def update_account(*, actor: Actor, user_uuid: object, name: str, phone: str = "") -> User:
    """
    Correct a person's name or telephone number.

    :raises NotAllowed: the actor is not the system administrator.
    :raises RuleBroken: no name, or the telephone number is wrong.
    """
    require(actor, Permission.USER_MANAGE)
    user = _locked(user_uuid)
    facts = _checked_facts(name, phone)
    changes = {
        field: (getattr(user, field), value)
        for field, value in facts.items()
        if getattr(user, field) != value
    }
    for field, value in facts.items():
        setattr(user, field, value)
    user.save(update_fields=list(facts))
    record(actor=actor, action="accounts.user.updated", target=user, changes=changes)
    return user


@transaction.atomic
def switch_off_account(*, actor: Actor, user_uuid: object, reason: str) -> User:
    """
    Shut an account: its sessions end, its tokens are revoked. Nothing is deleted.

    :raises NotAllowed: the actor is not the system administrator.
    :raises RuleBroken: it is one's own account, it is shut already, or no reason is given.
    """
    require(actor, Permission.USER_MANAGE)
    reason = rules.check_reason(reason)
    user = _locked(user_uuid)
    _refuse_own(actor, user, "不能停用自己的账号，请由另一位系统管理员办理。")
    if not user.is_active:
        raise RuleBroken("该账号此前已停用，无需重复操作。")
    user.is_active = False
    user.session_round = F("session_round") + 1
    user.save(update_fields=["is_active", "session_round"])
    user.refresh_from_db()
    user.tokens.filter(revoked_at=None).update(revoked_at=clock.now(), revoked_by_id=actor.user_id)
    record(actor=actor, action="accounts.user.switched_off", target=user, note=reason)
    return user


@transaction.atomic
def switch_on_account(*, actor: Actor, user_uuid: object, reason: str) -> User:
    """
    Open a shut account again. Tokens stay revoked; the password must be changed.

    :raises NotAllowed: the actor is not the system administrator.
    :raises RuleBroken: the account is open, or no reason is given.
    """
    require(actor, Permission.USER_MANAGE)
    reason = rules.check_reason(reason)
    user = _locked(user_uuid)
    if user.is_active:
        raise RuleBroken("该账号正在使用，无需启用。")
    user.is_active = True
    user.must_change_password = True
    user.save(update_fields=["is_active", "must_change_password"])
    record(actor=actor, action="accounts.user.switched_on", target=user, note=reason)
    return user


@transaction.atomic
def reset_password(*, actor: Actor, user_uuid: object, reason: str) -> tuple[User, str]:
    """
    Give a person a new random password, told once; every session ends.

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: it is one's own account, or no reason is given.
    """
    require(actor, Permission.ROLE_GRANT)
    reason = rules.check_reason(reason)
    user = _locked(user_uuid)
    _refuse_own(actor, user, "请在“修改密码”中更改自己的密码。")
    password = rules.draw_password()
    keep_past_password(user)
    user.set_password(password)
    user.password_set_at = clock.now()
    user.must_change_password = True
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    record(actor=actor, action="accounts.password.reset", target=user, note=reason)
    return user, password


@transaction.atomic
def reset_second_factor(*, actor: Actor, user_uuid: object, reason: str) -> User:
    """
    Forget a person's lost telephone: the next sign-in enrols a new one; every session ends.

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: it is one's own account, nothing is enrolled, or no reason is given.
    """
    require(actor, Permission.ROLE_GRANT)
    reason = rules.check_reason(reason)
    user = _locked(user_uuid)
    _refuse_own(actor, user, "不能重置自己的二次验证，请由另一位安全管理员办理。")
    devices = list(devices_of(user, is_confirmed=None))
    if not devices:
        raise RuleBroken("该账号尚未绑定二次验证，无需重置。")
    for device in devices:
        device.delete()
    user.session_round = F("session_round") + 1
    user.save(update_fields=["session_round"])
    user.refresh_from_db()
    record(actor=actor, action="accounts.second_factor.reset", target=user, note=reason)
    return user


@transaction.atomic
def unlock_account(*, actor: Actor, user_uuid: object, reason: str) -> User:
    """
    Lift the lock that failed sign-ins have put on an account.

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: the account is not locked, or no reason is given.
    """
    require(actor, Permission.ROLE_GRANT)
    reason = rules.check_reason(reason)
    user = _locked(user_uuid)
    if not is_locked(user):
        raise RuleBroken("该账号当前没有被锁定，可以直接登录。")
    forget_failures(username=user.username)
    record(actor=actor, action="accounts.user.unlocked", target=user, note=reason)
    return user


def keep_past_password(user: User) -> None:
    """Remember the password that is about to be replaced."""
    if user.password:
        user.past_passwords.create(hashed=user.password, set_at=clock.now())


def _locked(user_uuid: object) -> User:
    user = User.objects.select_for_update().filter(uuid=user_uuid).first()
    if user is None:
        raise NotFound("没有找到这个账号，请返回账号列表核对。")
    return user


def _refuse_own(actor: Actor, user: User, sentence: str) -> None:
    if actor.user_id == user.pk:
        raise RuleBroken(sentence)


def _checked_facts(name: str, phone: str) -> dict[str, str]:
    faults: dict[str, str] = {}
    name, phone = name.strip(), phone.strip()
    if not name:
        faults["name"] = "请填写姓名"
    if phone and not is_mobile(phone):
        faults["phone"] = "请填 11 位手机号码"
    if faults:
        raise RuleBroken("账号信息有误，请按提示更正。", fields=faults)
    return {"name": name, "phone": phone}
