"""What a vendor gives us: a Simulator is a value, found by the registry.

The names that a vendor needs besides are here too: one import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .call import Call, Page, Reply
from .config import WorldConfig
from .declaration import Views
from .errors import Refusal
from .outbox import Answer, Callback
from .quirks import Quirk
from .roles import Role
from .world import World

__all__ = ["Api", "Call", "Page", "Quirk", "Reply", "Simulator", "Views", "WorldConfig"]


def render_as_is(call: Call, page: Page) -> Reply:
    """Render a page as its bare rows, for APIs without paging."""
    return Reply(data=page.rows)


def unlimited(*_: Any) -> Refusal | None:
    """Limit nobody's rate."""
    return None


def no_headers(*_: Any) -> Mapping[str, str]:
    """Put nothing on every answer."""
    return {}


def no_parents(*_: Any) -> None:
    """Look for no record that a path names."""


def unchanged(call: Call) -> Call:
    """Normalize nothing."""
    return call


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One OpenAPI document and what answers it: one Connexion app.

    `name` is the first path segment; `document` a file name in openapi/, an absolute path or a
    resource of a package (`acme.fake:api/acme.yaml`); `handlers` the functions whose names are the
    document's operationIds (arguments: path and query parameters in snake_case as Connexion's
    pythonic_params names them, `body` for a request body);
    `authenticate(world, call)` returns the account or raises a Refusal; `refuse` puts any Refusal
    into the vendor's envelope; `render` a Page into a Reply; `normalize` is pure and runs before
    the document sees the request;
    `not_found_for_wrong_method` is the vendor's habit of answering 404 where others say 405;
    `find_parents(world, path_values)` raises a Refusal where a record that the path names does not
    exist: asked before a request is refused for its parameters or its body, so that the missing
    record is what the client is told;
    `limit(world, call)` says no to a call that comes too soon, before anything else is looked at;
    `headers(world, call)` are on every answer, refusals and unknown paths included;
    `unknown(world, call, names)` may say no to names that the document does not know; without it
    they are ignored, and the journal names them;
    `identifies` are parameters that the document does not know and the vendor's own clients send to
    say who they are: the journal names them apart from those that are ignored;
    `hosts` are the names by which the vendor's own service is reached, exact or with `*.` for one
    label: under them the Api answers as the vendor does, by the same paths.
    """

    name: str
    document: str
    handlers: tuple[Callable[..., Any], ...]
    authenticate: Callable[..., Any]
    refuse: Callable[[Refusal], Reply]
    render: Callable[[Call, Page], Reply] = render_as_is
    normalize: Callable[[Call], Call] = unchanged
    not_found_for_wrong_method: bool = False
    find_parents: Callable[..., None] = no_parents
    limit: Callable[..., Refusal | None] = unlimited
    headers: Callable[..., Mapping[str, str]] = no_headers
    unknown: Callable[..., Refusal | None] | None = None
    identifies: frozenset[str] = frozenset()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """A vendor: its APIs, tables, seed, events and quirks; core/registry.py finds it.

    `schema` is an SQL script whose tables begin with `<name>_`; `seed(world, config, catalogue)`
    fills a new world from the catalogue, already scaled (`core.catalogue.load`), as far as
    `config.seeds` asks; `events` are functions
    `event(world, **arguments)` whose arguments the document describes under `x-events`;
    `environment` turns the API's base URL into the variables that a client wants; `jobs` are
    functions `job(world, **arguments)` that `core.jobs.schedule` defers; `callbacks` are functions
    `callback(world, entry, answer)` by the name of what `core.outbox.put` sends: each gets the
    answer and returns what it applied; to reject it, it raises a Refusal, which undoes its writes,
    or returns `core.outbox.Failed`; the document `callbacks_document` says what a receiver of them
    must serve; `role` is what the referee must know of the vendor, None where it judges nothing of
    it.
    """

    name: str
    apis: tuple[Api, ...]
    schema: str
    seed: Callable[[World, WorldConfig, Mapping[str, Any]], None]
    views: Views
    events: Mapping[str, Callable[..., Any]]
    environment: Callable[[str], dict[str, str]]
    quirks: tuple[Quirk, ...] = ()
    jobs: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    callbacks: Mapping[str, Callable[[World, Callback, Answer], Any]] = field(default_factory=dict)
    callbacks_document: str = ""
    role: Role | None = None
