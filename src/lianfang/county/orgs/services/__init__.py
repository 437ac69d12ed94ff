"""What is done to posts and units."""

from .posts import end_post, grant_post, reveal_phone
from .units import create_unit, rename_unit, switch_off_unit, switch_on_unit, update_unit

__all__ = [
    "create_unit", "end_post", "grant_post", "rename_unit", "reveal_phone", "switch_off_unit", "switch_on_unit",
    "update_unit",
]  # fmt: skip
