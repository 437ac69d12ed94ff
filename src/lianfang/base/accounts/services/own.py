"""What people do to their own account: password and second factor."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lianfang.base.accounts.models import User
from lianfang.base.accounts.queries import devices_of
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, RuleBroken

from .administration import keep_past_password

RECOVERY_CODES = 8
DEVICE_NAME = "手机验证器"
CODES_NAME = "备用码"


@transaction.atomic
def change_own_password(*, actor: Actor, old_password: str, new_password: str) -> User:
    """
    Replace the actor's password.

    :raises RuleBroken: the old one is wrong, or the new one breaks a rule.
    """
    user = _own(actor)
    if not user.check_password(old_password):
        raise RuleBroken("原密码不正确，请重新输入。", fields={"old_password": "原密码不正确"})
    try:
        validate_password(new_password, user)
    except ValidationError as faulty:
        raise RuleBroken(
            "新密码不合要求，请按提示更换。", fields={"new_password": " ".join(faulty.messages)}
        ) from faulty
    keep_past_password(user)
    user.set_password(new_password)
    user.password_set_at = clock.now()
    user.must_change_password = False
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    record(actor=actor, action="accounts.password.changed", target=user)
    return user


@transaction.atomic
def begin_second_factor(*, actor: Actor, is_verified: bool) -> TOTPDevice:
    """
    Offer a new secret for the actor's telephone; it counts only once a code of it was given.

    :raises NotAllowed: another telephone is enrolled and the session has not shown its code.
    """
    user = _own(actor)
    if not is_verified and any(devices_of(user)):
        raise NotAllowed(
            "已绑定其他手机。更换前请先用原手机通过二次验证；手机遗失请联系安全管理员重置。"
        )
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=user, name=DEVICE_NAME, confirmed=False)
        record(actor=actor, action="accounts.second_factor.offered", target=user)
    return device


@transaction.atomic
def confirm_second_factor(
    *, actor: Actor, code: str, is_verified: bool
) -> tuple[TOTPDevice, list[str]]:
    """
    Enrol the offered telephone in place of any other, and draw recovery codes, told once.

    :raises NotAllowed: another telephone is enrolled and the session has not shown its code.
    :raises RuleBroken: nothing was offered, or the code does not fit.
    """
    device = begin_second_factor(actor=actor, is_verified=is_verified)
    _check_code(device, code)
    user = _own(actor)
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _draw_codes(user)
    record(actor=actor, action="accounts.second_factor.enrolled", target=user)
    return device, codes


def give_second_factor(*, actor: Actor, code: str) -> Device:
    """
    Accept a code of the actor's telephone, or one of the recovery codes, which is then used up.

    Failures are counted outside any transaction of this call, so that a refusal does not undo
    the count.

    :raises RuleBroken: the code does not fit, or too many wrong codes were given just now.
    """
    user = _own(actor, is_locked=False)
    cleaned = code.strip().replace(" ", "").lower()
    kind = TOTPDevice if cleaned.isdigit() else StaticDevice
    device = kind.objects.filter(user=user, confirmed=True).first()
    if device is None:
        raise RuleBroken(
            "验证码不正确。请核对手机时间后输入最新的 6 位数字。", fields={"code": "不正确"}
        )
    with transaction.atomic():
        device = kind.objects.select_for_update().get(pk=device.pk)
        refusal = _refusal_of(device, cleaned)
        action = "accounts.second_factor.refused" if refusal else "accounts.second_factor.given"
        record(actor=actor, action=action, target=user, note=device.name)
    if refusal:
        raise refusal
    return device


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, is_verified: bool) -> list[str]:
    """
    Draw new recovery codes; the old ones are worthless.

    :raises NotAllowed: the session has not shown a code of the telephone.
    """
    if not is_verified:
        raise NotAllowed("请先通过二次验证，再重新生成备用码。")
    user = _own(actor)
    codes = _draw_codes(user)
    record(actor=actor, action="accounts.second_factor.codes_renewed", target=user)
    return codes


def _own(actor: Actor, *, is_locked: bool = True) -> User:
    rows = User.objects.select_for_update() if is_locked else User.objects
    return rows.get(pk=actor.user_id)


def _check_code(device: Device, code: str) -> None:
    refusal = _refusal_of(device, code.strip().replace(" ", ""))
    if refusal:
        raise refusal


def _refusal_of(device: Device, code: str) -> RuleBroken | None:
    """Try a code; the device counts failures and asks for longer and longer pauses."""
    is_open, why = device.verify_is_allowed()
    if not is_open:
        wait = (why or {}).get("locked_until")
        until = f"，请在 {clock.beijing(wait):%H:%M:%S} 后再试" if wait else "，请稍后再试"
        return RuleBroken(f"验证码连续输错{until}。", fields={"code": "请稍后再试"})
    if not device.verify_token(code):
        return RuleBroken(
            "验证码不正确。请核对手机时间后输入最新的 6 位数字；每个验证码只能用一次。",
            fields={"code": "不正确"},
        )
    return None


def _draw_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=CODES_NAME, confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    device.token_set.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
