"""Judgement over posts and units."""

import re
from collections.abc import Iterable

from lianfang.base.accounts.public import ADMINISTRATORS, ROLES
from lianfang.base.kernel.errors import RuleBroken

UNIT_CODE = re.compile(r"(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*")


def check_may_hold(role: str, *, held: Iterable[str]) -> None:
    """
    Refuse a role that does not exist or that breaks the separation of administrators.

    System, security and audit administration are three different people, and none of them works
    on cases and tasks (GB/T 22239-2019 8.1.5).

    :raises RuleBroken: unknown role, or administration beside another role.
    """
    if role not in ROLES:
        raise RuleBroken("没有这个角色，请从列表中选择。")
    others = set(held) - {role}
    if role in ADMINISTRATORS and others:
        raise RuleBroken(
            "三员分立：系统、安全、审计管理员须由不同人员担任，且不得兼任业务岗位。请先结束其现有岗位，或另选人员。"
        )
    if others & ADMINISTRATORS:
        raise RuleBroken("三员分立：管理员不得兼任业务岗位。请先结束其管理员岗位，或另选人员。")


def path_of(code: str, parent_path: str) -> str:
    """The path of an area: the parent's path, its own code, a closing slash."""
    return f"{parent_path}{code}/"


def check_may_be_appointed(*, is_own: bool, is_active: bool, unit_is_active: bool) -> None:
    """:raises RuleBroken: oneself, an account that is shut, or a unit that is no longer in use."""
    if is_own:
        raise RuleBroken("不能给自己授予岗位，请由另一位安全管理员办理。")
    if not is_active:
        raise RuleBroken("该账号已停用，请先由系统管理员启用后再授予岗位。")
    if not unit_is_active:
        raise RuleBroken("该单位已停用，请选择在用的单位。")


def check_unit_code(code: str) -> None:
    """:raises RuleBroken: not small letters, digits and single dashes."""
    if not UNIT_CODE.fullmatch(code):
        raise RuleBroken(
            "单位代号不合要求，请修改。",
            fields={"code": "用小写字母、数字和短横线，例如 school-beiting，最多 60 位"},
        )
