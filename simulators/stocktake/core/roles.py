"""What the referee must know of a vendor, as plain values: its role and what goes with it.

A role is data, found at `Simulator.role`. Scenarios name roles, parts and purposes, never vendors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .steps import Act, Event, Fault, Request

Basket = Mapping[str, int]
"""SKUs and how many of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The variables of `stocktake env` by which staff reach the vendor's API.

    Either the names of `user` and `password` (HTTP Basic), or that of a `key` and the header for
    it. `issue` is the event by which the owner gives staff credentials of their own, `issued` where
    they are in its result: (user, password) or (key,). Vendors mark what the caller's own key has
    changed, so staff must not act with the engine's.
    """

    base_url: str
    user: str = ""
    password: str = ""
    key: str = ""
    header: str = ""
    issue: Event | None = None
    issued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Events and faults of one step that do harm only together, and rarely meet by chance."""

    events: tuple[Act, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What generated schedules may draw around one system, in the world of the shelf.

    `orders` are events in which an order comes in; `about` what happens to one of them, one event
    after another (their From(ORDER, ...) takes it from that event's result); `staff` all others;
    `shortages` an order and, right after it, the discovery that there is not enough for it.
    `writes` and `reads` are operations that faults may hit; of a warehouse's writes the first makes
    a document. `lists` are reads of goods from which rows may be missing; `dated` are those whose
    rows may get one time stamp; `settles` pairs a write with the read that shows what came of it;
    `callbacks` are those that may be lost. `quirks` are set by their short names, so that a few
    rows already make several pages. `restores` are pairs: what comes after the first of which the
    engine can do nothing, and the second, by which it can again: a schedule ends with that.
    """

    orders: tuple[Event, ...] = ()
    about: tuple[tuple[Event, ...], ...] = ()
    staff: tuple[Act, ...] = ()
    shortages: tuple[tuple[Act, ...], ...] = ()
    incidents: tuple[Incident, ...] = ()
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    settles: tuple[tuple[str, str], ...] = ()
    callbacks: tuple[str, ...] = ()
    restores: tuple[tuple[Event, ...], ...] = ()
    quirks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The goods of a warehouse by the part that they play in scenarios.

    `plenty`: three SKUs of which it can ship three and more, seven and more of the first two.
    `last_one`: one of which there is one. `held_back`: two of which it holds more than it may ship;
    more than five of the second can be sold. `sold_out`: an SKU and all that can be sold of it.
    `none_yet`: one of which there are none until a delivery, in the catalogue. `delivery`: how many
    of the second of `plenty` a usual delivery brings, in the unit of its stock.

    `twins`: two SKUs that differ in zeros or case only, both on sale, with different stock.
    `bundle`: a set on sale, and how many of each part one takes; the parts are on sale as well.
    `two_places`: an SKU and what each of its two buildings holds.

    `baskets` are orders by the scenario or part that they are for, `deliveries` SKUs with counts. A
    scenario leaves out what a warehouse does not have.
    """

    plenty: tuple[str, str, str]
    last_one: str
    held_back: tuple[str, str]
    sold_out: tuple[str, int]
    none_yet: str
    delivery: int = 1
    twins: tuple[str, str] | tuple[()] = ()
    bundle: tuple[str, Mapping[str, int]] | None = None
    two_places: tuple[str, tuple[int, int]] | None = None
    baskets: Mapping[str, tuple[Basket, ...]] = field(default_factory=dict)
    deliveries: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedOrders:
    """A list of open orders that scenarios make several pages of.

    The call of `operation` with the number `second_page` reads that page; the quirk `page_size`
    sets the rows of a page; `ship` (reference) is the event by which staff ship an order.
    """

    operation: str
    second_page: int
    page_size: str
    ship: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A vendor that holds stock and ships.

    Business events by purpose, as templates with slots: `receive` (sku, count) goods come in;
    `count_less`: less of the second of `held_back` can be sold than the books say, in the shelf's
    world, and `count_less_in_catalogue`, if not the same, in the whole catalogue's; `count_none`:
    nothing is left of the second of `plenty`; `count_three`: three of the second of `held_back`;
    `ship` (reference): the events by which its staff ship an order, the last being that it leaves;
    empty where the engine ships (duty D4). `phone_order` (number, sku, count): its staff enter an
    order of their own. `call_off` (reference, lines): its staff cancel what they hold for an order,
    or the lines named; `take_back` (reference): a shipment that was entered by mistake is undone;
    `rename` (sku, to): an item gets another SKU; `receive_return` (sku, count): goods come back, a
    From(ORDER, ...) in it is about the first of its events; without it they are received.
    `ship_parcel` (reference, number, carrier) is as `ship`, with the number of a parcel; `release`
    (reference): an order is ready to have its label bought (D15); `add_good` (sku): a SKU comes
    into the catalogue, `connect` (reference): the lines of an order whose SKU was unknown are
    connected with it (D14); `commit` (reference, lines): its staff scan units of these SKUs,
    whether or not the order has lines of them; `sync_listings` (outlet): the next round imports its
    new listings (D12); `take_channel_order` (reference, lines): an order of a channel that is no
    outlet here. Empty where a vendor has no such thing.

    `operations` by purpose: `create`, `find`, `read` for documents, `levels` for stock, where it
    has them `ship` and `create_customer`. `reports` are operations that are reads although no GET.
    `callback` tells that an order has left. `row_key` names the SKU in a row of `levels` that one
    unreadable row spoils. `unique_references`: a second document of one number is refused.
    `document_paths` end the path of a write to the document `{id}`. The quirk `page_quirk` is how
    many rows a page holds at most. `sentences` describe events for a report.
    """

    credentials: Credentials
    goods: Goods
    receive: Event
    count_less: Event
    phone_order: Request
    count_less_in_catalogue: Event | None = None
    count_none: tuple[Event, ...] = ()
    count_three: tuple[Event, ...] = ()
    ship: tuple[Event, ...] = ()
    call_off: tuple[Event, ...] = ()
    take_back: tuple[Event, ...] = ()
    rename: Event | None = None
    receive_return: tuple[Event, ...] = ()
    ship_parcel: tuple[Event, ...] = ()
    release: Event | None = None
    add_good: Event | None = None
    connect: tuple[Event, ...] = ()
    commit: Event | None = None
    sync_listings: Event | None = None
    take_channel_order: Event | None = None
    operations: Mapping[str, str] = field(default_factory=dict)
    reports: frozenset[str] = frozenset()
    callback: str = ""
    row_key: str = ""
    unique_references: bool = False
    open_orders: PagedOrders | None = None
    document_paths: tuple[str, ...] = ("orders/{id}",)
    page_quirk: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()

    @property
    def staff_ship(self) -> bool:
        """Whether its own people ship, and the engine finds out (duty D4)."""
        return bool(self.ship)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingReport:
    """How a request of the engine says that an order is shipped: names within its body.

    `order` holds `shipped`, `place` and `date`, the whole body when it is empty; the answer's
    `answered` is the order's id. `says` is what `shipped` then is, anything when None. Where
    `shipped` is empty, every call of `report_shipping` says so, and its path names the order. A
    parcel's number and the word for its carrier are `number` and `carrier`. With `plain_number` the
    number is letters and digits only, with `needs_number` none is refused.
    """

    order: str = ""
    shipped: str = ""
    says: Any = None
    place: str = ""
    date: str = ""
    answered: str = ""
    number: str = ""
    carrier: str = ""
    plain_number: bool = False
    needs_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRequests:
    """How an outlet asks an engine that listens for its inventories, and where it learns to.

    `register` (address, client_id) tells the outlet where the engine listens; `ask` is the event by
    which it asks. In a field of the callback's body, `rows` are the goods asked for and `sku` their
    SKU.
    """

    register: Request
    ask: Event
    rows: str
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A vendor that shows numbers and takes orders.

    Business events by purpose, as templates with slots: `order` (place, lines, customer, status),
    `cancel` (order). `order_with_unknown_line` (place, sku) are the acts that end with an order of
    which no warehouse knows a line. Where an order has a later life: `edit` (order, lines) all its
    lines from now on, `move` (order, place), `reopen` (order, status) it is taken up again after a
    cancellation. `refund` (order, lines): it is paid back, whole or in part. `combine` (orders):
    several become one. `unpaid` (lines) and `pay` (order): an order that waits for its payment.
    `rename` (sku, to): an offer gets another SKU. `add_listing` (sku, quantity): a
    listing is put up, `add_variants` (variants): one of several SKUs; `end_listing` (listing).
    `switch_off` (): the registrations of engines are switched off. The slot `status` may be left
    empty.

    `operations` by purpose: `write_quantities`, `read_quantities`, `report_shipping`,
    `list_changes`, `read_order`, `create_order`, `register`. `zone` is the account's time zone,
    unless the quirk of the short name `zone_quirk` says another one. `own_fields` are the names in
    a shipping report's `order` that an engine may write (D25), any when it is empty. `reference` is
    the number of documents of its orders, `id_pattern` a regular expression for `{id}` in it;
    `first_id` the id of the first order in a new world; `order_number` how the outlet itself calls
    an order where that is not the `reference`. `order_path` is in the path of a write to the order
    `{id}`. `row_key` names the SKU in a row of `write_quantities`; orders may also begin in
    `other_status`. The quirk `page_quirk` is how many rows a page holds at most.

    Of channels: an order is imported although a warehouse does not know a line of it
    (`imports_unknown`, D14); what they sell lowers what they show (`lowers_itself`, D13); each of
    their `parcels` is told, with its number (D15), after the order was accepted where `accept` says
    how: names in the body of that call and what they are; they cannot be told that something is not
    shipped after all (`never_unshipped`, D20). `variant` ends the id of a good that shares its
    listing with others, a regular expression. `reports` are operations that are reads although no
    GET. `lists_end`: its lists say where they end, so nothing comes after that.
    A parcel may hold a part of an order (`in_parts`). Quirks: `checks_carrier` looks at the words
    for carriers, `unknown_values` shows what no document knows, `token_quirks` let tokens end,
    `expiry_quirks` are forms of the answer to one that is over. `revoke` (): every access token is
    over; `end_consent` (), `give_consent` (): a seller's, `consent` being the variables that an
    engine gets anew, with their keys in the event's result. `ask_to_cancel` (order): a buyer asks.
    """

    credentials: Credentials
    order: Event
    cancel: Event
    order_with_unknown_line: tuple[Act, ...]
    operations: Mapping[str, str]
    zone: str
    shipping_report: ShippingReport
    order_path: str
    row_key: str = ""
    other_status: str | None = None
    edit: Event | None = None
    move: Event | None = None
    reopen: Event | None = None
    refund: Event | None = None
    combine: Event | None = None
    unpaid: Event | None = None
    pay: Event | None = None
    rename: Event | None = None
    add_listing: Event | None = None
    add_variants: Event | None = None
    end_listing: Event | None = None
    switch_off: Event | None = None
    imports_unknown: bool = False
    lowers_itself: bool = False
    parcels: bool = False
    never_unshipped: bool = False
    in_parts: bool = False
    accept: Mapping[str, Any] = field(default_factory=dict)
    checks_carrier: str = ""
    unknown_values: str = ""
    token_quirks: tuple[str, ...] = ()
    expiry_quirks: tuple[str, ...] = ()
    revoke: Event | None = None
    end_consent: Event | None = None
    give_consent: Event | None = None
    consent: Mapping[str, str] = field(default_factory=dict)
    ask_to_cancel: Event | None = None
    variant: str = ""
    reports: frozenset[str] = frozenset()
    zone_quirk: str = ""
    questions: InventoryRequests | None = None
    reference: str = "{id}"
    id_pattern: str = r"\d+"
    own_fields: tuple[str, ...] = ()
    first_id: Any = 1
    order_number: str = ""
    page_quirk: str = ""
    lists_end: bool = False
    sentences: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()

    def offers(self, names: Iterable[str]) -> bool:
        """Whether it has events, operations or other things of all these names."""
        return all(self.operations.get(name) or getattr(self, name, None) for name in names)

    def reference_of(self, order_id: Any) -> str:
        """Return the number that documents of an order carry."""
        return self.reference.replace("{id}", str(order_id))

    def numbered(self, reference: str) -> Outlet:
        """Return it with another number of documents; the outlet calls its orders as before."""
        return replace(self, reference=reference, order_number=self.order_number or self.reference)

    def renumbered(self, number: Any) -> Any:
        """Return the reference of the order that the outlet calls so; anything else as it is."""
        before, _, after = self.order_number.partition("{id}")
        pattern = f"{re.escape(before)}({self.id_pattern}){re.escape(after)}"
        found = self.order_number and re.fullmatch(pattern, str(number))
        return self.reference_of(found[1]) if found else number

    def is_reference(self, text: str | None) -> bool:
        """Whether a number is one that documents of this outlet's orders carry."""
        before, _, after = self.reference.partition("{id}")
        pattern = f"{re.escape(before)}(?:{self.id_pattern}){re.escape(after)}"
        return bool(re.fullmatch(pattern, text or ""))

    def id_in(self, reference: str) -> str:
        """Return the order's id in a reference."""
        before, _, after = self.reference.partition("{id}")
        return reference.removeprefix(before).removesuffix(after)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierTool:
    """A vendor that buys labels for the orders of a warehouse (duty D15).

    Business events of its people, as templates with slots: `buy_label` (reference, items, carrier,
    parcel: its number), `void_label` and `return_label` (shipment), `mark_shipped` (reference,
    carrier, number) it left with a label from elsewhere, `import_order` (marketplace, reference,
    lines) a marketplace that it is connected with itself brings an order in, `edit_order`
    (reference, notes) they note something on an order, which is `notes` in the body of
    `create_order`, a full replace. The shipment is in the result of `buy_label` under `shipment`,
    the parcel's number under `number`.
    `callback` tells that a label was bought. Its days, as a label's, are of `zone`.

    `operations` by purpose: `create_order`, `list_shipments`, `list_fulfillments`, and others that
    write.
    """

    credentials: Credentials
    buy_label: Event
    void_label: Event
    return_label: Event
    mark_shipped: Event
    import_order: Event | None = None
    edit_order: Event | None = None
    notes: str = ""
    callback: str = ""
    zone: str = "UTC"
    shipment: str = "shipment_id"
    number: str = "tracking_number"
    operations: Mapping[str, str] = field(default_factory=dict)
    page_quirk: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()


Role = Warehouse | Outlet | CarrierTool
