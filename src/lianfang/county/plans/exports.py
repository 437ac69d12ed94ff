"""Plans as spreadsheets: the list of plans, and one plan with every action on a row."""

from collections.abc import Iterable, Iterator
from typing import Any

from lianfang.base.kernel import clock, spreadsheets
from lianfang.base.kernel.page_words import SHORT_LEVELS

from .choices import MemberRole, Performer
from .models import Action, Duty, Member, Plan
from .presenters import due_words, repeat_words, state_of

ROWS_LIMIT = 20_000
_PLANS = ("名称", "版本", "区划", "状态", "来源文件", "建立时间", "启用时间", "废止时间")
_TREE = (
    "序号", "单位", "文件中的名称", "角色", "条款号", "职责原文", "动作号", "动作", "要求", "自哪一级起",
    "至哪一级", "时限", "周期", "办理主体", "办结凭据", "进度来源", "标准动作", "依据",
)  # fmt: skip


def _columns(titles: Iterable[str]) -> list[spreadsheets.Column]:
    return [spreadsheets.Column(f"column_{n}", title) for n, title in enumerate(titles)]


def plans_sheet(plans: Iterable[Plan], filters: str) -> bytes:
    """The list of plans under the filters of the page."""
    rows = (
        [
            plan.title, plan.version, plan.area.name, state_of(plan)[0], plan.source_name,
            plan.created_at, plan.adopted_at, plan.superseded_at,
        ]
        for plan in plans
    )  # fmt: skip
    return spreadsheets.write_table(
        "预案", _columns(_PLANS), rows, as_of=clock.now(), filters=filters
    )


def plan_sheet(plan: Plan, members: Iterable[Member], filters: str) -> bytes:
    """One plan, every action on a row; a duty without an action has a row of its own."""
    name = (
        f"{plan.title}（{plan.version}）；{filters}"
        if filters
        else f"{plan.title}（{plan.version}）"
    )
    return spreadsheets.write_table(
        "职责和动作", _columns(_TREE), _tree_rows(members), as_of=clock.now(), filters=name
    )


def _tree_rows(members: Iterable[Member]) -> Iterator[list[Any]]:
    for member in members:
        for duty in member.duties.all():
            actions = list(duty.actions.all())
            for action in actions:
                yield [*_duty_cells(member, duty), *_action_cells(action)]
            if not actions:
                yield [*_duty_cells(member, duty), *[""] * (len(_TREE) - 6)]


def _duty_cells(member: Member, duty: Duty) -> list[Any]:
    unit = member.unit.name if member.unit else ""
    return [member.number, unit, member.name, MemberRole(member.role).label, duty.code, duty.text]


def _action_cells(action: Action) -> list[Any]:
    return [
        action.code, action.title, action.what, SHORT_LEVELS[action.from_level], SHORT_LEVELS[action.to_level],
        due_words(action), repeat_words(action), Performer(action.performer).label, action.evidence,
        action.gauge, action.standard, action.basis,
    ]  # fmt: skip
