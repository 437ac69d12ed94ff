"""What the API's contract says beyond its operations, and what may come in."""

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

PROBLEM_TYPE = "application/problem+json"


class HouseAPI(NinjaAPI):
    """The API whose contract names the media type in which refusals really come."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _name_problem_type(operation["responses"])
        return schema


def _name_problem_type(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            response["content"] = {PROBLEM_TYPE: content["application/json"]}


class StorableParser(Parser):
    """
    Reads bodies and query strings, and refuses characters that no database stores.

    PostgreSQL refuses U+0000, and neither engine takes half a surrogate pair; both would surface
    as a broken server deep inside a service.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = super().parse_body(request)
        except RecursionError as fault:
            raise HttpError(400, "nested too deeply") from fault
        _check(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> Any:
        _check(list(data.lists()))
        return super().parse_querydict(data, list_fields, request)


def _check(value: Any) -> None:
    """:raises HttpError: a text somewhere in the value cannot be stored."""
    if isinstance(value, str) and not _is_storable(value):
        raise HttpError(400, "unstorable character")
    if isinstance(value, dict):
        _check(list(value.items()))
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
