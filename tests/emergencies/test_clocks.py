"""Clocks as rows: begun when things are recorded, never moved, stopped once, warned of once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.notices.models import Notice
from lianfang.command.emergencies.models import Clock, ClockReminder, EventFact, EventMoment
from lianfang.command.emergencies.public import (
    Milestone,
    TallyFigures,
    approve_proposal,
    close_emergency,
    note_moment,
    say_fact,
    send_clock_warnings,
    set_milestone,
    update_tally,
)
from lianfang.command.emergencies.queries import (
    facts_on_record,
    judge_emergency,
    known_facts,
    setting_of,
)
from lianfang.county.standards.public import get_disease
from tests.builders.emergencies import build_card, build_emergency, build_proposal, decide
from tests.builders.surveillance import build_signal

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def codes(emergency, **given):
    rows = Clock.objects.filter(emergency=emergency, **given)
    return set(rows.values_list("code", flat=True))


def norovirus(county, **given):
    return build_emergency(county, **{"disease": get_disease("norovirus"), **given})


def test_recording_starts_the_clocks_that_apply(china):
    emergency = norovirus(china)

    assert codes(emergency) == {"T01", "T05", "T07", "T08"}
    found = Clock.objects.get(emergency=emergency, code="T01")
    assert found.due_at - found.started_at == 2 * HOUR
    assert found.bearer_unit.code == "county-cdc"
    assert Clock.objects.get(emergency=emergency, code="T08").bearer_unit.code == "county-health"
    assert Clock.objects.get(emergency=emergency, code="T07").due_at is None


def test_an_outbreak_counts_two_hours_and_not_a_day(china, cdc):
    emergency = norovirus(china, cases=19)
    say_fact(actor=cdc, emergency_uuid=emergency.uuid, subject="setting", code="school", holds=True)
    assert "T04" not in codes(emergency)

    update_tally(
        actor=cdc, emergency_uuid=emergency.uuid, as_of=clock.now(), figures=TallyFigures(cases=20)
    )

    assert {"T04", "T06"} <= codes(emergency)
    assert codes(emergency, stopped_at=None) >= {"T01", "T04", "T05"}
    note_moment(
        actor=cdc, emergency_uuid=emergency.uuid, code="direct_reported", happened=clock.now(),
        words="网络直报系统填报",
    )  # fmt: skip
    # One report ends both: the clock of a day does not run on beside that of two hours.
    assert not {"T01", "T04", "T05"} & codes(emergency, stopped_at=None)


def test_the_kind_of_place_is_taken_from_the_signal_then_the_card_then_what_is_said(china, cdc):
    signal = build_signal(china, state="verified")
    emergency = norovirus(china, cases=20, signal_uuid=signal.uuid)

    met = [line.code for line in judge_emergency(emergency) if line.outcome == "met"]
    assert met == ["R20"]
    assert {"T04", "T06"} <= codes(emergency)
    facts = {fact.key: (fact.words, fact.source) for fact in facts_on_record(emergency)}
    assert facts["place_kind"] == ("学校、托幼机构", f"信号 {signal.number}")

    card = build_card(china, emergency, place_kind="11", school_kind="")

    assert setting_of(emergency, []).code == "other_collective"
    say_fact(
        actor=cdc, emergency_uuid=emergency.uuid, subject="setting", code="hospital", holds=True
    )
    assert setting_of(emergency, known_facts(emergency)).code == "hospital"
    assert card.place_kind == "11"


def test_class_a_is_urgent_from_the_first_case(china):
    emergency = norovirus(china, disease=get_disease("cholera"), cases=1, name="霍乱病例")

    assert {"T04", "T06"} <= codes(emergency)
    assert "T05" not in codes(emergency)


def test_a_signals_own_times_start_and_stop(china):
    signal = build_signal(china, state="verified", disease=get_disease("cholera"), source="school")
    emergency = norovirus(
        china, signal_uuid=signal.uuid, disease=get_disease("cholera"), name="霍乱病例"
    )

    clocks = {row.code: row for row in Clock.objects.filter(emergency=emergency)}
    assert clocks["T01"].started_at == signal.found_at
    assert clocks["T06"].started_at == signal.recorded_at
    assert clocks["T06"].stopped_at == signal.judged_at
    assert clocks["T03"].stopped_at == signal.recorded_at


def test_a_later_correction_moves_no_clock(china, cdc):
    emergency = norovirus(china)
    before = dict(Clock.objects.filter(emergency=emergency).values_list("code", "due_at"))

    set_milestone(
        actor=cdc, emergency_uuid=emergency.uuid, milestone=Milestone.DETECTED,
        happened=clock.now() - 5 * HOUR, reason="核对值班记录",
    )  # fmt: skip

    assert dict(Clock.objects.filter(emergency=emergency).values_list("code", "due_at")) == before


@pytest.mark.parametrize("column", ["started_at", "due_at"])
def test_the_database_refuses_to_move_a_clock(china, column):
    emergency = norovirus(china)
    clocks = Clock.objects.filter(emergency=emergency, code="T01")

    with pytest.raises(DatabaseError), transaction.atomic():
        clocks.update(**{column: clock.now()})

    assert clocks.get().due_at == clocks.get().started_at + 2 * HOUR


def test_the_database_refuses_to_take_back_a_stop(china, cdc):
    emergency = norovirus(china)
    note(cdc, emergency, "investigation_started")
    clocks = Clock.objects.filter(emergency=emergency, code="T07")

    with pytest.raises(DatabaseError), transaction.atomic():
        clocks.update(stopped_at=None, stop_kind="")

    assert clocks.get().stopped_at is not None


def note(actor, emergency, code, *, minutes_ago=5, words="电话报告"):
    return note_moment(
        actor=actor, emergency_uuid=emergency.uuid, code=code, words=words,
        happened=clock.now() - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def test_a_noted_moment_stops_one_clock_and_starts_the_next(china, health):
    emergency = norovirus(china)

    moment = note(health, emergency, "government_informed", words="专报县政府值班室")

    told = Clock.objects.get(emergency=emergency, code="T08")
    assert (told.stopped_at, told.stopped_with) == (moment.happened, "专报县政府值班室")
    assert told.stopped_by_id == health.user_id
    assert Clock.objects.get(emergency=emergency, code="T09").started_at == moment.happened
    assert AuditRow.objects.filter(action="emergencies.moment.noted").count() == 1


def test_a_moment_is_noted_once(china, health):
    emergency = norovirus(china)
    note(health, emergency, "government_informed")

    with pytest.raises(RuleBroken, match="首次登记"):
        note(health, emergency, "government_informed", minutes_ago=1)

    assert EventMoment.objects.count() == 1


@pytest.mark.parametrize("who", ["chief", "li", "wang"])
def test_moments_and_facts_are_for_those_who_keep_the_record(china, who):
    emergency, actor = norovirus(china), china.actors[who]
    clocks = Clock.objects.count()

    with pytest.raises(NotAllowed):
        note(actor, emergency, "government_informed")
    with pytest.raises(NotAllowed):
        say_fact(
            actor=actor, emergency_uuid=emergency.uuid, subject="setting", code="school", holds=True
        )

    assert (EventMoment.objects.count(), EventFact.objects.count()) == (0, 0)
    assert Clock.objects.count() == clocks


def test_a_word_that_no_list_knows_is_refused(china, cdc):
    emergency = norovirus(china)

    with pytest.raises(RuleBroken, match="请从列表中选择"):
        say_fact(
            actor=cdc, emergency_uuid=emergency.uuid, subject="setting", code="castle", holds=True
        )

    assert EventFact.objects.count() == 0


def test_a_proposal_tells_the_government(china, plan):
    proposal = build_proposal(china, norovirus(china))

    told = Clock.objects.get(emergency=proposal.emergency, code="T08")
    assert told.stopped_at == proposal.proposed_at


def test_a_grave_grade_starts_the_clocks_of_information(china, plan):
    emergency = graded_and_ended(china, 2)

    assert {"T11-a", "T11-b", "T12-a", "T12-b"} <= codes(emergency)


def graded_and_ended(county, grade):
    emergency = norovirus(county)
    proposal = build_proposal(county, emergency, grade=grade)
    approve_proposal(actor=county.actors["chief"], proposal_uuid=proposal.uuid)
    decide(county, emergency, "end")
    return emergency


def test_the_end_of_a_graded_event_starts_fourteen_days(china, plan):
    emergency = graded_and_ended(china, 4)

    closing = Clock.objects.get(emergency=emergency, code="T15")
    assert closing.due_at - closing.started_at == timedelta(days=14)
    assert not Clock.objects.get(emergency=emergency, code="T15").deadline.verified
    assert "T16" in codes(emergency)


def test_closing_without_a_response_asks_for_the_summary_only(china, cdc):
    emergency = norovirus(china)
    close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="已控制")

    assert "T15" not in codes(emergency)
    assert "T16" in codes(emergency)


def test_warnings_go_once_per_stage_and_survive_a_standstill(china):
    emergency = norovirus(china)
    due = Clock.objects.get(emergency=emergency, code="T01").due_at
    system = Actor.system("报告时限提醒")
    Notice.objects.all().delete()

    assert send_clock_warnings(actor=system, at=due - timedelta(minutes=20)) >= 1
    assert send_clock_warnings(actor=system, at=due - timedelta(minutes=19)) == 0
    assert send_clock_warnings(actor=system, at=due + timedelta(days=1)) >= 1

    kinds = set(ClockReminder.objects.filter(clock__code="T01").values_list("kind", "round"))
    assert kinds == {("before", 0), ("after", 1)}
    boxes = set(
        Notice.objects.filter(kind="emergencies.clock_after").values_list("mailbox", flat=True)
    )
    units = ("county-cdc", "command-office")
    assert boxes == {f"unit:{china.units[code].pk}" for code in units}


def test_a_stopped_clock_is_not_warned_of(china, health):
    emergency = norovirus(china)
    note(health, emergency, "government_informed")
    note(health, emergency, "upper_government_informed")

    send_clock_warnings(actor=Actor.system("报告时限提醒"), at=clock.now() + timedelta(days=3))

    assert not ClockReminder.objects.filter(clock__code__in=("T08", "T09")).exists()


def test_only_the_clock_and_the_command_send_warnings(china, li):
    norovirus(china)

    with pytest.raises(NotAllowed):
        send_clock_warnings(actor=li)

    assert ClockReminder.objects.count() == 0
