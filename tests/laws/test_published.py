"""What `/<api>/openapi.json` shows: a valid document, described, with examples that are true."""

import copy
import importlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import yaml
from stocktake import SIMULATORS
from stocktake.core import registry
from stocktake.core.simulator import Api, Reply
from stocktake.web import published as published_module
from stocktake.web.documents import Document, Schema, resolve
from stocktake.web.operations import build_table
from stocktake.web.published import operations_of, published
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import failures_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "acme_vendor"
OWN = str(EXAMPLE / "acme_vendor" / "openapi.yaml")
sys.path.append(str(EXAMPLE))
acme_vendor = importlib.import_module("acme_vendor")
APIS = {api.document: (api.name, each.name) for each in registry.ours() for api in each.apis}
DOCUMENTS = [*APIS, pytest.param(OWN, id="acme")]
FEWEST = 0.95
"""So much of the properties of each document is described at least."""
LATER = "2027-07-04T23:30:00Z"
JSON = "application/json"


@cache
def shown(name: str) -> Document:
    """Return a document as its Api shows it."""
    return published(name, f"/{APIS[name][0]}" if name in APIS else "/acme")


def properties(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield each property of each schema with where it is."""
    if isinstance(node, list):
        for place, inner in enumerate(node):
            yield from properties(inner, (*path, str(place)))
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key == "properties" and isinstance(inner, dict):
                for name, schema in inner.items():
                    yield ".".join((*path, name)), schema
                    yield from properties(schema, (*path, name))
            elif key != "example":
                yield from properties(inner, (*path, key))


def successes(operation: Mapping[str, Any]) -> list[str]:
    return [status for status in operation["responses"] if status[0] in "23" or status == "460"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_openapi_3_0_3(name: str) -> None:
    from openapi_spec_validator import OpenAPIV30SpecValidator

    document = shown(name)
    assert document["openapi"] == "3.0.3"
    found = OpenAPIV30SpecValidator(document).iter_errors()
    errors = [f"{list(error.path)}: {error.message}" for error in found]
    assert not errors, errors[:3]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_properties_are_described(name: str) -> None:
    found = list(properties(shown(name)))
    lacking = [where for where, schema in found if not schema.get("description")]
    assert len(found) > 10
    assert len(lacking) <= len(found) * (1 - FEWEST), lacking


@pytest.mark.parametrize("name", APIS)
def test_no_description_stands_for_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    used: set[str] = set()

    class Words(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            used.add(key)
            return super().__getitem__(key)

    words = yaml.safe_load((ROOT / "openapi" / "descriptions" / name).read_text())
    beside = published_module._beside
    monkeypatch.setattr(
        published_module,
        "_beside",
        lambda *given: Words(words) if "descriptions" in given else beside(*given),
    )
    published(name)
    assert not words.keys() - used
    assert all(text == text.strip() and text[-1] in ".…" for text in words.values())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_operation_has_its_example(name: str) -> None:
    document, lacking = shown(name), []
    for _, _, operation in operations_of(document):
        who = operation["operationId"]
        for parameter in (resolve(document, each) for each in operation.get("parameters", ())):
            if parameter.get("required") and "example" not in parameter:
                lacking.append(f"{who}: {parameter['name']}")
        bodies = [resolve(document, operation["responses"][each]) for each in successes(operation)]
        answers = [media for body in bodies for media in body.get("content", {}).values()]
        if answers and not any(media.keys() & {"example", "examples"} for media in answers):
            lacking.append(f"{who}: its answer")
        body = resolve(document, operation.get("requestBody", {})).get("content", {})
        if body and not any("example" in media for media in body.values()):
            lacking.append(f"{who}: its body")
    assert not lacking


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_are_what_their_schemas_allow(name: str) -> None:
    document = shown(name)
    components = document["components"]["schemas"]
    wrong = []
    for _, _, operation in operations_of(document):
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        contents = [resolve(document, part).get("content", {}) for part in parts]
        examples = [
            (media["schema"], media["example"])
            for content in contents
            for kind, media in content.items()
            if "example" in media and not kind.endswith("xml")  # that is a text, by no schema
        ]
        examples += [
            (parameter["schema"], parameter["example"])
            for parameter in operation.get("parameters", ())
            if "example" in parameter
        ]
        for schema, example in examples:
            problems = Schema(schema, components).problems(example, "body")
            wrong += [(operation["operationId"], problem) for problem in problems]
    assert not wrong


@pytest.mark.parametrize("api", [api for each in registry.ours() for api in each.apis])
def test_a_success_that_is_not_documented_is_a_bug(api: Api) -> None:
    """`default` stands for failures only."""
    for operation in build_table(api).operations:
        said = [problem.message for problem in operation.check_reply(Reply(299, {}))]
        assert said == [f"{operation.id} does not document 299"]


def test_the_examples_are_what_the_default_world_answers() -> None:
    script = ROOT / "scripts" / "make_examples.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def credentials(sandbox: Sandbox, name: str) -> dict[str, Any]:
    if name == OWN:
        return {"headers": {"X-Acme-Key": sandbox.env["ACME_KEY"]}}
    return copy.deepcopy(dict(failures_of(APIS[name][1]).right(sandbox.env)))


def ask(sandbox: Sandbox, name: str, path: str, method: str, operation: Any) -> Response:
    """Send the request that an operation's examples make."""
    document = shown(name)
    given = credentials(sandbox, name) if operation.get("security") != [] else {}
    headers = given.setdefault("headers", {})
    query: list[tuple[str, str]] = []
    for parameter in operation.get("parameters", ()):
        if "example" not in parameter:
            continue
        value = parameter["example"]
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(str(value), safe=""))
        elif parameter["in"] == "header":
            headers[parameter["name"]] = value
        else:
            values = value if isinstance(value, list) else [value]
            query += [(parameter["name"], str(each)) for each in values]
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    for media, part in content.items():
        if "example" in part and media == JSON:
            given["json"] = part["example"]
        elif "example" in part:
            text = part["example"]
            given["data"] = (text if isinstance(text, str) else urlencode(text)).encode()
            headers["Content-Type"] = media
    target = document["servers"][0]["url"].rstrip("/") + path
    target += f"?{urlencode(query)}" if query else ""
    return sandbox.request(method.upper(), target, **given)


