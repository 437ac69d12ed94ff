"""Pages of the accounts room, one file per desk."""

from .administration import user_act, user_detail, user_edit, user_list, user_new
from .own import change_password, own_account, token_list, token_revoke
from .second_factor import recovery_codes, second_factor, second_factor_setup
from .sign_in import locked_out, sign_in, sign_out

__all__ = [
    "change_password", "locked_out", "own_account", "recovery_codes", "second_factor",
    "second_factor_setup", "sign_in", "sign_out", "token_list", "token_revoke", "user_act",
    "user_detail", "user_edit", "user_list", "user_new",
]  # fmt: skip
