"""Rooms are entered through their doors, downwards only; inside a room imports go down too."""

import ast

import pytest
from django.apps import apps

from .plan_of_house import FLOORS, SOURCE, STOREY, Module, imported, modules, place_of

EVERYWHERE = {"kernel"}


def door_faults(module: Module) -> list[str]:
    """What a module imports that it may not."""
    faults = []
    for name, line in imported(module):
        place = place_of(name)
        if name.startswith("lianfang.config") and not (
            module.room == "portal" and "health" in name
        ):
            faults.append(f"{module.path.name}:{line} imports {name}: config lies above every room")
        if place is None or place[1] == module.room:
            continue
        _, room, part = place
        if STOREY[room] > STOREY[module.room]:
            faults.append(f"{module.path.name}:{line} imports upwards: {name}")
        elif STOREY[room] == STOREY[module.room]:
            faults.append(f"{module.path.name}:{line} imports its neighbour: {name}")
        elif room not in EVERYWHERE and part != "public":
            faults.append(f"{module.path.name}:{line} passes by the door: {name}")
    return faults


def floor_faults(module: Module) -> list[str]:
    """Imports inside a room that go up."""
    if module.part not in FLOORS:
        return []
    faults = []
    for name, line in imported(module):
        place = place_of(name)
        if place is None or place[1] != module.room or place[2] not in FLOORS:
            continue
        if FLOORS[place[2]] > FLOORS[module.part]:
            faults.append(
                f"{module.room}/{module.path.name}:{line} imports upwards in the room: {name}"
            )
    return faults


def planted(
    text: str, *, wing: str = "county", room: str = "plans", part: str = "services"
) -> Module:
    return Module(wing, room, part, SOURCE / wing / room / f"{part}.py", ast.parse(text))


def test_every_room_is_entered_through_its_door_and_from_above() -> None:
    faults = [f"{m.room}/{fault}" for m in modules() for fault in door_faults(m)]

    assert faults == []


def test_imports_inside_a_room_go_down() -> None:
    assert [fault for m in modules() for fault in floor_faults(m)] == []


@pytest.mark.parametrize(
    "text",
    [
        "from lianfang.command.tasks.public import Task",
        "from lianfang.county.orgs.models import Unit",
        "import lianfang.picture.portal.views",
        "from lianfang.config import settings",
    ],
)
def test_a_planted_import_is_found(text: str) -> None:
    assert len(door_faults(planted(text))) == 1


def test_a_planted_neighbour_is_found() -> None:
    module = planted("from lianfang.base.notices.public import Letter", wing="base", room="files")

    assert "neighbour" in door_faults(module)[0]


@pytest.mark.parametrize(
    ("part", "text"), [("models", "from .services import x"), ("services", "from .views import x")]
)
def test_a_planted_import_up_the_room_is_found(part: str, text: str) -> None:
    assert len(floor_faults(planted(text, part=part))) == 1


def test_doors_define_nothing() -> None:
    faults = [
        f"{module.room}: {node.lineno}"
        for module in modules()
        if module.part == "public"
        for node in module.tree.body
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.Expr)
    ]

    assert faults == []


def test_foreign_keys_point_down() -> None:
    faults = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        if model._meta.app_label in STOREY
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and field.concrete)
        if getattr(field, "related_model", None) is not None
        and field.related_model._meta.app_label in STOREY
        and STOREY[field.related_model._meta.app_label] > STOREY[model._meta.app_label]
    ]

    assert faults == []
