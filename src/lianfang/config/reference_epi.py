"""The page of the library of methods: every function and answer as its source writes it."""

import ast
import inspect
import textwrap
from types import ModuleType

HEAD = """# 流行病学方法库：函数和结果（由源码生成）

签名和说明取自源码；方法的选择、出处、与 R 的参数对应见 [epi.md](epi.md)。用法：`from lianfang.epi import …`。
"""


def epi_page() -> str:
    """Every public function with its signature, every dataclass with its fields, with their docstrings."""
    from lianfang.epi import analysis, detection, estimation, results

    parts = [HEAD]
    groups = (
        ("探测", detection),
        ("估计", estimation),
        ("分析", analysis),
        ("共用的结果", results),
    )
    for title, group in groups:
        parts.append(f"## {title}（`{group.__name__}`）\n")
        functions, answers = _named(group)
        parts += [_entry(name, item) for name, item in (*functions, *answers)]
    return "\n".join(parts)


def _named(group: ModuleType) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    """Functions first, then the classes they answer with; names of unions have no source of their own."""
    items = [(name, getattr(group, name)) for name in sorted(group.__all__, key=str.lower)]
    functions = [(name, item) for name, item in items if inspect.isfunction(item)]
    return functions, [(name, item) for name, item in items if inspect.isclass(item)]


def _entry(name: str, item: object) -> str:
    node = ast.parse(textwrap.dedent(inspect.getsource(item))).body[0]
    code = _signature(node) if isinstance(node, ast.FunctionDef) else _fields(node)
    code = code.replace("'", '"')  # as the formatter has it, which looks into pages too
    return f"### {name}\n\n```python\n{code}\n```\n\n{inspect.getdoc(item) or ''}\n"


def _fields(node: ast.stmt) -> str:
    """The head of a class, and one field a line."""
    if not isinstance(node, ast.ClassDef):
        return ast.unparse(node)
    bases = ", ".join(map(ast.unparse, node.bases))
    fields = [part for part in node.body if isinstance(part, (ast.AnnAssign, ast.Assign))]
    head = f"class {node.name}({bases}):" if bases else f"class {node.name}:"
    return "\n".join([head, *(f"    {ast.unparse(field)}" for field in fields)])


def _signature(node: ast.FunctionDef) -> str:
    """One parameter a line, with type and default as written."""
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
    lines = [_parameter(arg, value) for arg, value in zip(plain, defaults, strict=True)]
    if args.kwonlyargs:
        lines.append("*")
        lines += [_parameter(*pair) for pair in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    answer = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    inside = "".join(f"    {line},\n" for line in lines)
    return f"{node.name}(\n{inside}){answer}"


def _parameter(arg: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(arg.annotation)}" if arg.annotation else ""
    return f"{arg.arg}{kind}" + ("" if default is None else f" = {ast.unparse(default)}")
