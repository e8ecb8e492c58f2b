"""The operation table of a document: which operation a request means, and what it may hold."""

import builtins
import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.errors import Invalid, Malformed, NoRoute, Problem, WrongMethod
from stocktake.core.simulator import Api, Call, Reply

from .bodies import is_json, read_json
from .documents import Document, Schema, read_document, resolve, schema_of

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_ANY = "{}"  # a segment that is a parameter
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_INTEGER, _NUMBER = re.compile(r"[+-]?\d{1,40}"), re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_READERS: dict[str, Callable[[str], Any]] = {
    "integer": lambda text: builtins.int(text) if _INTEGER.fullmatch(text) else text,
    "number": lambda text: float(text) if _NUMBER.fullmatch(text) else text,
    "boolean": lambda text: _WORDS.get(text.lower(), text),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query or header parameter: its place, its argument, how it is read and checked.

    `quirk` is the switch without which the vendor does not know it (`x-quirk`).
    """

    name: str
    where: Any
    argument: str
    required: bool
    array: bool
    type: str
    default: Any
    schema: Schema
    quirk: str = ""

    @property
    def key(self) -> str:
        """Its name as it stands among values: names of headers are lower case there."""
        return self.name.lower() if self.where == "header" else self.name

    def read(self, values: list[str]) -> Any:
        """Return the values as the schema's type; text that cannot be read so stays text."""
        reader = _READERS.get(self.type, str)
        return [reader(value) for value in values] if self.array else reader(values[-1])


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document, compiled: how to find it, read it, run it and check its reply.

    `rows` says of a list which table its rows come from and which column is their time stamp, and
    `upload` that the operation takes many rows at once: what some faults need (`x-rows`,
    `x-upload`).
    """

    id: str
    method: str
    template: str
    prefix: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    handler: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    keys: tuple[tuple[Parameter, str], ...]
    known: frozenset[str]
    body: Schema | None
    body_required: bool
    body_keys: frozenset[str]
    json_fields: frozenset[str]
    replies: Mapping[str, Mapping[str, Schema | None]]
    evidence: str
    security: tuple[Mapping[str, Any], ...]
    rows: Mapping[str, str]
    upload: bool
    raw: Mapping[str, Any] = field(repr=False)
    # Schemas of replies by status and media type, as they were found in `replies`.
    checks: dict[tuple[int, str], Schema] = field(default_factory=dict, repr=False, compare=False)

    def arguments(self, call: Call, path_values: Mapping[str, str]) -> dict[str, Any]:
        """Return the parameters as arguments of the handler; Invalid says what is wrong."""
        query: dict[str, list[str]] = {}
        for name, value in call.query:
            query.setdefault(name, []).append(value)
        arguments: dict[str, Any] = {}
        problems: list[Problem] = []
        for parameter, key in self.keys:
            values = query.get(key)
            if parameter.where != "query":
                source = path_values if parameter.where == "path" else call.headers
                values = [source[key]] if key in source else None
            if values is not None:
                value = parameter.read(values)
                problems += parameter.schema.problems(value, parameter.where, parameter.name)
                arguments[parameter.argument] = value
            elif parameter.required:
                problems.append(_missing(parameter))
            elif parameter.default is not None:
                arguments[parameter.argument] = parameter.default
        if problems:
            raise Invalid(problems)
        return arguments

    def read_body(self, fields: Any) -> Any:
        """Return the decoded body, JSON fields read and checked; Invalid says what is wrong."""
        if fields is None:
            if self.body_required:
                raise Invalid([Problem("body", (), "required", "a body is required")])
            return None
        fields = self._read_json_fields(fields)
        problems = self.body.problems(fields, "body") if self.body else []
        if problems:
            raise Invalid(problems)
        return fields

    def _read_json_fields(self, fields: Any) -> Any:
        if not self.json_fields or not isinstance(fields, dict):
            return fields
        read = dict(fields)
        for name in self.json_fields & fields.keys():
            if isinstance(fields[name], str):
                try:
                    read[name] = read_json(fields[name].encode(errors="surrogatepass"))
                except Malformed:
                    problem = Problem("body", (name,), "json", "not JSON", value=fields[name])
                    raise Invalid([problem]) from None
        return read

    def ignored(self, call: Call, switched: Callable[[str], Any]) -> list[str]:
        """Return the names in query and body that the document does not know, in order.

        `switched` says whether a quirk is on that some parameter needs.
        """
        names = [name for name, _ in call.query if name not in self.known]
        if names:
            switches = {p.name for p in self.parameters if p.quirk and switched(p.quirk)}
            names = [name for name in names if name not in switches]
        if self.body_keys and isinstance(call.fields, dict):
            names += [name for name in call.fields if name not in self.body_keys]
        return list(dict.fromkeys(names)) if names else names

    def check_reply(self, reply: Reply) -> list[Problem]:
        """Return what the document does not allow in a reply; any problem here is our bug."""
        known = self.checks.get((reply.status, reply.media_type))
        if known is not None and reply.data is not None and not isinstance(reply.data, bytes):
            return known.problems(reply.data, "body")
        key = next((k for k in _status_keys(reply.status) if k in self.replies), None)
        if key is None:
            return [Problem("body", (), "status", f"{self.id} does not document {reply.status}")]
        media, documented = reply.media_type.split(";")[0], self.replies[key]
        if reply.data is None and not documented:
            return []
        if media not in documented:
            return [Problem("body", (), "content", f"{reply.status} is not documented as {media}")]
        schema = documented[media]
        if schema is None or not is_json(media):
            return []
        self.checks[reply.status, reply.media_type] = schema
        spelled = isinstance(reply.data, bytes)
        return schema.problems(read_json(reply.data) if spelled else reply.data, "body")


def _status_keys(status: int) -> tuple[str, ...]:
    """Return the keys that may document a status: `default` stands for failures only."""
    named = (str(status), f"{status // 100}XX")
    return named if status < 400 else (*named, "default")


def argument_name(name: str) -> str:
    """Return a parameter's name as Connexion's `pythonic_params` spells it, without its import.

    `filter[ids][]` is filter_ids, `inventoryType` inventory_type, `filter` (a builtin) filter_.
    """
    words = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name))
    snake = words.replace("-", "_").lower()
    if snake in builtins.__dict__ or keyword.iskeyword(snake):
        snake += "_"
    return re.sub(
        r"^[^a-zA-Z_]+", "", re.sub(r"\W", "", re.sub(r"\[(?!])", "_", snake), flags=re.A)
    )


def _missing(parameter: Parameter) -> Problem:
    message = f"{parameter.name} is missing"
    return Problem(parameter.where, (parameter.name,), "required", message, parameter.name)


@dataclass(frozen=True, slots=True)
class Table:
    """Every operation of an Api's document, and the base path before their templates.

    `by_path` says that the path alone decides, and the method only then: a literal segment hides
    the parameter in its place for every method. `by_shape` has, in their order, those operations
    that a path can mean, by how many segments it has and the first one behind the base path.
    """

    document: Document
    base_path: str
    operations: tuple[Operation, ...]
    by_path: bool
    by_shape: Mapping[tuple[int, str], tuple[Operation, ...]]

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Return the operation that a request means and its path values; NoRoute or WrongMethod."""
        allowed: dict[str, list[str]] = {}
        for operation in self._candidates(path):
            if not path.startswith(operation.prefix):
                continue
            match = operation.pattern.fullmatch(path)
            if match is None:
                continue
            if self.by_path and any(_hides(found, operation.template) for found in allowed):
                continue
            if operation.method == method:
                return operation, dict(zip(operation.names, match.groups(), strict=True))
            allowed.setdefault(operation.template, []).append(operation.method)
        if allowed:
            known = tuple(sorted({each for methods in allowed.values() for each in methods}))
            raise WrongMethod(f"{method} is not allowed here; only {', '.join(known)}", known)
        raise NoRoute(f"nothing at {path}")

    def _candidates(self, path: str) -> Sequence[Operation]:
        shape = _shape(path, self.base_path)
        known = self.by_shape.get(shape)
        return self.by_shape.get((shape[0], _ANY), ()) if known is None else known

    def by_id(self) -> dict[str, Operation]:
        """Return the operations by operationId."""
        return {operation.id: operation for operation in self.operations}


def _hides(template: str, other: str) -> bool:
    """Say whether a template that matches as well is a parameter wherever the two differ."""
    pairs = zip(template.split("/"), other.split("/"), strict=True)
    return template != other and all(a == b or b.startswith("{") for a, b in pairs)


def build_table(api: Api) -> Table:
    """Compile an Api's document with its handlers; ValueError where the two do not fit."""
    document = read_document(api.document)
    if not document.get("servers"):
        raise ValueError(f"{api.document} has no servers: write servers: [{{url: /v1}}]")
    base_path = str(document["servers"][0]["url"]).rstrip("/")
    handlers = {handler.__name__: handler for handler in api.handlers}
    operations = [
        _operation(document, base_path + path, method, item[method], item, handlers)
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]
    ids = [operation.id for operation in operations]
    for name in sorted(set(handlers) - set(ids)):
        raise ValueError(f"{api.document}: no operation has the operationId of handler {name}")
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        raise ValueError(f"{api.document}: two operations have the operationId {name}")
    # /orders/search before /orders/{id}: a literal segment wins over a parameter.
    operations.sort(
        key=lambda operation: [s.startswith("{") for s in operation.template.split("/")]
    )
    # Frameworks that answer 404 for a wrong method look for method and path together.
    by_path = not api.not_found_for_wrong_method
    return Table(document, base_path, tuple(operations), by_path, _by_shape(operations, base_path))


def _by_shape(
    operations: Sequence[Operation], base_path: str
) -> dict[tuple[int, str], tuple[Operation, ...]]:
    """Return operations by how many segments their paths have, and the first behind the base."""
    shapes = [_shape(operation.template, base_path) for operation in operations]
    wanted = {(count, word) for count, word in shapes} | {(count, _ANY) for count, _ in shapes}
    return {
        shape: tuple(
            operation
            for operation, own in zip(operations, shapes, strict=True)
            if own in (shape, (shape[0], _ANY))
        )
        for shape in wanted
    }


def _shape(path: str, base_path: str) -> tuple[int, str]:
    segments, place = path.split("/"), base_path.count("/") + 1
    word = segments[place] if place < len(segments) else ""
    return len(segments), _ANY if "{" in word else word


def _operation(
    document: Document,
    template: str,
    method: str,
    raw: dict[str, Any],
    item: dict[str, Any],
    handlers: Mapping[str, Callable[..., Any]],
) -> Operation:
    declared = [
        resolve(document, parameter)
        for parameter in [*(item.get("parameters") or []), *(raw.get("parameters") or [])]
    ]
    body = resolve(document, raw.get("requestBody")) or {}
    body_schema = next((media.get("schema") for media in body.get("content", {}).values()), None)
    handler = _handler(raw, f"{method.upper()} {template}", handlers)
    parameters = tuple(_parameter(document, p) for p in declared)
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        template=template,
        prefix=template.partition("{")[0],
        pattern=_pattern(template),
        names=tuple(re.findall(r"\{([^}]+)\}", template)),
        handler=handler,
        parameters=parameters,
        keys=tuple((parameter, parameter.key) for parameter in parameters),
        known=frozenset(p.name for p in parameters if not p.quirk),
        body=schema_of(document, body_schema),
        body_required=bool(body.get("required")),
        body_keys=frozenset((resolve(document, body_schema) or {}).get("properties", {})),
        json_fields=_json_fields(document, body_schema),
        replies=_replies(document, raw),
        evidence=raw.get("x-evidence", ""),
        security=tuple(raw.get("security", document.get("security")) or ()),
        rows=raw.get("x-rows", {}),
        upload=bool(raw.get("x-upload")),
        raw=raw,
    )


