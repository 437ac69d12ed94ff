"""The fictional people who play an exercise: a person with a post at every desk it needs."""

from django.db import transaction

from lianfang.base.accounts.public import ROLES, User, create_fictional_account
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs.public import (
    Post,
    Unit,
    UnitKind,
    get_area,
    grant_post,
    list_posts_of,
    list_units,
)
from lianfang.picture.exercises.habits import Habits
from lianfang.picture.exercises.injects import Desk
from lianfang.picture.exercises.scenario import Scenario
from lianfang.picture.exercises.seats import IN_OFFICE_SINCE, SEATS, username_of

COMMAND_KINDS = (UnitKind.COLLECTIVE, UnitKind.COMMAND_OFFICE, UnitKind.GOVERNMENT)


@transaction.atomic
def prepare_people(*, actor: Actor, scenario: Scenario) -> list[Post]:
    """
    See to it that a fictional person sits at every desk of a scenario; doing it twice adds nobody.

    Their accounts have no password: nobody can sign in as them unless a demonstration opens them.

    :raises NotAllowed: the actor may not make accounts or grant posts.
    :raises RuleBroken: the scenario names a unit that the county does not have.
    """
    units = units_of(scenario)
    _check_units(scenario, units)
    with clock.moved_to(IN_OFFICE_SINCE):
        return [
            _seated(actor, units[desk.unit], desk)
            for desk in _desks(scenario, units)
            if desk.unit in units
        ]


def units_of(scenario: Scenario) -> dict[str, Unit]:
    """The units of the scenario's county, by code."""
    county = Actor.system("演练", area_path=get_area(scenario.county).path)
    units = list_units(county).filter(area_path__startswith=county.area_path)
    return {unit.code: unit for unit in units}


def _desks(scenario: Scenario, units: dict[str, Unit]) -> list[Desk]:
    """Every seat, each once: of the command, of the script, and one in each unit that does work."""
    habits = Habits(scenario, units)
    working = [
        Desk(unit=unit.code, role=habits.of(unit.code).role)
        for unit in units.values()
        if unit.kind not in COMMAND_KINDS
    ]
    return list(dict.fromkeys([*SEATS, *scenario.desks, *working]))


def _check_units(scenario: Scenario, units: dict[str, Unit]) -> None:
    named = {desk.unit for desk in scenario.desks} | (scenario.behaviour.keys() - {"defaults"})
    unknown = sorted(named - units.keys())
    if unknown:
        raise RuleBroken(
            f"演练脚本中的单位在本县单位库中不存在：{'、'.join(unknown)}。请更正脚本或先装载单位。"
        )


def _seated(actor: Actor, unit: Unit, desk: Desk) -> Post:
    if desk.role not in ROLES:
        raise RuleBroken(f"演练脚本中的角色“{desk.role}”不存在，请更正脚本。")
    label = ROLES[desk.role].label
    # A seat of the command is known by its role, a unit's desk by its unit.
    called = label if desk in SEATS else f"{unit.short_name}{label.removeprefix('单位')}"
    user: User = create_fictional_account(
        actor=actor, username=username_of(desk), name=f"演示·{called}"[:100]
    )
    for post in list_posts_of(user):
        if post.unit_id == unit.pk and post.role == desk.role:
            return post
    return grant_post(actor=actor, user=user, unit=unit, role=desk.role)
