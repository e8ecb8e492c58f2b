"""A request as far as it can be read without a world: decoded, normalized, its operation named."""

import difflib
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from stocktake.core.errors import Malformed, NoRoute, Refusal, WrongMethod
from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import bodies
from .app import Compiled
from .operations import Operation


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request, as sent and as normalized; what is wrong with it is to be said in its turn."""

    sent: Call
    call: Call
    operation: Operation | None
    path_values: dict[str, str]
    refusal: Refusal | None


def near_miss(world: World, compiled: Compiled, prepared: Prepared) -> dict[str, object]:
    """Return what the client probably meant: `meant`, the operation nearest to an unknown path, and
    `ignored`, the names that the operation does not know. Empty when there is nothing to say.
    """
    call, operation = prepared.call, prepared.operation
    if operation is not None:
        ignored = operation.ignored(call, world.quirk)
        return {"ignored": ignored} if ignored else {}
    asked = f"{call.method} {_shape(compiled, call.path)}"
    known = {f"{o.method} {_shape(compiled, o.template)}": o for o in compiled.table.operations}
    close = difflib.get_close_matches(asked, known, n=1, cutoff=0.7)
    if not close:
        return {}
    meant = known[close[0]]
    return {"meant": f"{meant.method} {meant.template} ({meant.id})"}


def _shape(compiled: Compiled, path: str) -> str:
    # What all paths share says nothing, and neither does which id it is.
    path = path.removeprefix(compiled.table.base_path)
    return re.sub(r"/([0-9]+|\{[^}]+\})(?=/|$)", "/{}", path)


def prepare(compiled: Compiled, sent: Call) -> Prepared:
    """Read a request without a world."""
    query = tuple(parse_qsl(sent.sent_query, keep_blank_values=True))
    call, refusal = replace(sent, query=query), None
    try:
        call = replace(call, fields=bodies.decode(sent.headers, sent.raw))
    except Malformed as malformed:
        refusal = malformed
    call = compiled.api.normalize(call)
    try:
        operation, values = compiled.table.find(call.method, call.path)
    except WrongMethod as wrong:
        lenient = compiled.api.not_found_for_wrong_method
        return Prepared(sent, call, None, {}, NoRoute(wrong.message) if lenient else wrong)
    except NoRoute as no_route:
        return Prepared(sent, call, None, {}, no_route)
    return Prepared(sent, call, operation, values, refusal)
