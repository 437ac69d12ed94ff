"""Reviews, brought to their states by the services."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import Emergency
from lianfang.picture.review.choices import EarlyActionKind
from lianfang.picture.review.public import (
    Lesson,
    Review,
    add_finding,
    add_lesson,
    approve_review,
    conclude_review,
    issue_review,
    note_early_action,
    open_review,
)

from .world import World


def build_review(
    world: World, emergency: Emergency, *, state: str = "draft", kind: str = "midway"
) -> Review:
    """A review opened by the staff of the office, filled, approved and issued as far as wanted."""
    staff = world.actors["staff"]
    review = open_review(actor=staff, emergency_uuid=emergency.uuid, kind=kind)
    if state == "draft":
        return review
    for action in EarlyActionKind:
        note_early_action(
            actor=staff, review_uuid=review.uuid, kind=action, happened=None, words="本次不适用"
        )
    add_finding(
        actor=staff, review_uuid=review.uuid, kind="enabler", stage="detection", words="校医警觉"
    )
    build_lesson(world, review)
    conclude_review(
        actor=staff, review_uuid=review.uuid, conclusion="总体及时。", participants="各成员单位",
        held_on=clock.today(),
    )  # fmt: skip
    review = approve_review(actor=world.actors["chief"], review_uuid=review.uuid)
    return issue_review(actor=staff, review_uuid=review.uuid) if state == "issued" else review


def build_lesson(
    world: World, review: Review, *, unit: str = "county-education", days: int = 30
) -> Lesson:
    return add_lesson(
        actor=world.actors["staff"], review_uuid=review.uuid, kind="work", title="补齐晨午检记录",
        words="晨午检记录缺项，应逐班核对。", unit_uuid=world.units[unit].uuid,
        due_on=clock.today() + timedelta(days=days),
    )  # fmt: skip
