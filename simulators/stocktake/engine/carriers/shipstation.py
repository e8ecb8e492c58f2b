"""ShipStation as the tool that buys labels: 40 calls a minute, Pacific time, orders by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.engine import wire
from stocktake.engine.memory import Memory
from stocktake.engine.order import Order
from stocktake.engine.settings import Settings
from stocktake.engine.warehouse import Parcel

PACIFIC = ZoneInfo("America/Los_Angeles")
WORDS = {
    "stamps_com": "USPS",
    "usps": "USPS",
    "ups": "UPS",
    "ups_walleted": "UPS",
    "fedex": "FedEx",
    "dhl_express": "DHL Express",
}
"""Its own codes of carriers, and what everybody else calls them."""
BACK = timedelta(days=90)
"""So far back a round looks for labels."""
WAIT = "shipstation waits until"
KEPT = (
    *("paymentDate", "shipByDate", "customerUsername", "customerEmail", "amountPaid", "taxAmount"),
    *("shippingAmount", "customerNotes", "internalNotes", "gift", "giftMessage", "paymentMethod"),
    *("requestedShippingService", "carrierCode", "serviceCode", "packageCode", "confirmation"),
    *("weight", "dimensions", "insuranceOptions", "internationalOptions", "advancedOptions"),
    "tagIds",
)
"""What people may have entered at an order: a create that replaces it would wipe these fields."""
PAGE = 500
ADDRESS = {"postal_code": "postalCode"}

Row = dict[str, Any]


class Quota(wire.Client):
    """A connection that makes no call before the minute is over whose calls are used up."""

    def __init__(self, base_url: str, auth: tuple[str, str], memory: Memory, now: datetime) -> None:
        super().__init__(base_url, auth=auth)
        self.memory, self.now = memory, now

    def send(self, method: str, target: str, *, json: Any = None, form: Any = None) -> wire.Reply:
        """Send one request, unless it would be refused."""
        until = self.memory.moment(WAIT)
        if until is not None and self.now < until:
            raise wire.ReadFailed(f"ShipStation takes no call before {until.isoformat()}")
        reply = super().send(method, target, json=json, form=form)
        self.now = max(self.now, reply.at or self.now)
        left = reply.headers.get("x-rate-limit-remaining", "1")
        if reply.status == 429 or left == "0":
            wait = timedelta(seconds=float(reply.headers.get("x-rate-limit-reset") or 60))
            self.memory.note_moment(WAIT, self.now + wait)
        return reply


class ShipStation:
    """The operations of one account."""

    def __init__(self, settings: Settings, memory: Memory) -> None:
        base_url, key, secret = settings.tool
        self.now = settings.now
        self.http: wire.Client = Quota(base_url, (key, secret), memory, settings.now)
        self.labels: list[Row] | None = None
        self.marks: list[Row] = []

    def body_of(self, order: Order, *, cancelled: bool) -> Mapping[str, Any]:
        """Return the whole order: whatever a create leaves out is wiped."""
        address = {ADDRESS.get(name, name): text for name, text in order.ship_to.items()}
        address = {"name": order.customer_name, **address}
        return {
            "orderNumber": order.number,
            "orderKey": key_of(order),
            "orderDate": f"{self._made(order):%Y-%m-%dT%H:%M:%S}.0000000",
            "orderStatus": "cancelled" if cancelled else "awaiting_shipment",
            "billTo": address,
            "shipTo": address,
            "items": [
                {
                    "lineItemKey": item.id,
                    "sku": item.sku,
                    "name": item.title or item.sku,
                    "quantity": item.count,
                    "unitPrice": item.cents / 100,
                }
                for item in order.items
                if item.count
            ],
        }

    def find(self, order: Order) -> Mapping[str, Any] | None:
        """Return the order with this key, else the one in a store of its channel's.

        A number is found by its beginning, and is not unique.
        """
        found = self._pages("/orders", "orders", orderNumber=order.number)
        rows = [row for row in found if row["orderNumber"] == order.number]
        mine = [row for row in rows if self.is_sent(order, row)]
        stores = self._stores_of(order.outlet) if rows and order.channel and not mine else set()
        mine += [row for row in rows if row["advancedOptions"]["storeId"] in stores]
        return next(iter(mine), None)

    def is_sent(self, order: Order, found: Mapping[str, Any]) -> bool:
        """Whether it has the key of this engine's orders: others have the channel's."""
        return bool(found["orderKey"] == key_of(order))

    def _stores_of(self, outlet: str) -> set[int]:
        """Return the stores that are connected with an outlet."""
        rows = wire.read(self.http, "/stores").json()
        name = "".join
        return {
            row["storeId"]
            for row in rows
            if name((row["marketplaceName"] or "").lower().split()) == outlet
        }

    def agrees(self, found: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
        """Whether an order asks for the same, or is past asking."""
        if found["orderStatus"] in ("shipped", "cancelled"):
            return True
        return body["orderStatus"] != "cancelled" and _counts(found) == _counts(body)

    def send(self, body: Mapping[str, Any], found: Mapping[str, Any] | None) -> None:
        """Create the order, or replace the one with its key, with what was noted there since."""
        kept = {name: found[name] for name in KEPT if found[name] is not None} if found else {}
        wire.write(self.http, "/orders/createorder", json={**kept, **body})

    def parcels(self, order: Order) -> list[Parcel]:
        """Return labels that were bought here, and numbers from elsewhere that were entered."""
        keys, found, orders = {item.id for item in order.items}, list[Parcel](), set[int]()
        lines, besides = {item.sku: item.id for item in order.items}, self._besides(order)
        for row in self._labels():
            items = row["shipmentItems"] or []
            counts = {each["lineItemKey"]: each["quantity"] for each in items}
            ours = row["orderKey"] == key_of(order)
            if row["orderId"] == besides:  # its lines have keys of their own
                ours, counts = (
                    True,
                    {lines.get(each["sku"], ""): each["quantity"] for each in items},
                )
            # Combined orders have one number and key, and the lines of all.
            if not ours and (len(items) < 2 or keys.isdisjoint(counts)):
                continue
            orders |= {row["orderId"]} if ours else set()
            if not (row["isReturnLabel"] or row["voided"]):
                counts = {key: count for key, count in counts.items() if key in keys}
                found.append(_parcel(row, counts))
        marks = [row for row in self.marks if row["orderNumber"] == order.number]
        if marks and not found:
            known = self.find(order)
            orders |= {known["orderId"]} if known else set()
        for row in marks:
            if row["orderId"] in orders and row["trackingNumber"] and not row["voided"]:
                found.append(_parcel(row, {}))
        return found

    def _besides(self, order: Order) -> int | None:
        """Return the id of the tool's own order of this number, where one has a label."""
        rows = [row for row in self._labels() if row["orderNumber"] == order.number]
        if all(row["orderKey"] == key_of(order) for row in rows):
            return None
        known = self.find(order)
        return known["orderId"] if known and not self.is_sent(order, known) else None

    def voided(self) -> set[str]:
        """Return the numbers of voided labels that no live label has."""
        live = {row["trackingNumber"] for row in self._labels() if not row["voided"]}
        return {row["trackingNumber"] for row in self._labels() if row["voided"]} - live

    def _labels(self) -> list[Row]:
        """Read labels, and marks beside them, once in a round; filters are Pacific time."""
        if self.labels is None:
            start = f"{(self.now - BACK).astimezone(PACIFIC):%Y-%m-%d %H:%M:%S}"
            query = {"includeShipmentItems": "true", "createDateStart": start}
            self.labels = list(self._pages("/shipments", "shipments", **query))
            self.marks = list(self._pages("/fulfillments", "fulfillments", createDateStart=start))
        return self.labels

    def _made(self, order: Order) -> datetime:
        return (order.updated_at or self.now).astimezone(PACIFIC)

    def _pages(self, path: str, key: str, **query: str) -> Iterator[Row]:
        page, pages, got = 1, 1, 0
        while page <= pages:
            about = {**query, "page": page, "pageSize": PAGE}
            answer = wire.read(self.http, path, about).json()
            yield from wire.rows_of_page(answer[key], awaited=answer["total"] - got)
            got += len(answer[key])
            page, pages = page + 1, answer["pages"]


def key_of(order: Order) -> str:
    """Return the key under which the same order is one, whatever its number."""
    return f"{order.outlet}-{order.number}"


def _parcel(row: Mapping[str, Any], counts: Mapping[str, int]) -> Parcel:
    code = row["carrierCode"] or ""
    return Parcel(number=row["trackingNumber"], carrier=WORDS.get(code, code), counts=counts)


def _counts(order: Mapping[str, Any]) -> dict[str, int]:
    return {item["lineItemKey"]: item["quantity"] for item in order["items"] or []}
