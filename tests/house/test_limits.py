"""The limits of CONTRIBUTING.md that no linter checks."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "prereview"
MODULES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_NAMES = ("utils", "helpers", "common", "manager", "handler", "models")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(PACKAGE)) for path in paths]


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_module_has_at_most_400_lines(module: Path) -> None:
    assert module.read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_functions_fit_on_a_screen(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - body_start(node) > 40
    ]
    assert long == []


def body_start(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The line after the docstring: limits count code, not explanation."""
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.end_lineno or first.lineno
    return node.lineno


def test_no_module_is_named_after_nothing() -> None:
    assert [str(m) for m in MODULES if m.stem in FORBIDDEN_NAMES or m.stem.startswith("base_")] == []


def test_import_is_quick_and_free_of_engines() -> None:
    code = "import sys, prereview; print([m for m in ('cv2', 'openvino', 'sklearn', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
