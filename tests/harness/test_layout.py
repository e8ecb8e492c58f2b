"""How the harness is laid out: no circle of imports, and vendors named in few places."""

import ast
from collections.abc import Iterator
from pathlib import Path

from stocktake import SIMULATORS

PACKAGE = Path(__file__).resolve().parents[2] / "simulators" / "stocktake"
NAMES = [simulator.name for simulator in SIMULATORS]
MOST = 7
"""Modules outside the vendors' folders that may name two vendors: clients of several, and data."""


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, modules: set[str]) -> set[str]:
    """Return the modules that a file imports anywhere, under TYPE_CHECKING too."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else base for name in inner}
    return (found & modules) - {module_of(path)}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other."""
    reached = {name: reach(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in graph
        if name in reached[name]
    }
    return sorted(map(list, groups))


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for name in graph[ahead.pop()] - seen:
            seen.add(name)
            ahead.append(name)
    return seen


def test_no_import_of_the_harness_runs_in_a_circle() -> None:
    paths = {module_of(path): path for path in (PACKAGE / "harness").rglob("*.py")}
    assert circles({name: imports(path, set(paths)) for name, path in paths.items()}) == []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def words(path: Path) -> Iterator[str]:
    """Yield the names and string literals of a file's code; docstrings are no code."""
    tree = ast.parse(path.read_text())
    texts = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
            yield node.value
        for field in ("id", "attr", "name", "arg", "asname", "module"):
            if isinstance(word := getattr(node, field, None), str):
                yield word


def vendors_in(path: Path) -> set[str]:
    code = " ".join(words(path)).lower()
    return {name for name in NAMES if name in code}


def test_few_modules_outside_the_vendors_folders_name_two_vendors() -> None:
    outside = [
        path for path in PACKAGE.rglob("*.py") if "vendors" not in path.relative_to(PACKAGE).parts
    ]
    naming_two = [str(p.relative_to(PACKAGE)) for p in outside if len(vendors_in(p)) > 1]
    assert len(naming_two) <= MOST, sorted(naming_two)


# Real products that name each other: a hub its channels and the tool for labels, that tool the
# marketplaces whose orders it has. And the warehouse whose goods a channel lists.
MAY_NAME = {
    "wholecell": {"ebay", "shipstation", "swappa"},
    "shipstation": {"backmarket", "ebay", "swappa"},
}
GOODS = ("seed_goods.py", {"wholecell"})


def test_a_vendors_folder_names_no_other_vendor() -> None:
    for name in NAMES:
        for path in (PACKAGE / "vendors" / name).rglob("*.py"):
            others = MAY_NAME.get(name, set()) | (GOODS[1] if path.name == GOODS[0] else set())
            assert vendors_in(path) <= {name} | others, path
