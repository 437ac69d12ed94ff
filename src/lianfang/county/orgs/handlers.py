"""What this room does when it hears of something below."""

from django.conf import settings

from lianfang.base.accounts.public import ROLES, SignedIn

from .queries import list_posts_of


def demand_second_factor(event: SignedIn) -> None:
    """Ask for a one-time code when a post held now has a role that may decide, grant or audit."""
    roles = [ROLES[post.role] for post in list_posts_of(event.user) if post.role in ROLES]
    is_owed = any(role.second_factor for role in roles)
    event.session["needs_second_factor"] = is_owed and settings.LIANFANG_REQUIRE_SECOND_FACTOR
