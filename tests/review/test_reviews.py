"""A review computes from records, is approved by somebody else, is frozen, and is followed through."""

import io
from datetime import timedelta

import pypdf
import pytest
from docx import Document

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.models import Notice
from lianfang.command.emergencies.public import Emergency, Milestone, milestones_as_known
from lianfang.command.tasks.public import Task, performance
from lianfang.picture.review import queries, services
from lianfang.picture.review.choices import EarlyActionKind
from lianfang.picture.review.models import Lesson, Review
from lianfang.picture.review.public import open_review
from tests.builders.emergencies import build_emergency
from tests.builders.review import build_lesson, build_review
from tests.builders.tasks import bring_to, start_response
from tests.builders.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def emergency(county: World, plan: object) -> Emergency:
    return start_response(county, plan, level=4).emergency


def test_a_review_knows_the_start_of_the_response_as_coordination(
    county: World, emergency: Emergency
) -> None:
    review = build_review(county, emergency)

    facts = queries.early_action_facts(review)
    started = milestones_as_known(emergency).get(Milestone.RESPONSE_STARTED)
    assert [fact.happened for fact in facts.values()] == ([started.happened] if started else [])
    assert review.state == "draft"


def test_punctuality_comes_from_the_tasks(county: World, emergency: Emergency) -> None:
    office = county.actors["office"]
    first = Task.objects.order_by("id").first()
    who = next(
        w
        for w, a in county.actors.items()
        if first.unit_id in a.unit_ids and a.may("tasks.task.sign")
    )
    bring_to(county, first, "submitted", who=who)
    later = clock.now() + timedelta(days=90)

    now_rows = {r.key: r for r in performance(office, emergency, by="unit", at=clock.now())}
    late_rows = performance(office, emergency, by="unit", at=later)

    own = now_rows[first.unit_id]
    assert own.submitted == own.on_time == 1
    assert own.sign_time is not None
    assert sum(r.expected for r in now_rows.values()) == Task.objects.filter(parent=None).count()
    assert sum(r.late for r in late_rows) == sum(r.expected for r in late_rows) - 1


def test_a_task_of_the_command_is_counted_once_by_duty_and_by_unit(
    county: World, emergency: Emergency
) -> None:
    office = county.actors["office"]

    by_unit = performance(office, emergency, by="unit", at=clock.now())
    by_duty = performance(office, emergency, by="duty", at=clock.now())

    assert sum(r.expected for r in by_unit) == sum(r.expected for r in by_duty)


def test_seven_one_seven_is_computed(county: World, plan: object) -> None:
    emergency = build_emergency(county)
    review = build_review(county, emergency)
    now = clock.now()
    for number, kind in enumerate(EarlyActionKind):
        services.note_early_action(
            actor=county.actors["staff"], review_uuid=review.uuid, kind=kind,
            happened=now - timedelta(minutes=number), words="",
        )  # fmt: skip

    found = queries.timeliness(queries.get_review(county.actors["staff"], review.uuid))

    spans = {(i.starts, i.ends): i for i in found.intervals}
    assert not spans[(Milestone.EMERGED, Milestone.DETECTED)].is_late
    assert found.early.completed == now
    assert found.missing == []
    assert found.met == found.measured == 3


def test_what_is_missing_is_named(county: World, plan: object) -> None:
    review = build_review(county, build_emergency(county))

    assert "早期行动完成" in queries.timeliness(review).missing


def test_an_issued_review_is_numbered_printed_and_opened_by_other_programs(
    county: World, emergency: Emergency
) -> None:
    review = build_review(county, emergency, state="issued")

    assert review.number.startswith("复盘报告〔")
    words = "\n".join(p.text for p in Document(io.BytesIO(_raw(review.docx))).paragraphs)
    assert "七项早期行动" in words
    assert "总体及时。" in words
    pages = pypdf.PdfReader(io.BytesIO(_raw(review.pdf))).pages
    assert "7-1-7" in words or "及时性" in pages[0].extract_text()
    letters = Notice.objects.filter(kind="review.lessons")
    assert letters.count() == 1
    assert AuditRow.objects.filter(action="review.review.issued").count() == 1


