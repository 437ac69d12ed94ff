"""Judgement over posts and units."""

from collections.abc import Iterable

from lianfang.base.accounts.public import ADMINISTRATORS, ROLES
from lianfang.base.kernel.errors import RuleBroken


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
        raise RuleBroken("三员分立：系统、安全、审计管理员须由不同人员担任，且不得兼任业务岗位。请先结束其现有岗位，或另选人员。")
    if others & ADMINISTRATORS:
        raise RuleBroken("三员分立：管理员不得兼任业务岗位。请先结束其管理员岗位，或另选人员。")


def path_of(code: str, parent_path: str) -> str:
    """The path of an area: the parent's path, its own code, a closing slash."""
    return f"{parent_path}{code}/"
