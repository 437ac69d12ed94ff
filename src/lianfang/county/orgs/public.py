"""The door of the orgs room."""

from .choices import AreaLevel, UnitKind
from .directory import MAILBOXES
from .handlers import demand_second_factor
from .loading import LoadResult, load_orgs
from .models import Area, GroupMember, Post, Unit, UnitAlias, WorkingGroup
from .queries import (
    actor_at,
    find_post,
    get_area,
    get_unit,
    list_areas,
    list_groups,
    list_members,
    list_performers,
    list_posts_of,
    list_units,
    unit_by_code,
    unit_ids_below,
)
from .services import (
    create_unit,
    end_post,
    grant_post,
    rename_unit,
    switch_off_unit,
    switch_on_unit,
    update_unit,
)

__all__ = [
    "MAILBOXES", "Area", "AreaLevel", "GroupMember", "LoadResult", "Post", "Unit", "UnitAlias", "UnitKind",
    "WorkingGroup", "actor_at", "create_unit", "demand_second_factor", "end_post", "find_post",
    "get_area", "get_unit", "grant_post", "list_areas", "list_groups", "list_members",
    "list_performers", "list_posts_of", "list_units", "load_orgs", "rename_unit", "switch_off_unit",
    "switch_on_unit", "unit_by_code", "unit_ids_below", "update_unit",
]  # fmt: skip
