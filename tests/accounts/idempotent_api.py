"""A small API with writes of its own, to try what `@idempotent` promises."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import File, Form, NinjaAPI, Router, Schema, Status, UploadedFile

from lianfang.base.accounts.public import idempotent
from lianfang.base.audit.public import next_number
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.config.api_auth import BearerToken
from lianfang.config.urls import urlpatterns as the_house

router = Router()


class Many(Schema):
    """How many numbers to take."""

    count: int = 1


@router.post("/take", response={201: dict})
@idempotent
def take(request: HttpRequest, payload: Many) -> Status:
    return Status(201, {"number": next_number("trial", count=payload.count), "words": "取号"})


@router.post("/file", response={200: dict})
@idempotent
def file(request: HttpRequest, label: Form[str], sent: File[UploadedFile]) -> dict:
    return {"number": next_number("trial"), "size": len(sent.read()), "label": label}


@router.post("/refuse")
@idempotent
def refuse(request: HttpRequest, payload: Many) -> dict[str, object]:
    next_number("trial")
    raise RuleBroken("不行")


@router.post("/crash")
@idempotent
def crash(request: HttpRequest, payload: Many) -> dict[str, object]:
    next_number("trial")
    raise RuntimeError("the process dies here")


api = NinjaAPI(urls_namespace="trial", auth=[BearerToken()])
api.add_router("", router)


@api.exception_handler(Refused)
def told(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return api.create_response(request, {"detail": refusal.message}, status=refusal.status)


urlpatterns = [path("api/trial/", api.urls), *the_house]
