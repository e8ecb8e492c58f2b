"""What a vendor gives us: a Simulator is a value, and a Call, a Reply and a Page are what handlers
see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .errors import Refusal

if TYPE_CHECKING:
    from .outbox import Answer, Entry
    from .world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as a handler may see it: decoded, normalized, without any trace of a web
    framework.

    `path` begins after the API's own segment (`/api/v1/orders`); `query` holds decoded (name,
    value) pairs in the order sent, after `normalize`; `sent_query` is the query string to the
    letter; `headers` have lower-case names; `fields` is the decoded body (JSON, form or
    multipart), None when there was none; `base_url` is scheme, host and prefix as the client sent
    them, to build absolute URLs (`base_url + path`); `account` is what `authenticate` returned;
    `spoiled` is how many rows of an upload must be refused as if they were bad (a planted
    `partial_success`), first rows first.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    sent_query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Any = None
    raw: bytes = b""
    base_url: str = ""
    account: Any = None
    spoiled: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `data` is JSON-like, or bytes or text when `media_type` is not JSON; None is an
    empty body, b"null" a null.
    """

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, ready for JSON, of `total` in all; `number` is 1-based.

    `key` names the list where the vendor wraps it in an object, `extra` holds what stands beside
    it.
    """

    rows: list[Any]
    total: int
    number: int
    size: int
    key: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class Handler(Protocol):
    """What every operation is: `handler(world, call, **arguments)`, its `__name__` the
    operationId.
    """

    __name__: str

    def __call__(self, world: "World", call: Call, **arguments: Any) -> Any: ...


def render_as_is(call: Call, page: Page) -> Reply:
    """Render a page as its bare rows, for APIs without paging."""
    return Reply(data=page.rows)


def unlimited(world: "World", call: Call) -> Refusal | None:
    """Limit nobody's rate."""
    return None


def unchanged(call: Call) -> Call:
    """Normalize nothing."""
    return call


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One OpenAPI document and what answers it: one Connexion app.

    `name` is the first path segment; `document` a file name in openapi/, an absolute path or a
    resource of a package (`acme.fake:api/acme.yaml`); `handlers` the functions whose names are the
    document's operationIds (arguments: path and query parameters in snake_case as Connexion's
    pythonic_params names them, `body` for a request body); `authenticate` returns the account or
    raises a Refusal; `refuse` puts any Refusal into the vendor's envelope; `render` a Page into a
    Reply; `normalize` is pure and runs before the document sees the request;
    `not_found_for_wrong_method` is the vendor's habit of answering 404 where others say 405;
    `limit` says no to a call that comes too soon, before anything else is looked at.
    """

    name: str
    document: str
    handlers: tuple[Callable[..., Any], ...]
    authenticate: Callable[["World", Call], Any]
    refuse: Callable[[Refusal], Reply]
    render: Callable[[Call, Page], Reply] = render_as_is
    normalize: Callable[[Call], Call] = unchanged
    not_found_for_wrong_method: bool = False
    limit: Callable[["World", Call], Refusal | None] = unlimited


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """A named switch for a behaviour that sources leave open, with its default and why it is that.

    `values` lists what it can be; empty means any value of the default's type.
    """

    name: str
    default: Any
    sentence: str
    evidence: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Three SELECTs that show a vendor's tables the way the referee reads every vendor.

    Columns, in this order: stock(place, sku, physical, sellable, shown),
    orders(id, reference, sku, ordered, shipped, cancelled), shipments(id, order_id, reference, sku,
    quantity, at). All quantities are integers of a millionth of the unit of order, `at` is
    milliseconds, NULL where a vendor has no such thing.
    """

    stock: str
    orders: str
    shipments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeding:
    """What fills a new world: the catalogue (already scaled) and the seed sets asked for."""

    catalogue: Mapping[str, Any]
    sets: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """A vendor: its APIs, tables, seed, events and quirks; a value that core/registry.py finds.

    `schema` is an SQL script whose tables begin with `<name>_`; `events` are functions
    `event(world, **arguments)` whose arguments the document describes under `x-events`;
    `environment` turns the API's base URL into the variables that a client wants; `jobs` are
    functions `job(world, **arguments)` that `core.jobs.schedule` defers; `callbacks` are functions
    `callback(world, entry, answer)` by the name of what `core.outbox.put` sends: each gets the
    answer, returns what it applied, or says why nothing is: by a Refusal, which leaves no trace, or
    by returning `core.outbox.Failed`; the document `callbacks_document` says what a receiver of
    them must serve.
    """

    name: str
    apis: tuple[Api, ...]
    schema: str
    seed: Callable[["World", Seeding], None]
    views: Views
    events: Mapping[str, Callable[..., Any]]
    environment: Callable[[str], dict[str, str]]
    quirks: tuple[Quirk, ...] = ()
    jobs: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    callbacks: Mapping[str, Callable[["World", "Entry", "Answer"], Any]] = field(
        default_factory=dict
    )
    callbacks_document: str = ""
