"""A request as far as it can be read without a world: decoded, normalized, its operation named."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from stocktake.core.errors import Malformed, NoRoute, Refusal, WrongMethod
from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import bodies
from .border import BoundApi
from .operations import Operation


class ParsedRequest(NamedTuple):
    """A request, as sent and as normalized.

    Without an `operation`, the `refusal` says why there is none; with one, what is wrong with its
    body.
    """

    sent: Call
    call: Call
    operation: Operation | None
    path_values: dict[str, str]
    refusal: Refusal | None


def near_miss(world: World, bound: BoundApi, request: ParsedRequest) -> dict[str, object]:
    """Return what the client probably meant; empty when there is nothing to say.

    `meant` is the operation nearest to an unknown path, `ignored` the names that the operation does
    not know, `identifies` those among them by which the vendor's own clients say who they are,
    `refused` what is wrong with a request of which only the head was looked at.
    """
    call, operation = request.call, request.operation
    if operation is not None:
        unknown = operation.ignored(call, world.quirk)
        if not unknown:
            return {}
        who = bound.api.identifies
        found = {
            "ignored": [name for name in unknown if name not in who],
            "identifies": [name for name in unknown if name in who],
        }
        return {key: names for key, names in found.items() if names}
    if request.refusal is not None and not isinstance(request.refusal, NoRoute | WrongMethod):
        return {"refused": request.refusal.message}  # by its head: no operation was looked for
    import difflib  # few requests miss

    asked = f"{call.method} {_shape(bound, call.path)}"
    known = {f"{o.method} {_shape(bound, o.template)}": o for o in bound.table.operations}
    close = difflib.get_close_matches(asked, known, n=1, cutoff=0.7)
    if not close:
        return {}
    meant = known[close[0]]
    return {"meant": f"{meant.method} {meant.template} ({meant.id})"}


def _shape(bound: BoundApi, path: str) -> str:
    # What all paths share says nothing, and neither does which id it is.
    path = path.removeprefix(bound.table.base_path)
    return re.sub(r"/([0-9]+|\{[^}]+\})(?=/|$)", "/{}", path)


def unread(sent: Call, refusal: Refusal) -> ParsedRequest:
    """Return a request of which nothing but the head is looked at, for what is wrong with it."""
    return ParsedRequest(sent, sent, None, {}, refusal)


def read_request(bound: BoundApi, sent: Call) -> ParsedRequest:
    """Read a request without a world."""
    read, refusal = sent, None
    if sent.sent_query:
        query = tuple(parse_qsl(sent.sent_query, keep_blank_values=True))
        read = sent.but(query=query)
    if sent.raw:
        try:
            read = read.but(fields=bodies.decode(sent.headers, sent.raw))
        except Malformed as malformed:
            refusal = malformed
    call = bound.api.normalize(read)
    try:
        operation, values = bound.table.find(call.method, call.path)
    except WrongMethod as wrong:
        lenient = bound.api.not_found_for_wrong_method
        return ParsedRequest(sent, call, None, {}, NoRoute(wrong.message) if lenient else wrong)
    except NoRoute as no_route:
        return ParsedRequest(sent, call, None, {}, no_route)
    return ParsedRequest(sent, call, operation, values, refusal)
