"""Judgement over messages that leave the house: when, in what words, how often to try, to where."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

from lianfang.base.kernel.clock import beijing
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import ChannelKind, DeliveryState, Urgency

W, S = DeliveryState.WAITING.value, DeliveryState.SENDING.value
DELIVERING = Transitions(
    Move("claim", "领取发送", (W,), S),
    Move("arrive", "记为发出", (S,), DeliveryState.SENT.value),
    Move("postpone", "稍后再试", (S,), W),
    Move("give_up", "停止重试", (S,), DeliveryState.FAILED.value),
    Move("retry", "重新发送", (DeliveryState.FAILED.value,), W),
    Move("drop", "随渠道停用", (W, DeliveryState.FAILED.value), DeliveryState.DROPPED.value),
    labels=dict(DeliveryState.choices),
)
# Minutes between tries: a server that is down for an hour is met again within the hour, one that
# is down for a night is given up after some nine hours and shown.
WAITS = (1, 2, 4, 8, 15, 30, 60, 60, 60, 60, 120, 120)
MOST_TRIES = len(WAITS) + 1
# A robot of 企业微信 shows 2048 bytes of text; what is longer is refused there.
MOST_BYTES = 1900
# A message of a gateway is split and paid for by every 67 characters.
MOST_SMS = 180
MOST_SUBJECTS = 10
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"1[3-9]\d{9}")
ROBOT_KEY = re.compile(r"[A-Za-z0-9_-]{6,100}")
# Numbers by which a person could be found: identity card, mobile telephone.
NUMBERS = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
HOLDER = re.compile(r"all|(unit|user):\d{1,18}|role:[a-z_]{1,40}")


@dataclass(frozen=True)
class Quiet:
    """Hours of the Beijing day in which only what is urgent goes out; may span midnight."""

    begins: time | None = None
    ends: time | None = None

    def covers(self, at: datetime) -> bool:
        if self.begins is None or self.ends is None or self.begins == self.ends:
            return False
        now = beijing(at).time()
        if self.begins < self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True)
class Enclosed:
    """One letter that a message tells of: subject, urgency, address to open, links to files."""

    subject: str
    is_urgent: bool = False
    url: str = ""
    links: tuple[tuple[str, str], ...] = ()


def check_holder(holder: str) -> None:
    """:raises RuleBroken: not "all", "unit:<id>", "user:<id>" or "role:<key>"."""
    if not HOLDER.fullmatch(holder):
        raise RuleBroken("请选择这个渠道为谁发送。", fields={"holder": "请从列表中选择"})


def is_wanted(urgency: str, *, minimal: str) -> bool:
    return urgency == Urgency.URGENT or minimal == Urgency.NORMAL


def due_at(written: datetime, *, is_urgent: bool, digest_minutes: int) -> datetime:
    """When a letter may leave: at once if urgent, else when those of some minutes are together."""
    return written if is_urgent else written + timedelta(minutes=digest_minutes)


def next_try_at(tries: int, *, at: datetime) -> datetime | None:
    """When to try again after so many failed tries; None when it is to be given up."""
    return at + timedelta(minutes=WAITS[tries - 1]) if tries < MOST_TRIES else None


def without_numbers(text: str) -> str:
    """A subject on one line, without numbers by which a person could be found."""
    return NUMBERS.sub("（号码略）", " ".join(text.split()))


def compose(
    enclosed: Sequence[Enclosed], *, address: str, reference: str, is_short: bool = False
) -> tuple[str, str]:
    """
    Title and text of one message: subjects and where to sign in; never a letter's body.

    `address` is the house's own, empty when it is not known. `reference` stays the same when a
    message is sent again, so that a reader recognises a second copy.
    """
    title = _title(enclosed)
    tail = [f"登录查看：{_where(enclosed, address)}" if address else "请登录联防系统查看。"]
    tail.append(f"（编号 {reference}）")
    if is_short:
        room = MOST_SMS - sum(map(len, tail)) - 4
        return title, " ".join([f"【联防】{title}"[: max(room, 20)], *tail])
    lines = [_line(letter, address, several=len(enclosed) > 1) for letter in enclosed]
    return title, "\n".join([*_fitting(lines, "\n".join(tail)), *tail])


def _title(enclosed: Sequence[Enclosed]) -> str:
    urgent = sum(letter.is_urgent for letter in enclosed)
    if len(enclosed) == 1:
        return f"{'紧急：' if urgent else ''}{without_numbers(enclosed[0].subject)}"
    return f"{len(enclosed)} 条新消息" + (f"，其中 {urgent} 条紧急" if urgent else "")


def _where(enclosed: Sequence[Enclosed], address: str) -> str:
    page = enclosed[0].url if len(enclosed) == 1 and enclosed[0].url else "/notices/"
    return address.rstrip("/") + page


def _line(letter: Enclosed, address: str, *, several: bool) -> str:
    mark = ("· " if several else "") + ("【紧急】" if letter.is_urgent else "")
    words = [mark + without_numbers(letter.subject)]
    words += [
        f"　附件：{label} {address.rstrip('/')}{url}" for label, url in letter.links if address
    ]
    return "\n".join(words)


def _fitting(lines: Sequence[str], tail: str) -> list[str]:
    """As many lines as a robot shows, and how many are left out."""
    kept: list[str] = []
    room = MOST_BYTES - len(tail.encode()) - 60
    for line in lines[:MOST_SUBJECTS]:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    return kept + ([f"……另有 {left} 条"] if left else [])


def check_target(kind: str, target: dict[str, str]) -> None:
    """
    Refuse an address at which nothing could arrive, or that would show its words on the open net.

    :raises RuleBroken: with a sentence for every field that is wrong.
    """
    checks = {
        ChannelKind.MAIL.value: _mail_faults, ChannelKind.SMS.value: _sms_faults,
        ChannelKind.WECOM.value: _robot_faults, ChannelKind.DINGTALK.value: _robot_faults,
    }  # fmt: skip
    if kind not in checks:
        raise RuleBroken("没有这种渠道，请从列表中选择。", fields={"kind": "请从列表中选择"})
    faults = dict(checks[kind](target))
    if faults:
        raise RuleBroken("渠道设置有误，请更正标出的各项。", fields=faults)


def _mail_faults(target: dict[str, str]) -> Iterable[tuple[str, str]]:
    if not HOST.fullmatch(target.get("host", "")):
        yield "host", "填写邮件服务器的域名或 IP 地址，例如 mail.example.gov.cn"
    port = target.get("port", "")
    if not (port.isdecimal() and 0 < int(port) < 65536):
        yield "port", "端口为 1 至 65535 的整数"
    for name in ("sender", "recipient"):
        # One address each: a server that takes one of several and refuses another could not be
        # tried again without sending to the first a second time.
        if not MAIL.fullmatch(target.get(name, "")):
            yield name, "填写一个完整的邮箱地址"
    is_open = target.get("security", "plain") == "plain"
    if is_open and target.get("password") and not _is_inside(target.get("host", "")):
        yield "security", "公网邮件服务器须用加密连接，否则密码会明文传输"


def _sms_faults(target: dict[str, str]) -> Iterable[tuple[str, str]]:
    yield from _address_faults(target.get("address", ""))
    numbers = target.get("phones", "").split(",")
    if not all(PHONE.fullmatch(number) for number in numbers) or len(numbers) > 50:
        yield "phones", "每行一个 11 位手机号码，最多 50 个"
    for name in ("message_field", "phones_field"):
        if not target.get(name):
            yield name, "填写网关接口文档中的参数名"


def _robot_faults(target: dict[str, str]) -> Iterable[tuple[str, str]]:
    address = target.get("address", "")
    yield from _address_faults(address)
    if not robot_key(address):
        yield "address", "请粘贴机器人设置页给出的完整 Webhook 地址"


def robot_key(address: str) -> str:
    """The key in a robot's address (`key` of 企业微信, `access_token` of 钉钉), or nothing."""
    asked = parse_qs(urlsplit(address).query)
    found = (asked.get("key") or asked.get("access_token") or [""])[0]
    return found if ROBOT_KEY.fullmatch(found) else ""


def _address_faults(address: str) -> Iterable[tuple[str, str]]:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(parts.hostname or ""):
        yield "address", "填写以 https:// 开头的完整地址"
    elif "{" in address or "}" in address or parts.username:
        yield "address", "地址中不能有花括号或账号"
    elif parts.scheme == "http" and not _is_inside(parts.hostname or ""):
        yield "address", "公网地址须以 https:// 开头；http:// 只可用于内网地址"


def _is_inside(host: str) -> bool:
    """An address of this machine or of a private network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
