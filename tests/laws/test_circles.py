"""No import runs in a circle, those for type checkers and those inside functions included."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import stocktake

PACKAGE = Path(stocktake.__file__).parent
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def module_of(path: Path) -> str:
    """Return the dotted name of a source file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(module: str) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in the file."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            outer = package.split(".")[: len(package.split(".")) - node.level + 1]
            prefix = ".".join([*outer, node.module or ""]) if node.level else str(node.module)
            base = prefix.rstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                if inner in MODULES:
                    yield inner
                elif base in MODULES:
                    yield base


def circle(modules: set[str]) -> list[str]:
    """Return the modules of a circle among these, the first one again at the end; or nothing."""
    graph = {m: {i for i in imported(m) if i in modules and i != m} for m in sorted(modules)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("room", ROOMS)
def test_no_import_runs_in_a_circle_in_a_room(room: str) -> None:
    inside = {m for m in MODULES if m == f"stocktake.{room}" or m.startswith(f"stocktake.{room}.")}
    assert circle(inside) == []


def test_no_import_runs_in_a_circle_in_the_whole_package() -> None:
    # The front door is everybody's: its lazy imports lead into the rooms, and back out again.
    assert circle(set(MODULES) - {"stocktake"}) == []
