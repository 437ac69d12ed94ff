"""
Handing a message to the outside, through Apprise: mail, gateways and robots.

The library writes the bodies and speaks the protocols. Two things are ours (docs/adr/0024): the
address of a robot may be that of a private installation (政务微信, 专有钉钉), and an answer "200,
errcode 45009" is a refusal, which the library takes for success.
"""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from apprise import AppriseAsset, NotifyFormat
from apprise.plugins import custom_form, custom_json, dingtalk, wecombot
from apprise.plugins.email.base import NotifyEmail

from .choices import ChannelKind
from .rules import robot_key

ASSET = AppriseAsset(
    app_id="Lianfang", app_desc="联防", async_mode=False, secure_logging=True, http_redirects=False
)
SECURITY = {"plain": "insecure", "starttls": "starttls", "tls": "ssl"}
log = logging.getLogger("apprise")


@dataclass(frozen=True)
class Outcome:
    """Whether a message was taken by the other side; if not, why, without address or secret."""

    is_sent: bool
    error: str = ""


class Declined(requests.RequestException):
    """The other side answered "OK" and said no in the body."""


# What a gateway's answer must contain to count as taken; empty: the status alone counts.
_wanted: ContextVar[str] = ContextVar("wanted", default="")


class _Listening:
    """The HTTP library as Apprise's plug-ins see it, with every answer read before it is believed."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **options: Any) -> requests.Response:
        return _believed(requests.post(*args, **options))  # noqa: S113 — the plug-in sets timeout

    def request(self, *args: Any, **options: Any) -> requests.Response:
        return _believed(requests.request(*args, **options))  # noqa: S113 — the plug-in sets timeout


def _believed(answer: requests.Response) -> requests.Response:
    if answer.status_code != 200:
        return answer
    wanted = _wanted.get()
    if wanted and wanted not in answer.text[:5000]:
        raise Declined("declined=0")
    try:
        said = answer.json()
    except ValueError:
        return answer
    code = said.get("errcode", 0) if isinstance(said, dict) else 0
    if code not in (0, "0"):
        raise Declined(f"declined={code}")
    return answer


for _module in (wecombot, dingtalk, custom_json, custom_form):
    vars(_module)["requests"] = _Listening()


class WeComRobot(wecombot.NotifyWeComBot):
    """A robot of 企业微信 at the address that its group shows, public or private."""

    request_rate_per_sec = 0

    def __init__(self, *, address: str, **options: Any) -> None:
        key = robot_key(address)
        self.notify_url = address.replace(key, "{key}")
        super().__init__(key=key, **options)


class DingTalkRobot(dingtalk.NotifyDingTalk):
    """A robot of 钉钉 at the address that its group shows, public or private."""

    request_rate_per_sec = 0

    def __init__(self, *, address: str, **options: Any) -> None:
        token = robot_key(address)
        self.notify_url = address.replace(token, "{token}")
        super().__init__(token=token, **options)


class Mail(NotifyEmail):
    """One mail to one address."""

    request_rate_per_sec = 0


class JsonGateway(custom_json.NotifyJSON):
    """A gateway that takes a JSON body."""

    request_rate_per_sec = 0


class FormGateway(custom_form.NotifyForm):
    """A gateway that takes a form."""

    request_rate_per_sec = 0


def carry(kind: str, target: dict[str, str], *, title: str, body: str, reference: str) -> Outcome:
    """
    Send one message now. Never raises: whatever goes wrong out there is an outcome.

    Takes as long as the other side lets it, some ten seconds at most: not inside a transaction.
    """
    with _overhearing() as heard:
        wanted = _wanted.set(target.get("success_words", ""))
        try:
            # The plug-in itself and not `Apprise`, which hands several over to threads.
            plug = _plug(kind, target, reference)
            is_sent = plug.notify(body=body, title=title, body_format=NotifyFormat.TEXT) is True
        except Exception:  # noqa: BLE001 — a fault of the library must not stop the other channels
            return Outcome(is_sent=False, error="渠道设置无法使用，请检查各项后重试")
        finally:
            _wanted.reset(wanted)
    return Outcome(is_sent=is_sent, error="" if is_sent else _reason(heard))


def _plug(kind: str, target: dict[str, str], reference: str) -> Any:
    """The library's sender for a channel."""
    if kind == ChannelKind.MAIL:
        return Mail(
            smtp_host=target["host"], host=target["host"], port=int(target["port"]),
            secure_mode=SECURITY[target.get("security", "plain")],
            user=target.get("username") or None, password=target.get("password") or None,
            from_addr=f"联防 <{target['sender']}>", targets=[target["recipient"]],
            headers={"X-Lianfang-Delivery": reference}, asset=ASSET,
        )  # fmt: skip
    if kind == ChannelKind.WECOM:
        return WeComRobot(address=target["address"], asset=ASSET)
    if kind == ChannelKind.DINGTALK:
        secret = target.get("secret") or None
        return DingTalkRobot(address=target["address"], secret=secret, asset=ASSET)
    return _gateway(target, reference)


def _gateway(target: dict[str, str], reference: str) -> Any:
    """A gateway's parameters are named by its own papers; what it does not name is not sent."""
    parts = urlsplit(target["address"])
    named = {"version": "", "title": "", "type": "", "attachments": ""}
    named |= {"message": target["message_field"], target["phones_field"]: target["phones"]}
    named |= dict(
        line.split("=", 1) for line in target.get("extra", "").splitlines() if "=" in line
    )
    headers = {"X-Lianfang-Delivery": reference}
    if ":" in target.get("header", ""):
        name, value = target["header"].split(":", 1)
        headers[name.strip()] = value.strip()
    make = FormGateway if target.get("encoding") == "form" else JsonGateway
    return make(
        host=parts.hostname, port=parts.port, secure=parts.scheme == "https",
        fullpath=parts.path or "/", params=dict(_asked(parts.query)), payload=named,
        headers=headers, method="POST", asset=ASSET,
    )  # fmt: skip


def _asked(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name:
            yield name, value


class _Ear(logging.Handler):
    """Hears what the library says on this thread while a message is sent; nothing is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.thread = threading.get_ident()
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.words.append(record.getMessage())


@contextmanager
def _overhearing() -> Iterator[list[str]]:
    ear = _Ear()
    log.addHandler(ear)
    try:
        yield ear.words
    finally:
        log.removeHandler(ear)


def _reason(heard: list[str]) -> str:
    """Why it failed, by codes alone: the library's sentences may hold addresses and keys."""
    text = "\n".join(heard)
    if found := re.search(r"declined=(-?\w{1,12})", text):
        code = found.group(1)
        return "对方未接受（答复中没有成功标志）" if code == "0" else f"对方未接受（错误码 {code}）"
    if found := re.search(r"\((\d{3}), b|error=(\d{3})\b", text):
        code = found.group(1) or found.group(2)
        words = {"535": "账号或密码不对", "550": "收件地址被拒"}.get(code, "服务器答复")
        return f"{words}（{code}）"
    if re.search(r"[Cc]onnection error|Socket Exception", text):
        return "连接不上服务器"
    return "未能发送，请检查渠道设置"
