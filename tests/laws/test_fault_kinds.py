"""A kind of fault is one file: nothing else names a kind, but for stories that plant some."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import stocktake
from stocktake.web.faults import KINDS, FaultKind

PACKAGE = Path(stocktake.__file__).parent
# Scenarios, engines that are wrong on purpose and the engine may name a kind; a role's incidents
# are what generated scenarios consist of.
MAY_NAME_KINDS = ("web/faults/", "harness/scenarios/", "zoo/", "engine/")
# Words that mean something else everywhere: a JSON key, an argument.
OTHER_MEANINGS = {"status", "timeout", "delay", "drop"}


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield the string literals of a file, without its docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield from [node.value] if isinstance(node.value, str) else []


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=name)
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(MAY_NAME_KINDS)
        and path.name != "role.py"
    ],
)
def test_no_other_file_names_a_kind(path: Path) -> None:
    assert not (KINDS.keys() - OTHER_MEANINGS) & set(strings(ast.parse(path.read_text())))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_in_the_file_of_its_name_and_describes_itself(kind: FaultKind) -> None:

    assert (PACKAGE / "web" / "faults" / f"{kind.name}.py").exists()
    assert kind.sentence
    assert kind.story or kind.strikes_callbacks
    assert all(argument.sentence for argument in kind.arguments.values())
