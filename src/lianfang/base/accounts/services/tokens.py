"""Keys for programs."""

import hashlib
from datetime import timedelta

from django.db import transaction

from lianfang.base.accounts import rules
from lianfang.base.accounts.models import ApiToken
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission


@transaction.atomic
def make_token(*, actor: Actor, label: str, days: int) -> tuple[ApiToken, str]:
    """
    Make a key that acts as the actor at the present post. The key is told once.

    :raises NotAllowed: the role may not have keys.
    :raises RuleBroken: no use is named, the life is too long, or the actor holds no post.
    """
    require(actor, Permission.TOKEN_MANAGE)
    rules.check_token_days(days)
    if not label.strip():
        raise RuleBroken("请写明令牌用途。", fields={"label": "请写明由哪个系统使用、做什么"})
    if actor.user_id is None or actor.post_id is None:
        raise RuleBroken("当前没有岗位，不能签发令牌；请联系安全管理员授予岗位。")
    key = rules.draw_token()
    token = ApiToken.objects.create(
        user_id=actor.user_id,
        post_id=actor.post_id,
        post_label=f"{actor.unit_name} · {actor.post_title}"[:120],
        label=label.strip(),
        digest=hashlib.sha256(key.encode()).hexdigest(),
        created_by_id=actor.user_id,
        expires_at=clock.now() + timedelta(days=days),
    )
    record(actor=actor, action="accounts.token.made", target=token, changes={"days": (None, days)})
    return token, key


@transaction.atomic
def revoke_token(*, actor: Actor, token_uuid: object) -> ApiToken:
    """
    Make one of the actor's own keys worthless at once.

    :raises NotFound: it is not the actor's key.
    :raises RuleBroken: it is revoked already.
    """
    token = (
        ApiToken.objects.select_for_update().filter(uuid=token_uuid, user_id=actor.user_id).first()
    )
    if token is None:
        raise NotFound("没有找到这个令牌，可能不是您的令牌。")
    if token.revoked_at is not None:
        raise RuleBroken("该令牌此前已撤销，无需重复操作。")
    token.revoked_at = clock.now()
    token.revoked_by_id = actor.user_id
    token.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=actor, action="accounts.token.revoked", target=token)
    return token
