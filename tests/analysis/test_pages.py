"""The desk as people see it."""

import io
import json
import re
from datetime import timedelta

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.builders.analysis import build_analysis
from tests.builders.emergencies import build_emergency
from tests.builders.standards import build_disease
from tests.builders.surveillance import (
    build_indicator,
    build_rule,
    build_site,
    build_site_report,
)

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import TallyFigures, update_tally
from lianfang.command.surveillance.public import Signal
from lianfang.picture.analysis.models import Analysis
from lianfang.picture.analysis.sections import sections

pytestmark = pytest.mark.django_db


def line_list() -> SimpleUploadedFile:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "发病日期", "报告日期", "乡镇"])
        row = 1
        for day in range(1, 29):
            for number in range(day):
                sheet.write_row(
                    row,
                    0,
                    [
                        f"张三{number}",
                        f"2026-02-{day:02d}",
                        f"2026-02-{min(28, day + 1):02d}",
                        "北庭镇",
                    ],
                )
                row += 1
    return SimpleUploadedFile("个案表.xlsx", target.getvalue())


@pytest.fixture
def cdc(county):
    return county.actors["cdc"]


@pytest.fixture
def client(cdc, login):
    return login(cdc)


def test_a_table_is_uploaded_looked_at_and_kept(client, county) -> None:
    answer = client.post("/analysis/source/", {"table": line_list()}, follow=True)
    words = answer.content.decode()

    assert answer.redirect_chain[-1][0] == "/analysis/desk/"
    assert "406 例" in words
    assert "<svg" in words
    assert "张三" not in json.dumps(dict(client.session.items()), ensure_ascii=False)

    page = client.get(
        "/analysis/desk/", {"method": "reproduction", "si_mean": "4", "si_sd": "2", "window": "7"}
    )
    assert "疫情在扩大" in page.content.decode()

    kept = client.post(
        "/analysis/desk/save/",
        {
            "method": "reproduction",
            "interval": "day",
            "si_mean": "4",
            "si_sd": "2",
            "window": "7",
            "title": "北庭镇 R",
        },
        follow=True,
    )
    analysis = Analysis.objects.get()
    assert kept.redirect_chain[-1][0] == f"/analysis/{analysis.uuid}/"
    assert analysis.settings.get(key="si_mean").value == "4天"
    assert "北庭镇 R" in kept.content.decode()


