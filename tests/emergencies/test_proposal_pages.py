"""From the form of a proposal to its numbered decision and its papers."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.command.emergencies.models import Proposal, Response
from lianfang.command.emergencies.public import (
    note_moment,
)
from tests.builders.emergencies import build_emergency, build_proposal, build_response
from tests.builders.standards import build_few_rules

pytestmark = pytest.mark.django_db


def page_of(name, *args):
    return reverse(f"emergencies:{name}", args=args)


def area_of(county, code="652327103"):
    return str(county.areas[code].uuid)


def proposal_fields(county, **given):
    return {
        "level": "4", "grade": "5", "evidence": "有扩散风险", "measures": "停课消毒",
        "area": area_of(county, "652327"),
        "expected_until": str(clock.today() + timedelta(days=14)), **given,
    }  # fmt: skip


def test_from_proposal_to_numbered_decision(county, plan, health, chief, login):
    emergency = build_emergency(county)
    answer = login(health).post(
        page_of("proposal_new", emergency.uuid, "start"), proposal_fields(county)
    )
    proposal = Proposal.objects.get()
    assert answer.url == page_of("proposal_detail", proposal.uuid)

    client = login(chief)
    page = client.get(answer.url).content.decode()
    assert "同意并编号" in page
    assert "该级别规定动作" in page
    answer = client.post(
        page_of("proposal_approve", proposal.uuid), {"opinion": "同意"}, follow=True
    )

    proposal.refresh_from_db()
    assert f"文号 {proposal.decision_number}" in answer.content.decode()
    assert Response.objects.get().level == 4
    # Told upwards, to neighbours and garrison: shown as open until it is noted.
    page = client.get(page_of("proposal_detail", proposal.uuid)).content.decode()
    assert page.count("未登记") == 2
    note_moment(
        actor=health, emergency_uuid=emergency.uuid, code="neighbours_informed",
        happened=clock.now(), words="电话通报奇台县、阜康市值班室和驻军",
    )  # fmt: skip
    page = client.get(page_of("proposal_detail", proposal.uuid)).content.decode()
    assert "电话通报奇台县" in page
    assert page.count("未登记") == 1


def test_decisions_are_searched_and_exported(county, plan, zhao, chief, login):
    response = build_response(county)
    waiting = build_proposal(county, response.emergency, kind="raise", level=2)
    number = response.steps.get(state="approved").decision_number
    client, address = login(chief), page_of("proposal_list")

    assert [row.pk for row in client.get(address).context["page"]] == [waiting.pk]
    found = client.get(address, {"q": number, "state": "all"}).context["page"]
    assert [row.decision_number for row in found] == [number]
    assert not client.get(address, {"state": "all", "exercise": "1"}).context["page"].object_list
    answer = client.get(address, {"state": "all", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows].count(number) == 1
    assert sum(row[3] == response.emergency.name for row in rows) == 2


def test_what_a_decision_sets_going_is_shown_before(county, plan, chief, login):
    response = build_response(county, level=4)
    proposal = build_proposal(county, response.emergency, kind="raise", level=2)

    answer = login(chief).get(page_of("proposal_detail", proposal.uuid))

    shown = answer.context["consequences"]
    # Of the ten actions of the small plan seven apply at IV and nine at II; one only at IV.
    assert (shown.actions, shown.units) == (9, 4)
    assert (shown.starting, shown.stopping) == (3, 1)
    # A level that the county does not usually decide says so to whoever decides.
    build_few_rules()
    page = login(chief).get(page_of("proposal_detail", proposal.uuid)).content.decode()
    assert "通常由省级政府决定" in page
    assert "以本县预案为准" in page


def test_a_refused_proposal_form_keeps_what_was_typed(county, plan, health, login):
    emergency = build_emergency(county)

    answer = login(health).post(
        page_of("proposal_new", emergency.uuid, "start"), proposal_fields(county, measures="")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第七十二条" in page
    assert "有扩散风险" in page
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("kind", ["start", "raise", "lower", "extend", "end"])
def test_each_kind_asks_only_for_its_own(county, plan, health, login, kind):
    emergency = build_emergency(county)
    if kind != "start":
        build_response(county, emergency, level=3)

    answer = login(health).get(page_of("proposal_new", emergency.uuid, kind))

    fields = set(answer.context["form"].fields)
    assert answer.status_code == 200
    assert ("closing_conditions" in fields) == (kind == "end")
    assert ("level" in fields) == (kind in ("start", "raise", "lower"))
    assert ("area" in fields) == (kind == "start")


def test_a_kind_that_is_none_is_not_found(county, plan, health, login):
    emergency = build_emergency(county)

    assert login(health).get(page_of("proposal_new", emergency.uuid, "cancel")).status_code == 404


def test_who_decides_second_is_told(county, plan, chief, login):
    proposal = build_proposal(county)
    client = login(chief)
    client.post(page_of("proposal_approve", proposal.uuid))

    answer = client.post(page_of("proposal_refuse", proposal.uuid), {"opinion": "不同意"})

    assert answer.status_code == 409
    assert "刚才已有结果：已同意" in answer.content.decode()
    assert Proposal.objects.get().state == "approved"


def test_refusing_without_a_word_is_asked_about(county, plan, chief, login):
    proposal = build_proposal(county)
    client = login(chief)

    assert client.post(page_of("proposal_refuse", proposal.uuid)).status_code == 422
    assert Proposal.objects.get().state == "pending"
    client.post(page_of("proposal_refuse", proposal.uuid), {"opinion": "继续观察"})
    assert Proposal.objects.get().state == "refused"


def test_a_proposal_is_withdrawn_on_its_page(county, plan, health, login):
    proposal = build_proposal(county)
    client = login(health)

    assert client.post(page_of("proposal_withdraw", proposal.uuid)).status_code == 422
    answer = client.post(page_of("proposal_withdraw", proposal.uuid), {"reason": "重新研判"})

    assert answer.status_code == 302
    assert Proposal.objects.get().state == "withdrawn"


@pytest.mark.parametrize("suffix, head", [("docx", b"PK"), ("pdf", b"%PDF")])
def test_papers_download_under_chinese_names(county, plan, chief, login, suffix, head):
    response = build_response(county)
    proposal = response.steps.get()

    for paper in ("proposal", "decision"):
        answer = login(chief).get(page_of("proposal_document", proposal.uuid, paper, suffix))
        assert answer.content.startswith(head)
        assert "filename*=UTF-8''%E5%85%B3%E4%BA%8E" in answer["Content-Disposition"]


def test_papers_that_do_not_exist(county, plan, chief, login):
    proposal = build_proposal(county)
    client = login(chief)

    assert (
        client.get(page_of("proposal_document", proposal.uuid, "decision", "pdf")).status_code
        == 422
    )
    assert (
        client.get(page_of("proposal_document", proposal.uuid, "proposal", "exe")).status_code
        == 404
    )
    assert (
        client.get(page_of("proposal_document", proposal.uuid, "letter", "pdf")).status_code == 404
    )
