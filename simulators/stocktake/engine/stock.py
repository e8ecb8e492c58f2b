"""What the shop may show: the arithmetic of duty D1, and the upload of what differs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .retailcrm import Offer, RetailCRM
from .warehouse import Document, Quantities, Shipment, Warehouse


def owed(document: Document, shipments: Iterable[Shipment]) -> Quantities:
    """What a document has not shipped yet, by SKU; positive quantities only."""
    rest: Quantities = {}
    for line in document.lines:
        rest[line.sku] = rest.get(line.sku, Fraction(0)) + line.count
    for shipment in shipments:
        for sku, count in shipment.counts.items():
            rest[sku] = rest.get(sku, Fraction(0)) - count
    return {sku: count for sku, count in rest.items() if count > 0}


def leftover(sellable: Fraction, demand: Fraction) -> int:
    """What may still be sold, in whole units: what can be promised less what is sold."""
    return max(0, math.floor(sellable - demand))


def leftovers(
    skus: Iterable[str], demand: Mapping[str, Fraction], warehouse: Warehouse
) -> dict[str, int]:
    """Compute each SKU's leftover from fresh reads; unknown and ambiguous SKUs have none."""
    skus, nothing = list(skus), Fraction(0)
    sellable = warehouse.sellable(skus)
    return {sku: leftover(sellable.get(sku, nothing), demand.get(sku, nothing)) for sku in skus}


def differences(
    offers: Iterable[Offer], wanted: Mapping[str, int], store: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows to upload, by site: only numbers that the shop does not show already."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for offer in offers:
        if offer.sku is None or offer.shown.get(store, 0) == wanted[offer.sku]:
            continue
        stores = [{"code": store, "available": wanted[offer.sku]}]
        rows.setdefault(offer.site, []).append({"externalId": offer.sku, "stores": stores})
    return rows


def push(
    shop: RetailCRM, warehouse: Warehouse, *, store: str, demand: Mapping[str, Fraction]
) -> None:
    """Update what the shop shows of this warehouse, on every site."""
    offers = shop.offers()
    skus = dict.fromkeys(offer.sku for offer in offers if offer.sku is not None)
    wanted = leftovers(skus, demand, warehouse)
    for site, rows in differences(offers, wanted, store).items():
        shop.upload(site, rows)
