"""Experts, their consultation, and the minutes behind a proposal."""

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.documents import minutes_document
from lianfang.command.emergencies.history import history
from lianfang.command.emergencies.models import Advice, Consultation, Expert
from lianfang.command.emergencies.public import (
    approve_proposal,
    attach_consultation,
    call_consultation,
    close_emergency,
    conclude_consultation,
    list_experts,
    record_advice,
    retire_expert,
)
from tests.builders.emergencies import (
    build_consultation,
    build_emergency,
    build_expert,
    build_proposal,
)

pytestmark = pytest.mark.django_db


def traces():
    tables = (Expert, Consultation, Advice, AuditRow, Notice)
    return [table.objects.count() for table in tables]


def call(county, emergency, experts, *, by="health", question="是否启动响应？"):
    return call_consultation(
        actor=county.actors[by], emergency_uuid=emergency.uuid, question=question,
        held_on=clock.now(), experts=experts,
    )  # fmt: skip


# The pool


def test_an_expert_is_added_found_and_retired(county, health):
    expert = build_expert(county)

    assert [one.pk for one in list_experts(health, words="流行")] == [expert.pk]
    retire_expert(actor=health, expert_uuid=expert.uuid)
    assert not list_experts(health).exists()
    with pytest.raises(Stale, match="已移出"):
        retire_expert(actor=health, expert_uuid=expert.uuid)
    assert build_expert(county).pk == expert.pk


@pytest.mark.parametrize("given", [{"name": " "}, {"unit_name": ""}, {"speciality": "长" * 51}])
def test_an_expert_without_a_name_is_refused(county, given):
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        build_expert(county, **given)

    assert refusal.value.fields.keys() == given.keys()
    assert traces() == before


def test_an_expert_is_not_added_twice_nor_elsewhere(county):
    build_expert(county)
    before = traces()

    with pytest.raises(RuleBroken, match="已在库中"):
        build_expert(county)
    with pytest.raises(NotAllowed):
        build_expert(county, area=county.areas["652328"], name="外县")
    with pytest.raises(NotAllowed):
        build_expert(county, by="wang", name="他人")
    assert traces() == before


# Consulting


def test_a_consultation_runs_from_call_to_conclusion(county, health):
    emergency = build_emergency(county)
    held = build_consultation(county, emergency)

    assert held.number.endswith(f"商〔{clock.today().year}〕1号")
    assert held.conclusion == "建议启动Ⅳ级响应。"
    assert [event.title[:6] for event in history(emergency)[:2]] == ["会商形成结论", "召集专家会商"]
    letter = Notice.objects.get(kind="emergencies.consulted")
    assert letter.mailbox == f"unit:{county.units['command-office'].pk}"
    actions = AuditRow.objects.filter(action__contains="consult").values_list("action", flat=True)
    assert set(actions) == {
        "emergencies.consultation.called", "emergencies.consultation.concluded",
    }  # fmt: skip


def test_names_stay_as_they_were_when_the_pool_changes(county, health):
    expert = build_expert(county)
    held = build_consultation(county, expert=expert)
    Expert.objects.update(name="改名")

    assert held.seats.get().name == "高明远"


