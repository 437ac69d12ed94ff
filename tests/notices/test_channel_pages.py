"""The channels' pages and API: for the system administrator, without secrets; reminders for all."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.notices.models import Channel, Delivery, Preference
from lianfang.base.notices.public import Letter, send_letters, send_waiting, unit_mailbox
from lianfang.base.notices.services import change_channel, create_channel, set_preference
from tests.builders.notices import CLOSED, KEY, build_channel, mail_target, wecom_target
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]
WORKER = Actor.system("外发消息")


def sent(**given: object) -> dict[str, object]:
    """A filled-in form of a robot."""
    return {
        "name": "值班群", "address": wecom_target(CLOSED)["address"], "holder": "all", "min_urgency": "urgent",
        "digest_minutes": "10", "quiet_from": "22:00", "quiet_to": "07:00",
    } | given  # fmt: skip


def test_a_channel_is_set_up_and_its_key_is_sealed_and_never_shown(
    county: World, sysadmin: Actor, login: Login
) -> None:
    client = login(sysadmin)

    made = client.post(reverse("notices:channel_new", args=["wecom"]), sent())

    channel = Channel.objects.get()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT target FROM notices_channel")
        stored = cursor.fetchone()[0]
    pages = [
        client.get(reverse("notices:channel_list")), client.get(made["Location"]),
    ]  # fmt: skip
    audit = AuditRow.objects.get(action="notices.channel.created")
    assert channel.address == {"address": sent()["address"]}
    assert KEY not in stored
    assert all(KEY not in page.content.decode() for page in pages)
    assert KEY not in json.dumps([audit.changes, audit.target_label])


def test_a_refused_form_keeps_what_was_typed(sysadmin: Actor, login: Login) -> None:
    answer = login(sysadmin).post(
        reverse("notices:channel_new", args=["wecom"]), sent(address="https://a.cn/", quiet_to="")
    )

    assert answer.status_code == 422
    assert "Webhook 地址" in answer.content.decode()
    assert 'value="https://a.cn/"' in answer.content.decode()
    assert Channel.objects.count() == 0


def test_a_secret_left_empty_stays(sysadmin: Actor) -> None:
    channel = build_channel(sysadmin, kind="mail", target=mail_target(25, password="geheim"))

    change_channel(
        actor=sysadmin, channel_uuid=channel.uuid, name="邮件", holder="all",
        target=mail_target(26, password=""),
    )  # fmt: skip

    channel.refresh_from_db()
    assert (channel.address["password"], channel.address["port"]) == ("geheim", "26")
    row = AuditRow.objects.get(action="notices.channel.changed")
    assert "geheim" not in json.dumps(row.changes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"holder": "unit:99999"}, {"holder": "x"}, {"digest_minutes": 500},
        {"quiet_from": None, "quiet_to": __import__("datetime").time(7)}, {"min_urgency": "low"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(sysadmin: Actor, wrong: dict) -> None:
    facts = {"kind": "wecom", "target": wecom_target(CLOSED), "name": "群", "holder": "all"} | wrong

    with pytest.raises(RuleBroken):
        create_channel(actor=sysadmin, **facts)

    assert Channel.objects.count() == 0


def test_two_channels_have_two_names(sysadmin: Actor) -> None:
    build_channel(sysadmin)

    with pytest.raises(RuleBroken, match="已被使用"):
        build_channel(sysadmin)


def test_the_page_of_a_channel_shows_failures_without_the_units_business(
    county: World, sysadmin: Actor, login: Login
) -> None:
    channel = build_channel(sysadmin)
    send_letters([Letter(unit_mailbox(county.units["township-beiting"].pk), "x", "机密任务名称")])
    send_waiting(actor=WORKER)
    Delivery.objects.update(state="failed")
    client = login(sysadmin)

    page = client.get(reverse("notices:channel_detail", args=[channel.uuid])).content.decode()
    health = client.get(reverse("portal:system_health")).content.decode()

    assert "连接不上服务器" in page
    assert "重新发送" in page
    assert "机密任务名称" not in page
    assert "1 条消息未发出" in health
    assert client.get("/health").json()["checks"]["channels"] == "not ok"


def test_a_channel_in_trouble_does_not_take_the_house_out_of_service(
    county: World, sysadmin: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianfang.picture.portal import health

    monkeypatch.setattr(health, "CHECKS", tuple(c for c in health.CHECKS if c[0] == "channels"))
    build_channel(sysadmin)
    send_letters([Letter(unit_mailbox(county.units["township-beiting"].pk), "x", "任务")])
    send_waiting(actor=WORKER)

    answer = client.get("/health")

    assert answer.json() == {"status": "ok", "checks": {"channels": "not ok"}}
    assert answer.status_code == 200


@pytest.mark.parametrize("who", ["office", "li", "secadmin", "auditor"])
def test_channels_are_the_system_administrators_alone(
    county: World, login: Login, who: str
) -> None:
    client = login(county.actors[who])

    assert client.get(reverse("notices:channel_list")).status_code == 403
    assert client.get("/api/v1/notices/channels").status_code == 403
    assert client.get("/api/v1/notices/deliveries").status_code == 403


def test_people_set_their_own_reminders_and_the_units_from_its_desk(
    li: Actor, login: Login
) -> None:
    client = login(li)
    address = reverse("notices:preference_edit")

    answer = client.post(
        address,
        {"mailbox": f"unit:{li.unit_id}", "unit-min_urgency": "urgent", "unit-quiet_from": "22:00", "unit-quiet_to": "07:00"},
    )  # fmt: skip

    wish = Preference.objects.get()
    assert answer.status_code == 302
    assert (wish.mailbox, wish.is_on, wish.min_urgency) == (f"unit:{li.unit_id}", False, "urgent")
    assert client.get(address).content.decode().count("<form") >= 2


def test_nobody_sets_the_reminders_of_another(county: World, li: Actor, login: Login) -> None:
    theirs = unit_mailbox(county.units["township-santai"].pk)

    with pytest.raises(NotAllowed):
        set_preference(actor=li, mailbox=theirs, is_on=False)
    answer = login(li).post(reverse("notices:preference_edit"), {"mailbox": theirs})

    assert answer.status_code == 422
    assert Preference.objects.count() == 0


def test_half_a_quiet_time_is_refused_beside_its_field(li: Actor, login: Login) -> None:
    answer = login(li).post(
        reverse("notices:preference_edit"),
        {"mailbox": f"user:{li.user_id}", "user-is_on": "on", "user-min_urgency": "normal", "user-quiet_from": "22:00"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "成对填写" in answer.content.decode()


def test_links_of_a_message_are_on_the_page_and_in_the_api(li: Actor, login: Login) -> None:
    from lianfang.base.notices.public import Link

    send_letters([
        Letter(unit_mailbox(li.unit_id), "x", "已印发", links=(Link("报告.pdf", "/reports/1/report.pdf"),))
    ])  # fmt: skip
    client = login(li)

    page = client.get(reverse("notices:notice_list")).content.decode()
    found = client.get("/api/v1/notices").json()["items"][0]["links"]

    assert 'href="/reports/1/report.pdf"' in page
    assert found == [{"label": "报告.pdf", "url": "/reports/1/report.pdf"}]


def test_a_program_sets_up_tests_and_watches_a_channel(sysadmin: Actor, login: Login) -> None:
    client = login(sysadmin)
    body = {
        "kind": "wecom",
        "name": "群",
        "holder": "role:duty_officer",
        "target": wecom_target(CLOSED),
    }

    made = client.post(
        "/api/v1/notices/channels", json.dumps(body), content_type="application/json"
    )
    uuid = made.json()["uuid"]
    tested = client.post(f"/api/v1/notices/channels/{uuid}/test")
    send_waiting(actor=WORKER)

    assert (made.status_code, tested.status_code) == (201, 201)
    assert KEY not in made.content.decode()
    assert (
        client.get("/api/v1/notices/deliveries").json()["items"][0]["last_error"]
        == "连接不上服务器"
    )
    assert client.get("/api/v1/notices/channels").json()["items"][0]["queued"] == 1
    off = client.post(f"/api/v1/notices/channels/{uuid}/off").json()
    assert (off["is_active"], off["queued"]) == (False, 0)
