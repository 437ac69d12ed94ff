"""
What really leaves: the library's bodies as real servers on this machine get them.

No robot of the outside is asked; the protocols are checked at the wire.
"""

import base64
import hashlib
import hmac
import io
import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from lianfang.base.notices.carriers import carry
from tests.builders.notices import (
    CLOSED,
    KEY,
    free_port,
    gateway,
    mail_server,
    mail_target,
    wecom_target,
)

pytestmark = pytest.mark.slow
WORDS = {
    "title": "紧急：下达任务",
    "body": "【紧急】下达任务\n登录查看：https://lf.example.cn/",
    "reference": "1f3a9c00",
}
SMS = {
    "encoding": "json", "message_field": "content", "phones_field": "mobile", "phones": "13900000001,13900000002",
    "extra": "sign=联防", "header": "Authorization: Bearer s3cret", "success_words": '"code": 0',
}  # fmt: skip


def test_a_mail_arrives_with_subject_text_and_number() -> None:
    with mail_server() as server:
        outcome = carry("mail", mail_target(server.port), **WORDS)

    mail = server.mails[0]
    assert outcome.is_sent
    assert server.recipients == ["duty@example.gov.cn"]
    assert mail["Subject"] == "紧急：下达任务"
    assert mail["X-Lianfang-Delivery"] == "1f3a9c00"
    assert mail["From"].addresses[0].addr_spec == "lianfang@example.gov.cn"
    assert mail.get_content_type() == "text/plain"
    assert "登录查看：https://lf.example.cn/" in mail.get_content()


def test_a_mail_server_gets_the_password_and_a_wrong_one_is_told_without_it() -> None:
    with mail_server(password="right-word") as server:
        right = carry(
            "mail", mail_target(server.port, username="lf", password="right-word"), **WORDS
        )
        wrong = carry(
            "mail", mail_target(server.port, username="lf", password="wrong-word"), **WORDS
        )

    assert right.is_sent
    assert (wrong.is_sent, wrong.error) == (False, "账号或密码不对（535）")
    assert len(server.mails) == 1


def test_a_refused_address_is_told_without_it() -> None:
    with mail_server() as server:
        server.refuses.add("duty@example.gov.cn")
        outcome = carry("mail", mail_target(server.port), **WORDS)

    assert outcome.error == "收件地址被拒（550）"
    assert server.mails == []


def test_a_robot_of_wecom_gets_its_text() -> None:
    with gateway() as server:
        outcome = carry("wecom", wecom_target(server.address), **WORDS)

    asked = server.asked[0]
    assert outcome.is_sent
    assert asked.path == f"/cgi-bin/webhook/send?key={KEY}"
    assert asked.json["msgtype"] == "text"
    assert "登录查看：https://lf.example.cn/" in asked.json["text"]["content"]


def test_a_robot_of_dingtalk_gets_its_text_signed() -> None:
    secret = "SECab12cd34"
    with gateway() as server:
        target = {
            "address": f"{server.address}/robot/send?access_token=ab12cd34ef",
            "secret": secret,
        }
        outcome = carry("dingtalk", target, **WORDS)

    asked = server.asked[0]
    query = parse_qs(urlsplit(asked.path).query)
    signed = f"{query['timestamp'][0]}\n{secret}".encode()
    expected = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest())
    assert outcome.is_sent
    assert query["access_token"] == ["ab12cd34ef"]
    assert parse_qs("s=" + query["sign"][0])["s"][0].replace(" ", "+") == expected.decode()
    assert asked.json["msgtype"] == "text"
    assert "登录查看" in asked.json["text"]["content"]


@pytest.mark.parametrize("encoding", ["json", "form"])
def test_an_sms_gateway_gets_the_parameters_that_its_papers_name(encoding: str) -> None:
    with gateway() as server:
        server.answers = [(200, {"code": 0})]
        target = SMS | {"address": f"{server.address}/send?v=2", "encoding": encoding}
        outcome = carry("sms", target, **WORDS)

    asked = server.asked[0]
    sent = (
        asked.json
        if encoding == "json"
        else {k: v[0] for k, v in parse_qs(asked.body.decode()).items()}
    )
    assert outcome.is_sent
    assert asked.path == "/send?v=2"
    assert asked.headers["Authorization"] == "Bearer s3cret"
    assert sent == {
        "content": WORDS["body"], "mobile": "13900000001,13900000002", "sign": "联防",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, {"errcode": 45009, "errmsg": "limit"}), "对方未接受（错误码 45009）"),
        ((503, {}), "服务器答复（503）"),
    ],
)
def test_a_robot_that_says_no_has_not_taken_the_message(answer, error: str) -> None:
    with gateway() as server:
        server.answers = [answer]
        outcome = carry("wecom", wecom_target(server.address), **WORDS)

    assert (outcome.is_sent, outcome.error) == (False, error)


def test_a_gateway_that_says_ok_without_its_word_for_success_has_not_taken_it() -> None:
    with gateway() as server:
        server.answers = [(200, {"code": 17})]
        outcome = carry("sms", SMS | {"address": server.address}, **WORDS)

    assert outcome.error == "对方未接受（答复中没有成功标志）"


def test_a_redirect_is_not_followed() -> None:
    with gateway() as server:
        server.answers = [(302, {})]
        outcome = carry("wecom", wecom_target(server.address), **WORDS)

    assert not outcome.is_sent
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("kind", "target"),
    [("wecom", wecom_target(CLOSED)), ("mail", mail_target(free_port()))],
)
def test_a_server_that_is_down_is_an_outcome_and_no_fault(kind: str, target: dict) -> None:
    outcome = carry(kind, target, **WORDS)

    assert (outcome.is_sent, outcome.error) == (False, "连接不上服务器")


def test_nothing_of_a_channel_reaches_the_log() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        carry("wecom", wecom_target(CLOSED), **WORDS)
    finally:
        logging.getLogger().removeHandler(handler)

    assert written.getvalue() == ""
