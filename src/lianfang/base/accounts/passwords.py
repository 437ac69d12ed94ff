"""Rules of a password, as Django's validators."""

import string

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

MIN_LENGTH = 10
MIN_CLASSES = 3
REMEMBERED = 5


class LongEnough:
    """At least ten characters."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"密码至少 {MIN_LENGTH} 位，请加长。", code="too_short")

    def get_help_text(self) -> str:
        return f"至少 {MIN_LENGTH} 位"


class MixedEnough:
    """Three of: capital letters, small letters, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:
        classes = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
        count = sum(any(c in group for c in password) for group in classes)
        count += any(c not in "".join(classes) for c in password)
        if count < MIN_CLASSES:
            raise ValidationError(
                "密码须包含大写字母、小写字母、数字、符号中的至少三类。", code="too_plain"
            )

    def get_help_text(self) -> str:
        return "包含大写字母、小写字母、数字、符号中的至少三类"


class NotTheName:
    """The account name may not stand in the password."""

    def validate(self, password: str, user: object = None) -> None:
        username = getattr(user, "username", "") or ""
        if len(username) >= 3 and username.lower() in password.lower():
            raise ValidationError("密码中不能包含账号名，请另设。", code="has_username")

    def get_help_text(self) -> str:
        return "不包含账号名"


class NotUsedBefore:
    """None of the last five passwords."""

    def validate(self, password: str, user: object = None) -> None:
        if not getattr(user, "pk", None):
            return
        # The present password is the first of those remembered.
        past = list(
            user.past_passwords.order_by("-set_at").values_list("hashed", flat=True)[
                : REMEMBERED - 1
            ]
        )
        if any(check_password(password, hashed) for hashed in [user.password, *past] if hashed):
            raise ValidationError(
                f"新密码不能与最近 {REMEMBERED} 次用过的密码相同。", code="used_before"
            )

    def get_help_text(self) -> str:
        return (
            f"不与最近 {REMEMBERED} 次用过的密码相同，且每 {settings.LIANFANG_PASSWORD_DAYS} 天更换"
        )
