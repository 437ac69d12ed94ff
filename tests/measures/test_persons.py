"""Persons under measures, their papers and proofs; complaints; requisitioned things."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.command.measures.models import Complaint, Delivery, Item, Measure, Paper, Subject
from lianfang.command.measures.public import (
    MeasureEnded,
    MeasureOrdered,
    SubjectFreed,
    answer_complaint,
    certify_periods,
    compensate_item,
    end_due_measures,
    free_subject,
    get_subject,
    give_back_item,
    lift_measure,
    list_releases,
    list_subjects,
    order_measure,
    record_complaint,
    record_delivery,
    strike_person,
    take_over_item,
)
from lianfang.command.measures.queries import list_items
from tests.builders.emergencies import build_emergency
from tests.builders.measures import build_item, build_measure, build_observation, build_subject
from tests.builders.people import build_person
from tests.builders.standards import build_disease

pytestmark = pytest.mark.django_db
JOB = Actor.system("措施到期")


def deliver(county, paper, **given):
    values = {
        "way": "hand", "receiver": "self", "outcome": "signed", "delivered_at": clock.now(),
    }  # fmt: skip
    return record_delivery(actor=county.actors["li"], paper_uuid=paper.uuid, **(values | given))


def test_contacts_of_class_a_are_bound_with_a_numbered_notice_each(county, li, zhao, wang, chief):
    persons = [build_person(county, name=name, phone="") for name in ("甲", "乙")]
    measure = build_observation(county, persons=persons)

    subjects = list(Subject.objects.order_by("id"))
    assert [s.state for s in subjects] == ["under", "under"]
    numbers = list(Paper.objects.filter(kind="person_notice").values_list("number", flat=True))
    assert len(set(numbers)) == 2
    # No public notice of persons, and no report upwards for what institutions do.
    assert set(measure.papers.values_list("kind", flat=True)) == {"decision", "person_notice"}
    assert list_subjects(li).count() == 2
    for stranger in (zhao, wang):
        with pytest.raises(NotFound):
            get_subject(stranger, subjects[0].uuid)
    with pytest.raises(NotAllowed):
        list_subjects(chief)


def test_a_measure_about_persons_names_somebody_and_the_government_does_not_decide_it(
    county, chief, health
):
    empty = build_observation(county, persons=[], order=False)

    with pytest.raises(RuleBroken, match="列入人员"):
        order_measure(actor=health, measure_uuid=empty.uuid)
    with pytest.raises(NotAllowed):
        order_measure(actor=chief, measure_uuid=empty.uuid)


@pytest.mark.parametrize(
    "given",
    [
        {"finding": " "},
        {"whereabouts": ""},
        {"last_exposed_at": None},
        {"ends_at": clock.now() + timedelta(days=30)},
        {"ends_at": clock.now() - timedelta(days=30)},
    ],
)
def test_a_person_listed_wrongly_leaves_no_trace(county, given):
    measure = build_observation(
        county, persons=[], order=False, ends_at=clock.now() + timedelta(days=20)
    )
    person = build_person(county)
    before = (Subject.objects.count(), AuditRow.objects.count())

    with pytest.raises(RuleBroken):
        build_subject(county, measure, person, **given)

    assert (Subject.objects.count(), AuditRow.objects.count()) == before


def test_observation_beyond_the_days_of_the_disease_is_refused_with_the_article(county):
    measure = build_observation(
        county, persons=[], order=False, ends_at=clock.now() + timedelta(days=20)
    )
    person = build_person(county)
    # 肺鼠疫: nine days from the last exposure, which was a day ago.
    with pytest.raises(RuleBroken, match="第五十八条"):
        build_subject(county, measure, person, ends_at=clock.now() + timedelta(days=8, hours=1))
    subject = build_subject(
        county, measure, person, ends_at=clock.now() + timedelta(days=7, hours=23)
    )

    with pytest.raises(RuleBroken, match="已在"):
        build_subject(county, measure, person)
    strike_person(actor=county.actors["cdc"], subject_uuid=subject.uuid, reason="复核后排除")
    assert Subject.objects.get().state == "removed"


def test_class_b_asks_for_consent_and_minors_for_their_guardian(county, cdc):
    with pytest.raises(RuleBroken, match="第六十条"):
        build_observation(county, disease="measles", persons=[], order=False)
    measure = build_observation(county, disease="measles", route="consent", persons=[], order=False)
    person = build_person(county, name="小明", phone="", born_on=date(2018, 1, 1))

    for by in ("nobody", "self"):
        with pytest.raises(RuleBroken):
            build_subject(county, measure, person, consent_by=by)
    subject = build_subject(county, measure, person, consent_by="guardian", consent_words="书面")
    order_measure(actor=county.actors["health"], measure_uuid=measure.uuid)
    free_subject(actor=cdc, subject_uuid=subject.uuid, way="withdraw", reason="监护人撤回同意")

    assert Subject.objects.get().state == "withdrawn"
    assert Paper.objects.filter(kind="release", subject=subject).count() == 1


def test_everybody_goes_free_at_the_minute_and_the_list_of_the_overdue_is_empty(county, li, heard):
    told = heard(SubjectFreed, MeasureEnded)
    build_observation(county)
    subject = Subject.objects.get()

    with clock.moved_to(subject.ends_at - timedelta(hours=1)):
        found = list_releases(li, at=clock.now())
        assert [s.pk for s in found["today"]] + [s.pk for s in found["tomorrow"]] == [subject.pk]
        with pytest.raises(RuleBroken):
            free_subject(
                actor=county.actors["cdc"],
                subject_uuid=subject.uuid,
                way="withdraw",
                reason="不适用的方式",
            )
    with clock.moved_to(subject.ends_at):
        assert [s.pk for s in list_releases(li, at=clock.now())["overdue"]] == [subject.pk]
        assert end_due_measures(actor=JOB) == 1
        found = list_releases(li, at=clock.now())
        assert list(found["overdue"]) == []
        assert [s.pk for s in found["untold"]] == [subject.pk]
        paper = Paper.objects.get(kind="release")
        deliver(county, paper)
        assert list(list_releases(li, at=clock.now())["untold"]) == []
    subject = Subject.objects.get()
    assert (subject.state, subject.ended_at, subject.ended_by) == ("ended", subject.ends_at, None)
    assert [type(event) for event in told] == [SubjectFreed]
    # The measure itself runs to its own end.
    assert Measure.objects.get().state == "ordered"


def test_lifting_a_measure_frees_its_persons(county, health, cdc):
    measure = build_observation(county)

    lift_measure(actor=health, measure_uuid=measure.uuid, reason="排除病例，不再需要")

    assert Subject.objects.get().state == "released"
    papers = certify_periods(actor=cdc, measure_uuid=measure.uuid)
    assert len(papers) == 1
    assert certify_periods(actor=cdc, measure_uuid=measure.uuid) == []
    assert not measure.papers.filter(kind="lifting").exists()


def test_somebody_added_later_is_bound_at_once_by_whoever_decides(county, li, cdc):
    measure = build_observation(county)
    other = build_person(county, name="后来者", phone="")

    with pytest.raises(NotAllowed):
        build_subject(county, measure, other, by="li")
    subject = build_subject(county, measure, other, by="cdc")

    assert Subject.objects.get(pk=subject.pk).state == "under"
    assert Paper.objects.filter(subject=subject, kind="person_notice").exists()


def test_proofs_of_delivery_stay_failed_ones_too(county, zhao):
    build_observation(county)
    paper = Paper.objects.get(kind="person_notice")

    with pytest.raises(RuleBroken):
        deliver(county, paper, way="posted")
    with pytest.raises(RuleBroken, match="见证人"):
        deliver(county, paper, outcome="refused")
    deliver(county, paper, outcome="absent")
    deliver(county, paper, outcome="refused", witness="村委会张某")
    with pytest.raises(NotFound):
        record_delivery(
            actor=zhao, paper_uuid=paper.uuid, way="hand", receiver="self", outcome="signed",
            delivered_at=clock.now(),
        )  # fmt: skip

    assert [d.outcome for d in Delivery.objects.order_by("id")] == ["absent", "refused"]


def test_a_complaint_has_a_clock_and_another_answerer_and_stops_nothing(county, office, chief):
    measure = build_measure(county, state="ordered")
    with pytest.raises(RuleBroken):
        record_complaint(
            actor=office, measure_uuid=measure.uuid, complainant="", words="影响孩子学习"
        )
    complaint = record_complaint(
        actor=office, measure_uuid=measure.uuid, complainant="家长甲", words="影响孩子学习"
    )

    assert Measure.objects.get().state == "ordered"
    assert complaint.due_at - complaint.received_at == timedelta(days=5)
    assert not complaint.is_late(clock.now())
    assert complaint.is_late(clock.now() + timedelta(days=6))
    row = AuditRow.objects.get(action="measures.complaint.recorded")
    assert "家长甲" not in f"{row.target_label}{row.changes}"
    Measure.objects.update(decided_by=office.user_id, proposed_by=chief.user_id)
    with pytest.raises(NotAllowed, match="其他人员"):
        answer_complaint(
            actor=office, complaint_uuid=complaint.uuid, result="rejected", answer="措施适当"
        )
    Measure.objects.update(decided_by=chief.user_id, proposed_by=None)
    answer_complaint(
        actor=office, complaint_uuid=complaint.uuid, result="rejected", answer="措施适当，已解释"
    )
    assert Complaint.objects.get().result == "rejected"
    with pytest.raises(RuleBroken):
        answer_complaint(
            actor=office, complaint_uuid=complaint.uuid, result="upheld", answer="再次答复"
        )


def test_a_requisitioned_thing_from_inventory_to_compensation(county, li, wang):
    emergency = build_emergency(county, disease=build_disease())
    given = {"kind": "requisition", "title": "征用车辆", "place": None}
    waiting = build_measure(county, emergency, **given)
    with pytest.raises(RuleBroken, match="尚未作出"):
        build_item(county, waiting)
    order_measure(actor=county.actors["chief"], measure_uuid=waiting.uuid)

    item = build_item(county, waiting)
    with pytest.raises(RuleBroken):
        give_back_item(actor=li, item_uuid=item.uuid, return_state="intact")
    take_over_item(actor=li, item_uuid=item.uuid, use_words="转运密切接触者")
    with pytest.raises(RuleBroken):
        compensate_item(actor=li, item_uuid=item.uuid, compensation=Decimal(10))
    assert list(list_items(li, overdue=True)) == []
    with clock.moved_to(waiting.ends_at + timedelta(hours=1)):
        assert [i.pk for i in list_items(li, overdue=True)] == [item.pk]
        with pytest.raises(RuleBroken):
            give_back_item(actor=li, item_uuid=item.uuid, return_state="damaged")
        give_back_item(actor=li, item_uuid=item.uuid, return_state="damaged", damage="左侧门凹陷")
        assert list(list_items(li, overdue=True)) == []
    with clock.moved_to(clock.now() + timedelta(days=21)):
        assert [i.pk for i in list_items(li, overdue=True)] == [item.pk]
        compensate_item(actor=li, item_uuid=item.uuid, compensation=Decimal("1800.00"))
        assert list(list_items(li, overdue=True)) == []
    assert list(list_items(wang)) == []
    assert Item.objects.get().compensation == Decimal("1800.00")


def test_rooms_above_hear_of_a_decision(county, heard):
    told = heard(MeasureOrdered)

    measure = build_measure(county, state="ordered")

    assert [event.measure.pk for event in told] == [measure.pk]
