"""When a response may end, what still stands open, and the papers that say so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.open_ends import OpenEnd, known_open_ends, open_ends, register_open_ends
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.documents import decision_document, notice_document
from lianfang.command.emergencies.models import Proposal, Response
from lianfang.command.emergencies.public import (
    Closing,
    TallyFigures,
    approve_proposal,
    running_response,
    update_tally,
)
from tests.builders.emergencies import build_emergency, build_proposal, build_response, decide
from tests.builders.standards import build_disease

pytestmark = pytest.mark.django_db
NOW = clock.now()


def hours_ago(hours):
    return NOW - timedelta(hours=hours)


def no_new_case(at, anchor="onset"):
    return Closing(ground="no_new_case", anchor=anchor, anchored_on=at)


# The rule


@pytest.mark.parametrize(
    ("closing", "max_hours", "disease", "field"),
    [
        (Closing(), 72, "诺如", "closing_ground"),
        (Closing(ground="tired"), 72, "诺如", "closing_ground"),
        (no_new_case(hours_ago(72), ""), 72, "诺如", "closing_anchor"),
        (no_new_case(None), 72, "诺如", "anchored_on"),
        (no_new_case(NOW + timedelta(minutes=1)), 72, "诺如", "anchored_on"),
        (no_new_case(hours_ago(71.9)), 72, "诺如", "anchored_on"),
        (no_new_case(hours_ago(72)), None, "阿米巴痢疾", "closing_ground"),
        (no_new_case(hours_ago(72)), None, "", "closing_ground"),
        (Closing(ground="danger_removed"), 72, "诺如", "removal_evidence"),
        (Closing(ground="danger_removed", removal_evidence=" "), 72, "诺如", "removal_evidence"),
        (no_new_case(hours_ago(72)), 72, "诺如", None),
        (no_new_case(hours_ago(73), "isolation"), 72, "诺如", None),
        (no_new_case(hours_ago(99), "exposure"), 72, "诺如", None),
        (Closing(ground="danger_removed", removal_evidence="复检合格"), None, "", None),
    ],
)
def test_a_response_ends_after_the_longest_incubation_or_with_evidence(
    closing, max_hours, disease, field
):
    earliest = None
    if closing.anchored_on and max_hours:
        earliest = closing.anchored_on + timedelta(hours=max_hours)
    given = {"disease": disease, "max_hours": max_hours, "earliest": earliest, "now": NOW}

    if field is None:
        rules.check_may_end(closing, **given)
        return
    with pytest.raises(RuleBroken) as refusal:
        rules.check_may_end(closing, **given)
    assert field in refusal.value.fields


# Proposing and deciding the end


def ending(county, emergency, closing):
    return build_proposal(county, emergency, kind="end", closing=closing)


def test_too_early_is_refused_with_the_day_and_nothing_changes(county, plan):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    before = (Proposal.objects.count(), AuditRow.objects.count(), Notice.objects.count())

    with pytest.raises(RuleBroken, match="最早") as refusal:
        ending(county, emergency, no_new_case(clock.now() - timedelta(hours=10)))

    assert "最长潜伏期 3 天" in refusal.value.message
    assert (Proposal.objects.count(), AuditRow.objects.count(), Notice.objects.count()) == before


def test_after_the_longest_incubation_it_ends_and_the_decision_says_why(county, plan):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    proposal = ending(county, emergency, no_new_case(clock.now() - timedelta(hours=73)))

    decided = approve_proposal(actor=county.actors["chief"], proposal_uuid=proposal.uuid)

    assert running_response(emergency) is None
    words = "\n".join(str(block) for block in decision_document(decided).body)
    assert "末例后经过最长潜伏期无新病例" in words
    assert "末例发病" in words
    assert "最长潜伏期 3 天" in words


def test_a_new_case_after_the_proposal_stops_the_end(county, plan, cdc):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    proposal = ending(county, emergency, no_new_case(clock.now() - timedelta(hours=73)))
    update_tally(
        actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(), figures=TallyFigures(cases=9)
    )

    with pytest.raises(RuleBroken, match="由 8 例增至 9 例"):
        approve_proposal(actor=county.actors["chief"], proposal_uuid=proposal.uuid)

    proposal.refresh_from_db()
    assert proposal.state == "pending"
    assert Response.objects.get().ended_at is None


def test_the_danger_removed_needs_no_disease_but_evidence(county, plan):
    emergency = build_emergency(county)
    build_response(county, emergency)

    with pytest.raises(RuleBroken, match="证据"):
        ending(county, emergency, Closing(ground="danger_removed"))
    decide(county, emergency, "end")

    assert running_response(emergency) is None


def test_a_start_keeps_no_ground_for_ending(county, plan):
    proposal = build_proposal(
        county, closing=Closing(ground="danger_removed", removal_evidence="x")
    )

    assert (proposal.closing_ground, proposal.removal_evidence) == ("", "")


# What still stands open


def test_tasks_say_what_is_open_and_other_rooms_may_too(county, plan):
    response = build_response(county, build_emergency(county))

    assert "tasks" in known_open_ends()
    found = {end.label: end.count for end in open_ends(response)}
    assert found["未办结的任务"] > 0
    assert "待审核的任务" not in found
    register_open_ends("test", lambda response: [OpenEnd("未解除的措施", 2)])
    try:
        assert OpenEnd("未解除的措施", 2) in open_ends(response)
    finally:
        register_open_ends("test", lambda response: [])


def test_whoever_proposes_or_decides_the_end_reads_what_is_open(county, plan, health, login):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    new = reverse("emergencies:proposal_new", args=[emergency.uuid, "end"])

    page = login(health).get(new).content.decode()
    assert "未办结的任务" in page
    assert "最长潜伏期 3 天" in page
    early = f"{clock.beijing(clock.now() - timedelta(hours=5)):%Y-%m-%dT%H:%M}"
    answer = login(health).post(
        new,
        {
            "grade": "5", "closing_ground": "no_new_case", "closing_anchor": "onset",
            "anchored_on": early, "closing_conditions": "无新发", "evidence": "研判意见",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "可以终止" in answer.content.decode()
    assert early in answer.content.decode()
    proposal = build_proposal(county, emergency, kind="end")
    shown = login(county.actors["chief"]).get(
        reverse("emergencies:proposal_detail", args=[proposal.uuid])
    )
    assert "未办结的任务" in shown.content.decode()
    assert "环境复采样连续两次阴性" in shown.content.decode()


# Papers


@pytest.mark.parametrize("kind", ["start", "end"])
def test_the_notice_states_matter_level_period_and_measures(county, plan, kind):
    emergency = build_emergency(county)
    response = build_response(county, emergency)
    proposal = Proposal.objects.get(response=response)
    if kind == "end":
        proposal = decide(county, emergency, "end")

    document = notice_document(proposal)
    words = "\n".join(str(block) for block in document.body)

    assert document.title.endswith("的通告")
    assert proposal.decision_number in words
    wanted = ("Ⅳ级", "预计至", "停课消毒") if kind == "start" else ("终止", "后续工作")
    for part in wanted:
        assert part in words


def test_there_is_no_notice_before_the_decision(county, plan, login, health):
    proposal = build_proposal(county)

    with pytest.raises(RuleBroken, match="尚未同意"):
        notice_document(proposal)
    url = reverse("emergencies:proposal_document", args=[proposal.uuid, "notice", "pdf"])
    assert login(health).get(url).status_code == 422


def test_the_api_ends_with_a_ground(county, plan, health, login):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    url = f"/api/v1/emergencies/{emergency.uuid}/proposals"
    body = {"kind": "end", "grade": 5, "evidence": "研判", "closing_conditions": "无新发"}
    send = {"content_type": "application/json"}
    client = login(health)

    assert client.post(url, body, **send).status_code == 422
    early = {"ground": "no_new_case", "anchor": "onset", "anchored_on": clock.now().isoformat()}
    assert "最早" in client.post(url, {**body, "closing": early}, **send).json()["detail"]
    late = {**early, "anchored_on": (clock.now() - timedelta(days=4)).isoformat()}
    made = client.post(url, {**body, "closing": late}, **send)
    assert made.status_code == 201
    assert made.json()["closing_ground"] == "no_new_case"