@pytest.mark.parametrize(
    "kind, begins",
    [("svg", b"<svg"), ("png", b"\x89PNG"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")],
)
def test_figure_and_data_are_exported(client, county, kind: str, begins: bytes) -> None:
    analysis = build_analysis(county)

    answer = client.get(f"/analysis/{analysis.uuid}/", {"export": kind})

    assert answer.content.startswith(begins)
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert "数据：个案表.xlsx" in sheet["A1"].value


def test_a_sample_is_one_press_and_long_ones_ask_for_weeks(client) -> None:
    client.post("/analysis/source/samples/0/")

    page = client.get(
        "/analysis/desk/", {"method": "farrington", "interval": "week", "alpha": "0.01"}
    )

    assert "高于上限" in page.content.decode()
    assert "α=0.01" in page.content.decode()
    assert "合成季节性序列" in page.content.decode()
    assert len(page.content) < 150_000


def test_surveillance_is_a_source(client, county) -> None:
    indicator, site, until = build_indicator(), build_site(county), clock.today()
    price = build_indicator(code="market-price", programme=indicator.programme, combine="mean")
    whole = build_site(county, programme=site.programme, code="school-check:county", area="652327")
    for number in range(3):
        build_site_report(county, site, 4 + number, by="system", on=until - timedelta(days=number))
    build_site_report(county, whole, 7, by="system", on=until)
    typed = {"indicator": indicator.code, "since": until - timedelta(days=30), "until": until}

    page = client.post("/analysis/source/watch/", typed, follow=True)
    none = client.post("/analysis/source/watch/", {**typed, "until": until - timedelta(days=20)})

    assert page.redirect_chain[-1][0] == "/analysis/desk/"
    assert "<svg" in page.content.decode()
    assert "计入 22 例" in page.content.decode()  # the township's and the county's own
    assert (
        client.post("/analysis/source/watch/", {**typed, "indicator": price.code}).status_code
        == 422
    )
    assert none.status_code == 422
    assert "没有该指标的报告" in none.content.decode()


def test_a_disease_leads_to_its_series_and_the_desk_opens_with_the_latest_emergency(
    client, county
) -> None:
    disease = build_disease("norovirus")
    build_rule(build_indicator(disease_code="infectious_diarrhea"), threshold=5)
    site = build_site(county)
    for back, value in ((2, 1), (1, 2), (0, 9)):
        build_site_report(county, site, value, on=clock.today() - timedelta(days=back))
    signal = Signal.objects.get()
    emergency = build_emergency(county, disease=disease, signal_uuid=signal.uuid)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        update_tally(
            actor=county.actors["cdc"], emergency_uuid=emergency.uuid, as_of=clock.now(),
            figures=TallyFigures(cases=20),
        )  # fmt: skip

    page = client.get("/analysis/desk/").content.decode()
    assert "呕吐人数" in page
    assert "诺如病毒感染性腹泻" in page
    page = client.get("/analysis/source/", {"disease": "norovirus"}).content.decode()
    for key in (
        f"emergency:{emergency.uuid}",
        f"signal:{emergency.uuid}",
        "indicator:school-vomit",
    ):
        assert key in page
    page = client.post(
        "/analysis/source/series/", {"key": f"emergency:{emergency.uuid}"}, follow=True
    )
    assert "共 20 例" in page.content.decode()
    assert client.post("/analysis/source/series/", {"key": "indicator:none"}).status_code == 404

    listed = client.get("/api/v1/analysis/sources", {"disease": "norovirus"}).json()
    assert listed[0]["key"] == f"emergency:{emergency.uuid}"
    wanted = {
        "source": listed[0]["key"], "method": "curve", "title": "新增病例", "emergency": str(emergency.uuid),
    }  # fmt: skip
    key = {"HTTP_IDEMPOTENCY_KEY": "a" * 20, "content_type": "application/json"}
    made = [client.post("/api/v1/analysis", wanted, **key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    kept = Analysis.objects.get()
    assert (kept.data_disease, kept.emergency) == ("诺如病毒感染性腹泻", emergency)
    (section,) = sections(emergency, clock.now())
    assert kept.number in section.words
    both = client.post(
        "/api/v1/analysis",
        {**wanted, "rows": [{"day": "2026-03-01"}]},
        content_type="application/json",
    )
    assert both.status_code == 422
    rows = [{"day": f"2026-03-{day:02d}", "count": day} for day in range(1, 15)]
    sent = {"rows": rows, "disease": "流感", "method": "growth", "title": "流感增长"}
    answer = client.post("/api/v1/analysis", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["data_disease"]) == (201, "流感")


def test_quality_is_listed_and_exported(client) -> None:
    table = SimpleUploadedFile(
        "表.csv", "日期,例数\n2026-02-01,3\n2026-02-01,3\n2026-02-04,x\n".encode()
    )
    answer = client.post("/analysis/source/", {"table": table}, follow=True)
    assert "类问题" in answer.content.decode()

    page = client.get("/analysis/desk/quality/").content.decode()

    assert "重复行" in page
    assert "第 3 行" in page
    assert client.get("/analysis/desk/quality/", {"export": "xlsx"}).content.startswith(b"PK")


def test_refusals_keep_the_page(client) -> None:
    bad = client.post(
        "/analysis/source/", {"table": SimpleUploadedFile("表.csv", "姓名\n甲\n".encode())}
    )
    assert bad.status_code == 422
    assert "没有找到日期列" in bad.content.decode()
    assert client.get("/analysis/desk/").status_code == 302

    client.post("/analysis/source/samples/1/")
    page = client.get("/analysis/desk/", {"method": "nowcast"})
    assert "上传带“报告日期”列的个案表" in page.content.decode()
    saved = client.post(
        "/analysis/desk/save/", {"method": "curve", "interval": "week", "title": ""}
    )
    assert saved.status_code == 422
    assert not Analysis.objects.exists()


def test_the_back_test_page(client) -> None:
    page = client.get("/analysis/back-test/").content.decode()

    assert "Farrington" in page
    assert re.search(r"\d+／2\d", page)
    assert client.get("/analysis/back-test/", {"export": "xlsx"}).content.startswith(b"PK")


def test_lists_filter_and_export(client, county) -> None:
    build_analysis(county, title="甲")
    build_analysis(county, title="乙", method="curve")

    page = client.get("/analysis/", {"method": "curve"}).content.decode()

    assert "乙" in page
    assert ">甲<" not in page
    assert client.get("/analysis/", {"export": "xlsx"}).content.startswith(b"PK")
    found = client.get("/api/v1/analysis", {"q": "甲"}).json()["items"]
    assert [item["title"] for item in found] == ["甲"]
    whole = client.get(f"/api/v1/analysis/{found[0]['uuid']}").json()
    assert whole["figures"][0]["key"] == "r"
    assert whole["settings"]["时间窗"] == "7天"


@pytest.mark.parametrize("who", ["li", "zhao"])
def test_others_are_refused(county, login, who: str) -> None:
    client = login(county.actors[who])

    assert client.get("/analysis/").status_code == 403
    assert client.get("/analysis/source/").status_code == 403


def test_leaders_read_but_do_not_upload(county, login) -> None:
    client = login(county.actors["office"])

    assert client.get("/analysis/").status_code == 200
    assert client.get("/analysis/source/").status_code == 403
