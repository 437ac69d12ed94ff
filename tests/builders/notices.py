"""Channels, and servers on this machine that speak their protocols."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.models import Channel, Delivery, OutboxItem, Preference
from lianfang.base.notices.services import create_channel, set_preference

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
# A port on which nobody listens: "discard" of RFC 863, closed wherever tests run.
CLOSED = "http://127.0.0.1:9"


@dataclass
class Asked:
    """One request as a server got it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Gateway:
    """An HTTP server and what it was asked; `answers` are given in turn, the last one again."""

    address: str
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(
        default_factory=lambda: [(200, {"errcode": 0})]
    )


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A real HTTP server on this machine, as a robot's house or an SMS gateway would be."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    server.gateway = found = Gateway(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        found: Gateway = self.server.gateway
        body = self.rfile.read(int(self.headers["Content-Length"]))
        found.asked.append(Asked(self.path, dict(self.headers), body))
        status, answer = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        """Keep the output of tests clean."""


@dataclass
class Mailbox:
    """A mail server and what it took."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.recipients += envelope.rcpt_tos
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@contextmanager
def mail_server(*, password: str = "", port: int = 0) -> Iterator[Mailbox]:
    """A real mail server on this machine (aiosmtpd), which may ask for a password."""
    mailbox = Mailbox(port or free_port())

    def check(server, session, envelope, mechanism, said) -> AuthResult:
        is_right = isinstance(said, LoginPassword) and said.password == password.encode()
        return AuthResult(success=is_right, handled=False)

    options = {"authenticator": check, "auth_require_tls": False}
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=mailbox.port, **(options if password else {})
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def mail_target(port: int, **given: str) -> dict[str, str]:
    return {
        "host": "127.0.0.1", "port": str(port), "security": "plain", "username": "", "password": "",
        "sender": "lianfang@example.gov.cn", "recipient": "duty@example.gov.cn",
    } | given  # fmt: skip


def wecom_target(address: str) -> dict[str, str]:
    return {"address": f"{address}/cgi-bin/webhook/send?key={KEY}"}


def build_channel(
    actor: Actor, *, kind: str = "wecom", target: dict[str, str] | None = None, name: str = "值班群",
    holder: str = "all", digest: int = 0, **wanted: Any,
) -> Channel:  # fmt: skip
    return create_channel(
        actor=actor, kind=kind, target=target or wecom_target(CLOSED), name=name, holder=holder,
        digest_minutes=digest, **wanted,
    )  # fmt: skip


def build_preference(actor: Actor, mailbox: str, **wanted: Any) -> Preference:
    return set_preference(actor=actor, mailbox=mailbox, **({"is_on": True} | wanted))


def build_failed_delivery(channel: Channel) -> Delivery:
    """A message of a channel that was tried to the end."""
    return Delivery.objects.create(
        channel=channel, state="failed", tries=13, last_error="连接不上服务器"
    )


def waiting(channel: Channel) -> list[OutboxItem]:
    return list(OutboxItem.objects.filter(channel=channel, delivery=None))


def deliveries(channel: Channel) -> list[Delivery]:
    return list(Delivery.objects.filter(channel=channel).order_by("id"))
