"""Writes over the API that may be sent twice and are done once."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken, Stale

from .models import AnsweredWrite

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY_LENGTH = 100
Handler = Callable[..., Any]


def idempotent(operation: Handler) -> Handler:
    """
    Answer a repeated write with the stored answer. Stands directly under `@router.post(…)`.

    The answer is stored in the transaction of the write itself, so that a process that dies
    leaves both or neither. A refusal changes nothing and is judged anew the next time.
    """

    @functools.wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = _answer_given(request) if HEADER in request.headers else None
        return operation(request, *args, **kwargs) if given is None else given

    contribute_operation_callback(once, _describe_header)
    return decorate_view(_keep_answer)(once)


def _keep_answer(run: Handler) -> Handler:
    """Wrap the running of an operation: its write and its stored answer are one transaction."""

    def kept(request: HttpRequest, **values: Any) -> HttpResponse:
        if HEADER not in request.headers:
            return run(request, **values)
        # Read before the operation parses the body: afterwards Django no longer gives it out.
        request.write_digest = _digest_of(request)
        with transaction.atomic():
            response = run(request, **values)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            elif REPLAYED not in response.headers:
                _store_answer(request, response)
        return response

    return kept


def _answer_given(request: HttpRequest) -> HttpResponse | None:
    """
    The answer stored under the key, or None when this is the first time.

    :raises RuleBroken: the key is unusable, or was used for another request.
    :raises Stale: the first request with this key is still being carried out.
    """
    key = request.headers[HEADER].strip()
    if not key or len(key) > KEY_LENGTH:
        raise RuleBroken(
            f"幂等键须为 1 至 {KEY_LENGTH} 个字符，请更换后重试。", fields={HEADER: "长度不符"}
        )
    actor: Actor = request.actor
    _hold_key(f"{actor.user_id}:{key}")
    found = AnsweredWrite.objects.filter(user_id=actor.user_id, key=key).first()
    if found is None:
        return None
    if found.body_digest != _digest_for(request):
        raise RuleBroken(
            "这个幂等键已用于另一个请求；新的请求请使用新的幂等键。", fields={HEADER: "已被使用"}
        )
    return HttpResponse(
        found.answer,
        status=found.status,
        content_type="application/json; charset=utf-8",
        headers={REPLAYED: "true"},
    )


def _hold_key(name: str) -> None:
    """
    Keep a second request with the same key out until this transaction ends.

    SQLite writers queue at BEGIN, so that only PostgreSQL needs the lock.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Stale("同一幂等键的请求正在办理，请稍后用同一幂等键重试，不会重复办理。")


def _store_answer(request: HttpRequest, response: HttpResponse) -> None:
    AnsweredWrite.objects.create(
        user_id=request.actor.user_id,
        key=request.headers[HEADER].strip(),
        path=request.path[:300],
        body_digest=_digest_for(request),
        status=response.status_code,
        answer=response.content.decode(),
    )


def _digest_for(request: HttpRequest) -> str:
    """The request's content together with the post it was made at."""
    return hashlib.sha256(f"{request.actor.post_id}:{request.write_digest}".encode()).hexdigest()


def _digest_of(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    digest.update(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    # A client draws a new boundary each time, so the parts are compared and not the raw body.
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _describe_header(operation: Operation) -> None:
    header = {
        "name": HEADER,
        "in": "header",
        "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH},
        "description": "同一键、同一内容重复提交只办一次，并返回首次的答复。",
    }
    extra = operation.openapi_extra or {}
    operation.openapi_extra = extra | {"parameters": [*extra.get("parameters", []), header]}
