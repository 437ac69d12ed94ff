"""Keeping the numbers of a draft in the document's order after a correction."""

from collections.abc import Iterable, Sequence

from django.db.models import F

from lianfang.county.plans.models import Action, Duty, Member, Plan
from lianfang.county.plans.rules import letter_of

# Out of reach of real numbers, so that two rows never carry the same one on the way.
ASIDE = 1_000_000


def renumber_duties(member: Member) -> None:
    """Number a unit's duties by their place in the document, and the actions after their duty."""
    duties = list(member.duties.order_by("sort", "starts", "id").prefetch_related("actions"))
    _recode(Duty, ((duty, f"{member.number}.{place}") for place, duty in enumerate(duties, 1)))
    _recode(
        Action,
        (
            (action, f"{duty.code}-{letter_of(place)}")
            for duty in duties
            for place, action in enumerate(_in_order(duty))
        ),
    )


def _in_order(duty: Duty) -> Sequence[Action]:
    return sorted(duty.actions.all(), key=lambda action: (action.code, action.pk))


def _recode(model: type[Duty] | type[Action], wanted: Iterable[tuple[Duty | Action, str]]) -> None:
    changed = [(row, code) for row, code in wanted if row.code != code]
    # Codes are unique in a plan at every moment, so they step aside before they move.
    for row, _ in changed:
        row.code = f"~{row.pk}"
    model.objects.bulk_update([row for row, _ in changed], ["code"])
    for row, code in changed:
        row.code = code
    model.objects.bulk_update([row for row, _ in changed], ["code"])


def renumber_plan(plan: Plan) -> None:
    """Number units, duties and actions from one, without the gaps that correcting has left."""
    members = list(plan.members.order_by("number", "id"))
    plan.members.update(number=F("number") + ASIDE)
    for number, member in enumerate(members, start=1):
        member.number = number
    Member.objects.bulk_update(members, ["number"])
    for member in members:
        renumber_duties(member)
    duties = list(plan.duties.order_by("member__number", "sort", "starts", "id"))
    for sort, duty in enumerate(duties, start=1):
        duty.sort = sort
    Duty.objects.bulk_update(duties, ["sort"], batch_size=200)
