"""Who may import whom, and how large anything may grow; what import-linter has no contract for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simulators" / "stocktake"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))
STANDARD = sys.stdlib_module_names

# What each room may import besides the standard library and itself.
MAY_IMPORT = {
    "rules": set(),
    "core": {"stocktake.core"},
    "dialects": {"stocktake.core", "stocktake.rules"},
    "vendors/wherefour": {"stocktake.core", "stocktake.dialects", "stocktake.rules"},
    "vendors/retailcrm": {"stocktake.core", "stocktake.dialects", "stocktake.rules"},
    "vendors/wholecell": {
        "stocktake.core",
        "stocktake.dialects",
        "stocktake.rules",
        "reportlab",
        "xlsxwriter",
    },
    "vendors/whiplash": {"stocktake.core", "stocktake.dialects", "stocktake.rules"},
    "engine": {"httpx", "tenacity"},
}


def imports(path: Path) -> set[str]:
    """Return the modules that a source file imports, absolute names only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)[
                : -node.level or None
            ]
            prefix = ".".join(package) + "." if node.level else ""
            found.add(prefix + (node.module or ""))
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_its_layer_allows(room: str) -> None:
    allowed = MAY_IMPORT[room] | {f"stocktake.{room.replace('/', '.')}"}
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for module in imports(path):
            known = module.split(".")[0] in STANDARD or any(
                module == name or module.startswith(f"{name}.") for name in allowed
            )
            assert known, f"{path.relative_to(ROOT)} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_over_400_lines_and_no_function_over_40(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 40, f"{node.name} in {path.name}"


@pytest.mark.parametrize("module", ["stocktake", "stocktake.engine.__main__"])
def test_a_users_import_does_not_pay_for_connexion(module: str) -> None:
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    names = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in listed.splitlines()}
    assert "stocktake" in names
    assert not names & {"connexion", "starlette", "uvicorn", "jsonschema", "flask"}
