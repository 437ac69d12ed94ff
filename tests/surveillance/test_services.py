"""What is done with signals, and what is refused without a trace."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice
from lianfang.command.surveillance.models import Signal
from lianfang.command.surveillance.public import (
    count_open_signals,
    dismiss_signal,
    get_signal,
    list_signals,
    mark_raised,
    verify_signal,
)
from tests.builders.surveillance import build_signal

pytestmark = pytest.mark.django_db
JUDGED = "已电话向校医核实，情况属实。"


def traces():
    states = list(Signal.objects.order_by("pk").values_list("state", "judgement"))
    return [states, AuditRow.objects.count(), Notice.objects.count()]


def test_a_signal_is_recorded_numbered_and_told_to_those_who_verify(county, wang):
    signal = build_signal(county, by="wang")

    assert (signal.state, signal.reporter_unit_id) == ("new", wang.unit_id)
    assert signal.number.startswith("SG-")
    told = set(
        Notice.objects.filter(kind="surveillance.recorded").values_list("mailbox", flat=True)
    )
    assert told == {
        f"unit:{county.units['command-office'].pk}", f"unit:{county.units['county-cdc'].pk}",
    }  # fmt: skip
    assert AuditRow.objects.get(action="surveillance.signal.recorded").target_uuid == str(
        signal.uuid
    )


def test_exercise_signals_are_numbered_apart_and_marked(county):
    signal = build_signal(county, is_exercise=True)

    assert signal.number.startswith("SX-")
    assert Notice.objects.first().subject.startswith("【演练】")


@pytest.mark.parametrize(
    "given",
    [
        {"title": ""},
        {"description": " "},
        {"cases": 1, "deaths": 2},
        {"found_at": clock.now() + timedelta(days=1)},
    ],
)
def test_a_faulty_signal_is_not_recorded(county, given):
    before = traces()

    with pytest.raises(RuleBroken):
        build_signal(county, **given)

    assert traces() == before


@pytest.mark.parametrize(
    "who, area", [("chief", "652327"), ("li", "652327101"), ("wang", "652328")]
)
def test_recording_without_the_right_or_in_a_strange_area_changes_nothing(county, who, area):
    before = traces()

    with pytest.raises(NotAllowed):
        build_signal(county, by=who, area=area)

    assert traces() == before


def test_a_signal_is_verified_once_and_its_reporter_hears(county, cdc, wang):
    signal = build_signal(county, by="wang")

    verify_signal(actor=cdc, signal_uuid=signal.uuid, judgement=JUDGED)

    signal.refresh_from_db()
    assert (signal.state, signal.judged_by_id, signal.judgement) == (
        "verified",
        cdc.user_id,
        JUDGED,
    )
    letter = Notice.objects.get(mailbox=f"unit:{wang.unit_id}")
    assert "已核实" in letter.subject
    before = traces()
    with pytest.raises(RuleBroken, match="已核实"):
        verify_signal(actor=cdc, signal_uuid=signal.uuid, judgement=JUDGED)
    assert traces() == before


def test_a_verified_signal_may_still_prove_harmless(county, duty):
    signal = build_signal(county, state="verified")

    dismiss_signal(actor=duty, signal_uuid=signal.uuid, judgement="检测阴性，系晕车所致。")

    signal.refresh_from_db()
    assert signal.state == "dismissed"
    before = traces()
    with pytest.raises(RuleBroken, match="已排除"):
        mark_raised(actor=duty, signal_uuid=signal.uuid)
    assert traces() == before


@pytest.mark.parametrize("verb", [verify_signal, dismiss_signal])
def test_judging_without_permission_or_reason_changes_nothing(county, wang, cdc, verb):
    signal = build_signal(county)
    before = traces()

    with pytest.raises(NotAllowed):
        verb(actor=wang, signal_uuid=signal.uuid, judgement=JUDGED)
    with pytest.raises(RuleBroken, match="核实方式"):
        verb(actor=cdc, signal_uuid=signal.uuid, judgement="好")

    assert traces() == before


def test_raising_needs_the_right_to_record_an_emergency(county, wang):
    signal = build_signal(county)
    before = traces()

    with pytest.raises(NotAllowed):
        mark_raised(actor=wang, signal_uuid=signal.uuid)

    assert traces() == before


def test_units_see_their_own_signals_and_the_command_sees_all(county, li, zhao, wang, duty):
    hospital = build_signal(county, by="wang")
    town = build_signal(county, by="li")

    assert set(list_signals(wang)) == {hospital}
    assert set(list_signals(li)) == {town}
    assert set(list_signals(duty)) == {hospital, town}
    assert count_open_signals(duty) == 2
    assert list(list_signals(zhao)) == []
    with pytest.raises(NotFound):
        get_signal(zhao, town.uuid)


def test_the_database_itself_asks_for_a_judgement(county):
    signal = build_signal(county)

    with pytest.raises(IntegrityError, match="judged_with_reason"), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(state="verified")

    signal.refresh_from_db()
    assert signal.state == "new"
