"""Opening a review and writing what people found."""

from datetime import date, datetime

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import (
    Milestone,
    get_emergency,
    milestones_as_known,
    running_response,
)
from lianfang.county.orgs.public import get_unit
from lianfang.county.plans.public import Duty
from lianfang.picture.review import rules
from lianfang.picture.review.choices import (
    EarlyActionKind,
    FindingKind,
    LessonKind,
    ReviewKind,
    ReviewState,
    Stage,
)
from lianfang.picture.review.models import EarlyAction, Finding, Lesson, Review
from lianfang.picture.review.queries import lock_review

OPEN = (ReviewState.DRAFT, ReviewState.APPROVED)
LONGEST_LINE = 300


@transaction.atomic
def open_review(*, actor: Actor, emergency_uuid: object, kind: str) -> Review:
    """
    Open the review of an emergency, with its figures as of now (a final one: as of the end).

    The start of the response is entered as the coordination that it is; people may correct it.

    :raises NotAllowed: the actor may not write reviews.
    :raises RuleBroken: one is open already, or a final one is wanted while the response runs.
    """
    require(actor, Permission.REVIEW_WRITE)
    emergency = get_emergency(actor, emergency_uuid)
    require(actor, Permission.REVIEW_WRITE, area_path=emergency.area_path)
    rules.check_may_open(
        kind=kind,
        response_runs=running_response(emergency) is not None,
        has_open=Review.objects.filter(emergency=emergency, state__in=OPEN).exists(),
    )
    now = clock.now()
    label = ReviewKind(kind).label
    review = Review.objects.create(
        emergency=emergency, area_path=emergency.area_path, kind=ReviewKind(kind),
        title=f"关于{emergency.name}应对处置的{label}报告", cutoff_at=now, opened_at=now,
        opened_by_id=actor.user_id,
    )  # fmt: skip
    started = milestones_as_known(emergency).get(Milestone.RESPONSE_STARTED)
    if started is not None:
        EarlyAction.objects.create(
            review=review, kind=EarlyActionKind.COORDINATION, happened=started.happened,
            words="启动应急响应，指挥部开始运转（系统记录）", recorded_at=now, recorded_by_id=None,
        )  # fmt: skip
    record(actor=actor, action="review.review.opened", target=review)
    return review


def _draft(actor: Actor, review_uuid: object) -> Review:
    require(actor, Permission.REVIEW_WRITE)
    review = lock_review(actor, review_uuid)
    rules.check_draft(review.state)
    return review


@transaction.atomic
def note_early_action(
    *, actor: Actor, review_uuid: object, kind: str, happened: datetime | None, words: str
) -> EarlyAction:
    """
    Note when one of the seven early actions was done, or why it was not needed.

    :raises RuleBroken: the review is past its draft; in the future, before the event, or unexplained.
    """
    review = _draft(actor, review_uuid)
    known = milestones_as_known(review.emergency).get(Milestone.EMERGED)
    rules.check_early_action(
        happened, words, emerged=known.happened if known else None, now=clock.now()
    )
    row = EarlyAction.objects.create(
        review=review, kind=EarlyActionKind(kind), happened=happened, words=words.strip()[:200],
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, action="review.early_action.noted", target=review,
        changes={kind: (None, happened)}, note=row.words,
    )  # fmt: skip
    return row


@transaction.atomic
def add_finding(*, actor: Actor, review_uuid: object, kind: str, stage: str, words: str) -> Finding:
    """
    Add something that helped or hindered.

    :raises RuleBroken: the review is past its draft, or there are no words.
    """
    review = _draft(actor, review_uuid)
    finding = Finding.objects.create(
        review=review, kind=FindingKind(kind), stage=Stage(stage), recorded_at=clock.now(),
        words=rules.check_words(words, "情况", longest=LONGEST_LINE), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="review.finding.added", target=review, note=finding.words)
    return finding


@transaction.atomic
def add_lesson(
    *,
    actor: Actor,
    review_uuid: object,
    kind: str,
    title: str,
    words: str,
    unit_uuid: object,
    due_on: date,
    duty_uuid: object = None,
    proposed_words: str = "",
) -> Lesson:
    """
    Add what has to change: work of a unit, or words of the plan. The unit is told when it is issued.

    :raises NotFound: no such unit, or the duty is not of a plan of this response.
    :raises RuleBroken: past its draft, words missing, the day has passed, no new words for the plan.
    """
    review = _draft(actor, review_uuid)
    rules.check_due(due_on, today=clock.today())
    duty = _duty(review, duty_uuid)
    if kind == LessonKind.PLAN:
        proposed_words = rules.check_words(proposed_words, "建议条文", field="proposed_words")
    lesson = Lesson.objects.create(
        review=review, kind=LessonKind(kind), unit=get_unit(actor, unit_uuid), duty=duty, due_on=due_on,
        title=rules.check_words(title, "事项", field="title", longest=100),
        words=rules.check_words(words, "问题与要求"), proposed_words=proposed_words.strip(),
        recorded_at=clock.now(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="review.lesson.added", target=lesson, note=lesson.title)
    return lesson


def _duty(review: Review, duty_uuid: object) -> Duty | None:
    if not duty_uuid:
        return None
    plans = review.emergency.responses.values("plan")
    duty = Duty.objects.filter(uuid=duty_uuid, plan__in=plans).first()
    if duty is None:
        raise NotFound("这条职责不在本次响应所依据的预案中，请重新选择。")
    return duty


@transaction.atomic
def conclude_review(
    *, actor: Actor, review_uuid: object, conclusion: str, participants: str, held_on: date | None
) -> Review:
    """
    Write the overall judgement, who took part and on which day.

    :raises RuleBroken: the review is past its draft, or there is no judgement.
    """
    review = _draft(actor, review_uuid)
    review.conclusion = rules.check_words(conclusion, "总体评价", field="conclusion")
    review.participants, review.held_on = participants.strip(), held_on
    review.save(update_fields=["conclusion", "participants", "held_on"])
    record(actor=actor, action="review.review.concluded", target=review)
    return review
