"""What a row's fault is called in Chinese, for whoever corrects the pack."""

from collections.abc import Mapping
from typing import Any

# pydantic's name of the fault → sentence; `{…}` is filled from the fault's own context.
SENTENCES = {
    "missing": "缺少必填项“{item}”。",
    "extra_forbidden": "不认识“{item}”，请检查拼写。",
    "string_type": "“{item}”应为文字；若是数字或日期，请加引号。",
    "string_too_short": "“{item}”不能为空，至少 {min_length} 个字。",
    "string_too_long": "“{item}”过长，最多 {max_length} 个字。",
    "string_pattern_mismatch": "“{item}”的写法不合规定，应符合 {pattern}。",
    "int_type": "“{item}”应为整数。",
    "int_parsing": "“{item}”应为整数。",
    "int_from_float": "“{item}”应为整数，不能带小数。",
    "float_type": "“{item}”应为数字。",
    "float_parsing": "“{item}”应为数字。",
    "decimal_parsing": "“{item}”应为数字。",
    "bool_type": "“{item}”应为 true 或 false。",
    "bool_parsing": "“{item}”应为 true 或 false。",
    "date_type": "“{item}”应为日期，例如 2025-09-01。",
    "date_parsing": "“{item}”应为日期，例如 2025-09-01。",
    "date_from_datetime_parsing": "“{item}”应为存在的日期，例如 2025-09-01。",
    "list_type": "“{item}”应为列表。",
    "too_short": "“{item}”至少要有 {min_length} 项。",
    "too_long": "“{item}”最多 {max_length} 项。",
    "dict_type": "“{item}”应为一组“名称: 值”。",
    "model_type": "“{item}”应为一组“名称: 值”。",
    "model_attributes_type": "“{item}”应为一组“名称: 值”。",
    "enum": "“{item}”只能取：{expected}。",
    "literal_error": "“{item}”只能取：{expected}。",
    "greater_than_equal": "“{item}”不能小于 {ge}。",
    "greater_than": "“{item}”应大于 {gt}。",
    "less_than_equal": "“{item}”不能大于 {le}。",
    "less_than": "“{item}”应小于 {lt}。",
}


def fault_sentence(error: Mapping[str, Any]) -> str:
    """One sentence for one pydantic fault, naming the item as it stands in the file."""
    item = _item(error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        told = str(context.get("error", "取值不合要求"))
        return f"“{item}”{told}。" if item != "本条" else f"{told}。"
    sentence = SENTENCES.get(error["type"], "“{item}”的取值不合要求。")
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", "、")
    filled = {**context, "item": item, "expected": expected.replace(", ", "、")}
    return sentence.format_map(filled)


def _item(place: tuple[str | int, ...]) -> str:
    """`clauses → 第 2 项 → min_cases`, or the row itself."""
    named = [f"第 {part + 1} 项" if isinstance(part, int) else str(part) for part in place]
    return " → ".join(named) or "本条"
