"""Accounts in the states that tests need, reached through the services."""

from datetime import datetime

import pyotp
import time_machine
from django.test import Client

from lianfang.base.accounts.models import AnsweredWrite, ApiToken, PastPassword
from lianfang.base.accounts.public import User, make_token
from lianfang.base.accounts.services import begin_second_factor, confirm_second_factor
from lianfang.base.kernel.actor import Actor

SIGN_IN = "/account/sign-in/"


def build_token(actor: Actor, *, label: str = "直报系统", days: int = 30) -> tuple[ApiToken, str]:
    return make_token(actor=actor, label=label, days=days)


def build_past_password(user: User, *, hashed: str = "md5$old$00") -> PastPassword:
    return PastPassword.objects.create(user=user, hashed=hashed)


def build_answered_write(user: User, *, key: str = "k-1") -> AnsweredWrite:
    return AnsweredWrite.objects.create(
        user=user, key=key, path="/x", body_digest="0" * 64, status=200, answer="{}"
    )


def enrol_phone(actor: Actor, at: datetime) -> tuple[pyotp.TOTP, list[str]]:
    """Enrol a telephone as its owner would; the codes come from another implementation."""
    with time_machine.travel(at, tick=False):
        device = begin_second_factor(actor=actor, is_verified=False)
        phone = pyotp.TOTP(_secret(device.config_url))
        _, codes = confirm_second_factor(actor=actor, code=phone.at(at), is_verified=False)
    return phone, codes


def _secret(address: str) -> str:
    return pyotp.parse_uri(address).secret


def type_password(client: Client, username: str, password: str, *, next_page: str = "/account/"):
    return client.post(SIGN_IN, {"username": username, "password": password, "next": next_page})
