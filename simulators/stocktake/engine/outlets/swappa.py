"""Swappa as an outlet, as Stocktake models it: listings with variations, parcels with IMEIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from stocktake.engine import wire
from stocktake.engine.memory import Memory
from stocktake.engine.order import Item, Order, key_of
from stocktake.engine.settings import OutletSettings
from stocktake.engine.warehouse import Parcel

from . import Listing, Refusals, Row
from .rows import cents_of, moment
from .tokens import Consent, TokenClient

PAID, LEFT = "paid", frozenset({"shipped", "delivered"})
CANCELLED, REFUNDED = "cancelled", "refunded"
MAPPED = LEFT | {PAID, CANCELLED, REFUNDED}


class Swappa:
    """The operations of one account."""

    name, title = "swappa", "Swappa"
    lowers_itself = True
    zeroes_unknown = False
    needs_number = True
    whole = False

    def __init__(
        self, settings: OutletSettings, also: tuple[str, ...], memory: Memory, now: datetime
    ) -> None:
        base_url, token = settings.access
        client_id, secret, refresh = also or ("", "", "")
        self.reference = settings.reference
        consent = Consent(self.name, "/oauth/token", (client_id, secret), refresh, first=token)
        self.http = TokenClient(base_url, consent, memory, now)
        self.again: dict[str, Listing] | None = None

    @property
    def clients(self) -> tuple[wire.Client, ...]:
        """Return the one connection."""
        return (self.http,)

    def listings(self) -> list[Listing]:
        """Read every listing, those with variations as one with several SKUs."""
        return [read_listing(row) for row in self._pages("/api/v1/listings", {})]

    def listing(self, own: str, parts: Sequence[str]) -> Listing | None:
        """Look for a listing in the list, read once more: there is no call for a single one."""
        if self.again is None:
            self.again = {listing.id: listing for listing in self.listings()}
        return self.again.get(own)

    def write(self, wanted: Mapping[str, int], listings: Sequence[Listing]) -> Refusals:
        """Update each listing that shows another number, all its variations at once."""
        for listing in listings:
            counts = {sku: wanted[sku] for sku in listing.shown if sku in wanted}
            if all(listing.shown[sku] == count for sku, count in counts.items()):
                continue
            variants = [{"sku": sku, "quantity": count} for sku, count in counts.items()]
            body = (
                {"variants": variants} if listing.parts else {"quantity": variants[0]["quantity"]}
            )
            try:
                wire.write(self.http, f"/api/v1/listings/{listing.id}", method="PATCH", json=body)
            except wire.Refused as refusal:
                yield f"{', '.join(map(repr, counts))} on {self.name}", refusal

    def changed(self, since: datetime | None) -> Iterator[Row]:
        """Yield the orders that have changed since a moment, all of them without one."""
        when = {"updated_since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if since else {}
        yield from self._pages("/api/v1/orders", when)

    def order(self, own: str) -> Row | None:
        """Return an order as it is now, None when it is gone."""
        return wire.find(self.http, f"/api/v1/orders/{own}")

    def read_order(self, row: Mapping[str, Any]) -> Order:
        """Read an order's JSON; one that was paid back before a parcel left is cancelled."""
        items = tuple(
            Item(
                id=line["id"],
                sku=line["sku"],
                count=line["quantity"] - line["refunded"],
                title=line["title"] or "",
                cents=cents_of(line["price"]),
            )
            for line in row["lines"]
        )
        refunded = row["status"] == REFUNDED
        return Order(
            id=key_of(self.name, row["id"]),
            own=row["id"],
            outlet=self.name,
            channel=self.title,
            reference=self.reference,
            site="",
            store=None,
            date=row["created_at"][:10],
            customer_id=None,
            customer_name=row["buyer"]["name"] or "Swappa customer",
            cancelled=row["status"] == CANCELLED or (refunded and not row["shipments"]),
            shipped=row["status"] in LEFT or (refunded and bool(row["shipments"])),
            lines=tuple((item.sku, Fraction(item.count)) for item in items if item.count),
            items=items,
            ship_to={name: text for name, text in (row["ship_to"] or {}).items() if text},
            imports_unknown=True,
            unmapped=row["status"] not in MAPPED,
            updated_at=moment(row["updated_at"]),
        )

    def accept(self, order: Order) -> None:
        """Do nothing: a paid order is accepted."""

    def told(self, order: Order) -> set[str] | None:
        """Return the numbers of its parcels; None where nothing of it can leave any more."""
        row = self.order(order.own)
        if row is None or self.read_order(row).cancelled:
            return None
        return {each["tracking_number"] for each in row["shipments"]}

    def spelled(self, number: str) -> str:
        """Write a number with letters and digits only."""
        return "".join(sign for sign in number if sign.isalnum())

    def report(self, order: Order, parcel: Parcel | None, serials: Mapping[str, str]) -> None:
        """Tell of a parcel with the lines in it, and the IMEI of each device."""
        assert parcel is not None, "told only with a number"
        lines = [item.id for item in order.items if item.count]
        items = [
            {"line_id": line} | ({"imei": serials[line]} if line in serials else {})
            for line in lines
            if not parcel.counts or line in parcel.counts
        ]
        body = {
            "carrier": parcel.carrier,
            "tracking_number": self.spelled(parcel.number),
            "items": items,
        }
        wire.write(self.http, f"/api/v1/orders/{order.own}/shipments", json=body)

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Row]:
        """Yield the rows of all pages that the answers announce."""
        page, got = 1, 0
        while True:
            answer = wire.read(self.http, path, {**query, "page": page, "page_size": 100}).json()
            rows = wire.rows_of_page(answer["results"], awaited=answer["count"] - got)
            yield from rows
            got, page = got + len(rows), page + 1
            if not answer["next"]:
                return


def read_listing(row: Mapping[str, Any]) -> Listing:
    """Read a listing, one with variations as one with several SKUs."""
    rows = row.get("variants") or [row]
    return Listing(
        id=row["id"],
        parts=("variants",) if row.get("variants") else (),
        shown={each["sku"]: Fraction(each["quantity"]) for each in rows if each["sku"]},
    )
