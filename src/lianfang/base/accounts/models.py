"""People who sign in, their past passwords, tokens and answered writes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.identifiers import mask
from lianfang.base.kernel.records import Record


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(Record, AbstractBaseUser):
    """
    One person who signs in.

    What the person may do hangs on the posts held (orgs.Post), never on this row. Accounts are
    switched off, not deleted: the audit trail points to them.
    """

    username = models.CharField("账号", max_length=50, unique=True)
    name = models.CharField("姓名", max_length=100)
    phone = EncryptedTextField("手机", blank=True, default="")
    is_active = models.BooleanField("启用", default=True)
    password_set_at = models.DateTimeField("密码设置时间", default=clock.now)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    # Part of what a session is checked against: one more, and every open session ends.
    session_round = models.PositiveIntegerField("会话轮次", default=0)
    created_at = models.DateTimeField("建立时间", default=clock.now)
    created_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建立人"
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    class Personal:
        fields = ("name", "phone", "username")
        why = "履行应急职责的工作人员身份识别与联络（突发事件应对法第二十二条）"
        kept = "在职期间及离职后审计要求的期限"

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @property
    def masked_phone(self) -> str:
        return mask(self.phone)

    @property
    def is_password_due(self) -> bool:
        """The password was given by an administrator, or is older than passwords may become."""
        return self.must_change_password or clock.now() > self.password_expires_at

    @property
    def password_expires_at(self) -> datetime:
        return self.password_set_at + timedelta(days=settings.LIANFANG_PASSWORD_DAYS)

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}{self.session_round}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for value in super().get_session_auth_fallback_hash():
            yield f"{value}{self.session_round}"


class PastPassword(models.Model):
    """A hash of a password once used, so that it is not used again."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="past_passwords", verbose_name="账号"
    )
    hashed = models.CharField("密码摘要", max_length=256)
    set_at = models.DateTimeField("设置时间", default=clock.now)

    class Meta:
        verbose_name = "历史密码"
        verbose_name_plural = "历史密码"
        indexes = [models.Index(fields=["user", "-set_at"], name="accounts_pastpassword_recent")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.set_at:%Y-%m-%d %H:%M:%S.%f}"


class ApiToken(Record):
    """
    A key with which a program acts as a person at one of that person's posts.

    Only its digest is stored; the key itself is shown once.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name="账号")
    # A post's id; the posts table is a higher room's, so there is no foreign key here.
    post_id = models.BigIntegerField("岗位")
    post_label = models.CharField("岗位名称", max_length=120)
    label = models.CharField("用途", max_length=100)
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间", default=clock.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签发人")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.label}（{self.uuid}）"


class AnsweredWrite(models.Model):
    """
    What the API answered to one write, kept under the caller's idempotency key.

    The same key with the same body gets the same answer again and nothing is written twice.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="账号")
    key = models.CharField("幂等键", max_length=100)
    path = models.CharField("路径", max_length=300)
    body_digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码")
    answer = EncryptedTextField("答复", blank=True, default="")
    created_at = models.DateTimeField("时间", default=clock.now, db_index=True)

    class Meta:
        verbose_name = "已答复的写请求"
        verbose_name_plural = "已答复的写请求"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="accounts_answeredwrite_key_once")
        ]

    class Personal:
        fields = ("answer",)
        why = "接口重复提交时原样答复"
        kept = "两天"

    def __str__(self) -> str:
        return f"{self.user_id}:{self.key}"
