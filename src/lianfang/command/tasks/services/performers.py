"""Which units do the actions of a plan in a response's area."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lianfang.command.tasks import rules
from lianfang.county.orgs.public import Unit, UnitKind, list_members, list_performers
from lianfang.county.plans.public import Action, Performer


@dataclass
class Cast:
    """Who does each action; `nobody` are actions for which there is no unit."""

    parts: list[tuple[Action, Unit]] = field(default_factory=list)
    nobody: list[Action] = field(default_factory=list)


def actions_at(plan_id: int, level: int) -> list[Action]:
    """The confirmed actions of a plan that apply at a level, in the plan's order."""
    actions = Action.objects.filter(
        plan_id=plan_id, is_confirmed=True, to_level__lte=level, from_level__gte=level
    )
    return list(
        actions.select_related("duty__member__unit")
        .prefetch_related("timings")
        .order_by("duty__sort", "code", "id")
    )


def cast_of(actions: Iterable[Action], area_path: str) -> Cast:
    """
    Pair every action with the units that do it in an area.

    A collective's action is done by each of its members, and "each township" by each township;
    of those only the ones inside the area, or above it, take part.
    """
    performers: dict[tuple[str, int], list[Unit]] = {}
    cast = Cast()
    for action in actions:
        unit = action.duty.member.unit
        key = _key(action, unit)
        if key not in performers:
            performers[key] = _performers(action, unit, area_path)
        cast.parts += [(action, performer) for performer in performers[key]]
        if not performers[key]:
            cast.nobody.append(action)
    return cast


def _key(action: Action, unit: Unit | None) -> tuple[str, int]:
    by_unit = action.performer == Performer.UNIT
    return action.performer, (unit.pk if unit else 0) if by_unit else 0


def _performers(action: Action, unit: Unit | None, area_path: str) -> list[Unit]:
    if action.performer != Performer.UNIT:
        return list(list_performers(action.performer, area_path))
    if unit is None:
        return []
    if unit.kind != UnitKind.COLLECTIVE:
        return [unit]
    return [member for member in list_members(unit) if touches(member.area_path, area_path)]


def touches(unit_path: str, area_path: str) -> bool:
    """The unit works inside the area, or the area lies inside the unit's."""
    return unit_path.startswith(area_path) or area_path.startswith(unit_path)


def minutes_at(action: Action, level: int) -> int:
    """The action's time limit at a level."""
    own = {timing.level: timing.due_minutes for timing in action.timings.all()}
    return rules.due_minutes_at(level, action.due_minutes, own)
