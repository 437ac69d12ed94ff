"""Many values at once, by program and by table: all or none, corrected by new rows, undone as a whole."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.command.surveillance.models import Batch, BatchLine, Observation, Signal, SiteReport
from lianfang.command.surveillance.public import (
    BulkRow,
    record_observations,
    screen_new_observations,
)
from lianfang.command.surveillance.services import confirm_batch, read_batch, undo_batch
from tests.builders.surveillance import (
    build_indicator,
    build_programme,
    build_rule,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db


def traces():
    return [Observation.objects.count(), SiteReport.objects.count(), BatchLine.objects.count(), AuditRow.objects.count()]  # fmt: skip


@pytest.fixture
def site(county):
    build_indicator()
    return build_site(county, parts=("一年级", "二年级"))


def row(site, value, part="一年级", days=0):
    return BulkRow(
        site.code, "school-vomit", clock.today() - timedelta(days=days), Decimal(value), part
    )


def test_many_values_are_written_once_and_corrected_by_new_rows(site, teacher):
    given = [row(site, 1), row(site, 2, "二年级"), row(site, 0, days=1)]
    assert record_observations(actor=teacher, rows=given) == 3
    assert record_observations(actor=teacher, rows=given) == 0
    assert record_observations(actor=teacher, rows=[row(site, 5)]) == 1

    old, new = Observation.objects.filter(part="一年级", period_on=clock.today()).order_by("id")
    assert (old.state, old.value, new.state, new.value, new.replaces_id) == (
        "replaced",
        1,
        "current",
        5,
        old.pk,
    )
    assert SiteReport.objects.count() == 2
    assert AuditRow.objects.filter(action="surveillance.observations.recorded").count() == 2


def test_detection_finds_what_came_in_bulk(site, teacher):
    build_rule(site.programme.indicators.get(), threshold=5)
    record_observations(actor=teacher, rows=[row(site, 3), row(site, 4, "二年级")])
    run = screen_new_observations(actor=Actor.system("测试时钟"))

    assert (run.observations, run.signals, Signal.objects.get().cases) == (2, 1, 7)


@pytest.mark.parametrize(
    "fault, words",
    [
        (BulkRow("no-site", "school-vomit", clock.today(), Decimal(1)), "不存在"),
        (BulkRow("school-check:school-beiting", "price", clock.today(), Decimal(1)), "不属于"),
        (
            BulkRow(
                "school-check:school-beiting", "school-vomit", clock.today(), Decimal(-1), "二年级"
            ),
            "负数",
        ),
        (
            BulkRow(
                "school-check:school-beiting", "school-vomit", clock.today(), Decimal(1), "一年级"
            ),
            "重复",
        ),
    ],
)
def test_one_faulty_row_keeps_all_out_and_is_named(site, teacher, fault, words):
    before = traces()

    with pytest.raises(RuleBroken, match=words) as refusal:
        record_observations(actor=teacher, rows=[row(site, 1), fault])
    assert list(refusal.value.fields) == ["rows.2"]
    assert traces() == before


def sheet(*lines):
    book = openpyxl.Workbook()
    book.active.append(["报告点编号", "报告点", "年级", "指标", "日期", "数值"])
    for line in lines:
        book.active.append(line)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def good(value=3, part="一年级"):
    return ["school-check:school-beiting", "", part, "呕吐人数", clock.today(), value]


def test_a_table_is_seen_first_taken_in_whole_and_undone_whole(county, site, teacher):
    build_site_report(county, site, 1, part="一年级")
    batch, faults = read_batch(
        actor=teacher,
        programme=site.programme,
        name="晨检.xlsx",
        raw=sheet(good(), good(4, "二年级")),
    )
    assert (faults, Observation.objects.count()) == ([], 1)
    confirm_batch(actor=teacher, batch_uuid=batch.uuid)
    values = (
        Observation.objects.filter(state="current").order_by("part").values_list("value", flat=True)
    )
    assert sorted(values) == [3, 4]
    undo_batch(actor=teacher, batch_uuid=batch.uuid)

    assert list(Observation.objects.filter(state="current").values_list("value", flat=True)) == [1]
    assert Observation.objects.filter(state="withdrawn").count() == 2
    assert BatchLine.objects.count() == 0
    with pytest.raises(RuleBroken, match="已撤销"):
        undo_batch(actor=teacher, batch_uuid=batch.uuid)


def test_a_table_with_a_faulty_row_leaves_nothing_and_says_where(site, teacher):
    before = traces()
    batch, faults = read_batch(
        actor=teacher,
        programme=site.programme,
        name="晨检.xlsx",
        raw=sheet(good(), good(4, "九年级"), good("多")),
    )

    assert batch is None
    assert [fault.row for fault in faults] == [3, 4]
    assert traces() == before


def test_the_same_file_is_not_imported_twice_and_not_settled_by_strangers(
    county, site, teacher, li
):
    raw = sheet(good())
    given = {"actor": teacher, "programme": site.programme, "name": "晨检.xlsx", "raw": raw}
    batch, _ = read_batch(**given)
    with pytest.raises(NotFound):
        confirm_batch(actor=li, batch_uuid=batch.uuid)
    confirm_batch(actor=teacher, batch_uuid=batch.uuid)

    with pytest.raises(RuleBroken, match="已经导入过"):
        read_batch(**given)


def test_tables_and_pages_of_sites_in_the_browser(
    county, site, login, teacher, zhao, django_assert_max_num_queries
):
    client = login(teacher)
    template = client.get("/surveillance/tables/template/", {"programme": "school-check"})
    assert template.content.startswith(b"PK")
    book = openpyxl.load_workbook(BytesIO(template.content))
    assert book.active.max_row >= 3
    file = SimpleUploadedFile("晨检.xlsx", sheet(good()))
    shown = client.post(
        "/surveillance/tables/", {"programme": "school-check", "file": file}, follow=True
    )
    assert "请核对后确认导入" in shown.content.decode()
    batch = Batch.objects.get()
    client.post(f"/surveillance/tables/{batch.uuid}/confirm/")
    assert "3 人" in client.get(f"/surveillance/sites/{site.uuid}/").content.decode()
    assert login(zhao).get(f"/surveillance/tables/{batch.uuid}/").status_code == 404
    page = f"/surveillance/sites/{site.uuid}/report/"
    sent = client.post(page, {"school-vomit-0": "2", "school-vomit-1": "", "key": "k"}, follow=True)
    assert "数据已收到" in sent.content.decode()
    refused = client.post(page, {"zero": "1"})
    assert refused.status_code == 422
    assert "逐项订正" in refused.content.decode()
    with django_assert_max_num_queries(25):
        client.get(page)
    build_rule(site.programme.indicators.get(), method="c2", baseline_days=7)
    with django_assert_max_num_queries(25):
        shown = client.get("/surveillance/indicators/school-vomit/", {"span": "90"})
    assert "天数据，需 10 天，暂不能判断" in shown.content.decode()


def test_values_go_in_and_come_out_over_the_api(site, login, teacher):
    client = login(teacher)

    def send(path, body):
        return client.post(f"/api/v1/surveillance{path}", body, content_type="application/json")

    value = {
        "site": site.code,
        "indicator": "school-vomit",
        "period_on": str(clock.today()),
        "value": "2",
        "part": "一年级",
    }
    assert send("/observations", {"rows": [value]}).json() == {"written": 1, "given": 1}
    assert send("/observations", {"rows": [{**value, "value": "-1"}]}).status_code == 422
    zero = send(
        f"/sites/{site.uuid}/reports",
        {"period_on": str(clock.today() - timedelta(days=1)), "is_zero": True},
    )
    assert (zero.status_code, zero.json()["is_zero"]) == (201, True)
    items = client.get("/api/v1/surveillance/observations").json()["items"]
    assert [item["value"] for item in items] == ["2.000", "0.000"]
    assert client.get("/api/v1/surveillance/sites").json()["items"][0]["code"] == site.code
    assert (
        client.get("/api/v1/surveillance/programmes").json()[0]["indicators"][0]["code"]
        == "school-vomit"
    )


def test_a_disease_unseen_for_years_is_a_signal_of_its_own_where_the_years_are_known(county, cdc):
    programme = build_programme(code="notifiable", part_label="病种")
    indicator = build_indicator(code="cases", programme=programme, measure="例")
    build_rule(
        indicator,
        method="first",
        threshold=0,
        scope="county",
        is_by_part=True,
        baseline_days=30,
        color=2,
    )
    build_rule(indicator, threshold=4, scope="county", is_by_part=True)
    site = build_site(county, unit="county-cdc", programme=programme, parts=("流感", "麻疹"))

    def report(days, value, part):
        return BulkRow(site.code, "cases", clock.today() - timedelta(days=days), Decimal(value), part)  # fmt: skip

    record_observations(actor=cdc, rows=[report(days, 1, "流感") for days in range(20)])
    record_observations(actor=cdc, rows=[report(2, 1, "麻疹")])
    screen_new_observations(actor=Actor.system("测试时钟"))
    assert not Signal.objects.exists()

    record_observations(actor=cdc, rows=[report(days, 1, "流感") for days in range(20, 40)])
    record_observations(
        actor=cdc, rows=[report(0, 5, "流感"), report(1, 0, "麻疹"), report(2, 2, "麻疹")]
    )
    screen_new_observations(actor=Actor.system("测试时钟"))
    record_observations(actor=cdc, rows=[report(0, 1, "麻疹")])
    screen_new_observations(actor=Actor.system("测试时钟"))

    found = set(Signal.objects.values_list("title", "color", "cases"))
    assert found == {("吉木萨尔县麻疹：首次或多年未见", 2, 2), ("吉木萨尔县流感呕吐人数异常", 4, 5)}
