"""Writes are services; views fetch, ask and answer."""

import ast
import inspect
from importlib import import_module

import pytest
from django.apps import apps

from .plan_of_house import STOREY, Module, modules

# Reads and checks that live beside services; event handlers take the event, jobs their moment.
WRITES = ("create(", ".save(", ".update(", ".delete(", "bulk_create(", "bulk_update(")


def public_services() -> list[tuple[str, object]]:
    found = []
    for config in apps.get_app_configs():
        if config.label not in STOREY:
            continue
        try:
            door = import_module(f"{config.name}.public")
        except ModuleNotFoundError:
            continue
        for name in getattr(door, "__all__", []):
            value = getattr(door, name)
            module = getattr(value, "__module__", "")
            if inspect.isfunction(inspect.unwrap(value)) and ".services" in module:
                found.append((f"{config.label}.{name}", value))
    return found


# Called inside another service's transaction, with that service's actor and audit line.
INSIDE = {
    "audit.record", "audit.record_batch", "audit.next_number", "audit.next_code", "notices.post_letters", "notices.send_letters",
    "notices.unit_mailbox", "notices.user_mailbox", "search.index", "search.index_many", "search.forget",
    "jobs.register_jobs", "jobs.run_due_jobs",
}  # fmt: skip
HANDLERS = {
    "tasks.issue_tasks_of_started_response", "tasks.match_tasks_to_changed_level", "tasks.close_tasks_of_ended_response",
    "measures.draft_source_control", "measures.draft_waiting_controls",
}  # fmt: skip


@pytest.mark.parametrize(
    "service", [s for s in public_services() if s[0] not in INSIDE | HANDLERS], ids=lambda s: s[0]
)
def test_a_service_names_its_actor_and_takes_keywords_only(service: tuple[str, object]) -> None:
    signature = inspect.signature(inspect.unwrap(service[1]))
    kinds = {p.kind for p in signature.parameters.values()}

    assert "actor" in signature.parameters
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY}


def test_there_are_services_to_look_at() -> None:
    assert len(public_services()) >= 25


def objects_in_view(module: Module) -> list[str]:
    return [
        f"{module.room}/{module.path.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]


def test_no_view_and_no_api_touches_the_tables() -> None:
    faults = [
        f for m in modules() if m.part in {"views", "api", "presenters"} for f in objects_in_view(m)
    ]

    assert faults == []


def test_a_planted_table_access_in_a_view_is_found() -> None:
    tree = ast.parse("def page(request):\n    return Task.objects.all()")
    module = modules()[0]

    assert len(objects_in_view(Module(module.wing, module.room, "views", module.path, tree))) == 1


def test_nobody_uses_signals() -> None:
    faults = [
        f"{m.room}/{m.path.name}"
        for m in modules()
        if "django.db.models.signals" in m.path.read_text(encoding="utf-8")
        or "@receiver" in m.path.read_text(encoding="utf-8")
    ]

    assert faults == []


def test_there_is_no_room_for_odds_and_ends() -> None:
    assert [
        str(m.path) for m in modules() if m.path.stem in {"utils", "helpers", "common", "misc"}
    ] == []
