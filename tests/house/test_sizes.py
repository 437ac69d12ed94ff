"""A function fits on a screen, a file is read in one sitting."""

import ast

from .plan_of_house import SOURCE

LONGEST_FUNCTION = 40
LONGEST_FILE = 400


def ours() -> list:
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts]


def test_functions_fit_on_a_screen() -> None:
    faults = []
    for path in ours():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > LONGEST_FUNCTION:
                    faults.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.name} {length}")

    assert faults == []


def test_files_are_read_in_one_sitting() -> None:
    lengths = {
        str(p.relative_to(SOURCE)): p.read_text(encoding="utf-8").count("\n") for p in ours()
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
