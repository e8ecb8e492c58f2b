"""eBay as an outlet: items with offers, orders, and a call for each parcel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import quote, urlencode

from stocktake.engine import wire
from stocktake.engine.memory import Memory
from stocktake.engine.order import Item, Order, key_of
from stocktake.engine.settings import OutletSettings
from stocktake.engine.warehouse import Parcel

from . import Listing, Refusals, Row
from .rows import cents_of, moment
from .tokens import Consent, TokenClient

INVENTORY, FULFILLMENT = "/sell/inventory/v1", "/sell/fulfillment/v1"
PAGE, ROWS = 200, 25
"""The most that a page holds, and the most items in one update."""
WINDOW = timedelta(days=90)
"""So far a first look goes back, as the list does by itself."""
PAID = frozenset({"PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"})
ADDRESS = {
    "street1": "addressLine1",
    "street2": "addressLine2",
    "city": "city",
    "state": "stateOrProvince",
    "postal_code": "postalCode",
    "country": "countryCode",
}


class EBay:
    """The operations of one seller's account."""

    name, title = "ebay", "eBay"
    lowers_itself = True
    zeroes_unknown = False
    needs_number = False
    whole = False

    def __init__(self, settings: OutletSettings, memory: Memory, now: datetime) -> None:
        base_url, client_id, secret, refresh = settings.access
        self.reference, self.now = settings.reference, now
        consent = Consent(self.name, "/identity/v1/oauth2/token", (client_id, secret), refresh)
        self.http = TokenClient(base_url, consent, memory, now)

    @property
    def clients(self) -> tuple[wire.Client, ...]:
        """Return the one connection."""
        return (self.http,)

    def listings(self) -> list[Listing]:
        """Read every item with published offers; it shows the smaller of both quantities."""
        items = self._pages_by_index("/inventory_item", "inventoryItems")
        found = [read_listing(item, self._offers(item["sku"])) for item in items]
        return [listing for listing in found if listing]

    def listing(self, own: str, parts: Sequence[str]) -> Listing | None:
        """Read an item and those of its offers that are known."""
        item = wire.find(self.http, f"{INVENTORY}/inventory_item/{quote(own, safe='')}")
        if item is None:
            return None
        offers = [wire.find(self.http, f"{INVENTORY}/offer/{offer}") for offer in parts]
        return read_listing({"sku": own, **item}, [offer for offer in offers if offer])

    def write(self, wanted: Mapping[str, int], listings: Sequence[Listing]) -> Refusals:
        """Update items and offers together; each row of an answer is for itself."""
        differ = [
            (sku, wanted[sku], listing.parts)
            for listing in listings
            for sku, shown in listing.shown.items()
            if sku in wanted and wanted[sku] != shown
        ]
        for start in range(0, len(differ), ROWS):
            yield from self._update(differ[start : start + ROWS])

    def _update(self, rows: Sequence[tuple[str, int, tuple[str, ...]]]) -> Refusals:
        requests = [
            {
                "sku": sku,
                "shipToLocationAvailability": {"quantity": count},
                "offers": [{"offerId": offer, "availableQuantity": count} for offer in offers],
            }
            for sku, count, offers in rows
        ]
        path = f"{INVENTORY}/bulk_update_price_quantity"
        try:
            answer = wire.write(self.http, path, json={"requests": requests})
        except wire.Refused as refusal:
            if len(rows) == 1:
                yield f"{rows[0][0]!r} on {self.name}", refusal
                return
            middle = len(rows) // 2  # one bad row stops no other
            yield from self._update(rows[:middle])
            yield from self._update(rows[middle:])
            return
        for each in answer["responses"]:
            if each["statusCode"] >= 400:
                why = wire.Refused(each["statusCode"], str(each.get("errors")))
                yield f"{each.get('sku')!r} on {self.name}", why

    def changed(self, since: datetime | None) -> Iterator[Row]:
        """Yield the orders that have changed since a moment, of the last 90 days without one."""
        start = (since or self.now - WINDOW).astimezone(UTC)
        query = {
            "filter": f"lastmodifieddate:[{start:%Y-%m-%dT%H:%M:%S}.000Z..]",
            "limit": PAGE,
        }
        got = 0
        while True:
            answer = wire.read(
                self.http, f"{FULFILLMENT}/order?{urlencode({**query, 'offset': got})}"
            ).json()
            rows = wire.rows_of_page(answer["orders"], awaited=answer["total"] - got)
            yield from rows
            got += len(rows)
            if not answer.get("next"):
                return

    def order(self, own: str) -> Row | None:
        """Return an order as it is now, None when it is gone, as combined ones are."""
        return wire.find(self.http, f"{FULFILLMENT}/order/{own}")

    def read_order(self, row: Mapping[str, Any]) -> Order:
        """Read an order's JSON; payment says whether it is to be imported, not fulfillment."""
        left = row["orderFulfillmentStatus"] in ("IN_PROGRESS", "FULFILLED")
        back = row["orderPaymentStatus"] == "FULLY_REFUNDED"
        items = tuple(read_item(line, paid_back=back) for line in row["lineItems"])
        off = row["cancelStatus"]["cancelState"] == "CANCELED"
        name, ship_to = read_address(row)
        return Order(
            id=key_of(self.name, row["orderId"]),
            own=row["orderId"],
            outlet=self.name,
            channel=self.title,
            reference=self.reference,
            site="",
            store=None,
            date=row["creationDate"][:10],
            customer_id=None,
            customer_name=name or row["buyer"].get("username") or "eBay customer",
            cancelled=off or not (left or any(item.count for item in items)),
            shipped=row["orderFulfillmentStatus"] == "FULFILLED",
            lines=tuple((item.sku, Fraction(item.count)) for item in items if item.count),
            items=items,
            ship_to=ship_to,
            imports_unknown=True,
            unmapped=not off and row["orderPaymentStatus"] not in PAID,
            updated_at=moment(row["lastModifiedDate"]),
        )

    def accept(self, order: Order) -> None:
        """Do nothing: a paid order is accepted."""

    def told(self, order: Order) -> set[str] | None:
        """Return the numbers of its parcels; None where nothing of it can leave any more."""
        row = self.order(order.own)
        if row is None or self.read_order(row).cancelled:
            return None
        path = f"{FULFILLMENT}/order/{order.own}/shipping_fulfillment"
        parcels = wire.read(self.http, path).json()["fulfillments"]
        return {each.get("shipmentTrackingNumber") or each["fulfillmentId"] for each in parcels}

    def spelled(self, number: str) -> str:
        """Write a number with letters and digits only, since any other sign is refused."""
        return "".join(sign for sign in number if sign.isalnum() and sign.isascii())

    def report(self, order: Order, parcel: Parcel | None, serials: Mapping[str, str]) -> None:
        """Tell of a parcel with what is in it; of everything where nobody says that."""
        counts = parcel.counts if parcel else {}
        items = [
            {"lineItemId": item.id, "quantity": counts.get(item.id, item.count)}
            for item in order.items
            if item.count and (not counts or item.id in counts)
        ]
        body: dict[str, Any] = {"lineItems": items}
        if parcel is not None:
            body["shippingCarrierCode"] = parcel.carrier or "Other"
            body["trackingNumber"] = self.spelled(parcel.number)
        path = f"{FULFILLMENT}/order/{order.own}/shipping_fulfillment"
        wire.write(self.http, path, json=body, bodiless=True)

    def _offers(self, sku: str) -> list[Row]:
        try:
            return list(self._pages_by_index("/offer", "offers", sku=sku))
        except wire.Refused as refusal:
            if refusal.status == 404:  # an item that nobody offers
                return []
            raise

    def _pages_by_index(self, path: str, key: str, **query: str) -> Iterator[Row]:
        """Yield the rows of all pages: an offset is the index of a page here."""
        index, got = 0, 0
        while True:
            about = {**query, "limit": PAGE if key == "inventoryItems" else 100, "offset": index}
            answer = wire.read(self.http, INVENTORY + path, about).json()
            rows = wire.rows_of_page(answer[key], awaited=answer["total"] - got)
            yield from rows
            got, index = got + len(rows), index + 1
            if not answer.get("next"):
                return


