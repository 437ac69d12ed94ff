"""Correcting the duties of a draft."""

from collections.abc import Sequence

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken, Stale
from lianfang.county.plans import rules
from lianfang.county.plans.choices import DoubtKind, Settlement
from lianfang.county.plans.models import Doubt, Duty, Member, Plan

from .locks import lock_part
from .numbering import renumber_duties
from .proposing import propose_again

# Between two clauses that are joined may stand this many letters of numbering or a linking word.
LINK = 12


@transaction.atomic
def correct_duty(
    *,
    actor: Actor,
    duty_uuid: object,
    text: str,
    starts: int | None = None,
    ends: int | None = None,
    member_uuid: object = None,
    seen: str | None = None,
) -> Duty:
    """
    Correct a duty's words, its place in the document, or whose it is; it then counts as confirmed.

    `seen` is the text the person had before them.

    :raises NotFound: no such duty in a draft of the actor's area, or no such unit in its draft.
    :raises RuleBroken: no words, or a place outside the document.
    :raises Stale: somebody else has changed the words meanwhile.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    _check_seen(duty, seen)
    starts = duty.starts if starts is None else starts
    ends = duty.ends if ends is None else ends
    text = text.strip()
    rules.check_span(text, duty.plan.source_text, starts=starts, ends=ends)
    before, words = duty.member, duty.text
    member = _member_of(duty.plan, member_uuid) if member_uuid else before
    duty.text, duty.starts, duty.ends, duty.sort, duty.member = text, starts, ends, starts, member
    duty.is_confirmed = True
    if member.pk != before.pk:
        duty.code = f"~{duty.pk}"
    duty.save(update_fields=["text", "starts", "ends", "sort", "member", "code", "is_confirmed"])
    if text != words:
        propose_again(duty)
    # The unit that has the duty now comes first: its actions leave codes that the other one needs.
    renumber_duties(member)
    if before.pk != member.pk:
        renumber_duties(before)
    duty.refresh_from_db()
    record(
        actor=actor, action="plans.duty.corrected", target=duty,
        changes={"text": (words, text), "member": (before.number, member.number)},
    )  # fmt: skip
    return duty


def _check_seen(duty: Duty, seen: str | None) -> None:
    if seen is not None and seen != duty.text:
        raise Stale("这条职责刚被他人改动，请刷新后按最新文字再操作。")


def _member_of(plan: Plan, uuid: object) -> Member:
    member = plan.members.filter(uuid=uuid).first()
    if member is None:
        raise NotFound("这份预案里没有这个成员单位，请刷新后重新选择。")
    return member


@transaction.atomic
def split_duty(
    *, actor: Actor, duty_uuid: object, at: Sequence[int], seen: str | None = None
) -> list[Duty]:
    """
    Cut a duty at some letters of its text into several, each confirmed.

    The first keeps the actions chosen so far; the others get proposals of their own.

    :raises RuleBroken: a cut lies outside the words or leaves nothing between two cuts.
    :raises Stale: somebody else has changed the words meanwhile.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    _check_seen(duty, seen)
    words, begin, end = duty.text, duty.starts, duty.ends
    is_verbatim = duty.plan.source_text[begin:end] == words
    parts = rules.pieces(words, at)
    duties = []
    for place, (left, right) in enumerate(parts):
        part = duty if place == 0 else Duty(member=duty.member, plan=duty.plan)
        part.text, part.is_confirmed = words[left:right], True
        # Corrected words no longer stand letter by letter in the document: each part points to all.
        part.starts, part.ends = (begin + left, begin + right) if is_verbatim else (begin, end)
        part.sort = begin + left
        part.code = part.code or f"~{duty.pk}~{place}"
        part.save()
        propose_again(part)
        duties.append(part)
    renumber_duties(duty.member)
    for part in duties:
        part.refresh_from_db()
    record(actor=actor, action="plans.duty.split", target=duty, count=len(duties))
    return duties


