"""Proposals and their decisions by two people; what is refused leaves no trace."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, RuleBroken, Stale
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.models import Proposal, Response
from lianfang.command.emergencies.public import (
    Milestone,
    approve_proposal,
    milestones_as_known,
    refuse_proposal,
    running_response,
    running_responses,
    withdraw_proposal,
)
from tests.builders.emergencies import build_emergency, build_proposal, build_response, decide

from .traces import traces

pytestmark = pytest.mark.django_db


def test_a_decided_start_runs_is_numbered_and_told(county, plan, chief):
    proposal = build_proposal(county, level=4)
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        approve_proposal(actor=chief, proposal_uuid=proposal.uuid, opinion="同意，请抓紧落实。")

    proposal.refresh_from_db()
    response = running_response(proposal.emergency)
    assert (response.level, response.plan, response.started_by_id) == (4, plan, chief.user_id)
    assert proposal.decision_number == f"吉突指〔{clock.today().year}〕1号"
    assert proposal.response == response
    known = milestones_as_known(proposal.emergency)
    assert known[Milestone.RESPONSE_STARTED].happened == response.started_at == proposal.decided_at
    for code in ("command-office", "county-health"):
        letter = Notice.objects.get(
            mailbox=f"unit:{county.units[code].pk}", kind="emergencies.started"
        )
        assert proposal.decision_number in letter.body
    row = AuditRow.objects.get(action="emergencies.response.started")
    assert row.changes["level"] == [None, 4]
    assert list(running_responses(county.areas["652327"].path)) == [response]


def test_decisions_of_exercises_are_numbered_apart(county, plan):
    build_response(county, build_emergency(county, is_exercise=True))
    build_response(county, build_emergency(county))

    year = clock.today().year
    numbers = set(Proposal.objects.values_list("decision_number", flat=True))
    assert numbers == {f"吉突指演〔{year}〕1号", f"吉突指〔{year}〕1号"}


def test_who_proposes_does_not_decide(county, plan, health):
    both = Actor(
        **{
            **asdict(health),
            "permissions": health.permissions | county.actors["chief"].permissions,
        }
    )
    proposal = build_proposal(county)
    before = traces()

    for verb in (approve_proposal, refuse_proposal):
        with pytest.raises(RuleBroken, match="不能自己作出决定"):
            verb(actor=both, proposal_uuid=proposal.uuid, opinion="同意")

    assert traces() == before
    proposal.refresh_from_db()
    assert proposal.state == "pending"


def test_the_database_itself_keeps_proposer_and_decider_apart(county, plan):
    proposal = build_proposal(county)

    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="refused", decided_at=clock.now(), decided_by=proposal.proposed_by_id
        )

    proposal.refresh_from_db()
    assert proposal.decided_by_id is None


def test_no_system_job_decides(county, plan):
    proposal = build_proposal(county)
    before = traces()

    with pytest.raises(RuleBroken, match="本人"):
        approve_proposal(actor=Actor.system("自动"), proposal_uuid=proposal.uuid)

    assert traces() == before


def test_of_two_officers_one_decides_and_the_other_is_told(county, plan, chief):
    proposal = build_proposal(county)
    approve_proposal(actor=chief, proposal_uuid=proposal.uuid)
    before = traces()

    for verb in (approve_proposal, refuse_proposal):
        with pytest.raises(Stale, match="已同意"):
            verb(actor=chief, proposal_uuid=proposal.uuid, opinion="再次决定")

    assert traces() == before
    assert Response.objects.count() == 1


@pytest.mark.parametrize("who", ["health", "office", "duty", "zhao"])
def test_deciding_without_the_permission_changes_nothing(county, plan, who):
    proposal = build_proposal(county)
    before = traces()

    with pytest.raises(NotAllowed):
        approve_proposal(actor=county.actors[who], proposal_uuid=proposal.uuid)

    assert traces() == before


@pytest.mark.parametrize("who", ["cdc", "office", "wang", "chief"])
def test_proposing_without_the_permission_changes_nothing(county, plan, who):
    emergency = build_emergency(county)
    before = traces()

    with pytest.raises(NotAllowed):
        build_proposal(county, emergency, by=who)

    assert traces() == before


def test_one_proposal_waits_at_a_time(county, plan):
    proposal = build_proposal(county)
    before = traces()

    with pytest.raises(RuleBroken, match="正在等待决定"):
        build_proposal(county, proposal.emergency)

    assert traces() == before


def test_without_a_plan_in_force_nothing_is_proposed(county):
    emergency = build_emergency(county)
    before = traces()

    with pytest.raises(RuleBroken, match="没有现行预案"):
        build_proposal(county, emergency)

    assert traces() == before


def test_a_plan_withdrawn_meanwhile_stops_the_decision(county, plan, chief):
    proposal = build_proposal(county)
    plan.state = "superseded"
    plan.save()
    before = traces()

    with pytest.raises(RuleBroken, match="没有现行预案"):
        approve_proposal(actor=chief, proposal_uuid=proposal.uuid)

    assert traces() == before


def test_a_proposal_left_too_long_is_not_decided_into_the_past(county, plan, chief):
    proposal = build_proposal(county, days=2)
    before = traces()

    with (
        clock.moved_to(clock.now() + timedelta(days=3)),
        pytest.raises(RuleBroken, match="晚于今天"),
    ):
        approve_proposal(actor=chief, proposal_uuid=proposal.uuid)

    assert traces() == before


@pytest.mark.parametrize(
    "given, field",
    [
        ({"evidence": " "}, "evidence"),
        ({"measures": ""}, "measures"),
        ({"expected_until": None}, "expected_until"),
        ({"days": 0}, "expected_until"),
        ({"days": 91}, "expected_until"),
        ({"level": None}, "level"),
        ({"grade": 9}, "grade"),
        ({"area": "652327101"}, "area"),
    ],
)
def test_a_start_that_does_not_state_what_the_law_asks_is_refused(county, plan, given, field):
    emergency = build_emergency(county)
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        build_proposal(county, emergency, **given)

    assert field in refusal.value.fields
    assert traces() == before


def test_levels_are_raised_and_lowered_in_steps_that_stay_on_record(county, plan):
    response = build_response(county, level=4)
    emergency = response.emergency

    decide(county, emergency, "raise", level=2)
    decide(county, emergency, "lower", level=3)
    decide(county, emergency, "extend", days=30)

    response.refresh_from_db()
    assert response.level == 3
    assert response.expected_until == clock.today() + timedelta(days=30)
    steps = response.steps.order_by("id").values_list("kind", "previous_level", "level")
    assert list(steps) == [
        ("start", None, 4), ("raise", 4, 2), ("lower", 2, 3), ("extend", 3, 3),
    ]  # fmt: skip
    assert Response.objects.count() == 1


@pytest.mark.parametrize("kind, level", [("raise", 4), ("raise", 3), ("lower", 3), ("lower", 2)])
def test_a_level_does_not_move_the_wrong_way(county, plan, kind, level):
    response = build_response(county, level=3)
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        build_proposal(county, response.emergency, kind=kind, level=level)

    assert "level" in refusal.value.fields
    assert traces() == before


def test_a_second_start_is_refused_while_a_response_runs(county, plan):
    response = build_response(county)
    before = traces()

    with pytest.raises(RuleBroken, match="已经启动"):
        build_proposal(county, response.emergency)

    assert traces() == before


def test_ending_keeps_reason_and_time(county, plan, chief):
    response = build_response(county)

    proposal = decide(county, response.emergency, "end")

    response.refresh_from_db()
    assert (response.ended_at, response.ended_by_id) == (proposal.decided_at, chief.user_id)
    assert running_response(response.emergency) is None
    known = milestones_as_known(response.emergency)
    assert known[Milestone.RESPONSE_ENDED].happened == response.ended_at


def test_ending_asks_for_its_conditions(county, plan):
    response = build_response(county)
    before = traces()

    with pytest.raises(RuleBroken, match="终止条件"):
        build_proposal(county, response.emergency, kind="end", closing_conditions="")

    assert traces() == before


def test_a_second_start_keeps_the_first_start_for_timeliness(county, plan):
    response = build_response(county)
    first = milestones_as_known(response.emergency)[Milestone.RESPONSE_STARTED].happened
    decide(county, response.emergency, "end")

    with clock.moved_to(clock.now() + timedelta(hours=1)):
        decide(county, response.emergency, "start", level=3)

    assert running_response(response.emergency).level == 3
    assert milestones_as_known(response.emergency)[Milestone.RESPONSE_STARTED].happened == first


def test_a_refused_proposal_changes_nothing_but_itself(county, plan, chief):
    proposal = build_proposal(county)

    with pytest.raises(RuleBroken, match="写明意见"):
        refuse_proposal(actor=chief, proposal_uuid=proposal.uuid, opinion=" ")
    refuse_proposal(
        actor=chief, proposal_uuid=proposal.uuid, opinion="先按事件级别处置，继续观察。"
    )

    proposal.refresh_from_db()
    assert proposal.state == "refused"
    assert proposal.decision_number.endswith("号")
    assert Response.objects.count() == 0
    letter = Notice.objects.get(
        mailbox=f"unit:{county.units['county-health'].pk}", kind="emergencies.refused"
    )
    assert "继续观察" in letter.body
    assert proposal.decision_number in letter.body


def test_only_the_proposing_unit_takes_a_proposal_back(county, plan, health):
    proposal = build_proposal(county)
    other = Actor(**{**asdict(health), "unit_id": 0, "unit_ids": frozenset()})
    before = traces()

    with pytest.raises(NotAllowed, match="提出单位"):
        withdraw_proposal(actor=other, proposal_uuid=proposal.uuid, reason="改期")
    with pytest.raises(RuleBroken, match="撤回原因"):
        withdraw_proposal(actor=health, proposal_uuid=proposal.uuid, reason=" ")
    assert traces() == before

    withdraw_proposal(actor=health, proposal_uuid=proposal.uuid, reason="病例数有误，重新研判")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.withdrawn_by_id) == ("withdrawn", health.user_id)
    assert build_proposal(county, proposal.emergency).state == "pending"


def test_a_withdrawn_proposal_is_not_decided(county, plan, health, chief):
    proposal = build_proposal(county)
    withdraw_proposal(actor=health, proposal_uuid=proposal.uuid, reason="重新研判")
    before = traces()

    with pytest.raises(Stale, match="已撤回"):
        approve_proposal(actor=chief, proposal_uuid=proposal.uuid)

    assert traces() == before
