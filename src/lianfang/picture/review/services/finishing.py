"""Approving, giving back, numbering and freezing a review."""

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_number, record
from lianfang.base.files.public import save_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number, to_docx, to_pdf
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, send_letters, unit_mailbox
from lianfang.picture.review import rules
from lianfang.picture.review.documents import review_document
from lianfang.picture.review.models import Review
from lianfang.picture.review.queries import early_action_facts, figures_of, lock_review

SERIES = {False: ("review.review", "复盘报告"), True: ("review.review.exercise", "演练复盘报告")}


@transaction.atomic
def approve_review(*, actor: Actor, review_uuid: object) -> Review:
    """
    Sign a review off; nothing can be added afterwards.

    :raises NotAllowed: the actor may not approve reviews.
    :raises RuleBroken: the actor opened it, it is no draft, or something is missing in it.
    """
    require(actor, Permission.REVIEW_APPROVE)
    review = lock_review(actor, review_uuid)
    target = rules.REVIEW_MOVES.target(review.state, "approve")
    rules.check_two_people(opened_by=review.opened_by_id, approver=actor.user_id)
    rules.check_complete(
        conclusion=review.conclusion,
        unknown_actions=rules.sum_early_actions(early_action_facts(review)).unknown,
        lessons=review.lessons.count(),
    )
    review.state = target
    review.approved_at, review.approved_by_id = clock.now(), actor.user_id
    review.save(update_fields=["state", "approved_at", "approved_by"])
    record(actor=actor, action="review.review.approved", target=review)
    return review


@transaction.atomic
def give_back_review(*, actor: Actor, review_uuid: object, reason: str) -> Review:
    """
    Send an approved review back to its writers.

    :raises RuleBroken: no reason is given, or it is not approved.
    """
    require(actor, Permission.REVIEW_APPROVE)
    reason = rules.check_words(reason, "退回原因", field="reason", longest=300)
    review = lock_review(actor, review_uuid)
    review.state = rules.REVIEW_MOVES.target(review.state, "give_back")
    review.approved_at = review.approved_by = None
    review.save(update_fields=["state", "approved_at", "approved_by"])
    record(actor=actor, action="review.review.given_back", target=review, note=reason)
    return review


@transaction.atomic
def issue_review(*, actor: Actor, review_uuid: object) -> Review:
    """
    Number a review, print it with its figures, freeze it and give every unit its lessons.

    :raises NotAllowed: the actor may not write reviews.
    :raises RuleBroken: it is not approved.
    """
    require(actor, Permission.REVIEW_WRITE)
    review = lock_review(actor, review_uuid)
    review.state = rules.REVIEW_MOVES.target(review.state, "issue")
    series, code = SERIES[review.emergency.is_exercise]
    review.number = official_number(code, clock.today().year, next_number(series))
    review.issued_at, review.issued_by_id = clock.now(), actor.user_id
    document = review_document(review, figures_of(actor, review))
    name = f"{review.number} {review.title}"
    review.docx = save_attachment(actor=actor, name=f"{name}.docx", raw=to_docx(document))
    review.pdf = save_attachment(actor=actor, name=f"{name}.pdf", raw=to_pdf(document))
    review.save(update_fields=["state", "number", "issued_at", "issued_by", "docx", "pdf"])
    record(
        actor=actor, action="review.review.issued", target=review,
        changes={"number": ("", review.number)},
    )  # fmt: skip
    _tell_units(review)
    return review


def _tell_units(review: Review) -> None:
    """One letter per unit, naming how many things it has to put right and the first limit."""
    lessons = list(review.lessons.order_by("due_on", "id"))
    units = {lesson.unit_id: lesson.due_on for lesson in reversed(lessons)}
    url = f"{reverse('review:lesson_list')}?mine=on"
    send_letters(
        Letter(
            unit_mailbox(unit), "review.lessons", f"{review.number}：请办理整改事项",
            body=f"最早一项的完成期限为 {first:%Y-%m-%d}。", url=url,
        )
        for unit, first in sorted(units.items())
    )  # fmt: skip


@transaction.atomic
def discard_review(*, actor: Actor, review_uuid: object, reason: str) -> Review:
    """
    Lay an unissued review aside.

    :raises RuleBroken: no reason is given, or it has been issued.
    """
    require(actor, Permission.REVIEW_WRITE)
    reason = rules.check_words(reason, "作废原因", field="reason", longest=300)
    review = lock_review(actor, review_uuid)
    review.state = rules.REVIEW_MOVES.target(review.state, "discard")
    review.save(update_fields=["state"])
    record(actor=actor, action="review.review.discarded", target=review, note=reason)
    return review
