"""One plan for every vendor: each role in the file of its name, wherever a vendor has the role.

A vendor that is one `__init__.py` has no files to name. The others keep the table of
docs/architecture.md: access, requests, errors, wire, lists, quirks, views, seed, events, role, a
folder of schemas, and a folder or a file for each resource.
"""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake.core import registry
from stocktake.core.simulator import Simulator, render_as_is, unchanged, unlimited

VENDORS = Path(registry.__file__).parents[1] / "vendors"
PACKAGE = "stocktake.vendors"
# In these a resource's folder says what is in a file; a file beside the folders may not.
IN_A_RESOURCE = ("operations", "input", "shown", "rows", "ledger")
PUBLIC_IN_WIRE = ("spell_", "read_", "render")


def is_one_file(simulator: Simulator) -> bool:
    """Say whether a vendor is a single `__init__.py`."""
    return [p.name for p in (VENDORS / simulator.name).rglob("*.py")] == ["__init__.py"]


PLANNED = [
    pytest.param(simulator, id=simulator.name)
    for simulator in registry.ours()
    if not is_one_file(simulator)
]
every_vendor = pytest.mark.parametrize("simulator", PLANNED)


def module_of(simulator: Simulator, role: str) -> Any:
    """Return the module of a vendor that is named after a role; a failed test where it has none."""
    path = VENDORS / simulator.name / f"{role}.py"
    assert path.exists(), f"vendors/{simulator.name}/{role}.py is missing"
    return importlib.import_module(f"{PACKAGE}.{simulator.name}.{role}")


def modules_of(simulator: Simulator) -> Iterator[Any]:
    """Yield every module of a vendor."""
    package = importlib.import_module(f"{PACKAGE}.{simulator.name}")
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def is_defined_in(function: Callable[..., Any], simulator: Simulator, *roles: str) -> bool:
    """Say whether a function is written in one of these files of its vendor."""
    return function.__module__ in {f"{PACKAGE}.{simulator.name}.{role}" for role in roles}


def has(module: Any, value: object) -> bool:
    """Say whether a module has this value under some name, itself or inside a mapping."""
    named = vars(module).values()
    inside = (v for mapping in named if isinstance(mapping, dict) for v in mapping.values())
    return any(known is value for known in (*named, *inside))


def apis_with(simulator: Simulator, field: str, default: object) -> Iterable[Callable[..., Any]]:
    """Return what the Apis of a vendor have in a field, without what core gives all of them."""
    return [f for f in (getattr(api, field) for api in simulator.apis) if f is not default]


@every_vendor
@pytest.mark.parametrize(
    ("field", "default", "files"),
    [
        ("authenticate", None, ("access",)),
        ("limit", unlimited, ("access",)),
        ("normalize", unchanged, ("requests",)),
        ("refuse", None, ("errors",)),
        ("render", render_as_is, ("wire", "lists")),
    ],
)
def test_what_an_api_does_with_every_request_is_in_the_file_of_its_role(
    simulator: Simulator, field: str, default: object, files: tuple[str, ...]
) -> None:
    for function in apis_with(simulator, field, default):
        assert is_defined_in(function, simulator, *files), f"{field}: {function.__module__}"


@every_vendor
@pytest.mark.parametrize("role", ["quirks", "views", "role"])
def test_a_value_of_a_simulator_is_in_the_file_of_its_role(simulator: Simulator, role: str) -> None:
    value = getattr(simulator, role, None)
    assert not value or has(module_of(simulator, role), value)


@every_vendor
def test_a_seed_is_in_seed(simulator: Simulator) -> None:
    assert is_defined_in(simulator.seed, simulator, "seed")


@every_vendor
def test_events_are_in_events_or_named_there(simulator: Simulator) -> None:
    for name, event in simulator.events.items():
        assert has(module_of(simulator, "events"), event), name


@every_vendor
def test_schemas_are_in_the_folder_schema(simulator: Simulator) -> None:
    folder = VENDORS / simulator.name
    assert simulator.schema
    scripts = sorted(folder.rglob("*.sql"))
    assert scripts
    for script in scripts:
        assert script.parent == folder / "schema", f"{script.name} is not in schema/"
        assert script.read_text().strip() in simulator.schema, f"{script.name} is not run"


@every_vendor
def test_handlers_are_those_that_modules_list_in_handlers(simulator: Simulator) -> None:
    listed = [f for module in modules_of(simulator) for f in getattr(module, "HANDLERS", ())]
    served = [handler for api in simulator.apis for handler in api.handlers]
    assert {f"{f.__module__}.{f.__name__}" for f in listed} == {
        f"{f.__module__}.{f.__name__}" for f in served
    }


@every_vendor
def test_the_first_file_holds_the_simulator_and_no_function(simulator: Simulator) -> None:
    tree = ast.parse((VENDORS / simulator.name / "__init__.py").read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    assert not functions, ast.unparse(functions[0])


@every_vendor
def test_the_one_file_of_a_folder_that_has_handlers_is_operations(simulator: Simulator) -> None:
    # A folder may also hold small resources, each a file of its own with its handlers.
    handlers: dict[str, list[str]] = {}
    for module in modules_of(simulator):
        folder, _, name = module.__name__.rpartition(".")
        if hasattr(module, "HANDLERS") and folder.count(".") > PACKAGE.count(".") + 1:
            handlers.setdefault(folder, []).append(name)
    for folder, names in handlers.items():
        assert len(names) > 1 or names == ["operations"], f"{folder}: {names[0]}"


@every_vendor
def test_a_file_of_a_resource_is_in_its_folder(simulator: Simulator) -> None:
    for path in (VENDORS / simulator.name).glob("*.py"):
        word = path.stem.rpartition("_")[2]
        assert word not in IN_A_RESOURCE, f"{path.name} belongs into the folder of its resource"


@every_vendor
def test_what_wire_offers_goes_out_by_spell_and_comes_in_by_read(simulator: Simulator) -> None:
    path = VENDORS / simulator.name / "wire.py"
    if not path.exists():
        return
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert node.name.startswith(PUBLIC_IN_WIRE), node.name