@pytest.fixture(scope="module")
def another() -> Iterator[Sandbox]:
    """The default world at another time than that of the examples."""
    with Sandbox([*SIMULATORS, acme_vendor.SIMULATOR], seed_set="busy", now=LATER) as sandbox:
        sandbox.snapshot("start")
        yield sandbox


SHORT_LIVED = {"download_stock_levels_report"}  # its URL is signed anew at each read


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_default_world_takes_every_example_at_any_time(another: Sandbox, name: str) -> None:
    operations = {each["operationId"]: (path, method, each)
                  for path, method, each in operations_of(shown(name))}  # fmt: skip
    for who, (path, method, operation) in operations.items():
        needs = operation.get("x-example-needs", [])
        for need in needs:
            if "operation" in need:
                assert ask(another, name, *operations[need["operation"]]).status < 300
            elif "quirk" in need:
                another.set_quirk(need["quirk"], need["value"])
            else:
                another.event(**need)
        answer = ask(another, name, path, method, operation)
        if who in SHORT_LIVED:
            continue
        assert str(answer.status) in successes(operation), (who, answer)
        declared = resolve(shown(name), operation["responses"][str(answer.status)])
        for header, described in declared.get("headers", {}).items():
            required = resolve(shown(name), described).get("required")
            assert not required or header.lower() in answer.headers, (who, header)
        if name == OWN:
            content = operation["responses"][str(answer.status)]["content"]
            assert answer.json() == content[JSON]["example"]
        if method != "get" or needs:
            another.restore("start")
