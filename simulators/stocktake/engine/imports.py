"""What outlets show and what is ordered there, but for the shop's orders (duties D12, D14)."""

from __future__ import annotations

from datetime import timedelta

from . import wire
from .context import FAILURES, MOST_ASKED, Round
from .order import OrderId
from .outlets import Channel, Listing

OVERLAP = timedelta(hours=2)
"""So much is read again each time: lists lag, and a row may come late."""


def read_listings(now: Round) -> None:
    """Read what outlets show that lower themselves, before their orders are read.

    They are read in every round: a listing is connected as soon as its SKUs are known, and a number
    that was dropped or changed by somebody else heals.
    """
    for side in now.sides:
        for channel in side.channels:
            try:
                now.listed[channel.name] = whole_list(now, channel)
            except FAILURES as error:
                silence(now, channel.name, error)


def whole_list(now: Round, channel: Channel) -> list[Listing]:
    """Read every listing; ask one by one for those that were connected and the list misses (D23).

    A listing of which a part is missing counts as missed.
    """
    memory = now.state.memory
    found = {listing.id: listing for listing in channel.listings()}
    missed = {
        own: parts
        for own, parts in memory.connected(channel.name).items()
        if own not in found or not set(parts) <= set(found[own].parts)
    }
    if len(missed) > MOST_ASKED:
        raise wire.ReadFailed(f"the list misses {len(missed)} listings that it had before")
    for own, parts in missed.items():
        listing = channel.listing(own, parts)
        if listing is None:
            found.pop(own, None)
            memory.forget_connected(channel.name, own)
        else:
            found[own] = listing
    return list(found.values())


def read_orders(now: Round) -> None:
    """Read the changed orders of every channel, and those that are not finished.

    Also of one whose listings could not be read: what is sold there lowers the others.
    """
    for side in now.sides:
        for channel in side.channels:
            try:
                read_again(now, channel, read_changed(now, channel))
            except FAILURES as error:
                silence(now, channel.name, error)


def read_changed(now: Round, channel: Channel) -> set[OrderId]:
    """Read what has changed since the last time, and return which orders were read.

    The mark moves when all of it is stored.
    """
    seen = set[OrderId]()
    name = f"orders of {channel.name}"
    mark = now.state.memory.moment(name)
    for row in channel.changed(mark - OVERLAP if mark else None):
        seen.add(now.state.keep_elsewhere(channel.name, row))
    now.state.memory.note_moment(name, now.settings.now)
    return seen


def read_again(now: Round, channel: Channel, seen: set[OrderId]) -> None:
    """Read the other unfinished orders one by one: a list may miss what has become of them."""
    for tracked in now.state.tracked():
        order = tracked.order
        if order.outlet != channel.name or order.id in seen:
            continue
        row = channel.order(order.own)
        if row is None:
            now.state.gone_elsewhere(order.id, now.settings.now)
        else:
            now.state.keep_elsewhere(channel.name, row)


def silence(now: Round, outlet: str, error: Exception) -> None:
    """Record that an outlet could not be read, so that nothing is concluded from it."""
    now.silent.add(outlet)
    now.failures.append(f"{outlet}: {type(error).__name__}: {error}")
