"""YAML with the line of every item kept, and without the parts of YAML that surprise people."""

from dataclasses import dataclass, field
from typing import Any

import yaml

# The C reader is about eight times faster; the plain one reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 30

Lines = dict[tuple[str | int, ...], int]


class UnreadableYaml(ValueError):
    """A text that is no YAML, with the line where reading stopped."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(slots=True)
class Located:
    """What a YAML text holds, the line of each item by its path, and keys written twice."""

    value: Any
    lines: Lines = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def compose(text: str) -> Located:
    """
    Read a text that holds one YAML document.

    :raises UnreadableYaml: bad syntax, more than one document, or an anchor: shared nodes make a
        pack unreadable to people, and nested ones can be blown up to any size.
    """
    _refuse_tricks(text)
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        located = Located(None)
        if node is not None:
            located.value = _build(loader, node, (), located)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise UnreadableYaml(line, "YAML 语法有误，请检查缩进、冒号后的空格和引号。") from fault
    except yaml.YAMLError as fault:
        raise UnreadableYaml(_first_bad_line(text), "含有不允许的控制字符，请删除。") from fault
    finally:
        if loader is not None:
            loader.dispose()
    if node is None:
        raise UnreadableYaml(1, "文件是空的。")
    return located


def _refuse_tricks(text: str) -> None:
    """
    Look over the events before anything is built.

    :raises UnreadableYaml: an anchor, or nesting deep enough to exhaust the C reader's stack.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise UnreadableYaml(line, "嵌套过深，无法识别。")
            if getattr(event, "anchor", None):
                raise UnreadableYaml(line, "不支持锚点和引用（& 与 *）；若是文字，请加引号。")
    except yaml.YAMLError:
        return  # `compose` meets the same fault and names it.


def _build(loader: Any, node: Any, path: tuple[str | int, ...], located: Located) -> Any:
    located.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, located)
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, item, (*path, index), located) for index, item in enumerate(node.value)
        ]
    try:
        return loader.construct_object(node)
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as fault:
        # 2026-02-30 looks like a date to YAML and is none; `!!bool x` says so and is none.
        reason = f"“{node.value}”不是存在的日期或数字。"
        raise UnreadableYaml(node.start_mark.line + 1, reason) from fault


def _build_mapping(
    loader: Any, node: yaml.MappingNode, path: tuple[str | int, ...], located: Located
) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        # Keys stay the text that was written: YAML would read `on:` as true and `1:` as a number.
        if not isinstance(key_node, yaml.ScalarNode):
            raise UnreadableYaml(line, "冒号前应为一个词，不能是列表或另一组内容。")
        key = str(key_node.value)
        if key in built:
            located.faults.append((line, f"“{key}”在同一条里写了两次。"))
            continue
        built[key] = _build(loader, value_node, (*path, key), located)
        located.lines[(*path, key)] = line
    return built


def _first_bad_line(text: str) -> int:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(ord(letter) < 32 and letter not in "\t\r" for letter in line):
            return number
    return 1
