"""通报 with their clocks, samples with their two signatures; refusals leave no trace."""

from datetime import timedelta

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.command.surveillance.models import (
    Handover,
    Notification,
    NotificationReceipt,
    Route,
    RouteEnd,
    Sample,
    SampleResult,
)
from lianfang.command.surveillance.queries import (
    list_notifications,
    list_samples,
    one_health,
    units_of_route,
)
from lianfang.command.surveillance.rules import COUNTY
from lianfang.command.surveillance.services import (
    hand_over_sample,
    receive_notification,
    receive_sample,
    reply_notification,
    report_result,
)
from tests.builders.surveillance import (
    build_indicator,
    build_notification,
    build_programme,
    build_rule,
    build_sample,
    build_signal,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db


def traces():
    return [model.objects.count() for model in (Notification, NotificationReceipt, Sample, Handover, SampleResult, AuditRow)]  # fmt: skip


@pytest.fixture
def route(county):
    row = Route.objects.create(
        code="animal-to-health", title="畜间疫情", from_code="county-health", receipt_minutes=120,
        reply_minutes=1440, basis="附件1",
    )  # fmt: skip
    RouteEnd.objects.bulk_create(
        RouteEnd(route=row, unit_code=c) for c in ("county-cdc", "no-such-unit")
    )
    return row


def test_a_notification_runs_two_clocks_per_addressee(county, route, cdc):
    assert [u.code for u in units_of_route(route, county.areas["652327103"].path)] == ["county-cdc"]
    row = build_notification(county, route=route)

    receipt = row.receipts.get()
    assert receipt.receipt_due_at - row.sent_at == timedelta(hours=2)
    assert receipt.reply_due_at - row.sent_at == timedelta(days=1)
    assert Notice.objects.filter(kind="surveillance.notified").count() == 1
    receive_notification(actor=cdc, notification_uuid=row.uuid)
    reply_notification(actor=cdc, notification_uuid=row.uuid, words="已排查接触人员 12 人。")
    receipt.refresh_from_db()
    assert (receipt.received_by_id, receipt.reply) == (cdc.user_id, "已排查接触人员 12 人。")
    with pytest.raises(RuleBroken, match="已回复"):
        reply_notification(actor=cdc, notification_uuid=row.uuid, words="再次回复一遍")


@pytest.mark.parametrize(
    "given", [{"title": " "}, {"words": "短"}, {"to": ()}, {"to": ("county-health",)}]
)
def test_a_faulty_notification_is_not_sent(county, given):
    before = traces()

    with pytest.raises(RuleBroken):
        build_notification(county, **given)
    assert traces() == before


def test_only_sender_addressee_and_command_know_of_a_notification(county, wang, li, cdc, office):
    row = build_notification(county)

    seen = {who.unit_name: list(list_notifications(who)) for who in (wang, li, cdc, office)}
    assert seen == {
        wang.unit_name: [],
        li.unit_name: [],
        cdc.unit_name: [row],
        office.unit_name: [row],
    }
    with pytest.raises(NotFound):
        receive_notification(actor=wang, notification_uuid=row.uuid)


def test_a_sample_is_handed_over_by_two_people_and_tested_by_its_keeper(county, li, cdc):
    sample = build_sample(county)
    hand_over_sample(
        actor=li,
        sample_uuid=sample.uuid,
        unit=county.units["county-cdc"],
        condition="冷藏，封口完好",
    )
    assert list(list_samples(cdc)) == [sample]
    with pytest.raises(NotFound, match="保管单位"):
        report_result(actor=cdc, sample_uuid=sample.uuid, item="布鲁氏菌抗体", verdict="positive")
    receive_sample(actor=cdc, sample_uuid=sample.uuid, storage="-20℃ 二号冰箱")
    report_result(actor=cdc, sample_uuid=sample.uuid, item="布鲁氏菌抗体", verdict="positive")

    sample.refresh_from_db()
    assert (sample.keeper_id, sample.state, sample.storage) == (
        cdc.unit_id,
        "tested",
        "-20℃ 二号冰箱",
    )


def test_a_refused_sample_stays_with_its_keeper(county, li, cdc):
    sample = build_sample(county)
    hand_over_sample(
        actor=li, sample_uuid=sample.uuid, unit=county.units["county-cdc"], condition="常温"
    )
    before = traces()
    with pytest.raises(RuleBroken, match="拒收请写明"):
        receive_sample(actor=cdc, sample_uuid=sample.uuid, storage="", is_refused=True)
    assert traces() == before
    receive_sample(
        actor=cdc, sample_uuid=sample.uuid, storage="", is_refused=True, note="未冷藏，样品变质"
    )

    sample.refresh_from_db()
    assert (sample.keeper_id, sample.state) == (li.unit_id, "stored")


def test_a_sample_on_its_way_is_neither_tested_nor_handed_over_again(county, li):
    sample = build_sample(county)
    given = {"sample_uuid": sample.uuid, "unit": county.units["county-cdc"], "condition": "冷藏"}
    hand_over_sample(actor=li, **given)

    with pytest.raises(RuleBroken, match="移交途中"):
        hand_over_sample(actor=li, **given)
    with pytest.raises(RuleBroken, match="移交途中"):
        report_result(actor=li, sample_uuid=sample.uuid, item="抗体", verdict="negative")


def test_people_and_animals_of_one_township_stand_side_by_side(county, cdc):
    programme = build_programme(code="animal-health", sector="animal", part_label="畜种")
    build_rule(build_indicator(code="abortion", programme=programme, measure="头只"), threshold=3)
    build_site_report(
        county,
        build_site(county, unit="township-beiting", programme=programme),
        4,
        by="li",
        indicator="abortion",
    )
    build_signal(county)
    build_signal(county, area="652327101", by="zhao")

    first, second = one_health(cdc, days=30, world=COUNTY)
    assert (first.area.code, first.is_shared, second.is_shared) == ("652327103", True, False)
    assert [len(column) for column in first.columns] == [1, 1, 0]


def test_pages_of_papers_are_sent_received_and_kept_from_strangers(
    county, login, health, cdc, zhao, li
):
    client = login(health)
    sent = client.post("/surveillance/notifications/new/", {
        "title": "牧区羊群流产", "words": "请核查接触人员健康情况。", "area": str(county.areas["652327103"].uuid),
        "units": [str(county.units["county-cdc"].uuid)],
    }, follow=True)  # fmt: skip
    row = Notification.objects.get()
    assert f"通报 {row.number} 已发出" in sent.content.decode()
    assert client.get("/surveillance/notifications/", {"export": "xlsx"}).content.startswith(b"PK")
    page = f"/surveillance/notifications/{row.uuid}/"
    assert login(cdc).post(f"{page}reply/", {"words": "短"}).status_code == 422
    assert (
        "已排查"
        in login(cdc)
        .post(f"{page}reply/", {"words": "已排查接触人员"}, follow=True)
        .content.decode()
    )
    assert login(zhao).get(page).status_code == 404
    taken = login(li).post("/surveillance/samples/new/", {
        "sector": "food", "what": "羊肉", "area": str(county.areas["652327103"].uuid), "place": "集市",
        "taken_at": f"{clock.beijing(clock.now()):%Y-%m-%dT%H:%M}", "storage": "4℃",
    }, follow=True)  # fmt: skip
    assert "由本单位保管" in taken.content.decode()
    assert login(zhao).get(f"/surveillance/samples/{Sample.objects.get().uuid}/").status_code == 404
