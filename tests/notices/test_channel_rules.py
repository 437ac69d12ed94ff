"""When a message leaves, in what words, how often it is tried, and to where it may go."""

from datetime import UTC, datetime, time, timedelta

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.notices import rules
from lianfang.base.notices.rules import Enclosed, Quiet
from tests.builders.notices import KEY, mail_target

NIGHT = Quiet(time(22), time(7))


def beijing(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 26, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        (NIGHT, beijing(21, 59), False), (NIGHT, beijing(22), True), (NIGHT, beijing(3), True),
        (NIGHT, beijing(7), False), (Quiet(time(12), time(14)), beijing(13), True),
        (Quiet(time(12), time(14)), beijing(14), False), (Quiet(), beijing(3), False),
    ],
)  # fmt: skip
def test_quiet_hours_are_hours_of_the_beijing_day(quiet: Quiet, at: datetime, is_quiet) -> None:
    assert quiet.covers(at) is is_quiet


def test_what_is_urgent_leaves_at_once_and_the_rest_waits_to_be_put_together() -> None:
    at = beijing(9)

    assert rules.due_at(at, is_urgent=True, digest_minutes=10) == at
    assert rules.due_at(at, is_urgent=False, digest_minutes=10) == at + timedelta(minutes=10)


def test_tries_grow_apart_last_longer_than_a_night_hour_and_end() -> None:
    at, waits = beijing(9), []
    for tries in range(1, rules.MOST_TRIES + 1):
        again = rules.next_try_at(tries, at=at)
        waits.append(again and (again - at).total_seconds() / 60)

    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    # A server that is down for an hour is met again at least once after it, within the hour.
    assert sum(waits[:6]) == 60
    assert sum(waits[:-1]) > 8 * 60


def test_a_message_has_subjects_a_link_and_its_number_and_no_body() -> None:
    title, body = rules.compose(
        [Enclosed("下达任务：排查", is_urgent=True, url="/tasks/1/"), Enclosed("报送材料")],
        address="https://lf.example.cn", reference="1f3a9c00",
    )  # fmt: skip

    assert title == "2 条新消息，其中 1 条紧急"
    assert body.splitlines() == [
        "· 【紧急】下达任务：排查", "· 报送材料", "登录查看：https://lf.example.cn/notices/", "（编号 1f3a9c00）",
    ]  # fmt: skip


def test_a_single_message_leads_to_its_own_page_and_files_by_link() -> None:
    letter = Enclosed(
        "情况报告已印发", url="/reports/7/", links=(("报告.pdf", "/reports/7/report.pdf"),)
    )

    title, body = rules.compose([letter], address="https://lf.example.cn/", reference="x")

    assert title == "情况报告已印发"
    assert "附件：报告.pdf https://lf.example.cn/reports/7/report.pdf" in body
    assert "登录查看：https://lf.example.cn/reports/7/" in body


def test_without_an_address_of_the_house_there_is_no_link() -> None:
    _, body = rules.compose([Enclosed("任务", url="/tasks/1/")], address="", reference="x")

    assert "请登录联防系统查看。" in body
    assert "/tasks/" not in body


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("请联系 13999990000 核实", "请联系 （号码略） 核实"),
        ("身份证 65232719900101001X 转出", "身份证 （号码略） 转出"),
        ("第 12345 号\n任务", "第 12345 号 任务"),
    ],
)
def test_numbers_of_persons_never_leave(subject: str, shown: str) -> None:
    assert rules.without_numbers(subject) == shown


def test_a_robot_gets_no_more_than_it_shows() -> None:
    many = [Enclosed("下达任务：" + "很长的标题" * 30) for _ in range(40)]

    _, body = rules.compose(many, address="https://lf.example.cn", reference="1f3a9c00")

    assert len(body.encode()) <= 2048
    assert "……另有" in body
    assert body.endswith("（编号 1f3a9c00）")


def test_a_short_message_is_short_and_keeps_its_link() -> None:
    _, body = rules.compose(
        [Enclosed("题" * 300, url="/tasks/1/")], address="https://lf.example.cn", reference="ab",
        is_short=True,
    )  # fmt: skip

    assert len(body) <= 190
    assert "https://lf.example.cn/tasks/1/" in body


@pytest.mark.parametrize(
    ("kind", "target", "field"),
    [
        ("mail", mail_target(25, recipient="a@x.cn,b@x.cn"), "recipient"),
        ("mail", mail_target(0), "port"),
        ("mail", mail_target(25, host="mail.example.cn", password="x"), "security"),
        ("wecom", {"address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"}, "address"),
        ("wecom", {"address": f"http://qyapi.weixin.qq.com/x?key={KEY}"}, "address"),
        ("dingtalk", {"address": f"ftp://oapi.dingtalk.com/x?access_token={KEY}"}, "address"),
        ("dingtalk", {"address": f"https://a.cn/{{x}}?access_token={KEY}"}, "address"),
        ("sms", {"address": "https://sms.cn/", "phones": "123", "message_field": "m", "phones_field": "p"}, "phones"),
        ("sms", {"address": "https://sms.cn/", "phones": "13999990000", "message_field": ""}, "message_field"),
        ("pigeon", {}, "kind"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_work_is_refused(kind: str, target: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_target(kind, target)

    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=ab12cd34ef56"),
        ("wecom", f"http://10.1.2.3:8080/cgi-bin/webhook/send?key={KEY}"),
    ],
)
def test_public_and_private_robots_are_taken(kind: str, address: str) -> None:
    rules.check_target(kind, {"address": address})
