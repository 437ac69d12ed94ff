"""Following lessons through: the unit reports, somebody else confirms."""

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, send_letters, unit_mailbox
from lianfang.picture.review import rules
from lianfang.picture.review.choices import ReviewState
from lianfang.picture.review.models import Lesson
from lianfang.picture.review.queries import lock_lesson


@transaction.atomic
def report_lesson(*, actor: Actor, lesson_uuid: object, words: str) -> Lesson:
    """
    Report a lesson as put into practice, with what was done.

    :raises NotAllowed: it is another unit's.
    :raises RuleBroken: the review is not issued yet, it is not open, or there are no words.
    """
    lesson = lock_lesson(actor, lesson_uuid)
    require(actor, Permission.LESSON_REPORT, unit_id=lesson.unit_id)
    if lesson.review.state != ReviewState.ISSUED:
        raise RuleBroken("这份复盘尚未印发，整改从印发后开始办理。")
    lesson.state = rules.LESSON_MOVES.target(lesson.state, "report")
    lesson.report_words = rules.check_words(words, "完成情况")
    lesson.reported_at, lesson.reported_by_id = clock.now(), actor.user_id
    lesson.save(update_fields=["state", "report_words", "reported_at", "reported_by"])
    record(
        actor=actor, action="review.lesson.reported", target=lesson, note=lesson.report_words[:200]
    )
    return lesson


@transaction.atomic
def confirm_lesson(*, actor: Actor, lesson_uuid: object, words: str = "") -> Lesson:
    """
    Confirm that a lesson has been put into practice.

    :raises NotAllowed: the actor may not approve reviews.
    :raises RuleBroken: it is the actor's own unit's or own report, or it has not been reported.
    """
    return _close(actor, lesson_uuid, "confirm", words.strip()[:300])


@transaction.atomic
def drop_lesson(*, actor: Actor, lesson_uuid: object, reason: str) -> Lesson:
    """
    Give a lesson up, with the reason.

    :raises RuleBroken: no reason, the actor's own unit's, or it is settled.
    """
    reason = rules.check_words(reason, "不再办理的原因", field="reason", longest=300)
    return _close(actor, lesson_uuid, "drop", reason)


def _close(actor: Actor, lesson_uuid: object, verb: str, words: str) -> Lesson:
    require(actor, Permission.LESSON_CONFIRM)
    lesson = lock_lesson(actor, lesson_uuid)
    target = rules.LESSON_MOVES.target(lesson.state, verb)
    _check_other(actor, lesson)
    lesson.state, lesson.close_words = target, words
    lesson.closed_at, lesson.closed_by_id = clock.now(), actor.user_id
    lesson.save(update_fields=["state", "close_words", "closed_at", "closed_by"])
    record(actor=actor, action=f"review.lesson.{target}", target=lesson, note=words)
    return lesson


@transaction.atomic
def return_lesson(*, actor: Actor, lesson_uuid: object, reason: str) -> Lesson:
    """
    Send a reported lesson back to its unit, with what is still missing.

    :raises RuleBroken: no reason, or it has not been reported.
    """
    require(actor, Permission.LESSON_CONFIRM)
    reason = rules.check_words(reason, "退回原因", field="reason", longest=300)
    lesson = lock_lesson(actor, lesson_uuid)
    target = rules.LESSON_MOVES.target(lesson.state, "return")
    _check_other(actor, lesson)
    lesson.state, lesson.reported_at, lesson.reported_by = target, None, None
    lesson.save(update_fields=["state", "reported_at", "reported_by"])
    record(actor=actor, action="review.lesson.returned", target=lesson, note=reason)
    url = reverse("review:lesson_detail", args=[lesson.uuid])
    subject = f"整改事项被退回：{lesson.title}"
    send_letters([Letter(unit_mailbox(lesson.unit_id), "review.returned", subject, reason, url)])
    return lesson


def _check_other(actor: Actor, lesson: Lesson) -> None:
    rules.check_not_own(
        unit_id=lesson.unit_id, own_units=actor.unit_ids, reported_by=lesson.reported_by_id,
        actor=actor.user_id,
    )  # fmt: skip
