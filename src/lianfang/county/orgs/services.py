"""Appointing people to posts."""

from django.db import transaction

from lianfang.base.accounts.public import ROLES, User
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission

from . import rules
from .models import Area, Post, Unit
from .queries import list_posts_of


@transaction.atomic
def grant_post(
    *, actor: Actor, user: User, unit: Unit, role: str, title: str = "", area: Area | None = None
) -> Post:
    """
    Give a person a role at a unit, for an area (the unit's own if none is named).

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: it would join administration with other work, or the post exists already.
    """
    require(actor, Permission.ROLE_GRANT)
    posts = list(list_posts_of(user).select_for_update(of=("self",)))
    rules.check_may_hold(role, held=[post.role for post in posts])
    if any(post.unit_id == unit.pk and post.role == role for post in posts):
        raise RuleBroken("该人员已在此单位担任这一角色，无需重复授权。")
    post = Post.objects.create(
        user=user, unit=unit, area=area or unit.area, role=role, title=title or ROLES[role].label,
        starts_at=clock.now(), granted_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="orgs.post.granted", target=post, changes={"role": (None, role), "unit": (None, unit.code)})
    return post


@transaction.atomic
def end_post(*, actor: Actor, post_uuid: object, reason: str) -> Post:
    """
    End a person's post now.

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: it has ended already, or no reason is given.
    """
    require(actor, Permission.ROLE_GRANT)
    post = Post.objects.select_for_update().get(uuid=post_uuid)
    if post.ends_at is not None:
        raise RuleBroken("该岗位此前已结束，无需重复操作。")
    if not reason.strip():
        raise RuleBroken("请写明结束岗位的原因。", fields={"reason": "请写明原因"})
    post.ends_at = clock.now()
    post.save(update_fields=["ends_at"])
    record(actor=actor, action="orgs.post.ended", target=post, note=reason)
    return post
