"""Recording an emergency, its times and its counts; what is refused leaves no trace."""

from datetime import timedelta

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Tally
from lianfang.command.emergencies.public import (
    Milestone,
    TallyFigures,
    latest_tally,
    milestones_as_known,
    set_milestone,
    update_tally,
)
from lianfang.command.surveillance.models import Signal
from tests.builders.emergencies import build_emergency
from tests.builders.surveillance import build_signal

from .traces import traces

pytestmark = pytest.mark.django_db


def test_recording_keeps_times_and_counts_and_tells_the_command_office(county):
    emergency = build_emergency(county, cases=8)

    assert emergency.number.startswith("EM-")
    assert list(milestones_as_known(emergency)) == [
        Milestone.EMERGED, Milestone.DETECTED, Milestone.NOTIFIED,
    ]  # fmt: skip
    assert latest_tally(emergency).cases == 8
    office = county.units["command-office"]
    letter = Notice.objects.get(mailbox=f"unit:{office.pk}", kind="emergencies.recorded")
    assert emergency.name in letter.subject
    row = AuditRow.objects.get(action="emergencies.emergency.recorded")
    assert row.target_uuid == str(emergency.uuid)


def test_a_signal_becomes_raised_by_its_emergency_and_only_once(county):
    signal = build_signal(county, state="verified")

    emergency = build_emergency(county, signal_uuid=signal.uuid)

    signal.refresh_from_db()
    assert (signal.state, emergency.signal_id) == ("raised", signal.pk)
    before = traces()
    with pytest.raises(RuleBroken, match="已转事件"):
        build_emergency(county, signal_uuid=signal.uuid)
    assert traces() == before


def test_a_dismissed_signal_is_not_raised(county):
    signal = build_signal(county, state="dismissed")
    before = traces()

    with pytest.raises(RuleBroken, match="已排除"):
        build_emergency(county, signal_uuid=signal.uuid)

    assert traces() == before
    assert Signal.objects.get().state == "dismissed"


def test_a_real_emergency_does_not_come_from_an_exercise_signal(county):
    signal = build_signal(county, is_exercise=True)

    with pytest.raises(RuleBroken, match="演练"):
        build_emergency(county, signal_uuid=signal.uuid)

    assert Emergency.objects.count() == 0


def test_exercises_are_numbered_apart(county):
    first = build_emergency(county)
    exercise = build_emergency(county, is_exercise=True)
    second = build_emergency(county)

    assert exercise.number.startswith("EX-")
    assert [first.number[-4:], second.number[-4:]] == ["0001", "0002"]


@pytest.mark.parametrize("who", ["wang", "li", "chief", "sysadmin"])
def test_recording_without_the_permission_changes_nothing(county, who):
    before = traces()

    with pytest.raises(NotAllowed):
        build_emergency(county, by=who)

    assert traces() == before


def test_recording_in_another_county_is_refused(county):
    before = traces()

    with pytest.raises(NotAllowed, match="管辖区域"):
        build_emergency(county, area="652328")

    assert traces() == before


@pytest.mark.parametrize(
    "given, field",
    [
        ({"name": " "}, "name"),
        ({"name": "事" * 31}, "name"),
        ({"milestones": {}}, "detected"),
        ({"figures": TallyFigures(cases=3, deaths=4)}, "deaths"),
        ({"place": "地" * 101}, "place"),
    ],
)
def test_recording_what_cannot_be_true_changes_nothing(county, given, field):
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        build_emergency(county, **given)

    assert field in refusal.value.fields
    assert traces() == before


# Counts and times


def test_counts_are_added_and_the_earlier_ones_stay(county, cdc):
    emergency = build_emergency(county, cases=8)
    seen_at = clock.now()

    update_tally(
        actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(), figures=TallyFigures(cases=12)
    )

    assert latest_tally(emergency).cases == 12
    assert latest_tally(emergency, at=seen_at).cases == 8
    assert Tally.objects.count() == 2


def test_cumulative_counts_fall_only_with_a_note(county, cdc):
    emergency = build_emergency(county, cases=8)
    act = {"actor": cdc, "emergency_uuid": emergency.uuid, "as_of": clock.now()}
    before = traces()

    with pytest.raises(RuleBroken, match="累计病例由 8 降为 6") as refusal:
        update_tally(**act, figures=TallyFigures(cases=6))
    assert "note" in refusal.value.fields
    assert traces() == before

    update_tally(**act, figures=TallyFigures(cases=6), note="2 例经检测排除")
    assert latest_tally(emergency).cases == 6


def test_counts_of_an_earlier_moment_fit_between_their_neighbours(county, cdc):
    emergency = build_emergency(county, cases=8)
    earlier = clock.now() - timedelta(hours=1)

    with pytest.raises(RuleBroken, match="多于此后已登记的 8"):
        update_tally(
            actor=cdc, emergency_uuid=emergency.uuid, as_of=earlier, figures=TallyFigures(cases=9)
        )
    update_tally(
        actor=cdc, emergency_uuid=emergency.uuid, as_of=earlier, figures=TallyFigures(cases=5)
    )

    assert latest_tally(emergency).cases == 8


def test_a_milestone_is_corrected_by_a_later_row_with_a_reason(county, cdc):
    emergency = build_emergency(county)
    old = milestones_as_known(emergency)[Milestone.DETECTED].happened
    new = old + timedelta(minutes=20)
    act = {"actor": cdc, "emergency_uuid": emergency.uuid, "milestone": "detected", "happened": new}
    before, seen_at = traces(), clock.now()

    with pytest.raises(RuleBroken, match="写明原因"):
        set_milestone(**act)
    assert traces() == before

    set_milestone(**act, reason="校医记录为准")
    assert milestones_as_known(emergency)[Milestone.DETECTED].happened == new
    assert milestones_as_known(emergency, at=seen_at)[Milestone.DETECTED].happened == old
    assert MilestoneEntry.objects.filter(milestone="detected").count() == 2


@pytest.mark.parametrize("milestone", ["response_started", "response_ended"])
def test_milestones_of_decisions_are_not_typed(county, cdc, milestone):
    emergency = build_emergency(county)
    before = traces()

    with pytest.raises(RuleBroken, match="决定文件"):
        set_milestone(
            actor=cdc, emergency_uuid=emergency.uuid, milestone=milestone, happened=clock.now()
        )

    assert traces() == before


def test_a_stranger_does_not_find_the_emergency(county, cdc):
    stranger = Actor(
        name="邻县", user_id=cdc.user_id, unit_id=cdc.unit_id, unit_ids=cdc.unit_ids,
        area_path=county.areas["652328"].path, permissions=cdc.permissions,
    )  # fmt: skip
    emergency = build_emergency(county)
    before = traces()

    with pytest.raises(NotFound):
        update_tally(
            actor=stranger, emergency_uuid=emergency.uuid, as_of=clock.now(),
            figures=TallyFigures(cases=9),
        )  # fmt: skip

    assert traces() == before
