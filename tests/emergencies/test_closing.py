"""Closing an emergency, its history, and records that nobody knows."""

import pytest

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.command.emergencies.history import history
from lianfang.command.emergencies.public import (
    Milestone,
    TallyFigures,
    approve_proposal,
    close_emergency,
    propose_response,
    record_emergency,
    set_milestone,
    update_tally,
)
from tests.builders.emergencies import build_emergency, build_proposal, build_response, decide

from .traces import counts, traces

pytestmark = pytest.mark.django_db


def test_closing_waits_for_the_response_and_the_counts(county, plan, cdc):
    emergency = build_emergency(county, cases=None)
    close = {"actor": cdc, "emergency_uuid": emergency.uuid}
    with pytest.raises(RuleBroken, match="最终病例数"):
        close_emergency(**close, conclusion="疫情平息")
    update_tally(
        actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(), figures=TallyFigures(cases=9)
    )
    build_response(county, emergency)
    with pytest.raises(RuleBroken, match="仍在运行"):
        close_emergency(**close, conclusion="疫情平息")
    proposal = build_proposal(county, emergency, kind="end")
    approve_proposal(actor=county.actors["chief"], proposal_uuid=proposal.uuid)
    with pytest.raises(RuleBroken, match="结案结论"):
        close_emergency(**close, conclusion="")
    emergency.refresh_from_db()
    assert emergency.state == "open"

    close_emergency(**close, conclusion="诺如病毒所致，共 9 例，均痊愈。")

    emergency.refresh_from_db()
    assert (emergency.state, emergency.closed_by_id) == ("closed", cdc.user_id)


def test_a_closed_emergency_takes_nothing_more(county, plan, cdc):
    emergency = build_emergency(county)
    close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="排除传染病，个案就诊。")
    before = traces()

    with pytest.raises(RuleBroken, match="已结案"):
        update_tally(
            actor=cdc,
            emergency_uuid=emergency.uuid,
            as_of=clock.now(),
            figures=TallyFigures(cases=9),
        )
    with pytest.raises(RuleBroken, match="已结案"):
        set_milestone(
            actor=cdc,
            emergency_uuid=emergency.uuid,
            milestone="early_actions_done",
            happened=clock.now(),
        )
    with pytest.raises(RuleBroken, match="已结案"):
        build_proposal(county, emergency)
    with pytest.raises(RuleBroken, match="已结案"):
        close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="再次结案")

    assert traces() == before


def test_the_history_tells_everything_in_order(county, plan):
    response = build_response(county, level=4)
    decide(county, response.emergency, "raise", level=3)

    titles = [event.title for event in history(response.emergency)]

    assert titles[0].startswith("决定响应级别提高至Ⅲ级（吉突指")
    assert any(title.startswith("县卫健委建议启动Ⅳ级响应") for title in titles)
    assert any(title.startswith("登记事件") for title in titles)


def test_services_refuse_unknown_records(county, chief, health, cdc):
    nowhere = "00000000-0000-4000-8000-000000000000"

    with pytest.raises(NotFound):
        approve_proposal(actor=chief, proposal_uuid=nowhere)
    with pytest.raises(NotFound):
        close_emergency(actor=cdc, emergency_uuid=nowhere, conclusion="无")
    with pytest.raises(NotFound):
        propose_response(
            actor=health, emergency_uuid=nowhere, kind="start", grade=5, evidence="无", level=4
        )
    with pytest.raises(NotFound):
        record_emergency(
            actor=cdc, name="事件", kind="infectious", area=county.areas["652327103"],
            milestones={Milestone.DETECTED: clock.now()}, signal_uuid=nowhere,
        )  # fmt: skip
    assert counts() == [0, 0, 0, 0, 0]
