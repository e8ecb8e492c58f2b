"""Who may import whom, and how large anything may grow; what import-linter has no contract for."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from stocktake.core import registry

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simulators" / "stocktake"
SOURCES = sorted(PACKAGE.rglob("*.py"))
STANDARD = sys.stdlib_module_names

# Libraries that write files which a vendor serves.
FILE_FORMATS = {"reportlab", "xlsxwriter"}

# What each room may import besides the standard library and itself.
MAY_IMPORT = {
    "rules": set(),
    "core": {"orjson"},
    "dialects": {"stocktake.core", "stocktake.rules"},
    "causes": {"stocktake.core"},
    "client": {"stocktake.core", "certifi", "cryptography", "httpx"},
    "web": {
        "stocktake.causes", "stocktake.client", "stocktake.core", "stocktake.dialects",
        "connexion", "cryptography", "harfile", "httptools", "httpx", "jsonschema_rs", "orjson",
        "python_multipart", "starlette", "uvicorn", "yaml",
    },
    "console": {"stocktake.client", "flask", "jinja2", "werkzeug"},
    "harness": {
        "stocktake.causes", "stocktake.client", "stocktake.core", "stocktake.web", "harfile",
        "httpx", "hypothesis",
        "jinja2", "junitparser", "markupsafe", "rich",
    },
    "engine": set(),
    "zoo": {"stocktake.engine"},
}  # fmt: skip
# The same for every vendor, whatever its name: its folder is found, not listed.
A_VENDOR_MAY_IMPORT = {
    "stocktake.core",
    "stocktake.rules",
    "stocktake.dialects",
    *FILE_FORMATS,
}
MAY_IMPORT_EVERYTHING = {"cli", "commands", "pytest_plugin"}


def rooms_in(folder: Path) -> list[str]:
    """Return the packages and modules of a folder, by the path from the package."""
    found = [path for path in folder.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))]
    names = [path.relative_to(PACKAGE).with_suffix("").as_posix() for path in found]
    return sorted(name for name in names if not name.endswith("__init__"))


VENDORS = rooms_in(PACKAGE / "vendors")
ROOMS = [room for room in rooms_in(PACKAGE) if room != "vendors"]


def may_import(room: str) -> set[str]:
    """Return what a room may import besides the standard library; None of it is a vendor."""
    allowed = A_VENDOR_MAY_IMPORT if room in VENDORS else MAY_IMPORT[room]
    return allowed | {f"stocktake.{room.replace('/', '.')}"}


def sources_of(room: str) -> list[Path]:
    """Return the source files of a room, which may be a single module."""
    module = (PACKAGE / room).with_suffix(".py")
    return [module] if module.exists() else sorted((PACKAGE / room).rglob("*.py"))


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


def test_every_folder_of_the_package_is_a_room_with_a_rule() -> None:
    assert set(ROOMS) <= MAY_IMPORT.keys() | MAY_IMPORT_EVERYTHING


def test_every_folder_of_the_vendors_is_a_simulator_of_that_name() -> None:
    assert [f"vendors/{simulator.name}" for simulator in registry.ours()] == VENDORS


@pytest.mark.parametrize(
    "room", [*VENDORS, *(room for room in ROOMS if room not in MAY_IMPORT_EVERYTHING)]
)
def test_a_room_imports_only_what_its_layer_allows(room: str) -> None:
    for path in sources_of(room):
        for module in imports(path):
            known = module.split(".")[0] in STANDARD or any(
                module == name or module.startswith(f"{name}.") for name in may_import(room)
            )
            assert known, f"{path.relative_to(ROOT)} imports {module}"


def test_the_contracts_of_import_linter_name_no_vendor_and_miss_no_folder() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert not [vendor for vendor in VENDORS if vendor.removeprefix("vendors/") in str(settings)]
    by_type = {contract["type"]: contract for contract in settings["contracts"]}
    assert by_type["independence"]["modules"] == ["stocktake.vendors.*"]
    # Exhaustive: lint-imports refuses a folder of the package that has no layer.
    layers = by_type["layers"]
    assert layers["containers"] == ["stocktake"]
    assert layers["exhaustive"] is True
    assert "exhaustive_ignores" not in layers


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
