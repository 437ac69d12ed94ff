"""Signing in and out as the log sees it, and ending a person's sessions."""

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F

from lianfang.base.accounts.events import SignedIn
from lianfang.base.accounts.models import User
from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.events import publish


@transaction.atomic
def note_sign_in(*, actor: Actor, user: User, session: SessionBase) -> None:
    """Log that a person gave the right password, and let the rooms above prepare the session."""
    record(actor=actor, action="accounts.session.opened", target=user)
    publish(SignedIn(user=user, session=session))


@transaction.atomic
def note_failed_sign_in(*, actor: Actor, username: str, is_locked: bool) -> None:
    """
    Log a wrong password. What was typed as a name is never kept: it may be a password.

    An account that exists is named by its row, so that its owner can be warned.
    """
    user = User.objects.filter(username=username).first()
    action = "accounts.session.locked_out" if is_locked else "accounts.session.refused"
    record(actor=actor, action=action, target=user, note="" if user else "账号不存在")


@transaction.atomic
def note_sign_out(*, actor: Actor, user: User) -> None:
    """Log that a person signed out."""
    record(actor=actor, action="accounts.session.closed", target=user)


@transaction.atomic
def end_sessions(*, actor: Actor, user: User, reason: str) -> None:
    """End every session of a person, wherever it is open. The next click asks for sign-in."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    record(actor=actor, action="accounts.session.all_ended", target=user, note=reason)
