"""The document of an Api as `/<api>/openapi.json` shows it: described, with examples, where it is.

Requests are judged by the document alone. What only readers want stands beside it, in
openapi/descriptions and openapi/examples, and is read when somebody asks for the document. Nothing
of it is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from stocktake.core.call import Call
from stocktake.core.files import document_file

from .addresses import Address
from .documents import Document, load_document, parse_yaml, resolve
from .operations import METHODS
from .parsed import kept_as_json

PATH = "/openapi.json"
_SCHEMAS = ("items", "additionalProperties", "not")
_LISTS = ("allOf", "anyOf", "oneOf")


def asks_for_document(address: Address, call: Call) -> bool:
    """Say whether a request is for the document of an Api, at the Api's own path.

    Under a vendor's own host there is nothing but what the vendor has.
    """
    return call.path == PATH and call.method == "GET" and address.prefix.endswith(f"/{address.api}")


def published(name: str, prefix: str = "") -> Document:
    """Return a document with descriptions of its properties, examples and its own address.

    `prefix` is the path below which the Api is served. An address without a host is right for
    whatever name this machine is called by.
    """
    document = load_document(name)
    base = prefix + str(document["servers"][0]["url"]).rstrip("/")
    document["servers"] = [{"url": base or "/"}]
    _describe(document, _beside(name, "descriptions", "yaml"))
    examples = _beside(name, "examples", "json")
    for path, _, operation in operations_of(document):
        example = examples.get(operation["operationId"], {})
        request = example.get("request", {})
        _show_request(document, document["paths"][path], operation, request)
        if example:
            _show_answer(document, operation, example, base + path)
        if "needs" in example:
            operation["x-example-needs"] = example["needs"]
    for item in document["paths"].values():
        item.pop("parameters", None)  # each operation has them now
    return document


def operations_of(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of a document, in its order."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _beside(name: str, folder: str, ending: str) -> dict[str, Any]:
    """Return what stands beside a document of ours; nothing where a vendor's is all in one."""
    stem, dot, kind = name.rpartition(".")
    if (dot, kind) != (".", "yaml") or ":" in name or "/" in name:
        return {}
    try:
        text = document_file(f"{folder}/{stem}.{ending}").read_bytes()
    except ValueError:
        return {}
    found: dict[str, Any] = (
        orjson.loads(text) if ending == "json" else kept_as_json(text, parse_yaml)
    )
    return found


# Descriptions


def _describe(document: Document, words: Mapping[str, str]) -> None:
    """Describe the properties of all schemas in place."""

    def describe(schema: Any, owner: str, parent: str = "") -> None:
        if not isinstance(schema, dict):
            return
        for name, inner in schema.get("properties", {}).items():
            describe(inner, owner, name)
            text = inner.get("description") or _words(words, owner, parent, name)
            text = text or resolve(document, inner).get("description")
            schema["properties"][name] = _described(inner, text)
        for key in _SCHEMAS:
            describe(schema.get(key), owner, parent)
        for key in _LISTS:
            for inner in schema.get(key, ()):
                describe(inner, owner, parent)

    for owner, schema in schemas_of(document):
        describe(schema, owner)


def schemas_of(document: Document) -> Iterator[tuple[str, Any]]:
    """Yield every schema of a document that is in no other, and what it belongs to.

    That is a component, an operation, or an event, by its name.
    """
    parts = document.get("components", {})
    for kind in ("schemas", "responses", "requestBodies", "parameters", "headers"):
        for name, part in parts.get(kind, {}).items():
            yield from ((name, schema) for schema in ([part] if kind == "schemas" else _in(part)))
    for _, _, operation in operations_of(document):
        name = operation["operationId"]
        for part in (operation.get("requestBody"), *operation["responses"].values()):
            yield from ((name, schema) for schema in _in(part))
    for name, event in document.get("x-events", {}).items():
        yield name, event["schema"]


def _in(part: Any) -> Iterator[Any]:
    """Yield the schemas of a body, a response, a parameter or a header."""
    if isinstance(part, dict):
        yield part.get("schema")
        yield from (media.get("schema") for media in part.get("content", {}).values())


def _words(words: Mapping[str, str], owner: str, parent: str, name: str) -> str | None:
    """Return the description of a property: that of its own place before what the name means."""
    places = (f"{owner}.{parent}.{name}", f"{owner}.{name}", f"{parent}.{name}", name)
    return next((words[place] for place in places if place in words), None)


def _described(schema: dict[str, Any], text: str | None) -> dict[str, Any]:
    if not text:
        return schema
    if "$ref" in schema:  # OpenAPI 3.0 ignores what stands beside a $ref
        return {"description": text, "allOf": [schema]}
    return {**schema, "description": text}


# Examples


def _show_request(
    document: Document, item: dict[str, Any], operation: dict[str, Any], request: Mapping[str, Any]
) -> None:
    """Put the parameters and the body of an example into its operation, in place.

    The parameters of its path come with it: they have an example for each operation.
    """
    given = request.get("parameters", {})
    shown: dict[tuple[str, str], Any] = {}
    for raw in (*operation.get("parameters", ()), *item.get("parameters", ())):
        parameter = resolve(document, raw)
        known = parameter["name"] in given
        example = {**parameter, "example": given[parameter["name"]]} if known else raw
        shown.setdefault((parameter["in"], parameter["name"]), example)
    if shown:
        operation["parameters"] = list(shown.values())
    if "body" in request:
        body = resolve(document, operation["requestBody"])
        example = {"example": request["body"]}
        operation["requestBody"] = _with(body, request["media"], example)


def _show_answer(
    document: Document, operation: dict[str, Any], example: Mapping[str, Any], address: str
) -> None:
    """Put the answer of an example into its operation, in place; of a file, only its address."""
    answer = example["answer"]
    if "media" not in answer:
        return  # it has no body
    if "value" in answer:
        shown = {"example": answer["value"]}
    else:
        for name, value in example["request"].get("parameters", {}).items():
            address = address.replace("{" + name + "}", quote(str(value), safe=""))
        shown = {"examples": {"default": {"externalValue": address}}}
    status = answer["status"]
    response = resolve(document, operation["responses"][status])
    operation["responses"][status] = _with(response, answer["media"], shown)


def _with(part: dict[str, Any], media: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return a body or a response with something more about one of its media types."""
    content = {**part["content"], media: {**part["content"][media], **more}}
    return {**part, "content": content}
