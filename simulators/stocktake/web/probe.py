"""A simulator of another package, tried once before it is served: what is wrong is one line."""

import inspect
from collections.abc import Callable
from contextlib import closing
from typing import Any, TypeVar

from stocktake.core.config import WorldConfig
from stocktake.core.initial import initial_image
from stocktake.core.simulator import Api, Simulator
from stocktake.core.world import World

from .documents import read_document
from .operations import Operation, Table, build_table

T = TypeVar("T")


def probe(simulator: Simulator) -> None:
    """Raise ValueError, in one line, for a simulator that could not be served.

    Its documents are compiled, its first world is made and its views are read.
    """
    described: set[str] = set()
    tables = [_check_api(api, described) for api in simulator.apis]
    if simulator.callbacks_document:
        read_document(simulator.callbacks_document)
    for name in sorted(described ^ set(simulator.events)):
        where = "x-events of its document" if name in simulator.events else "events of its value"
        raise ValueError(f"{simulator.name}: event {name!r} is missing in the {where}")
    what = f"{simulator.name}: its schema or its seed fails"
    image = _tried(what, initial_image, [simulator], WorldConfig())
    with closing(World(image, [simulator], name="probe")) as world:
        for view in ("stock", "orders", "shipments"):
            _tried(f"{simulator.name}: its view {view} fails", world.all, f"SELECT * FROM v_{view}")
        for table in tables:
            for operation in table.operations:
                _check_rows(world, operation)
    _tried(f"{simulator.name}: its environment fails", simulator.environment, "http://127.0.0.1")


def _check_api(api: Api, described: set[str]) -> Table:
    table = _tried(api.document, build_table, api)
    described |= set(table.document.get("x-events", {}))
    version = str(table.document.get("openapi", ""))
    if not version.startswith("3.0."):
        raise ValueError(f"{api.document} is OpenAPI {version or 'of no version'}: write 3.0.3")
    schemes = table.document.get("components", {}).get("securitySchemes", {})
    for operation in table.operations:
        what = f"{api.document}: operation {operation.id}"
        for name in sorted({name for each in operation.security for name in each} - set(schemes)):
            raise ValueError(f"{what}: there is no security scheme {name!r}")
        _check_handler(operation, what)
        answers = [schema for media in operation.replies.values() for schema in media.values()]
        for schema in [*(p.schema for p in operation.parameters), operation.body, *answers]:
            if schema is not None:
                _tried(f"{what}: a schema cannot be compiled", schema.problems, None, "body")
    return table


def _check_handler(operation: Operation, what: str) -> None:
    given = {parameter.argument for parameter in operation.parameters}
    given |= {"body"} if operation.body is not None else set()
    try:
        inspect.signature(operation.handler).bind(None, None, **dict.fromkeys(given))
    except TypeError as error:
        raise ValueError(
            f"{what}: its handler must take (world, call, {', '.join(sorted(given)) or 'no more'}):"
            f" {error}"
        ) from None


def _check_rows(world: World, operation: Operation) -> None:
    if not operation.rows:
        return
    table, stamp = operation.rows["table"], operation.rows["stamp"]
    what = f"operation {operation.id}: x-rows fails"
    columns = {row["name"]: row["pk"] for row in world.all(f"PRAGMA table_info({table})")}
    if stamp not in columns:
        raise ValueError(f"{what}: there is no column {stamp!r} in a table {table!r}")
    if columns[stamp]:
        raise ValueError(f"{what}: {stamp!r} is the key of {table}, not a time")


def _tried(what: str, function: Callable[..., T], *given: Any) -> T:
    """Call a function of somebody else's; whatever it raises becomes one line."""
    try:
        return function(*given)
    except Exception as error:
        kind = "" if type(error) is ValueError else f"{type(error).__name__}: "
        raise ValueError(f"{what}: {kind}{' '.join(str(error).split())}") from error
