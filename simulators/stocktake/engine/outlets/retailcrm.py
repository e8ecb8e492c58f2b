"""The stores of RetailCRM that one warehouse feeds, as an outlet.

Its orders have a history, are edited and moved, and are read in `rounds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from stocktake.engine import stock, uploads, wire
from stocktake.engine.order import SHOP
from stocktake.engine.retailcrm import Offer, RetailCRM

from . import Listing, Refusals


class Stores:
    """Some stores of one account, which show the same numbers."""

    name = SHOP
    lowers_itself = False
    zeroes_unknown = True
    clients: tuple[wire.Client, ...] = ()

    def __init__(self, shop: RetailCRM, stores: Sequence[str]) -> None:
        self.shop, self.stores = shop, stores
        self.offers: list[Offer] = []

    def listings(self) -> list[Listing]:
        """Read every offer of every site, with the highest number that the stores show."""
        self.offers = self.shop.offers()
        return [
            Listing(id=f"{place}", shown={offer.sku: self._highest(offer)})
            for place, offer in enumerate(self.offers)
            if offer.sku is not None
        ]

    def write(self, wanted: Mapping[str, int], listings: Sequence[Listing]) -> Refusals:
        """Upload what differs, store by store and site by site."""
        for store in self.stores:
            for site, rows in stock.differences(self.offers, wanted, store).items():
                for row, refusal in uploads.send(self.shop, site, rows):
                    yield f"{row['externalId']!r} on {site}", refusal

    def _highest(self, offer: Offer) -> Fraction:
        return max(offer.shown.get(store, stock.NOTHING) for store in self.stores)
