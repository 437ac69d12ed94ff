"""Every address of the house: pages from the resolver, API operations from the contract."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lianfang.config.api import api

from .sample_world import SampleWorld, arguments

API = "api/v1/"


@dataclass(frozen=True)
class Address:
    """One address: its name, its route with converters, and for the API its method."""

    name: str
    route: str
    method: str = ""

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def values(self, sample: SampleWorld) -> dict[str, Any]:
        """The arguments that lead to the sample record."""
        return arguments(sample, self.route, self.arguments)

    def sample_uuid(self, sample: SampleWorld) -> str:
        return str(self.values(sample)["uuid"])

    def url(self, sample: SampleWorld, *, uuid: UUID | None = None) -> str:
        """Where the sample record stands, or would stand under another uuid."""
        values = self.values(sample)
        if uuid is not None:
            values["uuid"] = uuid
        if not self.is_api:
            return reverse(self.name, kwargs=values)
        url = self.route
        for name, value in values.items():
            url = re.sub(rf"<(?:\w+:)?{name}>", str(value), url)
        return f"/{API}{url}"


def pages(patterns: list | None = None, prefix: str = "", space: str = "") -> Iterator[Address]:
    """Named addresses below the root, the API aside."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if route.startswith("api/"):
            continue
        if isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}", route)
        elif isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from pages(entry.url_patterns, route, space + inner)


def operations() -> Iterator[Address]:
    """Operations of the API by their operation id."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        route = path.removeprefix(f"/{API}")
        route = re.sub(r"\{(?:\w+:)?uuid\}", "<uuid:uuid>", route)
        route = re.sub(r"\{(?:\w+:)?(\w+)\}", r"<str:\1>", route)
        for method, operation in methods.items():
            yield Address(f"api:{operation['operationId']}", route, method.upper())


def addresses() -> list[Address]:
    return sorted([*pages(), *operations()], key=lambda address: address.name)