def test_without_question_expert_or_pool_nothing_is_called(county):
    emergency = build_emergency(county)
    expert = build_expert(county)
    before = traces()

    for experts, question, error in (
        ([], "问题", RuleBroken), ([expert.uuid], " ", RuleBroken),
        ([expert.uuid], "长" * 501, RuleBroken), ([emergency.uuid], "问题", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            call(county, emergency, experts, question=question)
    assert traces() == before


@pytest.mark.parametrize("who", ["wang", "li", "cdc", "sysadmin"])
def test_consulting_without_the_permission_changes_nothing(county, who):
    emergency, expert = build_emergency(county), build_expert(county)
    held = build_consultation(county, emergency, concluded=False, expert=expert)
    seat, actor = held.seats.get(), county.actors[who]
    before = traces()

    with pytest.raises(NotAllowed):
        call(county, emergency, [expert.uuid], by=who)
    with pytest.raises(NotAllowed):
        record_advice(actor=actor, consultation_uuid=held.uuid, seat_uuid=seat.uuid, words="意见")
    with pytest.raises(NotAllowed):
        conclude_consultation(actor=actor, consultation_uuid=held.uuid, conclusion="结论")
    assert traces() == before


def test_no_conclusion_without_advice_and_no_advice_after_it(county, health):
    held = build_consultation(county, advised=False, concluded=False)
    seat = held.seats.get()

    with pytest.raises(RuleBroken, match="尚未记录"):
        conclude_consultation(actor=health, consultation_uuid=held.uuid, conclusion="结论")
    with pytest.raises(RuleBroken, match="专家意见"):
        record_advice(actor=health, consultation_uuid=held.uuid, seat_uuid=seat.uuid, words=" ")
    record_advice(actor=health, consultation_uuid=held.uuid, seat_uuid=seat.uuid, words="甲")
    with pytest.raises(RuleBroken, match="会商结论"):
        conclude_consultation(actor=health, consultation_uuid=held.uuid, conclusion="")
    conclude_consultation(actor=health, consultation_uuid=held.uuid, conclusion="结论")
    before = traces()

    with pytest.raises(Stale):
        record_advice(actor=health, consultation_uuid=held.uuid, seat_uuid=seat.uuid, words="乙")
    with pytest.raises(Stale):
        conclude_consultation(actor=health, consultation_uuid=held.uuid, conclusion="又一结论")
    assert traces() == before


def test_a_closed_emergency_is_not_consulted_about(county, cdc):
    emergency, expert = build_emergency(county), build_expert(county)
    close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="结束")

    with pytest.raises(RuleBroken, match="已结案"):
        call(county, emergency, [expert.uuid])


# Behind a proposal


def test_a_concluded_consultation_stands_behind_a_waiting_proposal(county, plan, health):
    emergency = build_emergency(county)
    held, open_one = (
        build_consultation(county, emergency),
        build_consultation(county, emergency, concluded=False),
    )
    proposal = build_proposal(county, emergency)
    act = {"actor": health, "proposal_uuid": proposal.uuid}

    with pytest.raises(RuleBroken, match="尚未形成结论"):
        attach_consultation(**act, consultation_uuid=open_one.uuid)
    attach_consultation(**act, consultation_uuid=held.uuid)
    with pytest.raises(RuleBroken, match="已附于"):
        attach_consultation(**act, consultation_uuid=held.uuid)
    other = build_consultation(county, build_emergency(county))
    with pytest.raises(RuleBroken, match="同一事件"):
        attach_consultation(**act, consultation_uuid=other.uuid)
    late = build_consultation(county, emergency)
    approve_proposal(actor=county.actors["chief"], proposal_uuid=proposal.uuid)
    with pytest.raises(Stale):
        attach_consultation(**act, consultation_uuid=late.uuid)

    assert [one.pk for one in proposal.consultations.all()] == [held.pk]


# Pages and minutes


def test_the_pages_call_record_conclude_and_attach(county, plan, health, login):
    emergency, expert = build_emergency(county), build_expert(county)
    client = login(health)
    new = reverse("emergencies:consultation_new", args=[emergency.uuid])

    refused = client.post(new, {"question": "问什么", "held_on": "2026-11-26T10:00"})
    assert refused.status_code == 422
    assert "问什么" in refused.content.decode()
    answer = client.post(
        new,
        {"question": "问什么", "held_on": "2026-11-26T10:00", "experts": [str(expert.uuid)]},
        follow=True,
    )
    held = Consultation.objects.get()
    assert held.number in answer.content.decode()
    at = {
        verb: reverse(f"emergencies:consultation_{verb}", args=[held.uuid])
        for verb in ("advise", "conclude", "detail")
    }
    blank = client.post(at["advise"], {"seat": str(held.seats.get().uuid), "words": ""})
    assert blank.status_code == 422
    client.post(at["advise"], {"seat": str(held.seats.get().uuid), "words": "宜早启动"})
    done = client.post(at["conclude"], {"conclusion": "启动"}, follow=True).content.decode()
    assert "宜早启动" in done
    assert "已形成结论" in done
    proposal = build_proposal(county, emergency)
    attach = reverse("emergencies:consultation_attach", args=[proposal.uuid])
    shown = client.post(attach, {"consultation": str(held.uuid)}, follow=True)
    assert held.number in shown.content.decode()
    assert (
        held.number
        in client.get(
            reverse("emergencies:emergency_detail", args=[emergency.uuid])
        ).content.decode()
    )


def test_the_minutes_name_question_experts_advice_and_conclusion(county, health, login):
    held = build_consultation(county, expert=build_expert(county))
    document = minutes_document(held)
    words = "\n".join(str(block) for block in document.body)

    for part in ("是否启动Ⅳ级响应", "高明远", "流行病学", "建议启动。", "建议启动Ⅳ级响应。"):
        assert part in words
    url = reverse("emergencies:consultation_minutes", args=[held.uuid, "docx"])
    assert b"".join(login(health).get(url))[:2] == b"PK"


def test_the_pool_is_searched_exported_and_kept_on_the_page(county, health, login):
    client = login(health)
    url = reverse("emergencies:expert_list")
    made = client.post(
        reverse("emergencies:expert_new"),
        {"name": "林静", "unit_name": "县医院", "speciality": "感染科",
         "area": str(county.areas["652327"].uuid)},
        follow=True,
    )  # fmt: skip

    assert "林静已登记入专家库" in made.content.decode()
    assert "林静" not in client.get(url, {"q": "消毒"}).content.decode()
    assert b"".join(client.get(url, {"export": "xlsx"}))[:2] == b"PK"
    client.post(reverse("emergencies:expert_retire", args=[Expert.objects.get().uuid]))
    assert "林静" not in client.get(url).content.decode().split("<main")[1].split("移出专家库")[-1]


def test_zhao_of_the_next_town_learns_nothing(county, login):
    held = build_consultation(county)
    client = login(county.actors["zhao"])

    for name, args in (("detail", [held.uuid]), ("minutes", [held.uuid, "pdf"])):
        url = reverse(f"emergencies:consultation_{name}", args=args)
        assert client.get(url).status_code == 404


def test_the_api_calls_records_and_concludes(county, health, login):
    emergency, expert = build_emergency(county), build_expert(county)
    client, send = login(health), {"content_type": "application/json"}
    body = {
        "question": "启动？", "held_on": clock.now().isoformat(), "experts": [str(expert.uuid)],
    }  # fmt: skip

    made = client.post(f"/api/v1/emergencies/{emergency.uuid}/consultations", body, **send)
    assert made.status_code == 201
    root = f"/api/v1/emergencies/consultations/{made.json()['uuid']}"
    assert client.post(f"{root}/conclude", {"conclusion": "是"}, **send).status_code == 422
    advice = {"seat": made.json()["seats"][0]["uuid"], "words": "宜早"}
    assert client.post(f"{root}/advices", advice, **send).status_code == 200
    done = client.post(f"{root}/conclude", {"conclusion": "是"}, **send).json()
    assert (done["conclusion"], done["seats"][0]["advices"][0]["words"]) == ("是", "宜早")
    assert client.get(root).json() == done
