"""What accounts can have done to them, one file per desk."""

from .administration import (
    create_account,
    reset_password,
    reset_second_factor,
    switch_off_account,
    switch_on_account,
    unlock_account,
    update_account,
)
from .answers import forget_old_answers
from .fictional import close_fictional_accounts, create_fictional_account, open_fictional_account
from .own import (
    begin_second_factor,
    change_own_password,
    confirm_second_factor,
    give_second_factor,
    renew_recovery_codes,
)
from .sessions import end_sessions, note_failed_sign_in, note_sign_in, note_sign_out
from .tokens import make_token, revoke_token

__all__ = [
    "begin_second_factor",
    "change_own_password",
    "close_fictional_accounts",
    "confirm_second_factor",
    "create_account",
    "create_fictional_account",
    "end_sessions",
    "forget_old_answers",
    "give_second_factor",
    "make_token",
    "note_failed_sign_in",
    "note_sign_in",
    "note_sign_out",
    "open_fictional_account",
    "renew_recovery_codes",
    "reset_password",
    "reset_second_factor",
    "revoke_token",
    "switch_off_account",
    "switch_on_account",
    "unlock_account",
    "update_account",
]  # fmt: skip
