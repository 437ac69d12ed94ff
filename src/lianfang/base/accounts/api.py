"""API of the accounts room: who one is, and one's own tokens."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.permissions import Permission

from .idempotency import idempotent
from .models import ApiToken
from .queries import list_tokens
from .rules import TOKEN_DAYS
from .services import make_token, revoke_token

router = Router()


class MeOut(Schema):
    """The person who asks, the post they act at and what they may do there."""

    name: str
    post: str
    unit: str
    role: str
    area_path: str
    permissions: list[str]


class TokenOut(Schema):
    """A token as its owner may see it; the key itself is never shown again."""

    uuid: UUID
    label: str
    post: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A token just made, with its key."""

    key: str


class TokenPage(Schema):
    """Tokens, and the cursor of the next page."""

    items: list[TokenOut]
    next: str | None


class TokenIn(Schema):
    """What a token is for and how long it lives."""

    label: str = Field(min_length=1, max_length=100)
    days: int = Field(default=90, ge=1, le=TOKEN_DAYS)


def _shape(token: ApiToken) -> dict[str, object]:
    return {
        "uuid": token.uuid,
        "label": token.label,
        "post": token.post_label,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


@router.get(
    "/me",
    response={200: MeOut, **PROBLEMS},
    summary="本人身份、当前岗位和权限",
    operation_id="account_me",
)
def me(request: HttpRequest) -> dict[str, object]:
    actor = request.actor
    return {
        "name": actor.name,
        "post": actor.post_title,
        "unit": actor.unit_name,
        "role": actor.role,
        "area_path": actor.area_path,
        "permissions": sorted(str(code) for code in actor.permissions),
    }


@router.get(
    "/tokens",
    response={200: TokenPage, **PROBLEMS},
    summary="本人的接口令牌",
    operation_id="account_tokens",
)
def tokens(request: HttpRequest, cursor: str = "", limit: int = 50) -> dict[str, object]:
    require(request.actor, Permission.TOKEN_MANAGE)
    return page_after(
        list_tokens(request.actor), key="-created_at", cursor=cursor, limit=limit, shape=_shape
    )


@router.post(
    "/tokens",
    response={201: NewTokenOut, **PROBLEMS},
    summary="为当前岗位签发接口令牌（令牌只返回这一次）",
    operation_id="account_token_make",
)
def token_make(request: HttpRequest, payload: TokenIn) -> Status:
    # No idempotency key here: the stored answer would keep the key that must not be kept.
    if "Authorization" in request.headers:
        raise NotAllowed("令牌不能签发令牌；请本人登录后签发。")
    token, key = make_token(actor=request.actor, label=payload.label, days=payload.days)
    return Status(201, {**_shape(token), "key": key})


@router.post(
    "/tokens/{uuid}/revoke",
    response={200: TokenOut, **PROBLEMS},
    summary="撤销接口令牌",
    operation_id="account_token_revoke",
)
@idempotent
def token_revoke(request: HttpRequest, uuid: UUID) -> dict[str, object]:
    return _shape(revoke_token(actor=request.actor, token_uuid=uuid))
