"""What the search knows of units."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, index_many

from .models import Unit


def index_units(units: Iterable[Unit]) -> None:
    """Renew units in the search index. Expects the area and the aliases to be fetched."""
    index_many(_finding(unit) for unit in units)


def _finding(unit: Unit) -> Finding:
    names = " ".join(alias.name for alias in unit.aliases.all())
    return Finding(
        kind="unit",
        uuid=unit.uuid,
        title=unit.name,
        summary=f"{unit.get_kind_display()} · {unit.area.name}"
        + ("" if unit.is_active else " · 已停用"),
        words=f"{unit.short_name} {names}",
        url=reverse("orgs:unit_detail", args=[unit.uuid]),
        permission=Permission.PLAN_VIEW,
        area_path=unit.area_path,
        reaches_down=True,
    )