def read_listing(item: Mapping[str, Any], offers: Sequence[Row]) -> Listing | None:
    """Read an item with its offers; None where none of them has a number to write."""
    ship_to = item.get("availability", {}).get("shipToLocationAvailability", {})
    listed = [each for each in offers if is_listed(each)]
    if not listed:
        return None
    least = min([ship_to.get("quantity", 0), *map(available, listed)])
    parts = tuple(each["offerId"] for each in listed)
    return Listing(id=item["sku"], shown={item["sku"]: Fraction(least)}, parts=parts)


def is_listed(offer: Mapping[str, Any]) -> bool:
    """Whether an offer is published at a fixed price, so that it has a number to write."""
    published: bool = offer["status"] == "PUBLISHED"
    return published and bool(offer["format"] == "FIXED_PRICE")


def available(offer: Mapping[str, Any]) -> int:
    """Return the quantity of an offer."""
    return int(offer.get("availableQuantity") or 0)


def read_item(line: Mapping[str, Any], *, paid_back: bool) -> Item:
    """Read a line; one that is paid back whole and has not left is not wanted any more.

    `paid_back`: the whole order is.
    """
    back = sum(cents_of(each["amount"]["value"]) for each in line.get("refunds") or ())
    total = cents_of(line["total"]["value"])
    gone = (paid_back or (back and back >= total)) and line[
        "lineItemFulfillmentStatus"
    ] == "NOT_STARTED"
    count = line["quantity"]
    return Item(
        id=line["lineItemId"],
        sku=line.get("sku"),
        count=0 if gone else count,
        title=line.get("title") or "",
        cents=cents_of(line["lineItemCost"]["value"]) // max(count, 1),
    )


def read_address(row: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return who gets an order, and where; eBay forgets both after a while."""
    instructions = row.get("fulfillmentStartInstructions") or [{}]
    ship_to = instructions[0].get("shippingStep", {}).get("shipTo", {})
    address, name = ship_to.get("contactAddress", {}), ship_to.get("fullName") or ""
    found = {ours: address.get(theirs) for ours, theirs in ADDRESS.items()}
    found |= {"name": name, "phone": ship_to.get("primaryPhone", {}).get("phoneNumber")}
    return name, {key: text for key, text in found.items() if text}
