"""Every call of the control plane is a method, the same in a Sandbox as where one connects."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from stocktake import Sandbox
from stocktake.client.control import Control
from stocktake.client.operations import Operations
from stocktake.web.control import CONTROL
from stocktake.web.documents import read_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = read_document(CONTROL.document)
OPERATIONS = {
    operation["operationId"]: operation
    for item in DOCUMENT["paths"].values()
    for operation in item.values()
    if isinstance(operation, dict) and "operationId" in operation
}
# Those of the document are in client/operations.py, short names in client/control.py.
MEMBERS = {**vars(Operations), **vars(Control)}
PUBLIC = sorted(name for name in MEMBERS if not name.startswith("_"))
METHODS = [name for name in PUBLIC if inspect.isfunction(MEMBERS[name])]
# A Sandbox has its worlds in itself: these say where a Control finds them.
OF_A_CONTROL = set(Control.__dataclass_fields__)


def arguments_of(operation: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the arguments of a call, and those that it must have."""
    known, needed = set(), set()
    for parameter in operation.get("parameters", []):
        found = resolved(parameter)
        known.add(found["name"])
        needed |= {found["name"]} if found.get("required") else set()
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        schema = media.get("schema", {})
        known |= schema.get("properties", {}).keys()
        needed |= set(schema.get("required", ()))
    return known, needed


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference within the document leads to."""
    while "$ref" in node:
        path = node["$ref"].removeprefix("#/").split("/")
        node = DOCUMENT
        for step in path:
            node = node[step]
    return node


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_a_method_with_its_arguments(name: str) -> None:
    assert name in METHODS, f"write a method {name} in client/operations.py"
    signature = inspect.signature(getattr(Control, name))
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    known, needed = arguments_of(OPERATIONS[name])
    if inspect.Parameter.VAR_KEYWORD not in kinds:
        assert known - signature.parameters.keys() == set()
    for argument in needed:
        assert signature.parameters[argument].default is inspect.Parameter.empty


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - OF_A_CONTROL))
def test_a_sandbox_has_what_a_control_has_with_the_same_signature(name: str) -> None:
    ours, theirs = inspect.getattr_static(Sandbox, name), MEMBERS[name]
    if inspect.isfunction(theirs):
        assert inspect.signature(ours) == inspect.signature(theirs)
        assert inspect.getdoc(ours) == inspect.getdoc(theirs)
    else:
        assert isinstance(ours, property)


def test_the_page_names_every_method() -> None:
    page = (ROOT / "docs" / "control.md").read_text()
    for name in set(PUBLIC) - OF_A_CONTROL:
        assert re.search(rf"`\.?{name}\b", page), name
