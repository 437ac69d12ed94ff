"""Report cards: filled from the record, completed by a person, signed by another, never rewritten."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.documents.content import words
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.notices.models import Notice
from lianfang.command.emergencies.documents import report_document
from lianfang.command.emergencies.models import CardStep, Clock, ReportCard
from lianfang.command.emergencies.public import (
    approve_card,
    check_card,
    close_emergency,
    draft_card,
    edit_card,
    say_fact,
    submit_card,
)
from lianfang.command.emergencies.queries import code_names
from lianfang.county.standards.public import get_disease, list_annexes
from tests.builders.emergencies import build_card, build_emergency, build_response, count, decide

pytestmark = pytest.mark.django_db


def test_a_first_card_is_filled_from_the_record(china, cdc):
    emergency = build_emergency(china, disease=get_disease("norovirus"), cases=12)
    say_fact(actor=cdc, emergency_uuid=emergency.uuid, subject="setting", code="school", holds=True)

    card = draft_card(actor=cdc, emergency_uuid=emergency.uuid, kind="initial")

    assert (card.event_name, card.event_type) == (emergency.name, "01")
    assert (card.first_diagnosis, card.place_kind) == (emergency.disease.name, "01")
    assert (card.new_cases, card.total_cases) == (12, 12)
    assert card.report_area.code == "652327"
    assert card.area.code == "652327103"
    assert card.annex.code == "annex-infectious"
    assert card.received is not None
    assert [s.verb for s in CardStep.objects.all()] == ["draft"]
    assert AuditRow.objects.filter(action="emergencies.card.drafted").count() == 1


def test_new_counts_are_the_difference_to_the_last_card(china, cdc):
    emergency = build_emergency(china, cases=12)
    build_card(china, emergency, state="approved")
    count(china, emergency, 20, deaths=1)

    card = build_card(china, emergency, kind="progress", state="approved")
    count(china, emergency, 18, deaths=1)
    later = draft_card(actor=cdc, emergency_uuid=emergency.uuid, kind="progress")

    assert (card.sequence, card.new_cases, card.new_deaths) == (1, 8, 1)
    assert (later.sequence, later.new_cases, later.excluded) == (2, 0, 2)
    assert later.measures == "隔离病例，停课消毒。"


def test_totals_that_fall_without_a_word_are_refused(china, cdc):
    emergency = build_emergency(china, cases=12)
    build_card(china, emergency, state="approved")
    card = draft_card(actor=cdc, emergency_uuid=emergency.uuid, kind="progress")

    with pytest.raises(RuleBroken, match="排除病例数"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"total_cases": 9})
    edit_card(actor=cdc, card_uuid=card.uuid, values={"total_cases": 9, "excluded": 3})

    card.refresh_from_db()
    assert (card.total_cases, card.excluded, card.new_cases) == (9, 3, 0)


def test_two_people_check_and_sign_and_the_number_comes_with_the_signature(china, cdc, health):
    card = build_card(china)
    submit_card(actor=cdc, card_uuid=card.uuid)
    with pytest.raises(NotAllowed):
        check_card(actor=cdc, card_uuid=card.uuid)

    check_card(actor=health, card_uuid=card.uuid)
    signed = approve_card(actor=health, card_uuid=card.uuid)

    assert signed.number.startswith("RC-")
    assert [s.verb for s in CardStep.objects.order_by("id")] == [
        "draft", "submit", "check", "approve"
    ]  # fmt: skip
    assert Notice.objects.filter(
        kind="emergencies.card", mailbox=f"unit:{china.units['county-health'].pk}"
    ).exists()


def test_nobody_signs_what_he_drafted(china, health):
    card = build_card(china, by="health")

    with pytest.raises(RuleBroken, match="由您本人起草"):
        check_card(actor=health, card_uuid=card.uuid)

    card.refresh_from_db()
    assert card.state == "draft"


def test_an_incomplete_card_is_told_everything_that_is_missing(china, cdc, health):
    emergency = build_emergency(china)
    card = draft_card(actor=cdc, emergency_uuid=emergency.uuid, kind="initial")

    with pytest.raises(RuleBroken, match="还缺") as refused:
        check_card(actor=health, card_uuid=card.uuid)

    assert {"place_kind", "source", "measures", "symptoms"} <= set(refused.value.fields)
    assert ReportCard.objects.get().state == "draft"


def test_cards_come_in_their_order(china, plan, cdc):
    emergency = build_emergency(china)

    def begin(kind):
        return draft_card(actor=cdc, emergency_uuid=emergency.uuid, kind=kind)

    with pytest.raises(RuleBroken, match="初步报告"):
        begin("progress")
    build_card(china, emergency, state="approved")
    with pytest.raises(RuleBroken, match="已有初步报告"):
        begin("initial")
    with pytest.raises(RuleBroken, match="不能报结案报告"):
        begin("closing")
    begin("progress")
    with pytest.raises(RuleBroken, match="尚未签发"):
        begin("progress")

    assert ReportCard.objects.count() == 2


def test_a_closing_report_follows_the_end_and_stops_its_clock(china, plan):
    emergency = build_emergency(china)
    build_card(china, emergency, state="approved")
    build_response(china, emergency)
    decide(china, emergency, "end")

    card = build_card(china, emergency, kind="closing", state="approved", grade=6)

    assert (card.state, card.grade) == ("approved", 6)
    assert Clock.objects.filter(emergency=emergency, code="T16", stopped_at=None).exists()
    told = "\n".join(words(report_document(card, code_names())))
    assert "事件分级为非突发事件" in told
    decided = emergency.proposals.order_by("decided_at")
    for proposal, what in zip(decided, ("决定启动", "决定终止"), strict=True):
        assert f"指挥部{what}" in told
        assert f"（{proposal.decision_number}）" in told


def test_the_annex_holds_a_closing_report_up_but_not_the_first(china, cdc, health):
    emergency = build_emergency(china)
    build_card(china, emergency, state="approved")
    close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="已控制")
    card = build_card(china, emergency, kind="closing", answers={})

    with pytest.raises(RuleBroken, match="波及人口数"):
        check_card(actor=health, card_uuid=card.uuid)

    assert ReportCard.objects.get(pk=card.pk).state == "draft"


def test_not_an_emergency_is_for_closing_reports(china, cdc):
    card = build_card(china)

    with pytest.raises(RuleBroken, match="只能在结案报告"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"grade": 6})

    assert ReportCard.objects.get().grade == 5


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"place_kind": "01", "school_kind": ""}, "学校类别"),
        ({"place_kind": "02"}, "机构类别和感染部门"),
        ({"place_kind": "99"}, "请从列表中选择"),
        ({"total_deaths": 99}, "不能多于累计病例数"),
        ({"received": "future"}, "不能晚于现在"),
        ({"last_onset": "early"}, "不能早于首例"),
    ],
)
def test_what_does_not_fit_together_is_refused(china, cdc, values, why):
    card = build_card(china)
    moments = {"future": clock.now() + timedelta(hours=1), "early": card.first_onset - timedelta(1)}
    values = {k: moments.get(v, v) if isinstance(v, str) else v for k, v in values.items()}

    with pytest.raises(RuleBroken, match=why):
        edit_card(actor=cdc, card_uuid=card.uuid, values=values, symptoms=["2"])

    assert ReportCard.objects.get().place_kind == "01"


def test_answers_of_the_annex_are_typed(china, cdc):
    card = build_card(china)

    edit_card(
        actor=cdc, card_uuid=card.uuid, values={},
        answers={
            "pathogen": "诺如病毒GII", "route": "2", "population": 1100, "imported": False,
            "attack_rate": Decimal("1.80"), "closed_on": clock.today(), "male": None,
        },
    )  # fmt: skip

    rows = {row.column: row for row in card.answers.all()}
    assert rows["route"].shown == "消化道传播"
    assert (rows["population"].whole, rows["population"].shown) == (1100, "1100人")
    assert (rows["imported"].yes_no, rows["imported"].shown) == (False, "否")
    assert rows["attack_rate"].shown == "1.8%"
    assert "male" not in rows


@pytest.mark.parametrize(
    "answers", [{"population": "许多"}, {"route": "99"}, {"imported": 1}, {"closed_on": "明天"}]
)
def test_an_answer_of_another_kind_is_refused(china, cdc, answers):
    card = build_card(china)

    with pytest.raises(RuleBroken, match="不合要求"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={}, answers=answers)

    assert card.answers.count() == 4


def test_poisonings_choose_between_two_annexes(china, cdc):
    card = build_card(china, build_emergency(china, kind="poisoning", name="农药中毒"))
    pesticide, chemical = list_annexes("04")

    assert card.annex is None
    edit_card(actor=cdc, card_uuid=card.uuid, values={"annex": chemical})
    with pytest.raises(RuleBroken, match="不适用"):
        edit_card(actor=cdc, card_uuid=card.uuid, values={"annex": list_annexes("01")[0]})

    card.refresh_from_db()
    assert (pesticide.code, card.annex) == ("annex-pesticide", chemical)
