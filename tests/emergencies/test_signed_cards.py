"""What becomes of a card: corrected, filed, sent back, void, printed, told in reports."""

from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.documents.content import words
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.command.emergencies.documents import card_document, report_document
from lianfang.command.emergencies.models import CardStep, Clock, FiledNote, ReportCard
from lianfang.command.emergencies.public import (
    approve_card,
    cards_of,
    check_card,
    draft_card,
    edit_card,
    get_card,
    history,
    note_filing,
    return_card,
    void_card,
)
from lianfang.command.emergencies.queries import code_names
from lianfang.command.emergencies.sections import sections
from tests.builders.emergencies import build_card, build_emergency

pytestmark = pytest.mark.django_db


def test_a_signed_card_is_corrected_by_a_new_one(china, cdc, health):
    emergency = build_emergency(china, cases=12)
    card = build_card(china, emergency, state="approved")
    with pytest.raises(RuleBroken, match="起草订正报告"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"total_cases": 10})

    new = draft_card(
        actor=cdc, emergency_uuid=emergency.uuid, kind="initial", corrects_uuid=card.uuid
    )
    edit_card(actor=cdc, card_uuid=new.uuid, values={"total_cases": 10})
    check_card(actor=health, card_uuid=new.uuid)
    approve_card(actor=health, card_uuid=new.uuid)

    card.refresh_from_db()
    new.refresh_from_db()
    assert (card.total_cases, card.state) == (12, "approved")
    assert (new.corrects, new.new_cases, new.total_cases) == (card, 10, 10)


def test_a_filing_is_noted_freezes_the_card_and_stops_the_clock(china, cdc):
    card = build_card(china)
    filed = clock.now() - timedelta(minutes=3)

    note_filing(
        actor=cdc, card_uuid=card.uuid, filing_number="65232720260001", filed=filed, filer="刘流调"
    )

    clock_row = Clock.objects.get(emergency=card.emergency, code="T01")
    assert clock_row.stopped_at == filed
    with pytest.raises(RuleBroken, match="已登记网络直报"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"signs": "发热"})
    with pytest.raises(RuleBroken, match="已经登记过"):
        note_filing(
            actor=cdc, card_uuid=card.uuid, filing_number="65232720260001", filed=filed, filer="刘"
        )
    assert FiledNote.objects.count() == 1


def test_a_card_goes_back_with_its_reason(china, health, cdc):
    card = build_card(china, state="checked")
    with pytest.raises(RuleBroken, match="退回原因"):
        return_card(actor=health, card_uuid=card.uuid, words=" ")

    return_card(actor=health, card_uuid=card.uuid, words="病例数请核对")

    card.refresh_from_db()
    assert card.state == "draft"
    edit_card(actor=cdc, card_uuid=card.uuid, values={"signs": "低热"})
    assert CardStep.objects.filter(verb="return", words="病例数请核对").count() == 1


def test_a_void_card_stays_on_record_and_makes_room(china, cdc):
    card = build_card(china)

    void_card(actor=cdc, card_uuid=card.uuid, words="重复起草")

    card.refresh_from_db()
    assert card.state == "void"
    assert build_card(china, card.emergency).state == "draft"


@pytest.mark.parametrize("who", ["chief", "li", "teacher"])
def test_who_is_no_medical_unit_drafts_no_card(china, who):
    emergency = build_emergency(china)

    with pytest.raises(NotAllowed):
        draft_card(actor=china.actors[who], emergency_uuid=emergency.uuid, kind="initial")

    assert ReportCard.objects.count() == 0


def test_a_hospital_drafts_and_others_leave_its_draft_alone(china, wang, cdc):
    card = build_card(china, by="wang")

    assert card.unit.code == "county-hospital"
    with pytest.raises(NotAllowed, match="其他单位"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"signs": "发热"})
    assert ReportCard.objects.get().signs == ""


def test_zhao_of_the_next_town_finds_no_card(china, zhao):
    card = build_card(china, state="approved")

    with pytest.raises(NotFound):
        get_card(zhao, card.uuid)


def test_card_and_report_are_printed(china, cdc, health):
    card = build_card(china, state="approved")
    note_filing(
        actor=health, card_uuid=card.uuid, filing_number="A1", filed=clock.now(), filer="何卫"
    )
    card = get_card(cdc, card.uuid)

    printed = card_document(card, code_names())
    report = report_document(card, code_names())

    text = "\n".join(words(printed))
    for said in (
        "01 学校",
        "3 中学",
        "2 胃肠道症状",
        "累计报告病例数",
        "编号A1",
        "不替代国家网络直报",
    ):
        assert said in text
    assert report.title == "关于北庭镇中心学校诺如病毒聚集性疫情的报告（初报）"
    told = "\n".join(words(report))
    assert "累计报告病例8例" in told
    assert "主要症状：胃肠道症状。" in told
    # The place once, and times as official papers write them.
    assert "地点为北庭镇中心学校。" in told
    assert f"{clock.beijing(card.received).hour}时" in told
    assert "新疆维吾尔自治区昌吉回族自治州吉木萨尔县北庭镇" in text
    assert "主要体征" in text
    assert (printed.recipients, report.recipients) == (china.units["county-health"].name,) * 2
    assert to_docx(printed)[:2] == to_docx(report)[:2] == b"PK"
    assert to_pdf(printed)[:5] == b"%PDF-"


def test_drafts_and_exercises_are_marked_on_paper(china):
    card = build_card(china, build_emergency(china, is_exercise=True))

    assert card_document(card, code_names()).marks == ("演练", "草稿")
    assert build_card(china, state="approved").number.startswith("RC-")


def test_the_situation_report_tells_reports_and_clocks(china, cdc):
    emergency = build_emergency(china)
    card = build_card(china, emergency, state="approved")
    told = {section.key: section for section in sections(emergency, clock.now())}
    before = {s.key: s for s in sections(emergency, card.drafted_at - timedelta(minutes=1))}

    part = told["emergencies.reporting"]
    figures = {figure.key: figure.value for figure in part.figures}
    assert f"初步报告（{card.number}）" in part.words
    assert figures["emergencies.cards_signed"] == 1
    assert figures["emergencies.clocks_missed"] >= 1
    assert {f.key: f.value for f in before["emergencies.reporting"].figures}[
        "emergencies.cards_signed"
    ] == 0


def test_the_course_names_reports(china):
    card = build_card(china, state="approved")

    titles = [event.title for event in history(card.emergency)]
    assert f"签发初步报告（{card.number}）" in titles
    assert "县疾控中心起草初步报告" in titles
    assert cards_of(card.emergency).count() == 1
