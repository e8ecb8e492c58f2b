"""RetailCRM as this engine needs it: module, orders, history, leftovers; every page of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from . import wire
from .order import NUMBERED, Change, Item, Order, OrderId

CANCELLED = frozenset(
    {
        "no-call",
        "no-product",
        "already-buyed",
        "delyvery-did-not-suit",
        "prices-did-not-suit",
        "cancel-other",
    }
)
MODULE = "stocktake-engine"
PORTION = 250
"""Offers in one upload: what the vendor allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the shop shows of an SKU on one site: store code -> quantity."""

    sku: str | None
    site: str
    shown: Mapping[str, Fraction]


class RetailCRM:
    """The operations of one account."""

    def __init__(self, base_url: str, key: str) -> None:
        self.http = wire.Client(base_url, X_API_KEY=key)
        self._offers: list[Offer] | None = None

    def pages(self, path: str, key: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of all pages that the answers announce."""
        page, pages, got = 1, 1, 0
        while page <= pages:
            reply = wire.read(self.http, path, {**query, "page": page}).json()
            awaited = reply["pagination"]["totalCount"] - got
            yield from wire.rows_of_page(reply[key], awaited=awaited)
            got += len(reply[key])
            page, pages = page + 1, reply["pagination"]["totalPageCount"]

    def module_is_active(self) -> bool:
        """Whether this engine is registered as a warehouse, so that orders may be shipped."""
        try:
            reply = wire.read(self.http, f"/api/v5/integration-modules/{MODULE}").json()
        except wire.Refused as refusal:
            if refusal.status == 404:
                return False
            raise
        module = reply["integrationModule"]
        return bool(module["active"]) and "store" in (module.get("integrations") or {})

    def register_module(self) -> None:
        """Register this engine as the account's warehouse system."""
        module = {
            "code": MODULE,
            "integrationCode": MODULE,
            "name": "Stocktake reference engine",
            "baseUrl": "http://127.0.0.1/",
            "clientId": MODULE,
            "active": True,
            "integrations": {"store": {}},
        }
        self._write(f"/api/v5/integration-modules/{MODULE}/edit", integrationModule=module)

    def history(self, since: int) -> Iterator[dict[str, Any]]:
        """Yield every change of an order after the record `since`, oldest first."""
        while True:
            query = {"filter[sinceId]": since, "limit": 100}
            reply = wire.read(self.http, "/api/v5/orders/history", query).json()
            awaited = reply["pagination"]["totalCount"]
            yield from wire.rows_of_page(reply["history"], awaited=awaited)
            if not reply["history"] or reply["pagination"]["totalPageCount"] <= 1:
                return
            since = reply["history"][-1]["id"]

    def order(self, order_id: OrderId) -> dict[str, Any] | None:
        """Return one order as JSON, or None when it is gone."""
        try:
            reply = wire.read(self.http, f"/api/v5/orders/{order_id}", {"by": "id"}).json()
        except wire.Refused as refusal:
            if refusal.status == 404:
                return None
            raise
        found: dict[str, Any] = reply["order"]
        return found

    def report_shipped(self, order: Order, *, store: str, date: str) -> None:
        """Tell the shop that an order is shipped; the caller has checked that it does not know."""
        shipped = {"shipped": True, "shipmentStore": store, "shipmentDate": date}
        path = f"/api/v5/orders/{order.id}/edit"
        self._write(path, order=shipped, by="id", site=order.site)

    def report_not_shipped(self, order: Order) -> None:
        """Tell the shop that the shipment that it was told of is no longer there."""
        path = f"/api/v5/orders/{order.id}/edit"
        self._write(path, order={"shipped": False}, by="id", site=order.site)

    def offers(self) -> list[Offer]:
        """Return every offer of every site with what each store shows, read once a round.

        One warehouse after another writes, each the numbers of its own stores only: what is read
        for the first holds for the others.
        """
        if self._offers is None:
            query = {"filter[details]": 1, "limit": 250}
            rows = self.pages("/api/v5/store/inventories", "offers", **query)
            self._offers = [read_offer(row) for row in rows]
        return self._offers

    def upload(self, site: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Send new leftovers of one site, PORTION at most; if one is refused, all are."""
        self._write("/api/v5/store/inventories/upload", offers=list(rows), site=site)

    def _write(self, path: str, **fields: Any) -> Any:
        """POST a form: text as it is, structures as JSON."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in fields.items()
        }
        return wire.write(self.http, path, form=form)


def read_order(row: Mapping[str, Any], reference: str = NUMBERED) -> Order:
    """Read an order's JSON; `reference` is how its documents are numbered."""
    name = " ".join(part for part in (row.get("firstName"), row.get("lastName")) if part)
    lines = [
        (item.get("offer", {}).get("externalId"), Fraction(str(item["quantity"])))
        for item in row["items"]
    ]
    return Order(
        id=row["id"],
        site=row["site"],
        store=row.get("shipmentStore"),
        date=row["createdAt"][:10],
        customer_id=(row.get("customer") or {}).get("id"),
        customer_name=name or "Shop customer",
        cancelled=row["status"] in CANCELLED,
        shipped=row["shipped"],
        lines=tuple(lines),
        reference=reference,
        items=tuple(read_item(item) for item in row["items"]),
    )


def read_item(item: Mapping[str, Any]) -> Item:
    """Read an order's line as those see it who pack it."""
    offer = item.get("offer") or {}
    return Item(
        id=str(item.get("id", "")),
        sku=offer.get("externalId"),
        count=int(item["quantity"]),
        title=offer.get("displayName") or offer.get("name") or "",
    )


def read_offer(row: Mapping[str, Any]) -> Offer:
    """Read a leftover's JSON."""
    shown = {store["store"]: Fraction(str(store["quantity"])) for store in row["stores"]}
    return Offer(sku=row.get("externalId"), site=row["site"], shown=shown)


def read_change(record: Mapping[str, Any], zone: ZoneInfo) -> Change:
    """Read a record of the history; `zone` is the account's, in which its times are."""
    field, at = record.get("field", ""), record.get("createdAt")
    old, new = _code(record.get("oldValue")), _code(record.get("newValue"))
    reopened = field == "status" and old in CANCELLED and new not in CANCELLED
    moved = field == "shipment_store"
    edited = field.startswith("order_product")
    mine = bool((record.get("apiKey") or {}).get("current"))
    return Change(
        id=record["id"],
        order_id=record["order"]["id"],
        at=datetime.fromisoformat(at).replace(tzinfo=zone) if at else None,
        wants=bool(record.get("created")) or reopened or moved or edited,
        places=tuple(store for store in (old, new) if store) if moved else (),
        told=(mine and record.get("newValue") is True) if field == "shipped" else None,
    )


def _code(value: Any) -> str | None:
    return value.get("code") if isinstance(value, dict) else None
