"""Back Market as an outlet: listings, orders whose lines are accepted, one parcel for an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from stocktake.engine import wire
from stocktake.engine.order import Item, Order, key_of
from stocktake.engine.settings import OutletSettings
from stocktake.engine.warehouse import Parcel

from . import Listing, Refusals, Row
from .rows import cents_of, moment

PAID, ACCEPTED, LEFT = 1, 2, 3
OFF, RETURNED = frozenset({4, 5, 7}), 6
"""States of lines, which say all: an order's state is computed from them, on another scale."""
DEACTIVATED = 4
SHIPPERS = {
    each.lower(): each
    for each in (
        *("Chronopost", "Colissimo", "DHL Express", "DPD", "FedEx"),
        *("GLS", "Mondial Relay", "UPS", "USPS"),
    )
} | {"dhl": "DHL Express"}
AGENT = "BM-Stocktake-Engine;engine@example.com"


class BackMarket:
    """The operations of one account."""

    name, title = "backmarket", "Back Market"
    lowers_itself = True
    zeroes_unknown = False
    needs_number = True
    whole = True

    def __init__(self, settings: OutletSettings) -> None:
        base_url, token = settings.access
        self.reference = settings.reference
        self.http = wire.Client(base_url, Authorization=f"Basic {token}", User_Agent=AGENT)

    @property
    def clients(self) -> tuple[wire.Client, ...]:
        """Return the one connection."""
        return (self.http,)

    def listings(self) -> list[Listing]:
        """Read every listing that is not deactivated; several may carry one SKU."""
        found = [read_listing(row) for row in self._pages("/ws/listings", {})]
        return [listing for listing in found if listing]

    def listing(self, own: str, parts: Sequence[str]) -> Listing | None:
        """Read one listing, which has no parts."""
        row = wire.find(self.http, f"/ws/listings/{own}")
        return read_listing(row) if row else None

    def write(self, wanted: Mapping[str, int], listings: Sequence[Listing]) -> Refusals:
        """Update each listing that shows another number."""
        for listing in listings:
            for sku, shown in listing.shown.items():
                if sku not in wanted or wanted[sku] == shown:
                    continue
                try:
                    path = f"/ws/listings/{listing.id}"
                    wire.write(self.http, path, json={"quantity": wanted[sku]})
                except wire.Refused as refusal:
                    yield f"{sku!r} on {self.name}", refusal

    def changed(self, since: datetime | None) -> Iterator[Row]:
        """Yield the orders that have changed since a moment, all of them without one."""
        when = {"date_modification": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if since else {}
        yield from self._pages("/ws/orders", when)

    def order(self, own: str) -> Row | None:
        """Return an order as it is now, None when it is gone."""
        return wire.find(self.http, f"/ws/orders/{own}")

    def read_order(self, row: Mapping[str, Any]) -> Order:
        """Read an order's JSON: its lines say what is wanted, its state whether it is paid."""
        items = tuple(read_item(line) for line in row["orderlines"])
        states = [line["state"] for line in row["orderlines"]]
        address = row["shipping_address"] or {}
        own = str(row["order_id"])
        return Order(
            id=key_of(self.name, own),
            own=own,
            outlet=self.name,
            channel=self.title,
            reference=self.reference,
            site="",
            store=None,
            date=row["date_creation"][:10],
            customer_id=None,
            customer_name=read_address(address).get("name", "Back Market customer"),
            cancelled=all(state in OFF for state in states),
            shipped=set(states) <= OFF | {LEFT, RETURNED} and not OFF.issuperset(states),
            lines=tuple((item.sku, Fraction(item.count)) for item in items if item.count),
            items=items,
            ship_to=read_address(address),
            imports_unknown=True,
            unmapped=not OFF.issuperset(states)
            and {PAID, ACCEPTED, LEFT, RETURNED}.isdisjoint(states),
            waits=frozenset(line["listing"] for line in row["orderlines"] if line["state"] == PAID),
            updated_at=moment(row["date_modification"]),
        )

    def accept(self, order: Order) -> None:
        """Accept each SKU that waits for it, unless a fresh look says otherwise."""
        row = self.order(order.own)
        for sku in sorted(self.read_order(row).waits) if row else ():
            try:
                self._move(order, new_state=ACCEPTED, sku=sku)
            except wire.OutcomeUnknown:
                after = self.order(order.own)
                if after is None or sku in self.read_order(after).waits:
                    raise

    def told(self, order: Order) -> set[str] | None:
        """Return the number of its parcel; None where nothing of it can leave any more."""
        row = self.order(order.own)
        if row is None or self.read_order(row).cancelled:
            return None
        return {row["tracking_number"]} if row["tracking_number"] else set()

    def spelled(self, number: str) -> str:
        """Return the number as it is."""
        return number

    def report(self, order: Order, parcel: Parcel | None, serials: Mapping[str, str]) -> None:
        """Say that the order has left; every line must have been accepted before."""
        assert parcel is not None, "told only with a number"
        self.accept(order)
        carrier = SHIPPERS.get(parcel.carrier.lower(), parcel.carrier)
        body: dict[str, Any] = {"tracking_number": parcel.number, "shipper": carrier}
        imei = next(iter(serials.values()), "")
        single = len(order.items) == 1 and order.items[0].count == 1
        if single and imei.isdecimal() and len(imei) == 15:
            body["imei"] = imei
        self._move(order, new_state=LEFT, **body)

    def _move(self, order: Order, **body: Any) -> None:
        wire.write(self.http, f"/ws/orders/{order.own}", json={"order_id": int(order.own), **body})

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Row]:
        """Yield the rows of all pages that the answers announce."""
        page, got = 1, 0
        while True:
            answer = wire.read(self.http, path, {**query, "page": page, "page-size": 50}).json()
            rows = wire.rows_of_page(answer["results"], awaited=answer["count"] - got)
            yield from rows
            got, page = got + len(rows), page + 1
            if not answer["next"]:
                return


def read_listing(row: Mapping[str, Any]) -> Listing | None:
    """Read a listing, None for one that is deactivated."""
    if row["publication_state"] == DEACTIVATED:
        return None
    return Listing(id=str(row["listing_id"]), shown={row["sku"]: Fraction(row["quantity"])})


def read_item(line: Mapping[str, Any]) -> Item:
    """Read an order's line; one that is refused or paid back before it left is not wanted."""
    return Item(
        id=str(line["id"]),
        sku=line["listing"] or None,
        count=0 if line["state"] in OFF else line["quantity"],
        title=line["product"] or "",
        cents=cents_of(line["price"]),
    )


def read_address(address: Mapping[str, Any]) -> dict[str, str]:
    """Read an address, which has its names in one spelling, in another, or in both."""
    names = (
        address.get("first_name") or address.get("firstName"),
        address.get("last_name") or address.get("lastName"),
    )
    found = {
        "name": " ".join(name for name in names if name),
        "company": address.get("company"),
        "street1": address.get("street"),
        "street2": address.get("street2"),
        "city": address.get("city"),
        "state": address.get("state"),
        "postal_code": address.get("postal_code") or address.get("postalCode"),
        "country": address.get("country"),
        "phone": address.get("phone") or address.get("phoneNumber"),
    }
    return {name: text for name, text in found.items() if text}
