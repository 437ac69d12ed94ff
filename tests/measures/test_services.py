"""Measures proposed, decided, ended; what is refused changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.notices.public import Notice
from lianfang.command.measures.models import Measure, Paper, Subject, UpwardReport
from lianfang.command.measures.public import (
    AboveDecision,
    end_due_measures,
    extend_measure,
    get_measure,
    lift_measure,
    list_measures,
    open_measures_of,
    order_measure,
    propose_measure,
    record_upper_opinion,
    refuse_measure,
    remind_reviews,
    review_measure,
    send_report_up,
    withdraw_measure,
)
from lianfang.county.places.models import Place
from tests.builders.emergencies import build_emergency
from tests.builders.measures import build_measure, measure_facts
from tests.builders.standards import build_disease

pytestmark = pytest.mark.django_db
JOB = Actor.system("措施到期")


def traces():
    tables = (Measure, Paper, Subject, UpwardReport, Place)
    return [list(t.objects.order_by("pk").values()) for t in tables] + [
        AuditRow.objects.count(), Notice.objects.count(),
    ]  # fmt: skip


def later(**span):
    return clock.moved_to(clock.now() + timedelta(**span))


def test_a_suspension_is_proposed_decided_published_and_reported_up_at_once(county, chief):
    measure = build_measure(county)
    assert measure.number.startswith("GK-")
    assert Notice.objects.filter(kind="measures.proposed").count() >= 2

    order_measure(actor=chief, measure_uuid=measure.uuid, opinion="同意")

    measure = Measure.objects.get()
    assert (measure.state, measure.authority.code) == ("ordered", "A04")
    assert "第六十三条" in measure.basis
    papers = dict(measure.papers.values_list("kind", "number"))
    assert set(papers) == {"decision", "notice", "report_up"}
    assert papers["decision"] == measure.decision_number
    assert papers["notice"].endswith("1号")
    report = measure.upward
    assert (report.due_at, report.sent_at) == (measure.decided_at, None)
    assert measure.place.status == "limited"
    assert measure.is_in_force(clock.now())
    assert [s.after for s in measure.steps.order_by("id")] == ["proposed", "ordered"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends_at": None}, "ends_at"),
        ({"scope_words": ""}, "scope_words"),
        ({"proportionality": ""}, "proportionality"),
        ({"alternatives": ""}, "alternatives"),
        ({"hotline": ""}, "hotline"),
        ({"complaint_route": ""}, "complaint_route"),
        ({"arrangements": {}}, "minors"),
        ({"review_on": None}, "review_on"),
        ({"place": None}, "place"),
        ({"kind": "lockdown"}, "kind"),
        ({"kind": "area_quarantine"}, "kind"),
        ({"route": "above"}, "route"),
    ],
)
def test_a_refused_proposal_leaves_no_trace(county, li, given, field):
    emergency = build_emergency(county, disease=build_disease("norovirus"))
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        propose_measure(
            actor=li, emergency_uuid=emergency.uuid, facts=measure_facts(county, **given)
        )

    assert field in refusal.value.fields
    assert traces() == before


def test_a_lockdown_is_suggested_upwards_and_binds_nobody(county, li, chief):
    emergency = build_emergency(county, disease=build_disease("plague_pneumonic"))
    given = {"kind": "lockdown", "title": "建议封锁疫区", "place": None}
    with pytest.raises(RuleBroken, match="第六十六条"):
        build_measure(county, emergency, route="county", **given)

    measure = build_measure(county, emergency, route="suggest", state="ordered", **given)

    assert (measure.state, measure.is_in_force(clock.now())) == ("sent_up", False)
    assert [p.kind for p in measure.papers.all()] == ["suggestion"]
    assert list(list_measures(chief, standing="now")) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(state="ordered")


def test_quarantine_takes_the_decision_of_the_level_above(county):
    emergency = build_emergency(county, disease=build_disease("cholera"))
    given = {"kind": "area_quarantine", "route": "above", "place": None}
    with pytest.raises(RuleBroken, match="文号"):
        build_measure(county, emergency, **given)

    above = AboveDecision("昌吉州人民政府", "昌州政发〔2026〕9号", clock.today())
    measure = build_measure(county, emergency, state="ordered", above=above, **given)

    assert (measure.state, measure.above_number) == ("ordered", "昌州政发〔2026〕9号")


def test_proposer_and_decider_are_two_people_and_a_double_click_counts_once(county, chief, li):
    own = build_measure(county, by="li")
    Measure.objects.filter(pk=own.pk).update(proposed_by=chief.user_id)
    before = traces()
    with pytest.raises(RuleBroken, match="提出人"):
        order_measure(actor=chief, measure_uuid=own.uuid)
    with pytest.raises(NotAllowed):
        order_measure(actor=li, measure_uuid=own.uuid)
    assert traces() == before

    other = build_measure(county, state="ordered")
    before = traces()
    for verb in (order_measure, refuse_measure):
        with pytest.raises(Stale):
            verb(actor=chief, measure_uuid=other.uuid, opinion="再次决定")
    assert traces() == before


def test_neighbours_and_other_units_do_not_learn_of_a_proposal(county, zhao, wang, teacher, office):
    measure = build_measure(county)

    assert get_measure(office, measure.uuid).pk == measure.pk
    for stranger in (zhao, wang, teacher):
        with pytest.raises(NotFound):
            get_measure(stranger, measure.uuid)
    order_measure(actor=county.actors["chief"], measure_uuid=measure.uuid)
    assert get_measure(teacher, measure.uuid).pk == measure.pk
    with pytest.raises(NotFound):
        get_measure(zhao, measure.uuid)


def test_a_proposal_is_refused_with_reasons_or_taken_back(county, chief, li, office):
    measure = build_measure(county)
    with pytest.raises(RuleBroken):
        refuse_measure(actor=chief, measure_uuid=measure.uuid, opinion="否")
    refuse_measure(actor=chief, measure_uuid=measure.uuid, opinion="先行消毒观察")
    assert Measure.objects.get().state == "refused"

    other = build_measure(county)
    with pytest.raises(NotAllowed):
        withdraw_measure(actor=office, measure_uuid=other.uuid, reason="不再需要")
    withdraw_measure(actor=li, measure_uuid=other.uuid, reason="不再需要")
    assert not Paper.objects.exists()


def test_a_measure_ends_by_itself_and_cannot_be_kept(county, chief, office):
    measure = build_measure(county, state="ordered")
    ends = measure.ends_at

    with clock.moved_to(ends):
        # By the clock at once, before any job has run.
        assert list(list_measures(office, standing="now")) == []
        assert not Measure.objects.get().is_in_force(clock.now())
    with clock.moved_to(ends + timedelta(hours=3)):
        with pytest.raises(Stale):
            lift_measure(actor=chief, measure_uuid=measure.uuid, reason="补办解除")
        assert end_due_measures(actor=JOB) == 1
        assert end_due_measures(actor=JOB) == 0
    measure = Measure.objects.get()
    assert (measure.state, measure.ended_at, measure.ended_by) == ("ended", ends, None)
    assert measure.papers.filter(kind="lifting").count() == 1
    assert measure.place.status == "open"
    with clock.moved_to(ends + timedelta(hours=4)), pytest.raises(RuleBroken):
        extend_measure(
            actor=office, measure_uuid=measure.uuid, ends_at=ends + timedelta(days=9),
            review_on=None, reason="仍有续发病例",
        )  # fmt: skip


def test_an_extension_is_a_new_decision_by_another_person(county, li, chief):
    measure = build_measure(county, state="ordered")
    ends = measure.ends_at
    with clock.moved_to(ends - timedelta(days=1)):
        longer = extend_measure(
            actor=li, measure_uuid=measure.uuid, ends_at=ends + timedelta(days=3),
            review_on=clock.beijing(ends).date() + timedelta(days=1), reason="仍有续发病例",
        )  # fmt: skip
        with pytest.raises(RuleBroken, match="已提出延长"):
            extend_measure(
                actor=li, measure_uuid=measure.uuid, ends_at=ends + timedelta(days=4),
                review_on=clock.beijing(ends).date(), reason="再次延长一次",
            )  # fmt: skip
        with pytest.raises(NotAllowed):
            order_measure(actor=li, measure_uuid=longer.uuid)
        order_measure(actor=chief, measure_uuid=longer.uuid)
    with clock.moved_to(ends + timedelta(minutes=1)):
        assert end_due_measures(actor=JOB) == 1
        longer = Measure.objects.get(pk=longer.pk)
        assert longer.is_in_force(clock.now())
        # The place stays limited: the new decision binds it.
        assert longer.place.status == "limited"
    assert longer.decision_number != measure.decision_number


def test_a_proposal_whose_time_has_passed_cannot_be_decided(county, chief):
    measure = build_measure(county)

    with later(days=6), pytest.raises(RuleBroken, match="期限已过"):
        order_measure(actor=chief, measure_uuid=measure.uuid)
    assert Measure.objects.get().state == "proposed"


def test_lifting_before_the_time_brings_its_notice(county, chief, li):
    measure = build_measure(county, state="ordered")
    with pytest.raises(NotAllowed):
        lift_measure(actor=li, measure_uuid=measure.uuid, reason="疫情平息")
    with pytest.raises(RuleBroken):
        lift_measure(actor=chief, measure_uuid=measure.uuid, reason=" ")
    assert list(open_measures_of(measure.emergency)) == [measure]

    lift_measure(actor=chief, measure_uuid=measure.uuid, reason="疫情平息，不再需要")

    measure = Measure.objects.get()
    assert (measure.state, measure.place.status) == ("lifted", "open")
    assert measure.papers.filter(kind="lifting").exists()
    assert list(open_measures_of(measure.emergency)) == []
    with pytest.raises(RuleBroken):
        lift_measure(actor=chief, measure_uuid=measure.uuid, reason="再次解除一次")


def test_the_level_above_keeps_or_revokes(county, office, chief):
    kept, revoked = build_measure(county, state="ordered"), build_measure(county, state="ordered")
    given = {"actor": office, "sent_to": "昌吉州人民政府"}
    with pytest.raises(RuleBroken, match="先登记报出"):
        record_upper_opinion(actor=office, measure_uuid=kept.uuid, opinion="keep", words="同意维持")
    with pytest.raises(RuleBroken):
        send_report_up(measure_uuid=kept.uuid, sent_at=clock.now() + timedelta(hours=1), **given)
    for measure in (kept, revoked):
        send_report_up(measure_uuid=measure.uuid, sent_at=clock.now(), **given)

    record_upper_opinion(actor=office, measure_uuid=kept.uuid, opinion="keep", words="同意维持")
    record_upper_opinion(
        actor=office, measure_uuid=revoked.uuid, opinion="revoke", words="范围过大，予以撤销"
    )

    assert Measure.objects.get(pk=kept.pk).state == "ordered"
    assert Measure.objects.get(pk=revoked.pk).state == "revoked"
    with pytest.raises(RuleBroken):
        record_upper_opinion(actor=office, measure_uuid=kept.uuid, opinion="keep", words="重复登记")
    with pytest.raises(RuleBroken, match="已登记报出"):
        send_report_up(measure_uuid=kept.uuid, sent_at=clock.now(), **given)


def test_reviews_are_reminded_once_a_day_and_extend_nothing(county, li):
    measure = build_measure(county, state="ordered")
    with later(days=3):
        assert remind_reviews(actor=JOB) == 1
        assert remind_reviews(actor=JOB) == 0
        with pytest.raises(RuleBroken):
            review_measure(
                actor=li, measure_uuid=measure.uuid, result="keep", words="仍有病例",
                next_on=clock.today() + timedelta(days=30),
            )  # fmt: skip
        review_measure(actor=li, measure_uuid=measure.uuid, result="lift", words="两日无新病例")
    assert Measure.objects.get().ends_at == measure.ends_at
    assert Notice.objects.filter(kind="measures.reviewed").exists()


def test_exercises_have_series_of_their_own(county):
    emergency = build_emergency(county, disease=build_disease(), is_exercise=True)

    drill = build_measure(county, emergency, state="ordered")
    real = build_measure(county, state="ordered")

    assert drill.number.startswith("GX-")
    assert "演" in drill.decision_number
    assert real.decision_number.endswith("〕1号")
    assert Notice.objects.filter(subject__startswith="【演练】").exists()


def test_nobody_is_bound_backwards(county, chief):
    measure = build_measure(county)

    with later(hours=5):
        order_measure(actor=chief, measure_uuid=measure.uuid)
    measure = Measure.objects.get()
    assert measure.starts_at == measure.decided_at


def test_units_not_concerned_neither_review_nor_extend(county, wang):
    measure = build_measure(county, state="ordered")

    with pytest.raises(NotAllowed):
        review_measure(actor=wang, measure_uuid=measure.uuid, result="keep", words="仍有必要")
    with pytest.raises(NotAllowed):
        extend_measure(
            actor=wang, measure_uuid=measure.uuid, ends_at=measure.ends_at + timedelta(days=1),
            review_on=None, reason="仍有必要",
        )  # fmt: skip


def test_a_foreign_area_or_a_closed_emergency_takes_no_measure(county, li):
    emergency = build_emergency(county, disease=build_disease())
    facts = replace(measure_facts(county), area=county.areas["652327101"])

    with pytest.raises(NotAllowed):
        propose_measure(actor=li, emergency_uuid=emergency.uuid, facts=facts)
