"""Switches for what the sources leave open. Source: docs/reference/channels.md 4.1, 4.2, 4.6."""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

QUIRKS = (
    Quirk(
        name="rate_limit",
        default="auto",
        values=("auto", "on", "off"),
        sentence="Each key has forty calls a minute, the next is answered 429; `auto` is on unless"
        " a manual clock stands still.",
        evidence="4.1: documented; that the minute begins with the first call is decided",
    ),
    Quirk(
        name="mark_shipped_alias",
        default=False,
        sentence="`POST /orders/markshipped` does what `markasshipped` does; else it is 404.",
        evidence="4.2: one client calls it, no page has it",
    ),
    Quirk(
        name="custom_store",
        default=False,
        sentence="A Custom Store can be connected: its URL is asked for orders and told of"
        " shipments.",
        evidence="4.6: documented; off because a hub that imports tracking by the API as well has"
        " each parcel twice",
    ),
    *quirks_of_pages(evidence="4.2: no source says what comes past the end"),
)
