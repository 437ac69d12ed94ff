"""The reference pages under docs/reference, made from the code so that they cannot be wrong."""

from importlib import import_module

from django.apps import apps
from django.db import models

from lianfang.base.accounts.public import ROLES
from lianfang.base.kernel.events import connections
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.transitions import Transitions

from .reference_epi import epi_page

MADE = "<!-- Made by `lianfang docs`. Do not edit. -->\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "states.md": _states(),
        "permissions.md": _permissions(),
        "models.md": _models(),
        "events.md": _events(),
        "epi-functions.md": MADE + epi_page(),
    }


def _rooms() -> list[str]:
    return [config.name for config in apps.get_app_configs() if config.name.startswith("lianfang.")]


def _tables() -> list[tuple[str, Transitions]]:
    """Every table of moves in the rooms' rules."""
    found = []
    for room in _rooms():
        try:
            rules = import_module(f"{room}.rules")
        except ModuleNotFoundError:
            continue
        found += [
            (f"{room.rsplit('.', 1)[1]}.{name}", value)
            for name, value in vars(rules).items()
            if isinstance(value, Transitions)
        ]
    return found


def _states() -> str:
    parts = [MADE, "# States\n"]
    for name, table in _tables():
        labels = "、".join(f"`{state}` {label}" for state, label in table.labels.items())
        parts.append(f"## {name}\n\n{labels}\n\n```mermaid\n{table.as_mermaid()}\n```\n")
    return "\n".join(parts)


def _permissions() -> str:
    roles = list(ROLES.values())
    head = "| 权限 | " + " | ".join(role.label for role in roles) + " |"
    lines = [MADE, "# Roles and permissions\n"]
    lines += [
        f"- **{r.label}** (`{r.key}`{', second factor' if r.second_factor else ''}): {r.describes}"
        for r in roles
    ]
    lines += ["", head, "|---" * (len(roles) + 1) + "|"]
    for permission in Permission:
        marks = " | ".join("●" if permission in role.permissions else "" for role in roles)
        lines.append(f"| {permission.label} `{permission}` | {marks} |")
    return "\n".join(lines) + "\n"


def _models() -> str:
    parts = [MADE, "# Records\n"]
    for model in apps.get_models():
        if not model.__module__.startswith("lianfang."):
            continue
        doc = " ".join((model.__doc__ or "").split())
        parts.append(
            f"## {model._meta.label} {model._meta.verbose_name}\n\n{doc}\n\n{_columns(model)}\n\n{_personal(model)}\n"
        )
    return "\n".join(parts)


def _columns(model: type[models.Model]) -> str:
    rows = ["| column | 名称 | type |", "|---|---|---|"]
    for field in model._meta.concrete_fields:
        target = f" → {field.related_model._meta.label}" if field.related_model else ""
        rows.append(f"| `{field.name}` | {field.verbose_name} | {type(field).__name__}{target} |")
    return "\n".join(rows)


def _personal(model: type[models.Model]) -> str:
    declared = getattr(model, "Personal", None)
    if declared is None or getattr(declared, "none", False):
        return "Personal data: none."
    return (
        f"Personal data: {', '.join(declared.fields)}. Why: {declared.why}. Kept: {declared.kept}."
    )


def _events() -> str:
    lines = [MADE, "# Events\n", "| event | handler | when |", "|---|---|---|"]
    lines += [f"| {event} | `{handler}` | {when} |" for event, handler, when in connections()]
    return "\n".join(lines) + "\n"
