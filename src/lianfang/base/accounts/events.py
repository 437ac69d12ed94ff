"""What the accounts room tells the rooms above."""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from .models import User


@dataclass(frozen=True)
class SignedIn:
    """
    A person has given the right password and the session is new.

    Who hears it may set `needs_second_factor` in the session: what a person's posts ask for is
    known above, not here.
    """

    user: User
    session: SessionBase
