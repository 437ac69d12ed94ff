"""
The outbox: written with the letter, put together, sent once; also when servers and workers die.

The clock is the machine's, moved from outside: under a moved story clock nothing leaves at all.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices import carriers, rules
from lianfang.base.notices.models import Delivery, Notice, OutboxItem
from lianfang.base.notices.public import (
    Letter,
    Link,
    send_letters,
    send_waiting,
    unit_mailbox,
    user_mailbox,
)
from lianfang.base.notices.services import queue_test, retry_delivery, switch_channel_off
from tests.builders.notices import (
    Gateway,
    build_channel,
    build_preference,
    deliveries,
    free_port,
    gateway,
    mail_server,
    mail_target,
    waiting,
    wecom_target,
)  # fmt: skip
from tests.builders.world import World

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Beijing
WORKER = Actor.system("外发消息")
Clock = time_machine.Traveller


@pytest.fixture
def moving() -> Iterator[Clock]:
    with time_machine.travel(MORNING, tick=False) as moving:
        yield moving


@pytest.fixture
def robot() -> Iterator[Gateway]:
    with gateway() as found:
        yield found


def letter(
    county: World, subject: str = "报送材料", unit: str = "township-beiting", **given
) -> None:
    box = unit_mailbox(county.units[unit].pk)
    send_letters([Letter(mailbox=box, kind="x", subject=subject, url="/tasks/", **given)])


def texts(robot: Gateway) -> list[str]:
    return [asked.json["text"]["content"] for asked in robot.asked]


def test_a_county_without_channels_pays_one_look_at_them(
    county: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boxes = [unit_mailbox(unit.pk) for unit in county.units.values()]

    with django_assert_num_queries(2):
        send_letters(Letter(mailbox=box, kind="x", subject="任务") for box in boxes)

    assert OutboxItem.objects.count() == 0


def test_thousands_of_letters_are_still_one_pass(
    county: World, sysadmin: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    build_channel(sysadmin, holder=unit_mailbox(county.units["township-beiting"].pk))
    boxes = [unit_mailbox(unit.pk) for unit in county.units.values()] * 80

    # Not one per letter: SQLite takes a hundred or so rows in one statement.
    with django_assert_max_num_queries(14):
        send_letters(Letter(mailbox=box, kind="x", subject="任务") for box in boxes)

    assert OutboxItem.objects.count() == 80


def test_nothing_waits_for_a_letter_that_was_rolled_back(
    county: World, sysadmin: Actor, robot: Gateway
) -> None:
    build_channel(sysadmin, target=wecom_target(robot.address))
    with transaction.atomic():
        letter(county)
        transaction.set_rollback(True)

    assert send_waiting(actor=WORKER) == 0
    assert (Notice.objects.count(), OutboxItem.objects.count(), robot.asked) == (0, 0, [])


def test_a_story_that_is_played_under_a_moved_clock_rings_nobody(
    county: World, sysadmin: Actor
) -> None:
    channel = build_channel(sysadmin)

    with clock.moved_to(MORNING):
        letter(county, urgency="urgent")

    assert waiting(channel) == []


@pytest.mark.parametrize(
    ("holder", "reached"),
    [("all", {"li", "unit"}), ("role:liaison", {"li", "unit"}), ("role:leader", set()),
     ("own", {"li"}), ("unit", {"unit"})],
)  # fmt: skip
def test_a_channel_carries_the_letters_of_its_holder(
    county: World, sysadmin: Actor, li: Actor, holder: str, reached: set[str]
) -> None:
    boxes = {"li": user_mailbox(li.user_id), "unit": unit_mailbox(li.unit_id)}
    named = {"own": boxes["li"], "unit": boxes["unit"]}.get(holder, holder)
    channel = build_channel(sysadmin, holder=named)

    send_letters(Letter(mailbox=box, kind="x", subject="任务") for box in boxes.values())

    found = {item.notice.mailbox for item in waiting(channel)}
    assert found == {boxes[who] for who in reached}


def test_ordinary_letters_of_some_minutes_leave_as_one_and_urgent_ones_at_once(
    county: World, sysadmin: Actor, robot: Gateway, moving: Clock
) -> None:
    build_channel(sysadmin, target=wecom_target(robot.address), digest=10)
    for number in range(3):
        letter(county, f"第{number}件")
        moving.shift(timedelta(minutes=2))
    assert send_waiting(actor=WORKER) == 0

    moving.shift(timedelta(minutes=5))
    assert send_waiting(actor=WORKER) == 1
    letter(county, "急件", urgency="urgent")
    assert send_waiting(actor=WORKER) == 1
    assert send_waiting(actor=WORKER) == 0

    first, second = texts(robot)
    assert first.startswith("3 条新消息")
    assert all(f"第{number}件" in first for number in range(3))
    assert "急件" in second


def test_only_subject_and_links_leave(
    county: World, sysadmin: Actor, robot: Gateway, settings
) -> None:
    settings.LIANFANG_ADDRESS = "https://lf.example.cn"
    build_channel(sysadmin, target=wecom_target(robot.address))
    letter(
        county,
        "情况报告已印发",
        body="病例王某，住某村",
        links=(Link("报告.pdf", "/reports/1/report.pdf"),),
    )

    send_waiting(actor=WORKER)

    text = texts(robot)[0]
    assert "病例" not in text
    assert "附件：报告.pdf https://lf.example.cn/reports/1/report.pdf" in text
    assert "登录查看：https://lf.example.cn/tasks/" in text


def test_quiet_hours_hold_back_what_is_not_urgent(
    county: World, sysadmin: Actor, li: Actor, robot: Gateway, moving: Clock
) -> None:
    build_channel(
        sysadmin, target=wecom_target(robot.address), quiet_from=time(22), quiet_to=time(7)
    )
    build_preference(li, unit_mailbox(li.unit_id), quiet_from=time(6), quiet_to=time(8))
    moving.move_to(MORNING + timedelta(hours=13))  # 23:00
    letter(county, "平件")
    letter(county, "急件", urgency="urgent")
    assert send_waiting(actor=WORKER) == 1
    moving.move_to(MORNING + timedelta(hours=21, minutes=30))  # 07:30: the channel's night is over
    assert send_waiting(actor=WORKER) == 0
    moving.move_to(MORNING + timedelta(hours=22, minutes=1))
    assert send_waiting(actor=WORKER) == 1

    assert ["急件" in text for text in texts(robot)] == [True, False]


def test_wishes_of_a_mailbox_hold_for_its_letters_only(
    county: World, sysadmin: Actor, li: Actor
) -> None:
    channel = build_channel(sysadmin)
    build_preference(li, unit_mailbox(li.unit_id), min_urgency="urgent")
    build_preference(li, user_mailbox(li.user_id), is_on=False)

    letter(county), letter(county, "急件", urgency="urgent"), letter(county, unit="township-santai")
    send_letters(
        [Letter(mailbox=user_mailbox(li.user_id), kind="x", subject="个人", urgency="urgent")]
    )

    assert [item.notice.subject for item in waiting(channel)] == ["急件", "报送材料"]


def test_a_server_that_is_down_for_an_hour_loses_nothing_and_gets_nothing_twice(
    county: World, sysadmin: Actor, moving: Clock
) -> None:
    port = free_port()
    channel = build_channel(sysadmin, kind="mail", target=mail_target(port), digest=5)
    for minute in range(0, 60, 10):
        letter(county, f"平件{minute}")
        letter(county, f"急件{minute}", urgency="urgent")
        for _ in range(10):
            send_waiting(actor=WORKER)
            moving.shift(timedelta(minutes=1))
    down = deliveries(channel)
    assert {delivery.state for delivery in down} == {"waiting"}
    assert {delivery.last_error for delivery in down if delivery.tries} == {"连接不上服务器"}
    # One look per minute at most, however much waits.
    assert sum(delivery.tries for delivery in down) <= 60

    with mail_server(port=port) as server:
        for _ in range(70):
            send_waiting(actor=WORKER)
            moving.shift(timedelta(minutes=1))

    said = [line for mail in server.mails for line in mail.get_content().split()]
    assert {delivery.state for delivery in deliveries(channel)} == {"sent"}
    assert waiting(channel) == []
    told = [f"{mark}{n}" for mark in ("平件", "【紧急】急件") for n in range(0, 60, 10)]
    assert [said.count(subject) for subject in told] == [1] * 12
    assert len({mail["X-Lianfang-Delivery"] for mail in server.mails}) == len(server.mails)


def test_a_channel_in_trouble_does_not_hold_up_the_others(
    county: World, sysadmin: Actor, robot: Gateway
) -> None:
    build_channel(sysadmin, name="坏渠道")
    build_channel(sysadmin, name="好渠道", target=wecom_target(robot.address))
    letter(county)

    assert send_waiting(actor=WORKER) == 1
    assert len(robot.asked) == 1


def test_after_the_last_try_it_is_shown_and_can_be_tried_anew(
    county: World, sysadmin: Actor, moving: Clock
) -> None:
    channel = build_channel(sysadmin)
    letter(county)
    for _ in range(rules.MOST_TRIES + 3):
        send_waiting(actor=WORKER)
        moving.shift(timedelta(hours=3))
    delivery = deliveries(channel)[0]
    assert (delivery.state, delivery.tries) == ("failed", rules.MOST_TRIES)

    again = retry_delivery(actor=sysadmin, delivery_uuid=delivery.uuid)

    assert (again.state, again.tries, again.last_error) == ("waiting", 0, "")
    with pytest.raises(RuleBroken):
        retry_delivery(actor=sysadmin, delivery_uuid=delivery.uuid)


def dies(when: str) -> Callable[..., carriers.Outcome]:
    """A worker that is killed before or after the other side took the message."""
    real = carriers.carry

    def carry(*args, **options) -> carriers.Outcome:
        if when == "after":
            real(*args, **options)
        raise SystemExit

    return carry


@pytest.mark.parametrize(("when", "copies"), [("before", 1), ("after", 2)])
def test_what_a_killed_worker_held_is_sent_by_another(
    county: World, sysadmin: Actor, robot: Gateway, moving: Clock, monkeypatch: pytest.MonkeyPatch,
    when: str, copies: int,
) -> None:  # fmt: skip
    channel = build_channel(sysadmin, target=wecom_target(robot.address))
    letter(county)
    with monkeypatch.context() as patched:
        patched.setattr(carriers, "carry", dies(when))
        with pytest.raises(SystemExit):
            send_waiting(actor=WORKER)
    # Held: another worker leaves it alone until the claim lapses.
    assert send_waiting(actor=WORKER) == 0
    letter(county, "后来的")

    moving.shift(timedelta(minutes=6))
    assert send_waiting(actor=WORKER) == 2

    delivery = deliveries(channel)[0]
    held = [text for text in texts(robot) if delivery.reference in text]
    # At least once: killed between "taken" and our note, it comes twice, word for word the same.
    assert (delivery.state, len(held), len(set(held))) == ("sent", copies, 1)


def test_two_workers_do_not_send_the_same(county: World, sysadmin: Actor, robot: Gateway) -> None:
    channel = build_channel(sysadmin, target=wecom_target(robot.address))
    letter(county)
    send_waiting(actor=WORKER)
    stale = Delivery.objects.get(channel=channel)
    stale.state = "waiting"

    from lianfang.base.notices.services import send_one

    assert send_one(actor=WORKER, delivery=stale) == "sending"
    assert len(robot.asked) == 1


def test_a_channel_switched_off_sends_nothing_more_and_says_so(
    county: World, sysadmin: Actor, robot: Gateway
) -> None:
    channel = build_channel(sysadmin, target=wecom_target(robot.address), digest=10)
    letter(county)

    switch_channel_off(actor=sysadmin, channel_uuid=channel.uuid)
    letter(county, "之后的")

    assert send_waiting(actor=WORKER) == 0
    assert [(d.state, d.letters) for d in deliveries(channel)] == [("dropped", 1)]
    assert waiting(channel) == []


def test_a_test_message_is_sent_by_the_worker(sysadmin: Actor, robot: Gateway) -> None:
    channel = build_channel(sysadmin, target=wecom_target(robot.address))
    queue_test(actor=sysadmin, channel_uuid=channel.uuid)
    with pytest.raises(RuleBroken, match="测试消息"):
        queue_test(actor=sysadmin, channel_uuid=channel.uuid)

    assert send_waiting(actor=WORKER) == 1
    assert "测试消息" in texts(robot)[0]


@pytest.mark.parametrize("service", [queue_test, switch_channel_off])
def test_only_the_keeper_of_the_area_touches_a_channel(
    county: World, sysadmin: Actor, office: Actor, service: Callable
) -> None:
    channel = build_channel(sysadmin)
    stranger = Actor(
        name="外县", user_id=sysadmin.user_id, area_path="650000/652300/652328/",
        permissions=sysadmin.permissions,
    )  # fmt: skip

    with pytest.raises(NotAllowed):
        service(actor=office, channel_uuid=channel.uuid)
    with pytest.raises(NotFound):
        service(actor=stranger, channel_uuid=channel.uuid)

    channel.refresh_from_db()
    assert channel.is_active
    assert deliveries(channel) == []
