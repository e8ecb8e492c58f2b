"""A request as far as it can be read without a world: decoded, normalized, its operation named."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from simulators.core.errors import Malformed, NoRoute, Refusal, WrongMethod
from simulators.core.simulator import Call

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