def _replies(document: Document, raw: Mapping[str, Any]) -> dict[str, dict[str, Schema | None]]:
    return {
        str(status): {
            media: schema_of(document, content.get("schema"))
            for media, content in resolve(document, response).get("content", {}).items()
        }
        for status, response in raw["responses"].items()
    }


def _handler(
    raw: Mapping[str, Any], request: str, handlers: Mapping[str, Callable[..., Any]]
) -> Callable[..., Any]:
    if "operationId" not in raw:
        raise ValueError(f"{request} has no operationId")
    if raw["operationId"] not in handlers:
        raise ValueError(f"{raw['operationId']} has no handler: add a function of that name")
    return handlers[raw["operationId"]]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", template)
    return re.compile("([^/]+)".join(re.escape(part) for part in parts))


def _parameter(document: Document, raw: dict[str, Any]) -> Parameter:
    schema = resolve(document, raw["schema"])
    array = schema.get("type") == "array"
    items = resolve(document, schema["items"]) if array else schema
    built = schema_of(document, raw["schema"])
    assert built is not None
    return Parameter(
        name=raw["name"],
        where=raw["in"],
        argument=argument_name(raw["name"]),
        required=bool(raw.get("required")),
        array=array,
        type=items.get("type", "string"),
        default=schema.get("default"),
        schema=built,
        quirk=raw.get("x-quirk", ""),
    )


def _json_fields(document: Document, schema: Any) -> frozenset[str]:
    properties = (resolve(document, schema) or {}).get("properties", {})
    return frozenset(
        name
        for name, raw in properties.items()
        if raw.get("x-json-field") or resolve(document, raw).get("x-json-field")
    )
