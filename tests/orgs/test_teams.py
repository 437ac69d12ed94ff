"""Teams: called, on the way, there, home again; who may report what; how long it took."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.county.orgs import presenters, queries, rules
from lianfang.county.orgs.models import CallOut, Post, Shift, Team, TeamMember, TeamMove
from lianfang.county.orgs.public import prepare_demonstration_duty
from lianfang.county.orgs.services import call_team, move_team, remove_team_member
from tests.builders.emergencies import build_emergency
from tests.builders.orgs import JIMSAR
from tests.builders.roster import build_colleague
from tests.builders.teams import (
    build_callout,
    build_equipment,
    build_member,
    build_move,
    build_team,
)
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]
NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("ready", {"call", "stand_down"}), ("called", {"depart", "recall"}), ("on_way", {"arrive", "recall"}),
        ("on_scene", {"release"}), ("released", {"restore", "stand_down"}), ("not_ready", {"restore"}),
    ],
)  # fmt: skip
def test_the_table_of_moves(state: str, allowed: set[str]) -> None:
    assert {move.verb for move in rules.TEAM_MOVES.allowed(state)} == allowed


def test_times_are_counted_from_the_call_and_the_typical_one_is_the_median() -> None:
    times = rules.Times(NOW, NOW + timedelta(minutes=10), None)

    assert (times.to_depart, times.to_arrive) == (timedelta(minutes=10), None)
    assert rules.typical([timedelta(1), None, timedelta(3), timedelta(100)]) == timedelta(3)
    assert rules.typical([None]) is None


def test_a_call_out_from_call_to_home_with_its_times(
    cdc: Actor, office: Actor, moving: time_machine.Traveller
) -> None:
    team = build_team(cdc)
    callout = build_callout(office, team)
    for verb, minutes in (("depart", 12), ("arrive", 33), ("release", 120), ("restore", 600)):
        moving.shift(timedelta(minutes=minutes))
        build_move(cdc, team, verb)

    callout.refresh_from_db(), team.refresh_from_db()
    assert presenters.callout_times(callout) == ("12 分钟", "45 分钟")
    assert callout.ended_at == NOW + timedelta(minutes=165)
    assert (callout.called_by_id, callout.arrived_by_id) == (office.user_id, cdc.user_id)
    assert team.state == "ready"
    steps = list(TeamMove.objects.order_by("id").values_list("source", "target"))
    assert steps == [
        ("ready", "called"), ("called", "on_way"), ("on_way", "on_scene"), ("on_scene", "released"),
        ("released", "ready"),
    ]  # fmt: skip


def test_a_call_reaches_the_unit_and_members_at_once(cdc: Actor, office: Actor) -> None:
    from lianfang.county.orgs.services import add_team_member

    team = build_team(cdc)
    add_team_member(
        actor=cdc, team_uuid=team.uuid, name="", work="带队", post=Post.objects.get(pk=cdc.post_id)
    )

    build_callout(office, team)

    found = set(Notice.objects.values_list("mailbox", "urgency"))
    assert found == {(f"unit:{cdc.unit_id}", "urgent"), (f"user:{cdc.user_id}", "urgent")}


def test_a_team_is_called_for_an_emergency_that_the_caller_sees(
    county: World, cdc: Actor, office: Actor
) -> None:
    emergency = build_emergency(county, by="cdc", area="652327")
    team = build_team(cdc)

    with pytest.raises(NotFound):
        call_team(actor=office, team_uuid=team.uuid, reason="流调", occasion=team.uuid)
    callout = call_team(actor=office, team_uuid=team.uuid, reason="流调", occasion=emergency.uuid)

    assert callout.occasion == emergency.uuid
    assert emergency.name in callout.occasion_name
    assert CallOut.objects.count() == 1


@pytest.mark.parametrize("case", ["twice", "empty", "not ready", "no task"])
def test_a_call_that_cannot_be_changes_nothing(cdc: Actor, office: Actor, case: str) -> None:
    team = build_team(cdc, people=0 if case == "empty" else 2)
    if case == "twice":
        build_callout(office, team)
    if case == "not ready":
        build_move(cdc, team, "stand_down", "车辆送修")
    before = (CallOut.objects.count(), TeamMove.objects.count())

    with pytest.raises(RuleBroken):
        build_callout(office, team, reason="" if case == "no task" else "流调")

    assert (CallOut.objects.count(), TeamMove.objects.count()) == before


def test_a_recall_needs_its_reason_and_ends_the_call(cdc: Actor, office: Actor) -> None:
    team = build_team(cdc)
    callout = build_callout(office, team)
    with pytest.raises(RuleBroken, match="原因"):
        build_move(office, team, "recall")

    build_move(office, team, "recall", "疫情排除")

    callout.refresh_from_db(), team.refresh_from_db()
    assert (callout.is_recalled, team.state) == (True, "released")


@pytest.mark.parametrize(
    ("who", "verb", "error"),
    [("office", "depart", NotAllowed), ("cdc", "recall", NotAllowed), ("li", "depart", NotFound),
     ("zhao", "depart", NotFound), ("cdc", "fly", RuleBroken), ("cdc", "call", RuleBroken)],
)  # fmt: skip
def test_steps_are_reported_by_those_whose_they_are(
    county: World, cdc: Actor, office: Actor, who: str, verb: str, error: type
) -> None:
    team = build_team(cdc)
    build_callout(office, team)

    with pytest.raises(error):
        move_team(actor=county.actors[who], team_uuid=team.uuid, verb=verb, note="原因写明")

    team.refresh_from_db()
    assert team.state == "called"


def test_units_see_their_own_teams_and_the_command_sees_all(
    county: World, cdc: Actor, li: Actor
) -> None:
    build_team(cdc), build_team(li, name="保障队", kind="support")

    seen = {
        who: {team.name for team in queries.list_teams(county.actors[who])}
        for who in ("li", "zhao", "office", "chief", "cdc")
    }

    every = {"流调一组", "保障队"}
    assert seen == {"li": {"保障队"}, "zhao": set(), "office": every, "chief": every, "cdc": every}


def test_members_join_once_lead_alone_and_leave_with_their_row(cdc: Actor, li: Actor) -> None:
    team = build_team(cdc)
    with pytest.raises(RuleBroken):
        build_member(cdc, team, name="队员0")
    with pytest.raises(RuleBroken):
        build_member(cdc, team, name="新人", is_leader=True)
    member = TeamMember.objects.get(name="队员1")
    with pytest.raises(NotFound):
        remove_team_member(actor=li, member_uuid=member.uuid)

    remove_team_member(actor=cdc, member_uuid=member.uuid)

    member.refresh_from_db()
    assert member.left_by_id == cdc.user_id
    assert queries.list_team_members(team).count() == 1


def test_the_board_and_the_page_show_where_a_team_is(
    cdc: Actor, office: Actor, login: Login, moving: time_machine.Traveller
) -> None:
    team = build_team(cdc)
    build_equipment(cdc, team, state="repair")
    build_callout(office, team)
    moving.shift(timedelta(minutes=20))

    board = login(office).get(reverse("orgs:team_board")).content.decode()
    page = login(cdc).get(reverse("orgs:team_detail", args=[team.uuid])).content.decode()
    sheet = login(office).get(reverse("orgs:team_board"), {"export": "xlsx"}).content

    assert "调派已 20 分钟" in board
    assert "报告出发" in page
    assert "召回" not in page.split("动态")[0].split("调派记录")[0]
    assert "维修" in page
    cells = [c for row in openpyxl.load_workbook(io.BytesIO(sheet)).active.values for c in row]
    assert "流调一组" in cells


def test_a_team_is_called_and_moved_from_its_pages(cdc: Actor, office: Actor, login: Login) -> None:
    team = build_team(cdc)

    refused = login(office).post(reverse("orgs:team_call", args=[team.uuid]), {"place": "县医院"})
    done = login(office).post(reverse("orgs:team_call", args=[team.uuid]), {"reason": "赴现场"})
    moved = login(cdc).post(reverse("orgs:team_move", args=[team.uuid, "depart"]), {"note": ""})

    team.refresh_from_db()
    assert [refused.status_code, done.status_code, moved.status_code] == [422, 302, 302]
    assert 'value="县医院"' in refused.content.decode()
    assert team.state == "on_way"


def test_a_program_calls_and_reports(cdc: Actor, office: Actor, login: Login) -> None:
    team = build_team(cdc)
    address = f"/api/v1/orgs/teams/{team.uuid}"

    called = login(office).post(
        f"{address}/call", {"reason": "流调"}, content_type="application/json"
    )
    moved = login(cdc).post(f"{address}/moves", {"verb": "depart"}, content_type="application/json")

    assert (called.status_code, moved.json()["state"]) == (201, "on_way")
    assert login(cdc).get("/api/v1/orgs/teams").json()["items"][0]["people"] == 2
    assert login(cdc).get("/api/v1/orgs/callouts").json()["items"][0]["departed_at"]


def test_the_demonstration_has_duty_and_teams_once(county: World) -> None:
    build_colleague(county, "county-cdc", "孔流调", "epidemiologist")
    actor = Actor.system("准备演示县")

    first = prepare_demonstration_duty(actor=actor, folder=JIMSAR)
    again = prepare_demonstration_duty(actor=actor, folder=JIMSAR)

    assert first > 0
    assert again == 0
    assert Team.objects.filter(is_demonstration=False).count() == 0
    assert Shift.objects.filter(unit__code="county-cdc", position="leader").count() == 12
