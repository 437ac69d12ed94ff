"""Columns of the table in which observations come."""

from lianfang.base.kernel.spreadsheets import Column


def columns_of(part_label: str) -> list[Column]:
    """The columns for one programme; the order in the file does not matter."""
    return [
        Column("site", "报告点编号", ("编号", "报告点代码"), is_required=True, width=28, hint="模板已填好，不要改动。"),
        Column("name", "报告点", width=22, hint="仅供核对。"),
        Column("part", part_label or "分项", ("分项",), width=14, hint="没有分项的留空。"),
        Column("indicator", "指标", is_required=True, width=18),
        Column("period_on", "日期", ("报告期",), kind="date", is_required=True),
        Column("value", "数值", kind="number", is_required=True),
    ]  # fmt: skip
