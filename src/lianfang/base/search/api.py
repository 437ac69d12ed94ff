"""API of the search room."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from lianfang.base.kernel.api import PROBLEMS

from .results import KINDS, search

router = Router()


class HitOut(Schema):
    """One found record."""

    kind: str
    title: str
    summary: str
    number: str
    url: str


class FoundOut(Schema):
    """The found records of one kind."""

    kind: str
    label: str
    more: bool
    hits: list[HitOut]


class SearchIn(Schema):
    """What to look for: all words must stand in a record; two characters are enough."""

    q: str = Field(min_length=1, max_length=100)
    kind: str = Field(default="", pattern=f"^({'|'.join(['', *KINDS])})$")


@router.get(
    "",
    response={200: list[FoundOut], **PROBLEMS},
    summary="全站检索（限本岗位可见）",
    operation_id="search_find",
)
def find_all(request: HttpRequest, asked: Query[SearchIn]) -> list[dict[str, Any]]:
    groups = search(request.actor, asked.q.replace("\x00", ""), kind=asked.kind)
    return [
        {
            "kind": group.kind, "label": group.label, "more": group.more,
            "hits": [
                {"kind": hit.kind, "title": hit.title, "summary": hit.summary, "number": hit.number, "url": hit.url}
                for hit in group.hits
            ],
        }
        for group in groups
    ]  # fmt: skip
