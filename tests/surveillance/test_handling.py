"""What follows a signal: answered, assessed, closed, fed back, muted, linked; refusals leave no trace."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.models import (
    Mute,
    RiskAssessment,
    Signal,
    SignalLink,
    SignalStep,
)
from lianfang.command.surveillance.public import (
    SourceControlProposed,
    dismiss_signal,
    verify_signal,
)
from lianfang.command.surveillance.queries import record_of
from lianfang.command.surveillance.services import (
    answer_signal,
    assess_signal,
    close_signal,
    feed_back,
    lift_mute,
    link_signals,
    monitor_signal,
    mute_indicator,
    pass_signal,
    propose_source_control,
    receive_notification,
    reply_notification,
    triage_signal,
)
from tests.builders.surveillance import (
    build_indicator,
    build_mute,
    build_notification,
    build_rule,
    build_signal,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db


def traces():
    return [
        list(Signal.objects.order_by("pk").values_list("state", flat=True)), SignalStep.objects.count(),
        AuditRow.objects.count(), RiskAssessment.objects.count(), Mute.objects.count(), SignalLink.objects.count(),
    ]  # fmt: skip


def test_a_signal_walks_from_answer_to_outcome_and_every_step_has_its_time(county, cdc):
    signal = build_signal(county, state="checking")
    verify_signal(actor=cdc, signal_uuid=signal.uuid, judgement="已到现场核实。")
    assessed = assess_signal(
        actor=cdc, signal_uuid=signal.uuid, likelihood=4, consequence=4, reasons="两校有关联。"
    )
    monitor_signal(actor=cdc, signal_uuid=signal.uuid, words="观察一个潜伏期")
    close_signal(actor=cdc, signal_uuid=signal.uuid, words="七日无新发，办结")

    assert (assessed.level, assessed.advice) == (2, rules.RISK_ADVICE[2])
    assert list(signal.steps.order_by("id").values_list("kind", flat=True)) == [
        "formed", "sent", "triaged", "verified", "assessed", "monitored", "closed",
    ]  # fmt: skip
    assert Signal.objects.get().state == "closed"


@pytest.mark.parametrize("minutes, late", [(80, ""), (200, "超时 1 小时 50 分")])
def test_the_two_hours_run_from_the_finding_and_a_late_check_stays_late(
    county, cdc, minutes, late, login
):
    signal = build_signal(county)
    assert signal.verify_due_at - signal.found_at == timedelta(hours=2)
    for after, verb in ((minutes, verify_signal), (minutes + 600, dismiss_signal)):
        with clock.moved_to(signal.recorded_at + timedelta(minutes=after)):
            verb(actor=cdc, signal_uuid=signal.uuid, judgement="已到现场查看。")

    page = login(cdc).get("/signals/").content.decode()
    assert late in page if late else "超时" not in page
    page = login(cdc).get(f"/signals/{signal.uuid}/").content.decode()
    assert (late in page and "期限内" not in page) if late else "期限内" in page


@pytest.mark.parametrize(
    "change",
    [
        lambda s: Signal.objects.filter(pk=s.pk).update(found_at=clock.now()),
        lambda s: Signal.objects.filter(pk=s.pk).update(verify_due_at=clock.now()),
        lambda s: Signal.objects.filter(pk=s.pk).update(verify_due_at=None),
        lambda s: s.steps.update(taken_at=s.found_at),
        lambda s: s.notifications.get().receipts.update(reply_due_at=clock.now()),
        lambda s: s.notifications.get().receipts.update(received_at=s.found_at),
    ],
)
def test_the_database_refuses_to_move_what_lateness_is_read_from(county, cdc, change):
    signal = build_signal(county)
    note = build_notification(county, signal_uuid=signal.uuid)
    receive_notification(actor=cdc, notification_uuid=note.uuid)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(signal)
    # What goes on is not hindered.
    verify_signal(actor=cdc, signal_uuid=signal.uuid, judgement="已电话核实属实。")
    reply_notification(actor=cdc, notification_uuid=note.uuid, words="已派人核查")


@pytest.mark.parametrize("likelihood, consequence", [(1, 1), (3, 3), (5, 5), (2, 5), (5, 1)])
def test_the_matrix_never_falls_when_either_side_rises(likelihood, consequence):
    level = rules.risk_level(likelihood, consequence)

    for more, worse in (
        (min(likelihood + 1, 5), consequence),
        (likelihood, min(consequence + 1, 5)),
    ):
        assert rules.risk_level(more, worse) <= level


@pytest.mark.parametrize("given, words", [({"likelihood": 0}, "矩阵"), ({"reasons": "有"}, "依据")])
def test_a_faulty_assessment_changes_nothing(county, cdc, given, words):
    signal = build_signal(county, state="verified")
    before = traces()

    with pytest.raises(RuleBroken, match=words):
        assess_signal(actor=cdc, signal_uuid=signal.uuid, **{"likelihood": 3, "consequence": 3, "reasons": "有新发病例", **given})  # fmt: skip
    assert traces() == before


def test_what_was_not_verified_is_not_assessed_and_not_closed(county, cdc):
    signal = build_signal(county)
    before = traces()

    with pytest.raises(RuleBroken, match="待核实"):
        assess_signal(
            actor=cdc, signal_uuid=signal.uuid, likelihood=3, consequence=3, reasons="有新发病例"
        )
    with pytest.raises(RuleBroken, match="待核实"):
        close_signal(actor=cdc, signal_uuid=signal.uuid, words="无需处置，办结")
    assert traces() == before


@pytest.mark.parametrize(
    "verb, who", [(triage_signal, "li"), (close_signal, "duty"), (assess_signal, "wang")]
)
def test_without_the_right_nothing_happens(county, verb, who):
    signal = build_signal(county, by="li", state="assessed")
    given = {
        close_signal: {"words": "无需处置，办结"},
        assess_signal: {"likelihood": 1, "consequence": 1, "reasons": "有新发病例"},
    }
    before = traces()

    with pytest.raises((NotAllowed, NotFound)):
        verb(actor=county.actors[who], signal_uuid=signal.uuid, **given.get(verb, {}))
    assert traces() == before


@pytest.fixture
def passed(county):
    """A signal that detection passed to the education bureau."""
    build_rule(build_indicator(), threshold=5)
    build_site_report(county, build_site(county), 6)
    return Signal.objects.get()


def test_a_unit_answers_and_feeds_back(passed, teacher):
    answer_signal(actor=teacher, signal_uuid=passed.uuid)
    first = passed.addressees.get(unit=teacher.unit_id).answered_at
    answer_signal(actor=teacher, signal_uuid=passed.uuid)
    row = feed_back(actor=teacher, signal_uuid=passed.uuid, words="已到校，班级已消毒。")

    assert (row.answered_at, row.feedback) == (first, "已到校，班级已消毒。")
    assert passed.steps.filter(kind="fed_back").count() == 1


def test_a_unit_without_the_signal_cannot_answer_until_it_is_passed_on(passed, county, wang, cdc):
    with pytest.raises(NotFound):
        answer_signal(actor=wang, signal_uuid=passed.uuid)
    pass_signal(actor=cdc, signal_uuid=passed.uuid, unit_codes=["county-hospital"])

    assert answer_signal(actor=wang, signal_uuid=passed.uuid).answered_at
    with pytest.raises(RuleBroken, match="都已收到"):
        pass_signal(actor=cdc, signal_uuid=passed.uuid, unit_codes=["county-hospital"])


@pytest.mark.parametrize("given", [{"reason": "短"}, {"until": -1}, {"until": 91}])
def test_muting_needs_a_reason_and_an_end(county, cdc, given):
    indicator = build_indicator()
    before = traces()

    with pytest.raises(RuleBroken):
        mute_indicator(
            actor=cdc, indicator=indicator, area=county.areas["652327"], reason=given.get("reason", "设备检修期间"),
            until=clock.today() + timedelta(days=given.get("until", 5)),
        )  # fmt: skip
    assert traces() == before


def test_a_lifted_mute_raises_signals_again(county, cdc):
    indicator = build_indicator()
    build_rule(indicator, threshold=5)
    mute = build_mute(county, indicator)
    lift_mute(actor=cdc, mute_uuid=mute.uuid)
    build_site_report(county, build_site(county), 6)

    assert Signal.objects.count() == 1


def test_animal_and_human_signals_are_linked_once_from_either_side(county, cdc):
    human, animal = (
        build_signal(county),
        build_signal(county, title="养殖场羊群流产", source="unit"),
    )
    link_signals(
        actor=cdc, signal_uuid=human.uuid, other_number=animal.number, reason="患者接触同一羊群"
    )

    with pytest.raises(RuleBroken, match="已经关联"):
        link_signals(
            actor=cdc, signal_uuid=animal.uuid, other_number=human.number, reason="患者接触同一羊群"
        )
    with pytest.raises(RuleBroken, match="没有找到"):
        link_signals(
            actor=cdc, signal_uuid=human.uuid, other_number=human.number, reason="患者接触同一羊群"
        )


def test_a_source_control_is_proposed_and_announced(county, li, heard):
    told = heard(SourceControlProposed)
    signal = build_signal(county, by="li")
    proposal = propose_source_control(
        actor=li, signal_uuid=signal.uuid, area=county.areas["652327103"], species="旱獭",
        words="疫点周围五公里设警示牌，禁止捕猎。", until=clock.today() + timedelta(days=30),
    )  # fmt: skip

    assert [event.proposal for event in told] == [proposal]
    with pytest.raises(RuleBroken, match="90 天"):
        propose_source_control(
            actor=li, signal_uuid=signal.uuid, area=county.areas["652327103"], species="旱獭",
            words="禁止捕猎并设警示牌", until=clock.today() + timedelta(days=91),
        )  # fmt: skip


def test_false_alarms_and_times_are_counted_per_indicator(county, passed, cdc):
    with clock.moved_to(passed.found_at + timedelta(minutes=30)):
        verify_signal(actor=cdc, signal_uuid=passed.uuid, judgement="已电话核实属实")
    record = record_of(cdc, passed.indicator)

    assert (record.signals, record.judged, record.dismissed, record.verify_minutes) == (1, 1, 0, 30)
    assert record.false_share == 0
