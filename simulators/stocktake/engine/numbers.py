"""What the shop shows: computed from fresh reads, doubted where it falls, uploaded (D1, D23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from . import stock, uploads, wire
from .context import Round, Side, log
from .retailcrm import Offer
from .stock import NOTHING
from .warehouse import Document, Quantities, Shelf

MOST_ASKED = 25
"""So many missing goods are asked for one by one; a list that misses more is no answer at all."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a warehouse can promise, by SKU; of the SKUs in `doubted` nothing is known now."""

    counts: Quantities
    doubted: frozenset[str] = frozenset()


def push(now: Round, side: Side) -> None:
    """Update what the shop shows of this warehouse, in each of its stores, on every site."""
    offers = now.shop.offers()
    skus = list(dict.fromkeys(offer.sku for offer in offers if offer.sku is not None))
    promise = promised(now, side, skus, shown_by(offers, side))
    wanted = stock.leftovers(skus, promise.counts, side.warehouse.spread(side.demand))
    wanted = {sku: count for sku, count in wanted.items() if sku not in promise.doubted}
    if promise.doubted:
        some = ", ".join(sorted(promise.doubted)[:3])
        now.failures.append(f"{side.name} leaves out {len(promise.doubted)} goods, such as {some}")
    for store in side.stores:
        for site, rows in stock.differences(offers, wanted, store).items():
            for row, refusal in uploads.send(now.shop, site, rows):
                refused = f"the number of {row['externalId']!r} on {site} is refused: {refusal}"
                log(now.settings, refused)
                now.failures.append(refused)


def shown_by(offers: Iterable[Offer], side: Side) -> Quantities:
    """Return the highest number that the shop shows of each SKU in a warehouse's stores."""
    highest: Quantities = {}
    for offer in offers:
        if offer.sku is not None:
            shown = max(offer.shown.get(store, NOTHING) for store in side.stores)
            highest[offer.sku] = max(shown, highest.get(offer.sku, NOTHING))
    return highest


def promised(now: Round, side: Side, skus: Iterable[str], shown: Mapping[str, Fraction]) -> Promise:
    """Read what a warehouse can promise, and make sure of what is to fall."""
    skus = list(skus)
    shelf = side.warehouse.sellable(skus)
    missing = [sku for sku in skus if sku not in shelf.names and shown.get(sku, NOTHING) > 0]
    shelf = confirm_zero(side, shelf, missing[:MOST_ASKED])
    usual, doubted = now.state.hidden(side.name), set(missing[MOST_ASKED:])
    for sku in doubtful(side, shelf, usual, shown):
        shelf = confirm_zero(side, replace(shelf, hidden={**shelf.hidden, sku: NOTHING}), [sku])
    doubted |= doubtful(side, shelf, usual, shown)
    believed = {sku: hidden for sku, hidden in shelf.hidden.items() if sku not in doubted}
    now.state.remember_hidden(side.name, believed)
    return Promise(shelf.counts, frozenset(doubted))


def doubtful(
    side: Side, shelf: Shelf, usual: Mapping[str, Fraction], shown: Mapping[str, Fraction]
) -> set[str]:
    """Return SKUs whose numbers are to fall while the warehouse lists less than it says it holds.

    Some always hold more than they list; how much that usually is was learned while no number fell.
    """
    demand = side.warehouse.spread(side.demand)
    return {
        sku
        for sku, hidden in shelf.hidden.items()
        if hidden > usual.get(sku, NOTHING)
        and stock.leftover(shelf.counts.get(sku, NOTHING), demand.get(sku, NOTHING))
        < shown.get(sku, NOTHING)
    }


def confirm_zero(side: Side, shelf: Shelf, missing: Iterable[str]) -> Shelf:
    """Ask one by one for the SKUs that a list misses, before their numbers fall (duty D23)."""
    counts, hidden = dict(shelf.counts), dict(shelf.hidden)
    for sku in missing:
        answer = side.warehouse.ask(sku)
        counts |= answer.counts
        hidden |= answer.hidden
    return Shelf(counts, shelf.names, hidden)


def every_open_document(now: Round, side: Side) -> list[Document]:
    """Return the open documents, also those that the last round saw and the list now misses."""
    found = {document.id: document for document in side.warehouse.open_documents()}
    for document_id in sorted(now.state.others(side.name) - found.keys()):
        try:
            document = side.warehouse.read(document_id)
        except wire.Refused as refusal:
            if refusal.status != 404:
                raise
            continue
        if document.open:
            found[document_id] = document
    now.state.remember_others(side.name, found)
    return list(found.values())
