"""Which units do the actions of a plan in a response's area."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lianfang.county.orgs.public import Unit, UnitKind, list_members, list_performers
from lianfang.county.plans.public import Action, ActionTiming, Performer


@dataclass
class Cast:
    """Who does each action; `nobody` are actions for which there is no unit."""

    parts: list[tuple[Action, list[Unit]]] = field(default_factory=list)
    nobody: list[Action] = field(default_factory=list)


def actions_at(plan_id: int, level: int, *, only: Collection[int] | None = None) -> list[Action]:
    """
    The confirmed actions of a plan that apply at a level, in the plan's order; or some of them.

    Each with `minutes`, its time limit at the level, and `member_unit_id`, the unit of its duty.
    """
    own = ActionTiming.objects.filter(action=OuterRef("pk"), level=level).values("due_minutes")[:1]
    actions = _applying(plan_id, level)
    if only is not None:
        actions = actions.filter(pk__in=only)
    return list(
        actions.annotate(
            minutes=Coalesce(Subquery(own), F("due_minutes")),
            member_unit_id=F("duty__member__unit"),
        ).order_by("duty__sort", "code", "id")
    )


def repeats_at(plan_id: int, level: int) -> dict[int, int]:
    """How often the repeating actions at a level recur, in minutes. The clock asks every minute."""
    repeating = _applying(plan_id, level).filter(repeat_minutes__isnull=False)
    return dict(repeating.values_list("pk", "repeat_minutes"))


def _applying(plan_id: int, level: int) -> QuerySet[Action]:
    return Action.objects.filter(
        plan_id=plan_id, is_confirmed=True, to_level__lte=level, from_level__gte=level
    )


def cast_of(actions: Iterable[Action], area_path: str) -> Cast:
    """
    Pair every action with the units that do it in an area.

    A collective's action is done by each of its members, and "each township" by each township;
    of those only the ones inside the area, or above it, take part.
    """
    actions = list(actions)
    units = Unit.objects.in_bulk({a.member_unit_id for a in actions if a.member_unit_id})
    performers: dict[tuple[str, int], list[Unit]] = {}
    cast = Cast()
    for action in actions:
        by_unit = action.performer == Performer.UNIT
        key = (action.performer, (action.member_unit_id or 0) if by_unit else 0)
        if key not in performers:
            unit = units.get(action.member_unit_id)
            performers[key] = _performers(action.performer, unit, area_path)
        if performers[key]:
            cast.parts.append((action, performers[key]))
        else:
            cast.nobody.append(action)
    return cast


def _performers(performer: str, unit: Unit | None, area_path: str) -> list[Unit]:
    if performer != Performer.UNIT:
        return list(list_performers(performer, area_path))
    if unit is None:
        return []
    if unit.kind != UnitKind.COLLECTIVE:
        return [unit]
    return [member for member in list_members(unit) if touches(member.area_path, area_path)]


def touches(unit_path: str, area_path: str) -> bool:
    """The unit works inside the area, or the area lies inside the unit's."""
    return unit_path.startswith(area_path) or area_path.startswith(unit_path)
