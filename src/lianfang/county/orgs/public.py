"""The door of the orgs room."""

from .choices import AreaLevel, UnitKind
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
from .services import end_post, grant_post

__all__ = [
    "Area", "AreaLevel", "GroupMember", "Post", "Unit", "UnitAlias", "UnitKind", "WorkingGroup",
    "actor_at", "end_post", "find_post", "get_area", "get_unit", "grant_post", "list_areas",
    "list_groups", "list_members", "list_performers", "list_posts_of", "list_units", "unit_by_code",
    "unit_ids_below",
]  # fmt: skip
