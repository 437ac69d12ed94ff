"""Working groups come with the level, change while the response runs, and go with its end."""

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.models import GroupSeat, ResponseGroup
from lianfang.command.emergencies.public import (
    add_group_member,
    remove_group_member,
    set_group_lead,
)
from tests.builders.emergencies import build_emergency, build_group, build_response, decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def emergency(county, plan):
    """Two patterns: one from IV, one from III; the response runs at IV."""
    build_group(county)
    build_group(
        county, code="isolation", name="隔离管控组", lead="county-health", members=("county-cdc",),
        from_level=3,
    )  # fmt: skip
    emergency = build_emergency(county)
    build_response(county, emergency)
    return emergency


def at_work():
    rows = ResponseGroup.objects.filter(ended_at=None).order_by("id")
    return [row.name for row in rows]


def seats(role=None):
    rows = GroupSeat.objects.filter(left_at=None).order_by("role", "id")
    rows = rows.filter(role=role) if role else rows
    return [seat.unit.code for seat in rows]


def traces():
    return [t.objects.count() for t in (ResponseGroup, GroupSeat, AuditRow, Notice)] + [seats()]


def test_groups_of_the_level_start_with_the_decision_and_everybody_is_told(county, emergency):
    assert at_work() == ["疫情防控组"]
    group = ResponseGroup.objects.get()
    assert group.started_under.kind == "start"
    assert seats("lead") == ["county-cdc"]
    letters = Notice.objects.filter(kind="emergencies.group_on")
    boxes = set(letters.values_list("mailbox", flat=True))
    # The townships are named as one in the pattern; each of them gets the letter.
    wanted = ["county-cdc", "county-health", "township-beiting", "township-santai"]
    assert {f"unit:{county.units[code].pk}" for code in wanted} <= boxes
    assert "牵头疫情防控组" in letters.get(mailbox=f"unit:{county.units['county-cdc'].pk}").subject


def test_raising_adds_lowering_and_ending_take_away_by_which_decision(county, emergency):
    decide(county, emergency, "raise", level=3)
    assert at_work() == ["疫情防控组", "隔离管控组"]
    lowered = decide(county, emergency, "lower", level=4)
    assert at_work() == ["疫情防控组"]
    assert ResponseGroup.objects.get(name="隔离管控组").ended_under_id == lowered.pk
    ended = decide(county, emergency, "end")

    assert at_work() == []
    assert seats() == []
    assert ResponseGroup.objects.get(name="疫情防控组").ended_under_id == ended.pk
    assert Notice.objects.filter(kind="emergencies.group_off").count() >= 2


def test_extending_changes_no_group(county, emergency):
    before = at_work()

    decide(county, emergency, "extend", days=20)

    assert at_work() == before
    assert ResponseGroup.objects.count() == 1


def test_the_lead_changes_and_the_old_row_stays(county, emergency):
    office, group = county.actors["office"], ResponseGroup.objects.get()

    set_group_lead(
        actor=office, group_uuid=group.uuid, unit=county.units["county-health"], person="何卫"
    )

    assert seats("lead") == ["county-health"]
    assert "county-cdc" in seats("member")
    old = GroupSeat.objects.get(role="lead", left_at__isnull=False)
    assert (old.unit.code, old.left_by_id) == ("county-cdc", office.user_id)
    with pytest.raises(RuleBroken, match="没有变化"):
        set_group_lead(
            actor=office, group_uuid=group.uuid, unit=county.units["county-health"], person="何卫"
        )
    with pytest.raises(RuleBroken, match="不能超过"):
        set_group_lead(
            actor=office,
            group_uuid=group.uuid,
            unit=county.units["county-health"],
            person="长" * 51,
        )


