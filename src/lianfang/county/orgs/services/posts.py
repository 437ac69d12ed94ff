"""Appointing people to posts."""

from django.db import transaction

from lianfang.base.accounts.public import ROLES, User, end_sessions
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import queries, rules
from lianfang.county.orgs.models import Area, Post, Unit
from lianfang.county.orgs.queries import list_posts_of


@transaction.atomic
def grant_post(
    *, actor: Actor, user: User, unit: Unit, role: str, title: str = "", area: Area | None = None
) -> Post:
    """
    Give a person a role at a unit, for an area (the unit's own if none is named).

    A role that asks for a second factor ends the person's open sessions: they were opened
    without one.

    :raises NotAllowed: the actor is not the security administrator.
    :raises RuleBroken: it would join administration with other work, the account or unit is
        switched off, the actor would appoint themselves, or the post exists already.
    """
    require(actor, Permission.ROLE_GRANT)
    # The person's row is the lock: two grants at once could otherwise join two administrations.
    user = User.objects.select_for_update().get(pk=user.pk)
    rules.check_may_be_appointed(
        is_own=actor.user_id == user.pk, is_active=user.is_active, unit_is_active=unit.is_active
    )
    posts = list(list_posts_of(user))
    rules.check_may_hold(role, held=[post.role for post in posts])
    if any(post.unit_id == unit.pk and post.role == role for post in posts):
        raise RuleBroken("该人员已在此单位担任这一角色，无需重复授权。")
    post = Post.objects.create(
        user=user,
        unit=unit,
        area=area or unit.area,
        role=role,
        title=title.strip() or ROLES[role].label,
        starts_at=clock.now(),
        granted_by_id=actor.user_id,
    )
    changes = {"role": (None, role), "unit": (None, unit.code), "area": (None, post.area.code)}
    record(actor=actor, action="orgs.post.granted", target=post, changes=changes)
    if ROLES[role].second_factor:
        end_sessions(actor=actor, user=user, reason="新岗位要求二次验证")
    return post


@transaction.atomic
def end_post(*, actor: Actor, post_uuid: object, reason: str) -> Post:
    """
    End a person's post now.

    :raises NotAllowed: the actor is not the security administrator.
    :raises NotFound: there is no such post.
    :raises RuleBroken: it has ended already, it is the actor's own, or no reason is given.
    """
    require(actor, Permission.ROLE_GRANT)
    post = Post.objects.select_for_update().filter(uuid=post_uuid).first()
    if post is None:
        raise NotFound("没有找到这个岗位，请返回人员页面核对。")
    if post.ends_at is not None:
        raise RuleBroken("该岗位此前已结束，无需重复操作。")
    if post.user_id == actor.user_id:
        raise RuleBroken("不能结束自己的岗位，请由另一位安全管理员办理。")
    if not reason.strip():
        raise RuleBroken("请写明结束岗位的原因。", fields={"reason": "请写明原因"})
    post.ends_at = max(clock.now(), post.starts_at)
    post.save(update_fields=["ends_at"])
    record(actor=actor, action="orgs.post.ended", target=post, note=reason.strip())
    return post


@transaction.atomic
def reveal_phone(*, actor: Actor, post_uuid: object, reason: str) -> str:
    """
    Show the telephone number of the person at a post, and log who asked and why.

    :raises NotFound: there is no such present post in the actor's county.
    :raises NotAllowed: not of the own unit, no overseer, and not both of them on duty now.
    :raises RuleBroken: no reason is given, or no number is registered.
    """
    post = queries.get_visible_post(actor, post_uuid)
    queries.check_may_see_phone(actor, post)
    if len(reason.strip()) < 2:
        raise RuleBroken("请写明查看原因，将记入审计日志。", fields={"reason": "请写明原因"})
    if not post.user.phone:
        raise RuleBroken("该人员未登记手机号码，请联系系统管理员补充。")
    record(actor=actor, action="orgs.phone.revealed", target=post, note=reason.strip())
    return post.user.phone