def _raw(attachment: object) -> bytes:
    from django.core.files.storage import default_storage

    with default_storage.open(attachment.path) as stored:
        return stored.read()


def test_whoever_opened_it_does_not_approve(county: World, emergency: Emergency) -> None:
    office = county.actors["office"]
    review = open_review(actor=office, emergency_uuid=emergency.uuid, kind="midway")

    with pytest.raises(RuleBroken, match="不能自己审签"):
        services.approve_review(actor=office, review_uuid=review.uuid)

    assert Review.objects.get().state == "draft"


def test_one_review_at_a_time(county: World, emergency: Emergency) -> None:
    build_review(county, emergency)

    with pytest.raises(RuleBroken, match="已有一份"):
        open_review(actor=county.actors["staff"], emergency_uuid=emergency.uuid, kind="midway")

    assert Review.objects.count() == 1


def test_a_final_review_while_the_response_runs_is_refused(
    county: World, emergency: Emergency
) -> None:
    with pytest.raises(RuleBroken, match="尚未终止"):
        open_review(actor=county.actors["staff"], emergency_uuid=emergency.uuid, kind="final")

    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["duty", "li", "teacher", "cdc"])
def test_others_may_not_open_one(county: World, emergency: Emergency, who: str) -> None:
    with pytest.raises(NotAllowed):
        open_review(actor=county.actors[who], emergency_uuid=emergency.uuid, kind="midway")


def test_a_draft_is_not_seen_by_units_and_an_issued_one_is(
    county: World, emergency: Emergency
) -> None:
    review = build_review(county, emergency)
    with pytest.raises(NotFound):
        queries.get_review(county.actors["li"], review.uuid)
    services.discard_review(actor=county.actors["staff"], review_uuid=review.uuid, reason="重做")

    issued = build_review(county, emergency, state="issued")

    assert queries.get_review(county.actors["teacher"], issued.uuid) == issued


def test_nothing_is_added_to_an_approved_review(county: World, emergency: Emergency) -> None:
    review = build_review(county, emergency, state="approved")
    lessons = Lesson.objects.count()

    with pytest.raises(RuleBroken, match="已审签"):
        build_lesson(county, review)

    assert Lesson.objects.count() == lessons


def test_the_unit_reports_and_the_office_confirms(county: World, emergency: Emergency) -> None:
    build_review(county, emergency, state="issued")
    lesson = Lesson.objects.get()
    teacher, office = county.actors["teacher"], county.actors["office"]

    with pytest.raises(NotAllowed):
        services.report_lesson(actor=county.actors["wang"], lesson_uuid=lesson.uuid, words="做了")
    services.report_lesson(actor=teacher, lesson_uuid=lesson.uuid, words="已逐班核对。")
    services.return_lesson(actor=office, lesson_uuid=lesson.uuid, reason="缺三个班")
    services.report_lesson(actor=teacher, lesson_uuid=lesson.uuid, words="已补三个班。")
    done = services.confirm_lesson(actor=office, lesson_uuid=lesson.uuid)

    assert done.state == "confirmed"
    assert Notice.objects.filter(kind="review.returned").count() == 1
    with pytest.raises(RuleBroken):
        services.drop_lesson(actor=office, lesson_uuid=lesson.uuid, reason="不做了")


def test_a_change_of_the_plan_needs_its_words(county: World, emergency: Emergency) -> None:
    review = build_review(county, emergency)

    with pytest.raises(RuleBroken, match="建议条文"):
        services.add_lesson(
            actor=county.actors["staff"], review_uuid=review.uuid, kind="plan", title="补条款", words="缺",
            unit_uuid=county.units["county-health"].uuid, due_on=clock.today(),
        )  # fmt: skip

    assert not Lesson.objects.exists()


def test_a_unit_reads_the_punctuality_of_its_own_tasks_only(
    county: World, emergency: Emergency
) -> None:
    zhao = county.actors["zhao"]

    rows = performance(zhao, emergency, by="unit", at=clock.now())

    assert {row.key for row in rows} <= zhao.unit_ids