def test_members_come_and_go_as_rows(county, emergency):
    office, group = county.actors["office"], ResponseGroup.objects.get()
    school = county.units["county-education"]
    act = {"actor": office, "group_uuid": group.uuid, "unit": school}

    seat = add_group_member(**act)
    with pytest.raises(RuleBroken, match="已在本组"):
        add_group_member(**act)
    remove_group_member(actor=office, seat_uuid=seat.uuid)
    with pytest.raises(Stale, match="已退出"):
        remove_group_member(actor=office, seat_uuid=seat.uuid)

    seat.refresh_from_db()
    assert seat.left_at is not None
    lead = GroupSeat.objects.get(role="lead", left_at=None)
    with pytest.raises(RuleBroken, match="更换牵头"):
        remove_group_member(actor=office, seat_uuid=lead.uuid)


def test_after_the_end_nothing_is_changed(county, emergency):
    group = ResponseGroup.objects.get()
    decide(county, emergency, "end")
    before = traces()

    with pytest.raises(Stale, match="已随响应决定撤销"):
        add_group_member(
            actor=county.actors["office"], group_uuid=group.uuid,
            unit=county.units["county-education"],
        )  # fmt: skip
    assert traces() == before


@pytest.mark.parametrize("who", ["health", "wang", "li", "sysadmin"])
def test_changing_without_the_permission_changes_nothing(county, emergency, who):
    group, unit = ResponseGroup.objects.get(), county.units["county-education"]
    seat = GroupSeat.objects.filter(role="member").first()
    before = traces()

    with pytest.raises(NotAllowed):
        set_group_lead(actor=county.actors[who], group_uuid=group.uuid, unit=unit)
    with pytest.raises(NotAllowed):
        add_group_member(actor=county.actors[who], group_uuid=group.uuid, unit=unit)
    with pytest.raises(NotAllowed):
        remove_group_member(actor=county.actors[who], seat_uuid=seat.uuid)
    assert traces() == before


def test_the_page_shows_and_changes_groups(county, emergency, login):
    group, office = ResponseGroup.objects.get(), login(county.actors["office"])
    url = reverse("emergencies:group_list", args=[emergency.uuid])

    page = office.get(url).content.decode()
    assert "疫情防控组" in page
    assert group.started_under.decision_number in page
    done = office.post(
        reverse("emergencies:group_lead", args=[group.uuid]),
        {"unit": str(county.units["county-health"].uuid), "person": "何卫"}, follow=True,
    )  # fmt: skip
    assert "组长 何卫" in done.content.decode()
    added = office.post(
        reverse("emergencies:group_member_add", args=[group.uuid]),
        {"unit": str(county.units["county-education"].uuid)}, follow=True,
    )  # fmt: skip
    assert "县教育局已加入疫情防控组" in added.content.decode()
    seat = GroupSeat.objects.get(unit=county.units["county-education"])
    gone = office.post(reverse("emergencies:group_member_remove", args=[seat.uuid]), follow=True)
    assert "县教育局已退出疫情防控组" in gone.content.decode()
    assert login(county.actors["wang"]).get(url).status_code == 200


def test_a_stranger_finds_no_group(county, emergency):
    from tests.builders.world import build_actor, build_user

    stranger = build_actor(
        build_user("stranger"), county.units["command-office"], "office_chief",
        county.areas["652328"],
    )  # fmt: skip
    group = ResponseGroup.objects.get()

    with pytest.raises(NotFound):
        add_group_member(
            actor=stranger, group_uuid=group.uuid, unit=county.units["county-education"]
        )


def test_the_api_lists_groups_and_changes_the_lead(county, emergency, login):
    client = login(county.actors["office"])
    root = "/api/v1/emergencies"
    listed = client.get(f"{root}/{emergency.uuid}/groups").json()
    body = {"unit": str(county.units["county-health"].uuid), "person": "何卫"}

    done = client.post(
        f"{root}/groups/{listed[0]['uuid']}/lead", body, content_type="application/json"
    )

    assert done.status_code == 200
    leads = [seat for seat in done.json()[0]["seats"] if seat["role"] == "lead"]
    assert [seat["person"] for seat in leads if seat["left_at"] is None] == ["何卫"]
