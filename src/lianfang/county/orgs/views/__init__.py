"""Pages of the orgs room, one file per desk."""

from .people import person_posts, post_choose, post_end, post_list, post_phone
from .units import (
    area_tree,
    group_list,
    unit_detail,
    unit_edit,
    unit_list,
    unit_new,
    unit_rename,
    unit_switch_off,
    unit_switch_on,
)

__all__ = [
    "area_tree", "group_list", "person_posts", "post_choose", "post_end", "post_list", "post_phone",
    "unit_detail", "unit_edit", "unit_list", "unit_new", "unit_rename", "unit_switch_off",
    "unit_switch_on",
]  # fmt: skip
