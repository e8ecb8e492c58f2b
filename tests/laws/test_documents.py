"""What every OpenAPI document keeps: unique ids, evidence, handlers, tests, schemas of answers."""

import copy
import functools
import re
from pathlib import Path
from typing import Any

import pytest
from connexion.decorators.parameter import pythonic
from connexion.spec import Specification
from hypothesis import given
from hypothesis import strategies as st
from stocktake.core import registry
from stocktake.web.control import CONTROL
from stocktake.web.documents import read_document, resolve
from stocktake.web.operations import Operation, argument_name, build_table

TESTS = Path(__file__).resolve().parents[1]
OURS = registry.ours()
APIS = [CONTROL, *(api for simulator in OURS for api in simulator.apis)]
TABLES = {api.document: build_table(api) for api in APIS}
OPERATIONS = [
    pytest.param(table.document, operation, id=f"{name}-{operation.id}")
    for name, table in TABLES.items()
    for operation in table.operations
]
# Where the tests of a document's operations are: with its vendor; the control plane has two rooms.
TESTED_IN = {CONTROL.document: ("core", "web")} | {
    api.document: (simulator.name,) for simulator in OURS for api in simulator.apis
}
TESTED = [
    pytest.param(TESTED_IN[name], operation.id, id=f"{name}-{operation.id}")
    for name, table in TABLES.items()
    for operation in table.operations
]


@functools.cache
def said_in_tests(*folders: str) -> str:
    """Return the text of the tests in these folders of tests/."""
    paths = [path for folder in folders for path in (TESTS / folder).rglob("test_*.py")]
    return "\n".join(path.read_text() for path in paths)


EVIDENCE = ("documented", "client", "inferred", "decided")


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.document)
def test_operation_ids_are_unique_in_their_document(api: Any) -> None:
    ids = [operation.id for operation in TABLES[api.document].operations]
    assert len(ids) == len(set(ids))
    assert ids


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.document)
def test_connexion_finds_the_whole_document_valid(api: Any) -> None:
    specification = Specification.load(copy.deepcopy(TABLES[api.document].document))
    assert specification.version == (3, 0, 3)


@pytest.mark.parametrize(("document", "operation"), OPERATIONS)
def test_an_operation_says_what_its_behaviour_rests_on(
    document: dict[str, Any], operation: Operation
) -> None:
    assert operation.evidence in EVIDENCE
    if operation.evidence == "decided":
        assert "§" in operation.raw["x-evidence-note"]


@pytest.mark.parametrize(("document", "operation"), OPERATIONS)
def test_an_operation_has_a_schema_for_every_answer(
    document: dict[str, Any], operation: Operation
) -> None:
    for status, raw in operation.raw["responses"].items():
        response = resolve(document, raw)
        assert response["description"]
        if status != "204" and not response.get("x-empty"):
            assert response["content"], status
            for media in response["content"].values():
                assert media["schema"], status


@pytest.mark.parametrize(("document", "operation"), OPERATIONS)
def test_the_schemas_of_an_operation_can_be_compiled(
    document: dict[str, Any], operation: Operation
) -> None:
    answers = [schema for media in operation.replies.values() for schema in media.values()]
    for schema in [*(p.schema for p in operation.parameters), operation.body, *answers]:
        assert schema is None or isinstance(schema.problems(None, "body"), list)


@pytest.mark.parametrize(("folders", "name"), TESTED)
def test_an_operation_is_named_in_a_test_of_its_vendor(folders: tuple[str, ...], name: str) -> None:
    assert re.search(rf"(?<![a-z]){name}(?![a-z])", said_in_tests(*folders))


@pytest.mark.parametrize("simulator", OURS, ids=lambda simulator: simulator.name)
def test_events_of_a_simulator_are_described_in_its_documents(simulator: Any) -> None:
    described = {
        name: event
        for api in simulator.apis
        for name, event in TABLES[api.document].document.get("x-events", {}).items()
    }
    assert set(described) == set(simulator.events)
    for event in described.values():
        assert event["summary"]
        assert event["schema"]["additionalProperties"] is False


@pytest.mark.parametrize("simulator", OURS, ids=lambda simulator: simulator.name)
def test_a_quirk_has_its_sentence_its_evidence_and_a_test(simulator: Any) -> None:
    for quirk in simulator.quirks:
        assert quirk.sentence
        assert quirk.evidence
        assert f"{simulator.name}.{quirk.name}" in said_in_tests(simulator.name)


@pytest.mark.parametrize("simulator", OURS, ids=lambda simulator: simulator.name)
def test_callbacks_of_a_simulator_are_described_in_its_document(simulator: Any) -> None:
    if not simulator.callbacks:
        return
    paths = read_document(simulator.callbacks_document)["paths"]
    described = {item["post"]["operationId"]: item["post"] for item in paths.values()}
    assert set(described) == set(simulator.callbacks)
    for operation in described.values():
        assert operation["summary"]
        assert operation["x-evidence"] in EVIDENCE
        assert operation["x-evidence"] != "decided" or "§" in operation["x-evidence-note"]
    operations = {o.id for api in simulator.apis for o in TABLES[api.document].operations}
    assert not operations & set(described)  # a fault names one or the other


@pytest.mark.parametrize("document", TABLES)
def test_arguments_are_named_as_connexion_names_them(document: str) -> None:
    for operation in TABLES[document].operations:
        for parameter in operation.parameters:
            assert parameter.argument == pythonic(parameter.name)


@given(st.from_regex(r"[a-z][A-Za-z0-9]{0,8}([-_\[][a-zA-Z0-9]{0,8}]?(\[])?){0,3}", fullmatch=True))
def test_any_name_is_spelled_as_connexion_spells_it(name: str) -> None:
    assert argument_name(name) == pythonic(name)
