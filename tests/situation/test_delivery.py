"""An issued report on its way: chosen addressees, channels that carry it and channels that fail."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.db import transaction
from tests.builders.notices import build_channel, gateway, mail_server, mail_target, wecom_target
from tests.builders.situation import build_report
from tests.builders.tasks import start_response

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.models import Notice, OutboxItem
from lianfang.base.notices.public import send_waiting, unit_mailbox, user_mailbox
from lianfang.county.orgs.models import Post, Unit
from lianfang.picture.situation import rules, services
from lianfang.picture.situation.models import Report, ReportDelivery
from lianfang.picture.situation.services import Recipients

pytestmark = pytest.mark.django_db
WORKER = Actor.system("外发消息")


@pytest.fixture
def emergency(county, plan):
    # The machine's clock, not the story's: under a moved story clock nothing leaves.
    return start_response(county, plan).emergency


def recipients(county, *units: str, leader: str = "") -> Recipients:
    posts = Post.objects.filter(user_id=county.actors[leader].user_id) if leader else []
    return Recipients(
        uuid4(), tuple(county.units[unit].uuid for unit in units), tuple(p.uuid for p in posts)
    )


def test_an_issued_report_reaches_mail_and_robot_and_shows_the_one_that_fails(
    county, emergency, staff, sysadmin, chief, login, settings
) -> None:
    settings.LIANFANG_ADDRESS = "https://lf.example.gov.cn"
    report = build_report(county, emergency, state="approved")
    wanted = recipients(county, "county-cdc", "township-beiting", leader="chief")
    with gateway() as robot, mail_server() as mail:
        build_channel(sysadmin, target=wecom_target(robot.address), name="疾控群",
                      holder=unit_mailbox(county.units["county-cdc"].pk))  # fmt: skip
        build_channel(
            sysadmin, name="镇群", holder=unit_mailbox(county.units["township-beiting"].pk)
        )
        build_channel(sysadmin, kind="mail", target=mail_target(mail.port), name="指挥长邮箱",
                      holder=user_mailbox(chief.user_id))  # fmt: skip

        services.issue_report(actor=staff, report_uuid=report.uuid, recipients=wanted)
        assert (robot.asked, mail.mails) == ([], [])
        send_waiting(actor=WORKER)

        told = robot.asked[0].json["text"]["content"]
        letter = mail.mails[0]
    report.refresh_from_db()
    for text in (told, letter.get_body().get_content()):
        assert report.number in text
        assert f"截至{clock.beijing(report.cutoff_at):%m月%d日%H:%M}" in text
        assert f"https://lf.example.gov.cn/reports/{report.uuid}/report.pdf" in text
    assert not list(letter.iter_attachments())
    client = login(staff)
    page = client.get(f"/reports/{report.uuid}/deliveries/").content.decode()
    assert ReportDelivery.objects.count() == 3
    assert "疾控群（企业微信机器人）：已发出" in page
    assert "镇群（企业微信机器人）：待发送" in page
    assert "已试 1 次" in page
    book = client.get(f"/reports/{report.uuid}/deliveries/?export=xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert sum("外发中" in row for row in rows) == 1
    told = client.get(f"/api/v1/reports/{report.uuid}/deliveries").json()["items"]
    assert sorted(row["result"] for row in told) == ["sent", "sent", "waiting"]
    assert (
        "没有送达记录"
        in client.get(f"/reports/{report.uuid}/deliveries/?q=无此人").content.decode()
    )


def test_nothing_is_written_or_sent_when_the_issuing_is_rolled_back(
    county, emergency, staff, sysadmin
) -> None:
    report = build_report(county, emergency, state="approved")
    build_channel(sysadmin)

    with transaction.atomic():
        services.issue_report(
            actor=staff, report_uuid=report.uuid, recipients=recipients(county, "county-cdc")
        )
        transaction.set_rollback(True)

    assert send_waiting(actor=WORKER) == 0
    assert not ReportDelivery.objects.exists()
    assert not OutboxItem.objects.filter(notice__kind="situation.report_issued").exists()


def test_a_second_press_delivers_nothing_and_another_batch_delivers_again(
    county, emergency, staff, login
) -> None:
    report = build_report(county, emergency, state="issued")
    first = report.deliveries.count()
    wanted = recipients(county, "township-santai", leader="chief")
    form = {"batch": str(wanted.batch), "units": [str(u) for u in wanted.units],
            "posts": [str(p) for p in wanted.posts]}  # fmt: skip
    client = login(staff)

    answers = [client.post(f"/reports/{report.uuid}/deliver/", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert report.deliveries.filter(is_again=True).count() == 2
    assert Notice.objects.filter(kind="situation.report_issued").count() == first + 2
    body = {"batch": str(uuid4()), "units": [str(county.units["county-cdc"].uuid)]}
    again = [
        client.post(
            f"/api/v1/reports/{report.uuid}/deliver", json.dumps(body), content_type="application/json"
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [len(answer.json()) for answer in again] == [1, 1]
    assert report.deliveries.filter(is_again=True).count() == 3


def test_issuing_and_delivering_is_one_call_and_sent_twice_counts_once(
    county, emergency, staff, login
) -> None:
    report = build_report(county, emergency, state="approved")
    wanted = recipients(county, "county-cdc", leader="chief")
    body = {"batch": str(wanted.batch), "units": [str(u) for u in wanted.units]}
    body |= {"posts": [str(post) for post in wanted.posts]}
    client, address = login(staff), f"/api/v1/reports/{report.uuid}/issue"

    def call(given: object) -> object:
        return client.post(address, json.dumps(given), content_type="application/json")

    outside = call({**body, "units": [str(uuid4())]})
    assert (outside.status_code, ReportDelivery.objects.count()) == (422, 0)
    first, second = call(body), call(body)

    assert [answer.status_code for answer in (first, second)] == [200, 200]
    assert first.json()["number"] == second.json()["number"] != ""
    assert list(ReportDelivery.objects.order_by("id").values_list("batch", "is_again")) == [
        (wanted.batch, False), (wanted.batch, False),
    ]  # fmt: skip
    assert call({**body, "batch": str(uuid4())}).status_code == 422
    assert client.post(address, "", content_type="application/json").status_code == 422


def test_who_may_not_deliver_and_what_cannot_be_delivered_changes_nothing(
    county, emergency, staff, wang, li, login
) -> None:
    report = build_report(county, emergency, state="approved")
    wanted = recipients(county, "county-cdc")

    with pytest.raises(NotAllowed):
        services.deliver_report(actor=li, report_uuid=report.uuid, recipients=wanted)
    with pytest.raises(RuleBroken, match="编号印发后才能送达"):
        services.deliver_report(actor=staff, report_uuid=report.uuid, recipients=wanted)
    with pytest.raises(NotFound):
        services.deliver_report(actor=staff, report_uuid=uuid4(), recipients=wanted)
    with pytest.raises(RuleBroken, match="不在本辖区"):
        services.issue_report(
            actor=staff, report_uuid=report.uuid, recipients=Recipients(uuid4(), (uuid4(),))
        )

    assert login(wang).get(f"/reports/{report.uuid}/deliver/").status_code == 403
    assert Report.objects.get().state == "approved"
    assert not ReportDelivery.objects.exists()


def test_the_page_offers_the_asked_units_and_the_leaders_in_few_statements(
    county, emergency, staff, login, django_assert_max_num_queries
) -> None:
    report = build_report(county, emergency, state="approved")
    client = login(staff)

    with django_assert_max_num_queries(22):
        page = client.get(f"/reports/{report.uuid}/deliver/").content.decode()
    units = tuple(
        Unit.objects.filter(is_active=True)
        .exclude(kind="collective")
        .values_list("uuid", flat=True)
    )
    services.issue_report(
        actor=staff, report_uuid=report.uuid, recipients=Recipients(uuid4(), units)
    )
    with django_assert_max_num_queries(22):
        client.get(f"/reports/{report.uuid}/deliveries/")

    assert page.count("checked") == report.contributions.count()
    assert county.actors["chief"].name in page
    again = build_report(county, emergency, kind="daily", state="approved")
    first = client.get(f"/reports/{again.uuid}/deliver/").content.decode()
    few = recipients(county, "county-cdc", leader="chief")
    services.issue_report(actor=staff, report_uuid=again.uuid, recipients=few)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        later = build_report(county, emergency, kind="daily", state="approved")
        # Ticked beforehand are those of the daily report before, not of the other series.
        second = login(staff).get(f"/reports/{later.uuid}/deliver/").content.decode()
    assert first.count("checked") == again.contributions.count()
    assert second.count("checked") == 2


@pytest.mark.parametrize(
    ("states", "key"),
    [((), "inside"), (("sent",), "sent"), (("sent", "failed"), "failed"), (("sent", "sending"), "waiting"),
     (("dropped",), "dropped"), (("dropped", "sent"), "sent")],
)  # fmt: skip
def test_the_worst_channel_speaks_for_a_delivery(states: tuple[str, ...], key: str) -> None:
    assert rules.delivery_result(states)[0] == key


def test_a_subject_holds_three_totals_and_fits() -> None:
    figures = {"tasks.issued": "40", "tasks.overdue": "2", "emergencies.cases": "31",
               "emergencies.in_hospital": "4"}  # fmt: skip

    subject = rules.delivery_subject(
        number="情况报告〔2026〕第3号", title="关于" + "某" * 200, cutoff="11月26日10:00", figures=figures
    )  # fmt: skip

    assert len(subject) == 200
    assert subject.endswith("截至11月26日10:00：累计病例 31 例，现住院 4 人，逾期任务 2 件")
