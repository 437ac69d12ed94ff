"""The door of the accounts room."""

from lianfang.base.kernel.permissions import Permission

from .events import SignedIn
from .idempotency import idempotent
from .models import ApiToken, User
from .queries import find_token, get_user, list_locked_names, list_users
from .roles import ADMINISTRATORS, ROLE_CHOICES, ROLES, Role
from .services import (
    change_own_password,
    close_fictional_accounts,
    create_account,
    create_fictional_account,
    end_sessions,
    forget_old_answers,
    make_token,
    open_fictional_account,
    reset_password,
    reset_second_factor,
    revoke_token,
    switch_off_account,
    switch_on_account,
    unlock_account,
    update_account,
)

__all__ = [
    "ADMINISTRATORS",
    "ROLES",
    "ROLE_CHOICES",
    "ApiToken",
    "Permission",
    "Role",
    "SignedIn",
    "User",
    "change_own_password",
    "close_fictional_accounts",
    "create_account",
    "create_fictional_account",
    "end_sessions",
    "find_token",
    "forget_old_answers",
    "get_user",
    "idempotent",
    "list_locked_names",
    "list_users",
    "make_token",
    "open_fictional_account",
    "reset_password",
    "reset_second_factor",
    "revoke_token",
    "switch_off_account",
    "switch_on_account",
    "unlock_account",
    "update_account",
]  # fmt: skip
