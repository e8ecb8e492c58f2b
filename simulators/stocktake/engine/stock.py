"""The arithmetic of duty D1: what the shop may show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .retailcrm import Offer
from .warehouse import Document, Goods, Quantities, Shipment

NOTHING = Fraction(0)


def asked(document: Document) -> Goods:
    """Add up what the lines of a document ask for, by good."""
    sums: Goods = {}
    for line in document.lines:
        if line.extra:
            continue
        sums[line.good] = sums.get(line.good, NOTHING) + line.count
    return {good: count for good, count in sums.items() if count}


def out(shipments: Iterable[Shipment]) -> Goods:
    """Add up what has left, by good."""
    sums: Goods = {}
    for shipment in shipments:
        for good, count in shipment.counts.items():
            sums[good] = sums.get(good, NOTHING) + count
    return sums


def owed(document: Document, shipments: Iterable[Shipment]) -> Goods:
    """What a document has not shipped yet, by good; positive quantities only."""
    gone = out(shipments)
    rest = {good: count - gone.get(good, NOTHING) for good, count in asked(document).items()}
    return {good: count for good, count in rest.items() if count > 0}


def leftover(sellable: Fraction, demand: Fraction) -> int:
    """What may still be sold, in whole units: what can be promised less what is sold."""
    return max(0, math.floor(sellable - demand))


def leftovers(
    skus: Iterable[str], promised: Mapping[str, Fraction], demand: Quantities
) -> dict[str, int]:
    """Compute each SKU's leftover; of unknown and ambiguous SKUs nothing is promised."""
    return {sku: leftover(promised.get(sku, NOTHING), demand.get(sku, NOTHING)) for sku in skus}


def differences(
    offers: Iterable[Offer], wanted: Mapping[str, int], store: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows to upload, by site: only numbers that the shop does not show already."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for offer in offers:
        if offer.sku is None or offer.sku not in wanted:
            continue
        if offer.shown.get(store, 0) == wanted[offer.sku]:
            continue
        stores = [{"code": store, "available": wanted[offer.sku]}]
        rows.setdefault(offer.site, []).append({"externalId": offer.sku, "stores": stores})
    return rows
