"""Switches for what the sources leave open.

Source: docs/reference/whiplash.md 1.3, 2.3, 2.5, 8.3, 12.
"""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

QUIRKS = (
    Quirk(
        name="strict",
        default=False,
        sentence="What the documents require is required: a title, a unique originator id, a price"
        " of what goes abroad.",
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
        default=True,
        sentence="Web hooks carry X-WHIPLASH-SIGNATURE: the body's HMAC-SHA256 by the API key.",
        evidence="8.3: a help page says so of version 1, whose own pages do not",
    ),
    Quirk(
        name="hook_retry_s",
        default=60,
        sentence="Seconds until a failed web hook is sent again, then twice as long, ten times in"
        " all; 0: never.",
        evidence="8.3: ten attempts are made; no source says when",
    ),
    Quirk(
        name="v1_rate_limit",
        default=0,
        accepts=lambda calls: calls >= 0,
        sentence="Calls that a customer's bucket holds; two leave it every 10 s, and what does not"
        " fit is answered 429. The vendor's holds 200; 0: no limit.",
        evidence="1.3: a help page says how large it is, no source shows a header",
    ),
    *quirks_of_pages(evidence="1.5: a client in use loops until a list is empty"),
)
