"""What officials see and press about reports, clocks and flash reports, and the same by API."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.command.emergencies.models import Clock, EventFact, FlashReport, ReportCard
from lianfang.county.standards.public import get_disease
from tests.builders.emergencies import build_card, build_emergency, build_flash
from tests.builders.surveillance import build_signal

pytestmark = pytest.mark.django_db
API = "/api/v1/emergencies"


def page_of(name, *args):
    return reverse(f"emergencies:{name}", args=args)


def local(at):
    return f"{clock.beijing(at):%Y-%m-%dT%H:%M}"


def norovirus(county, **given):
    return build_emergency(county, disease=get_disease("norovirus"), **given)


def test_the_page_of_an_event_tells_whether_to_report_and_what_runs(china, cdc, login):
    emergency = norovirus(china, cases=20)

    page = login(cdc).get(page_of("emergency_detail", emergency.uuid)).content.decode()

    for said in ("尚不能判断", "T01 医疗机构网络直报", "剩余", "起草初步报告"):
        assert said in page
    assert "起草结案报告" not in page


def test_answering_a_question_judges_anew(china, cdc, login):
    emergency = norovirus(china, cases=20)
    client, address = login(cdc), page_of("emergency_reportable", emergency.uuid)
    assert "场所类别未选" in client.get(address).content.decode()

    answer = client.post(
        page_of("fact_say", emergency.uuid),
        {"subject": "setting", "code": "school", "holds": "1"}, follow=True,
    )  # fmt: skip

    page = answer.content.decode()
    assert "达到报告标准" in page
    assert "R20" in page
    assert EventFact.objects.get().code == "school"
    assert Clock.objects.filter(emergency=emergency, code="T04").exists()


def test_a_signal_is_judged_on_its_own_page(china, cdc, zhao, login):
    signal = build_signal(china, disease=get_disease("cholera"), cases=1)
    address = page_of("signal_reportable", signal.uuid)

    page = login(cdc).get(address).content.decode()

    assert "R02 霍乱" in page
    assert "T04" in page
    assert login(zhao).get(address).status_code == 404


def test_clocks_are_listed_filtered_and_exported(china, cdc, zhao, login):
    norovirus(china)
    client, address = login(cdc), page_of("clock_list")

    assert "T01 医疗机构网络直报" in client.get(address).content.decode()
    only = client.get(address, {"code": "T07", "state": "open"}).content.decode()
    assert "T07 疾控机构" in only
    assert "T01 医疗机构网络直报</a>" not in only
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address, {"export": "xlsx"}).content))
    assert any("T01" in row for row in sheet.active.values)
    assert "T01 医疗机构网络直报</a>" not in login(zhao).get(address).content.decode()


def test_a_moment_is_noted_on_a_form_that_keeps_what_was_typed(china, cdc, login):
    emergency = norovirus(china)
    address = page_of("moment_note", emergency.uuid)
    given = {"code": "investigation_started", "happened": local(clock.now()), "words": ""}

    refused = login(cdc).post(address, given)
    done = login(cdc).post(address, {**given, "words": "三组到场"})

    assert refused.status_code == 422
    assert "请写明向谁" in refused.content.decode()
    assert done.status_code == 302
    assert Clock.objects.get(code="T07").stopped_with == "三组到场"


def test_a_card_is_drafted_filled_sent_and_signed_on_pages(china, cdc, health, login):
    emergency = norovirus(china)
    editor, signer = login(cdc), login(health)
    editor.post(page_of("card_draft", emergency.uuid), {"kind": "initial"})
    card = ReportCard.objects.get()
    form = editor.get(page_of("card_edit", card.uuid)).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, "")}
    values = {k: local(v) if hasattr(v, "hour") else v for k, v in values.items()}
    values |= {"place_kind": "01", "source": "08", "measures": "停课消毒。", "symptoms": ["2"]}

    refused = editor.post(page_of("card_edit", card.uuid), {**values, "submit": "1"})
    values |= {"school_kind": "2", "annex_population": "900", "annex_imported": "0"}
    sent = editor.post(page_of("card_edit", card.uuid), {**values, "submit": "1"})
    signer.post(page_of("card_act", card.uuid, "check"))
    signer.post(page_of("card_act", card.uuid, "approve"))

    card.refresh_from_db()
    assert refused.status_code == 422
    assert "学校类别" in refused.content.decode()
    assert "停课消毒。" in refused.content.decode()
    assert sent.status_code == 302
    assert card.state == "approved"
    assert {row.column for row in card.answers.all()} == {"population", "imported"}
    page = signer.get(page_of("card_detail", card.uuid)).content.decode()
    for said in (card.number, "900人", "本系统不代为直报", "起草订正报告"):
        assert said in page


def test_nobody_but_the_drafting_unit_fills_a_draft(china, chief, wang, login):
    card = build_card(china)

    assert login(wang).get(page_of("card_detail", card.uuid)).status_code == 404
    assert login(chief).get(page_of("card_edit", card.uuid)).status_code == 403
    assert "填写</a>" not in login(chief).get(page_of("card_detail", card.uuid)).content.decode()


def test_a_filing_is_noted_on_the_card(china, cdc, login):
    card = build_card(china)
    given = {"filing_number": "", "filed": local(clock.now()), "filer": "刘"}

    refused = login(cdc).post(page_of("card_file", card.uuid), given)
    done = login(cdc).post(page_of("card_file", card.uuid), {**given, "filing_number": "A1"})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert card.filings.get().filing_number == "A1"


@pytest.mark.parametrize("paper", ["card", "report"])
@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_papers_are_downloaded(china, cdc, login, paper, suffix):
    card = build_card(china)

    answer = login(cdc).get(page_of("card_document", card.uuid, paper, suffix))

    assert answer.status_code == 200
    assert answer.content[:2] in (b"PK", b"%P")


def test_a_flash_takes_one_form_and_the_duty_desk_signs(county, li, duty, zhao, login):
    given = {
        "what": "三年级学生呕吐", "area": str(county.areas["652327103"].uuid), "place": "中心学校",
        "happened": local(clock.now() - timedelta(minutes=9)), "cases": "8", "teller": "李联络",
    }  # fmt: skip
    refused = login(li).post(page_of("flash_new"), {**given, "teller": ""})
    login(li).post(page_of("flash_new"), given)
    flash = FlashReport.objects.get()
    login(duty).post(page_of("flash_note", flash.uuid), {"note": "已派人"})

    page = login(duty).get(page_of("flash_detail", flash.uuid)).content.decode()
    assert refused.status_code == 422
    assert 'value="三年级学生呕吐"' in refused.content.decode()
    for said in ("目前发病8人", "已签收", "已派人"):
        assert said in page
    assert login(zhao).get(page_of("flash_detail", flash.uuid)).status_code == 404


def test_a_flash_opens_filled_from_a_signal(county, cdc, login):
    signal = build_signal(county)

    page = login(cdc).get(page_of("flash_new") + f"?signal={signal.uuid}").content.decode()

    assert f'value="{signal.title}"' in page
    assert login(cdc).get(page_of("flash_new") + "?signal=nichts").status_code == 404


def test_the_api_does_what_the_pages_do(china, cdc, health, duty, login):
    emergency = norovirus(china, cases=20)
    editor, signer, json = login(cdc), login(health), "application/json"
    said = {"subject": "setting", "code": "school", "holds": True}
    assert editor.post(f"{API}/{emergency.uuid}/facts", said, content_type=json).status_code == 201

    judged = editor.get(f"{API}/{emergency.uuid}/reportable").json()
    card = editor.post(f"{API}/{emergency.uuid}/cards", {}, content_type=json).json()
    filled = editor.post(
        f"{API}/cards/{card['uuid']}",
        {
            "measures": "停课", "source": "08", "school_kind": "2", "symptoms": ["2"],
            "answers": {"population": 900, "imported": False, "closed_on": "2026-11-02"},
        },
        content_type=json,
    )  # fmt: skip
    refused = signer.post(f"{API}/cards/{card['uuid']}/approve", {}, content_type=json)
    signer.post(f"{API}/cards/{card['uuid']}/check", {}, content_type=json)
    signed = signer.post(f"{API}/cards/{card['uuid']}/approve", {}, content_type=json).json()
    clocks = editor.get(f"{API}/clocks", {"emergency": str(emergency.uuid)}).json()["items"]

    assert judged["outcome"] == "met"
    assert filled.status_code == 200
    shown = {row["column"]: row["shown"] for row in filled.json()["answers"]}
    assert shown == {"population": "900人", "imported": "否", "closed_on": "2026-11-02"}
    assert refused.status_code == 422
    assert (signed["state"], signed["total_cases"]) == ("approved", 20)
    assert {row["code"] for row in clocks} >= {"T01", "T04", "T08"}
    assert editor.get(f"{API}/cards").json()["items"][0]["uuid"] == card["uuid"]


def test_the_api_takes_and_signs_flash_reports(county, duty, login):
    flash = build_flash(county)
    client = login(duty)

    listed = client.get(f"{API}/flash", {"waiting": True}).json()["items"]
    address = f"{API}/flash/{flash.uuid}/note"
    signed = client.post(address, {"note": "已核实"}, content_type="application/json")

    assert [row["number"] for row in listed] == [flash.number]
    assert signed.json()["note"] == "已核实"
