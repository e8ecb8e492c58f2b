"""Switches for what the sources leave open. Source: docs/reference/whiplash.md 2.3, 2.5, 12."""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirk_past_the_end

QUIRKS = (
    Quirk(
        name="strict",
        default=False,
        sentence="What the documents require is required: a title, a unique originator id.",
        evidence="2.3: the pages say required, the live service took items without",
    ),
    Quirk(
        name="status_names",
        default="current",
        values=("current", "older"),
        sentence="Which names statuses 80 and 95 of orders show; both are always understood.",
        evidence="3.3, 10: Items Unavailable and Unassignable became Pre-Order and Insufficient"
        " Inventory",
    ),
    Quirk(
        name="adjusted_text",
        default="Inventory Adjusted",
        sentence="Text of a transaction for a correction by staff, before `, + 5` or `, -5`.",
        evidence="2.5, 12: only three texts are ever shown",
    ),
    Quirk(
        name="signed_hooks",
        default=False,
        sentence="Web hooks carry X-WHIPLASH-SIGNATURE: the body's HMAC-SHA256 by the API key.",
        evidence="8.3, 12: version 2 signs with its client secret; of version 1 nothing is known",
    ),
    Quirk(
        name="hook_retry_s",
        default=60,
        sentence="Seconds until a failed web hook is sent again, then twice as long; 0: never.",
        evidence="8.3: failures are counted; no source says when a hook is sent again",
    ),
    quirk_past_the_end(evidence="1.5: a client in use loops until a list is empty"),
)