@transaction.atomic
def join_duties(*, actor: Actor, duty_uuid: object) -> Duty:
    """
    Join a duty with the next one of the same unit. Actions chosen for either are kept.

    :raises RuleBroken: it is the unit's last duty.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    others = list(duty.member.duties.order_by("sort", "starts", "id"))
    place = [other.pk for other in others].index(duty.pk)
    if place + 1 == len(others):
        raise RuleBroken("这是该单位的最后一条职责，后面没有可以合并的。")
    following = others[place + 1]
    words = duty.text
    duty.text = _joined(duty.plan.source_text, duty, following)
    rules.check_span(duty.text, duty.plan.source_text, starts=duty.starts, ends=following.ends)
    duty.starts, duty.ends = min(duty.starts, following.starts), max(duty.ends, following.ends)
    duty.is_confirmed = True
    held = set(duty.actions.exclude(standard="").values_list("standard", flat=True))
    following.actions.filter(standard__in=held).delete()
    if duty.actions.count() + following.actions.count() > rules.MOST_ACTIONS:
        following.actions.filter(is_confirmed=False).delete()
    following.actions.update(duty=duty)
    following.delete()
    duty.save(update_fields=["text", "starts", "ends", "is_confirmed"])
    renumber_duties(duty.member)
    duty.refresh_from_db()
    record(
        actor=actor, action="plans.duty.joined", target=duty, changes={"text": (words, duty.text)}
    )
    return duty


def _joined(source: str, first: Duty, second: Duty) -> str:
    """The document's own words across both where nothing else stands between them."""
    verbatim = (
        source[first.starts : first.ends] == first.text
        and source[second.starts : second.ends] == second.text
    )
    if verbatim and 0 <= second.starts - first.ends <= LINK:
        return source[first.starts : second.ends]
    return f"{first.text.rstrip(rules.SEPARATORS)}；{second.text}"


@transaction.atomic
def add_duty(*, actor: Actor, member_uuid: object, text: str, starts: int | None = None) -> Duty:
    """
    Add words of the document as a duty of a unit, confirmed, with proposed actions.

    Without `starts` the words are looked for, first after the unit's name.

    :raises RuleBroken: the words do not stand in the document.
    """
    member = lock_part(actor, Member, member_uuid)
    text = text.strip()
    source = member.plan.source_text
    if starts is None or source[starts : starts + len(text)] != text:
        starts = rules.place_of(text, source, near=member.ends)
    ends = starts + len(text)
    rules.check_span(text, source, starts=starts, ends=ends)
    duty = Duty.objects.create(
        member=member, plan=member.plan, code=f"~{member.pk}", sort=starts, text=text,
        starts=starts, ends=ends, is_confirmed=True,
    )  # fmt: skip
    renumber_duties(member)
    duty.refresh_from_db()
    propose_again(duty)
    _settle_inside(actor, duty)
    record(actor=actor, action="plans.duty.added", target=duty)
    return duty


def _settle_inside(actor: Actor, duty: Duty) -> None:
    """Doubts about words that now are a duty have found their answer."""
    Doubt.objects.filter(
        plan=duty.plan, settled_at=None, starts__gte=duty.starts, ends__lte=duty.ends
    ).update(how=Settlement.TAKEN, settled_at=clock.now(), settled_by_id=actor.user_id)


@transaction.atomic
def remove_duty(*, actor: Actor, duty_uuid: object) -> Member:
    """Take a duty out of a draft; its words stay on record as left out."""
    duty = lock_part(actor, Duty, duty_uuid)
    member = duty.member
    Doubt.objects.create(
        plan=duty.plan, kind=DoubtKind.IGNORED, starts=duty.starts, ends=duty.ends,
        why=f"人工删除：{member.name}的职责"[:200],
    )  # fmt: skip
    record(actor=actor, action="plans.duty.removed", target=duty)
    duty.delete()
    renumber_duties(member)
    return member


@transaction.atomic
def confirm_duty(*, actor: Actor, duty_uuid: object) -> Duty:
    """Confirm a duty as it was read."""
    duty = lock_part(actor, Duty, duty_uuid)
    duty.is_confirmed = True
    duty.save(update_fields=["is_confirmed"])
    record(actor=actor, action="plans.duty.confirmed", target=duty)
    return duty


@transaction.atomic
def confirm_duties_of_member(*, actor: Actor, member_uuid: object) -> int:
    """Confirm every duty of a unit as it was read. Returns how many were new."""
    member = lock_part(actor, Member, member_uuid)
    count = member.duties.filter(is_confirmed=False).update(is_confirmed=True)
    record(actor=actor, action="plans.duty.all_confirmed", target=member, count=count)
    return count
