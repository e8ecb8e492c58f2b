"""What the shop shows: computed from fresh reads, doubted where it falls, uploaded (D1, D23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from . import stock, wire
from .context import MOST_ASKED, Round, Side, attempt, log, noting
from .outlets import Listing, Outlet
from .retailcrm import Offer
from .stock import NOTHING
from .warehouse import Document, Quantities, Shelf


@dataclass(frozen=True, slots=True)
class Promise:
    """What a warehouse can promise, by SKU; of the SKUs in `doubted` nothing is known now."""

    counts: Quantities
    doubted: frozenset[str] = frozenset()


def push(now: Round, side: Side) -> None:
    """Update what outlets show of this warehouse, on every connected listing."""
    lists = read_listings(now, side)
    skus = list(
        dict.fromkeys(sku for listings in lists.values() for each in listings for sku in each.shown)
    )
    if not lists:
        return
    promise = promised(now, side, skus, highest(now, side, lists))
    wanted = stock.leftovers(skus, promise.counts, side.warehouse.spread(side.demand))
    wanted = {sku: count for sku, count in wanted.items() if sku not in promise.doubted}
    if promise.doubted:
        some = ", ".join(sorted(promise.doubted)[:3])
        now.failures.append(f"{side.name} leaves out {len(promise.doubted)} goods, such as {some}")
    for outlet in side.outlets:
        if outlet.name in lists:
            with noting(now):
                write(now, outlet, wanted, connected(now, outlet, lists[outlet.name], promise))
    accept(now, side, promise)


def read_listings(now: Round, side: Side) -> dict[str, list[Listing]]:
    """Return what can be read now of what outlets show, by outlet."""
    lists: dict[str, list[Listing]] = {}
    for outlet in side.outlets:
        if outlet.name in now.silent:
            continue
        with noting(now):
            read = not outlet.lowers_itself
            lists[outlet.name] = outlet.listings() if read else now.listed[outlet.name]
    return lists


def highest(now: Round, side: Side, lists: Mapping[str, Sequence[Listing]]) -> Quantities:
    """Return the highest number shown of each SKU, of listings that must not fall for nothing."""
    shown: Quantities = {}
    for outlet in side.outlets:
        before = now.state.memory.connected(outlet.name)
        for listing in lists.get(outlet.name, ()):
            if outlet.zeroes_unknown or listing.id in before:
                for sku, count in listing.shown.items():
                    shown[sku] = max(count, shown.get(sku, NOTHING))
    return shown


def connected(
    now: Round, outlet: Outlet, listings: Sequence[Listing], promise: Promise
) -> Sequence[Listing]:
    """Return the listings that may be written: the warehouse knows each of their SKUs (D12)."""
    if outlet.zeroes_unknown:
        return listings
    known = [
        listing
        for listing in listings
        if listing.shown and all(sku in promise.counts for sku in listing.shown)
    ]
    now.state.memory.remember_connected(outlet.name, known)
    return known


def write(
    now: Round, outlet: Outlet, wanted: Mapping[str, int], listings: Sequence[Listing]
) -> None:
    """Write the numbers that differ on an outlet's listings, and name what is refused."""
    for what, refusal in outlet.write(wanted, listings):
        refused = f"the number of {what} is refused: {refusal}"
        log(now.settings, refused)
        now.failures.append(refused)


def accept(now: Round, side: Side, promise: Promise) -> None:
    """Accept what waits for it and can be served: what is oversold is left to people."""
    if not side.channels:
        return
    demand = side.warehouse.spread(side.demand)
    for tracked in now.state.tracked():
        order = tracked.order
        if not (order.waits and not order.over and side.feeds(order)):
            continue
        served = now.state.paper(order.id, side.name) is not None and all(
            promise.counts.get(sku, -1) - demand.get(sku, NOTHING) >= 0 for sku in order.waits
        )
        if served:
            with attempt(now, order.number):
                side.channel(order).accept(order)


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
    shelf, doubted = ask_for_missing(now, side, shelf, skus, shown)
    usual = now.state.hidden(side.name)
    for sku in doubtful(side, shelf, usual, shown):
        shelf = confirm_zero(side, replace(shelf, hidden={**shelf.hidden, sku: NOTHING}), [sku])
    doubted |= doubtful(side, shelf, usual, shown)
    believed = {sku: hidden for sku, hidden in shelf.hidden.items() if sku not in doubted}
    now.state.remember_hidden(side.name, believed)
    return Promise(shelf.counts, frozenset(doubted))


def ask_for_missing(
    now: Round, side: Side, listed: Shelf, skus: Iterable[str], shown: Mapping[str, Fraction]
) -> tuple[Shelf, set[str]]:
    """Ask for what a warehouse does not list, though it is shown or was listed last time.

    Where nothing is shown there may be more by now. Return also what is too much to ask for.
    """
    before = now.state.memory.goods(side.name)
    missing = [
        sku
        for sku in skus
        if sku not in listed.names and (sku in before or shown.get(sku, NOTHING) > 0)
    ]
    asked, left = missing[:MOST_ASKED], set(missing[MOST_ASKED:])
    shelf = confirm_zero(side, listed, asked)
    gone = {sku for sku in asked if shelf.counts.get(sku, NOTHING) <= 0}
    now.state.memory.remember_goods(side.name, (before | listed.names) - gone)
    return shelf, left


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
