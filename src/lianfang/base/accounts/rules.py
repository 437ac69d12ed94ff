"""Judgement over account names, expiry and one-time passwords."""

import re
import secrets
import string

from lianfang.base.kernel.errors import RuleBroken

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,49}")
TOKEN_DAYS = 365
# Without the letters that are mistaken for one another when read aloud from paper.
LETTERS_LOW = "abcdefghijkmnpqrstuvwxyz"
LETTERS_HIGH = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
SIGNS = "-+=@#"
FIRST_PASSWORD_LENGTH = 14


def check_username(username: str) -> None:
    """:raises RuleBroken: not small letters, digits, dot, dash, underscore after a letter."""
    if not USERNAME.fullmatch(username):
        raise RuleBroken(
            "账号名不合要求，请修改。",
            fields={
                "username": "以小写字母开头，3 至 50 位，可用小写字母、数字、点、短横线、下划线"
            },
        )


def check_reason(reason: str) -> str:
    """
    The reason without spaces around it.

    :raises RuleBroken: there is none.
    """
    if len(reason.strip()) < 2:
        raise RuleBroken(
            "请写明原因，原因将记入审计日志。", fields={"reason": "请写明原因（不少于两个字）"}
        )
    return reason.strip()


def check_token_days(days: int) -> None:
    """:raises RuleBroken: a token would live for less than a day or for more than a year."""
    if not 1 <= days <= TOKEN_DAYS:
        raise RuleBroken(
            f"令牌有效期须为 1 至 {TOKEN_DAYS} 天，请调整。",
            fields={"days": f"请填 1 至 {TOKEN_DAYS} 之间的天数"},
        )


def draw_password() -> str:
    """A random first password that keeps the rules and can be read out over the telephone."""
    groups = (LETTERS_LOW, LETTERS_HIGH, DIGITS, SIGNS)
    letters = [secrets.choice(group) for group in groups]
    everything = "".join(groups)
    while len(letters) < FIRST_PASSWORD_LENGTH:
        letters.append(secrets.choice(everything))
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def draw_token() -> str:
    """A new API token. The prefix lets scanners of leaked secrets recognise it."""
    return "lf_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))
