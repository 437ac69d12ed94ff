"""Areas, posts and levels as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from lianfang.base.accounts.public import ROLES, Permission, Role
from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Level
from lianfang.county.orgs.models import Area, Post


@dataclass(frozen=True)
class AreaLine:
    """An area in the tree, and how deep it stands under the topmost area shown."""

    area: Area
    depth: int
    units_url: str

    @property
    def indent(self) -> str:
        return "\u3000\u3000" * self.depth


@dataclass(frozen=True)
class PostLine:
    """A post with its role's name; nothing personal but the name and a masked number."""

    post: Post
    role_label: str
    phone: str
    is_over: bool


@dataclass(frozen=True)
class RoleLine:
    """A role with what it may do, in words."""

    role: Role
    permissions: list[str]


def tree_rows(areas: Iterable[Area]) -> list[AreaLine]:
    rows = list(areas)
    top = min((area.path.count("/") for area in rows), default=0)
    return [
        AreaLine(area, area.path.count("/") - top, f"{reverse('orgs:unit_list')}?area={area.code}")
        for area in rows
    ]


def post_lines(posts: Iterable[Post]) -> list[PostLine]:
    now = clock.now()
    return [
        PostLine(
            post=post,
            role_label=ROLES[post.role].label if post.role in ROLES else post.role,
            phone=post.user.masked_phone,
            is_over=post.ends_at is not None and post.ends_at <= now,
        )
        for post in posts
    ]


def role_lines() -> list[RoleLine]:
    labels = {permission.value: permission.label for permission in Permission}
    return [
        RoleLine(role, sorted(labels[str(code)] for code in role.permissions))
        for role in ROLES.values()
    ]


def level_tabs(chosen: Level | None) -> list[dict[str, Any]]:
    address = reverse("orgs:group_list")
    tabs = [{"label": "全部", "url": address, "active": chosen is None}]
    return tabs + [
        {
            "label": f"{level.label}响应启用",
            "url": f"{address}?level={level.value}",
            "active": chosen == level,
        }
        for level in Level
    ]


def filters_in_words(form: forms.Form) -> str:
    """The chosen filters, so that a file says what it leaves out."""
    return "，".join(
        f"{field.label or '区划'}：{form.cleaned_data[name]}"
        for name, field in form.fields.items()
        if form.cleaned_data.get(name)
    )
