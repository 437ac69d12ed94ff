"""Choosing and writing down what is done about each duty of a draft."""

from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.county.plans import rules
from lianfang.county.plans.choices import PlanState
from lianfang.county.plans.models import Action, ActionTiming, Duty, Plan, StandardAction
from lianfang.county.plans.queries import list_catalogue
from lianfang.county.plans.rules import ActionTerms, letter_of

from .locks import lock_draft, lock_part
from .proposing import action_from, next_place


@transaction.atomic
def add_action(*, actor: Actor, duty_uuid: object, terms: ActionTerms) -> Action:
    """
    Write down an action for a duty; it counts as confirmed.

    :raises RuleBroken: the terms do not hold, or the duty has as many actions as letters.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    rules.check_action(terms)
    code = f"{duty.code}-{letter_of(next_place(duty))}"
    action = Action.objects.create(
        duty=duty, plan=duty.plan, code=code, is_confirmed=True, **asdict(terms)
    )
    record(actor=actor, action="plans.action.added", target=action)
    return action


@transaction.atomic
def add_standard_action(*, actor: Actor, duty_uuid: object, code: str) -> Action:
    """
    Add an action of the catalogue to a duty; it counts as confirmed.

    :raises NotFound: the catalogue has no such action.
    :raises RuleBroken: the duty has it already.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    entry = list_catalogue().filter(code=code).first()
    if entry is None:
        raise NotFound(f"标准动作目录里没有“{code}”，请从列表中选择。")
    held = duty.actions.filter(standard=code).first()
    if held is not None and held.is_confirmed:
        raise RuleBroken(f"这条职责已有动作“{held.title}”，无需重复选用。")
    action = held or _new_standard(duty, entry)
    action.is_confirmed = True
    action.save()
    record(actor=actor, action="plans.action.added", target=action)
    return action


def _new_standard(duty: Duty, entry: StandardAction) -> Action:
    return action_from(duty, entry, next_place(duty))


@transaction.atomic
def correct_action(*, actor: Actor, action_uuid: object, terms: ActionTerms) -> Action:
    """
    Rewrite an action; it then counts as confirmed. Its limits of single levels stay where they apply.

    :raises RuleBroken: the terms do not hold.
    """
    action = lock_part(actor, Action, action_uuid)
    rules.check_action(terms)
    before = {name: getattr(action, name) for name in asdict(terms)}
    for name, value in asdict(terms).items():
        setattr(action, name, value)
    action.is_confirmed = True
    action.save()
    action.timings.exclude(level__range=(terms.to_level, terms.from_level)).delete()
    changes = {
        name: (before[name], value)
        for name, value in asdict(terms).items()
        if before[name] != value
    }
    record(actor=actor, action="plans.action.corrected", target=action, changes=changes)
    return action


@transaction.atomic
def confirm_actions(*, actor: Actor, duty_uuid: object, chosen: Collection[object]) -> int:
    """
    Confirm exactly the chosen actions of a duty; the others are left out when the plan is adopted.

    Returns how many are confirmed now.

    :raises NotFound: one of them is no action of this duty.
    """
    duty = lock_part(actor, Duty, duty_uuid)
    held = {str(uuid) for uuid in duty.actions.values_list("uuid", flat=True)}
    wanted = {str(uuid) for uuid in chosen}
    if not wanted <= held:
        raise NotFound("有的动作已不在这条职责之下，请刷新后重新勾选。")
    duty.actions.filter(uuid__in=wanted).update(is_confirmed=True)
    duty.actions.exclude(uuid__in=wanted).update(is_confirmed=False)
    record(actor=actor, action="plans.action.chosen", target=duty, count=len(wanted))
    return len(wanted)


@transaction.atomic
def remove_action(*, actor: Actor, action_uuid: object) -> Duty:
    """Take an action out of a draft."""
    action = lock_part(actor, Action, action_uuid)
    duty = action.duty
    record(actor=actor, action="plans.action.removed", target=action)
    action.delete()
    return duty


@transaction.atomic
def copy_actions_from_plan_in_force(*, actor: Actor, plan_uuid: object) -> int:
    """
    Take over the actions of the plan in force for every clause whose words have not changed.

    They replace what was proposed for the clause and count as confirmed: they were when that plan
    was adopted. A clause for which a person has chosen already is left alone. Returns how many.

    :raises RuleBroken: the area has no plan in force.
    """
    plan = lock_draft(actor, plan_uuid)
    held = Plan.objects.filter(area=plan.area_id, state=PlanState.IN_FORCE).first()
    if held is None:
        raise RuleBroken("本区划还没有现行预案，没有可以沿用的动作。")
    sources = _duties_by_words(held)
    count = 0
    for duty in plan.duties.select_related("member").exclude(actions__is_confirmed=True):
        source = sources.get((duty.member.unit_id, duty.text))
        if source is not None:
            count += _copy_actions(source, duty)
    record(actor=actor, action="plans.action.copied", target=plan, count=count)
    return count


def _duties_by_words(plan: Plan) -> dict[tuple[int | None, str], Duty]:
    duties = plan.duties.select_related("member").prefetch_related("actions__timings")
    return {(duty.member.unit_id, duty.text): duty for duty in duties.order_by("-sort")}


def _copy_actions(source: Duty, duty: Duty) -> int:
    actions = sorted(source.actions.all(), key=lambda action: action.code)
    if not actions:
        return 0
    duty.actions.all().delete()
    copies = Action.objects.bulk_create(
        Action(
            duty=duty, plan_id=duty.plan_id, code=f"{duty.code}-{letter_of(place)}", is_confirmed=True,
            **{name: getattr(action, name) for name in ActionTerms.__dataclass_fields__},
        )
        for place, action in enumerate(actions)
    )  # fmt: skip
    ActionTiming.objects.bulk_create(
        ActionTiming(action=copy, level=timing.level, due_minutes=timing.due_minutes)
        for copy, action in zip(copies, actions, strict=True)
        for timing in action.timings.all()
    )
    return len(copies)
