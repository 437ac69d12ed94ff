"""The columns of the spreadsheets of this room."""

from collections.abc import Callable, Sequence
from typing import Any

from lianfang.base.kernel.page_words import SHORT_LEVELS

from .presenters import RuleLine

Column = tuple[str, Callable[[Any], Any]]


def yes_no(checked: bool) -> str:  # noqa: FBT001 — one value of one cell
    return "已核实" if checked else "未核实默认值"


def rule_columns(of: Callable[[Any], Any]) -> list[Column]:
    """The columns that every dated rule ends with."""
    return [
        ("依据", lambda row: of(row).basis),
        ("生效日期", lambda row: of(row).effective_from),
        ("失效日期", lambda row: of(row).effective_to),
        ("核实", lambda row: yes_no(of(row).verified)),
    ]


def _itself(row: Any) -> Any:
    return row


def _subjects(row: RuleLine) -> str:
    return "、".join(link.label for link in row.subjects)


DISEASES: Sequence[Column] = [
    ("编号", lambda row: row.disease.code),
    ("名称", lambda row: row.disease.name),
    ("其他名称", lambda row: row.names),
    ("类别", lambda row: row.class_label),
    ("管理类别", lambda row: row.managed_label),
    ("法定", lambda row: "是" if row.disease.is_listed else ""),
    ("旧系统编码", lambda row: row.disease.legacy_code),
    ("潜伏期", lambda row: row.incubation),
    ("常见潜伏期", lambda row: row.typical),
    ("接触者观察", lambda row: row.observation),
    ("依据", lambda row: row.disease.basis),
    ("生效日期", lambda row: row.disease.effective_from),
    ("核实", lambda row: yes_no(row.is_verified)),
]
CRITERIA: Sequence[Column] = [
    ("编号", lambda row: row.rule.code),
    ("级别", lambda row: SHORT_LEVELS[row.rule.grade]),
    ("名称", lambda row: row.rule.title),
    ("适用对象", _subjects),
    ("条件", lambda row: row.rule.condition),
    ("说明", lambda row: row.rule.note),
    *rule_columns(lambda row: row.rule),
]
THRESHOLDS: Sequence[Column] = [
    ("编号", lambda row: row.rule.code),
    ("性质", lambda row: row.rule.get_in_list_display()),
    ("名称", lambda row: row.rule.title),
    ("适用对象", _subjects),
    ("标准", lambda row: row.rule.condition),
    ("说明", lambda row: row.rule.note),
    ("来源", lambda row: "本县设定" if row.rule.is_local else "规则包"),
    ("停用日期", lambda row: row.rule.set_aside_on),
    *rule_columns(lambda row: row.rule),
]
DEADLINES: Sequence[Column] = [
    ("编号", lambda row: row.code),
    ("名称", lambda row: row.title),
    ("责任方", lambda row: row.bearer),
    ("适用", lambda row: row.applies_to),
    ("起算", lambda row: row.starts_text),
    ("要求", lambda row: row.ends_text),
    ("时限", lambda row: row.limit_text),
    ("说明", lambda row: row.note),
    *rule_columns(_itself),
]
AUTHORITIES: Sequence[Column] = [
    ("编号", lambda row: row.rule.code),
    ("措施", lambda row: row.rule.title),
    ("适用类别", lambda row: row.applies_label),
    ("决定机关", lambda row: row.rule.decider),
    ("最低决定层级", lambda row: row.level_label),
    ("县级权限", lambda row: row.power_label),
    ("前提", lambda row: row.rule.condition),
    ("期限", lambda row: row.rule.longest_text),
    ("须履行", lambda row: "；".join(row.duties)),
    ("说明", lambda row: row.rule.note),
    *rule_columns(lambda row: row.rule),
]
