"""What the shop may show: the arithmetic of duty D1, and the upload of what differs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .retailcrm import Offer, RetailCRM
from .wherefour import Document, Item, Lot, Shipment, Wherefour

Quantities = dict[str, Fraction]
"""SKU -> quantity in the item's unit of order."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The warehouse's items: all by id, and by SKU those that exactly one item in use carries."""

    by_id: Mapping[int, Item]
    by_sku: Mapping[str, Item]
    ambiguous: frozenset[str]


def catalogue_of(items: Iterable[Item]) -> Catalogue:
    """Sort items by id and by SKU."""
    items = list(items)
    in_use = [item for item in items if item.sku and not item.retired]
    skus = [item.sku for item in in_use]
    ambiguous = frozenset(sku for sku in skus if sku and skus.count(sku) > 1)
    return Catalogue(
        by_id={item.id: item for item in items},
        by_sku={item.sku: item for item in in_use if item.sku and item.sku not in ambiguous},
        ambiguous=ambiguous,
    )


def takeable(item: Item, lots: Iterable[Lot]) -> Fraction:
    """What auto-ship could take of an item now, in its unit of use."""
    if item.retired or item.hand_picked:
        return Fraction(0)
    return sum((lot.count for lot in lots if lot.takeable and lot.count > 0), Fraction(0))


def owed(document: Document, shipments: Iterable[Shipment], catalogue: Catalogue) -> Quantities:
    """What a document has not shipped yet, by SKU; only what is above zero."""
    rest: Quantities = {}
    factors: Quantities = {}
    for line in document.lines:
        item = catalogue.by_id.get(line.item_id)
        factors[line.sku] = item.per_pick / item.per_order if item else Fraction(1)
        rest[line.sku] = rest.get(line.sku, Fraction(0)) + line.count
    for shipment in shipments:
        for sku, count in shipment.counts.items():
            rest[sku] = rest.get(sku, Fraction(0)) - count * factors.get(sku, Fraction(1))
    return {sku: count for sku, count in rest.items() if count > 0}


def leftover(sellable: Fraction, demand: Fraction) -> int:
    """What may still be sold, in whole units: what can be shipped less what is already sold."""
    return max(0, math.floor(sellable - demand))


def leftovers(
    skus: Iterable[str], demand: Mapping[str, Fraction], warehouse: Wherefour
) -> dict[str, int]:
    """Compute each SKU's leftover from a fresh reading; an unknown or ambiguous one has none."""
    catalogue = catalogue_of(warehouse.items())
    result = {}
    for sku in skus:
        item = catalogue.by_sku.get(sku)
        # An item with nothing on hand has no lot to read; most requests of a round are saved here.
        lots = warehouse.lots(item.id) if item and item.on_hand > 0 else []
        sellable = takeable(item, lots) / item.per_order if item else Fraction(0)
        result[sku] = leftover(sellable, demand.get(sku, Fraction(0)))
    return result


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
    shop: RetailCRM, warehouse: Wherefour, *, store: str, demand: Mapping[str, Fraction]
) -> None:
    """Bring what the shop shows of this warehouse up to date, on every site."""
    offers = shop.offers()
    skus = dict.fromkeys(offer.sku for offer in offers if offer.sku is not None)
    wanted = leftovers(skus, demand, warehouse)
    for site, rows in differences(offers, wanted, store).items():
        shop.upload(site, rows)
