"""The door of the accounts room."""

from lianfang.base.kernel.permissions import Permission

from .models import ApiToken, User
from .queries import find_token, list_users
from .roles import ADMINISTRATORS, ROLE_CHOICES, ROLES, Role

__all__ = [
    "ADMINISTRATORS", "ROLES", "ROLE_CHOICES", "ApiToken", "Permission", "Role", "User",
    "find_token", "list_users",
]  # fmt: skip
