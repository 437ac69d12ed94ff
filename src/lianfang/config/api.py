"""The API root: who calls, how a refusal is told, and that a repeated write is answered once."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lianfang.base.kernel.errors import Refused
from lianfang.config.api_auth import BearerToken, SignedInPage, Unauthorized
from lianfang.config.api_contract import PROBLEM_TYPE, HouseAPI, StorableParser

TITLES = {
    400: "请求无法读取", 401: "未登录或令牌无效", 403: "没有权限", 404: "没有找到", 409: "已被他人更新", 422: "不能办理",
}  # fmt: skip
# What Ninja refuses by itself, before any operation runs.
UNREADABLE = {
    400: ("unreadable", "请求内容无法读取：应为 UTF-8 编码的 JSON，且不含空字符。请检查后重新提交。"),
    403: ("no_csrf", "页面令牌（CSRF）缺失或已失效，请刷新页面后重试；程序调用请改用接口令牌。"),
}  # fmt: skip

api = HouseAPI(
    title="联防 API",
    version="1",
    description="与页面相同的服务、相同的权限。写操作可带 Idempotency-Key，重复提交只办一次。",
    auth=[BearerToken(), SignedInPage()],
    urls_namespace="api",
    docs_url="/docs",
    parser=StorableParser(),
)

ROUTERS = (
    ("/account", "lianfang.base.accounts.api.router"),
    ("/notices", "lianfang.base.notices.api.router"),
    ("/search", "lianfang.base.search.api.router"),
    ("/audit", "lianfang.base.audit.api.router"),
    ("/standards", "lianfang.county.standards.api.router"),
    ("/orgs", "lianfang.county.orgs.api.router"),
    ("/people", "lianfang.county.people.api.router"),
    ("/places", "lianfang.county.places.api.router"),
    ("/plans", "lianfang.county.plans.api.router"),
    ("/signals", "lianfang.command.surveillance.api.router"),
    ("/surveillance", "lianfang.command.surveillance.api.watch_router"),
    ("/emergencies", "lianfang.command.emergencies.api.router"),
    ("/measures", "lianfang.command.measures.api.router"),
    ("/tasks", "lianfang.command.tasks.api.router"),
    ("/tasks/orders", "lianfang.command.tasks.api.orders_router"),
    ("/tasks/log", "lianfang.command.tasks.api.log_router"),
    ("/tasks/calldown", "lianfang.command.tasks.api.calldown_router"),
    ("/tasks/dispatch", "lianfang.command.tasks.api.dispatch_router"),
    ("/tasks/supervision", "lianfang.command.tasks.api.supervision_router"),
    ("/reports", "lianfang.picture.situation.api.router"),
    ("/live", "lianfang.picture.live.api.router"),
    ("/reviews", "lianfang.picture.review.api.router"),
    ("/analysis", "lianfang.picture.analysis.api.router"),
    ("/exercises", "lianfang.picture.exercises.api.router"),
)
for prefix, path in ROUTERS:
    api.add_router(prefix, import_string(path), tags=[prefix.strip("/")])


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    code: str,
    fields: dict[str, str] | None = None,
) -> HttpResponse:
    """An answer in application/problem+json (RFC 9457)."""
    body = {
        "type": f"urn:lianfang:problem:{code}", "title": TITLES.get(status, "不能办理"), "status": status,
        "detail": detail, "fields": fields or {},
    }  # fmt: skip
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = PROBLEM_TYPE
    return response


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(
        request, refusal.status, refusal.message, code=refusal.code, fields=refusal.fields
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    return problem(
        request, 404, "没有找到这条记录，可能已被删除，或不在您的管辖范围内。", code="not_found"
    )


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    fields = {
        ".".join(str(p) for p in _place(error)): _fault_words(error) for error in invalid.errors
    }
    return problem(
        request,
        422,
        "提交的内容有误，请按 fields 逐项更正后重新提交。",
        code="invalid",
        fields=fields,
    )


# What a caller meets most, in the words of the pages; the rest stays as the checker says it.
FAULTS = {
    "missing": "必填", "string_too_long": "不能超过 {max_length} 个字", "enum": "应为 {expected} 之一",
    "timezone_aware": "时间须带时区，例如 2026-11-26T10:00:00+08:00",
    "datetime_from_date_parsing": "时间应写作 2026-11-26T10:00:00+08:00",
    "date_from_datetime_parsing": "日期应写作 2026-11-26", "uuid_parsing": "应为 UUID",
    "greater_than_equal": "不能小于 {ge}", "less_than_equal": "不能大于 {le}",
}  # fmt: skip


def _fault_words(error: dict[str, Any]) -> str:
    words = FAULTS.get(str(error.get("type")))
    return words.format(**error.get("ctx", {})) if words else str(error.get("msg", ""))


def _place(error: dict[str, Any]) -> list[Any]:
    return [
        part for part in error.get("loc", ()) if part not in ("body", "query", "path", "payload")
    ]


@api.exception_handler(AuthenticationError)
def _unauthorized(request: HttpRequest, refusal: AuthenticationError) -> HttpResponse:
    # Ninja raises its own error when no way of signing in fits; its English is not for users.
    return problem(request, 401, Unauthorized().message, code="unauthorized")


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that is no JSON or holds what cannot be stored; a page without its CSRF token."""
    code, words = UNREADABLE.get(fault.status_code, UNREADABLE[400])
    return problem(request, fault.status_code, words, code=code)


@csrf_exempt
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer below /api/ where no operation stands, for a program and not for a browser."""
    words = "没有这个接口地址，请对照 /api/v1/docs 检查路径和参数格式。"
    return problem(request, 404, words, code="no_such_address")
