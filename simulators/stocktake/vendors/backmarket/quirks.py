"""Switches for what Back Market leaves open. Source: docs/reference/channels.md 1, 9."""

from stocktake.core.simulator import Quirk

NEWEST_FIRST, OLDEST_FIRST, CHANGED_FIRST = (
    "date_creation_desc",
    "date_creation_asc",
    "date_modification_desc",
)
BOTH, CAMEL, SNAKE = "both", "camel", "snake"
LONGEST_LAG = 3_600_000

QUIRKS = (
    Quirk(
        name="rate_limit",
        default="auto",
        values=("auto", "on", "off"),
        sentence="The CDN takes 200 calls in ten seconds (20 of catalogues) and then blocks for ten"
        " seconds, 429 and a page; `auto` is on unless a manual clock stands still.",
        evidence="1.1: documented; what the page says is decided.",
    ),
    Quirk(
        name="lines_per_hour",
        default=2_000,
        accepts=lambda value: value >= 0,
        sentence="How many SKU lines of listings are updated in an hour; 0 is no limit. Beyond it a"
        " 429 in the V1 shape.",
        evidence="1.1: the number is documented; that the hour is the clock's is decided.",
    ),
    Quirk(
        name="strict_user_agent",
        default=False,
        sentence="Whether a User-Agent that is absent, or not `BM-{Company}-{Integration};{email}`,"
        " is refused: 403 and a page.",
        evidence="1.1: documented as mandatory; how it is refused is decided.",
    ),
    Quirk(
        name="firewall",
        default="off",
        values=("off", "html", "json"),
        sentence="Whether the firewall refuses every call: 403, a page with `cf-ray` or"
        " `bot-need-challenge` as JSON.",
        evidence="1.1: both are documented.",
    ),
    Quirk(
        name="read_lag_ms",
        default=0,
        accepts=lambda value: 0 <= value <= LONGEST_LAG,
        sentence="How old quantities and prices in `GET /ws/listings` are (ms, an hour at most);"
        " one listing is always read as it is.",
        evidence="1.2: the index of searches follows later, it is documented; no number is.",
    ),
    Quirk(
        name="orders_sort",
        default=NEWEST_FIRST,
        values=(NEWEST_FIRST, OLDEST_FIRST, CHANGED_FIRST),
        sentence="How `GET /ws/orders` is sorted.",
        evidence="1.3, 9: no source says.",
    ),
    Quirk(
        name="address_spelling",
        default=BOTH,
        values=(BOTH, CAMEL, SNAKE),
        sentence="How an address spells its fields: `firstName`, `first_name` or both.",
        evidence="1.3: newer documents have one, older ones and clients the other.",
    ),
    Quirk(
        name="auto_cancel_after",
        default=0,
        accepts=lambda value: 0 <= value <= 10_000,
        sentence="After how many hours lines that are paid and not accepted are cancelled by the"
        " platform; 0 is never. What it says when an order is paid counts for that order.",
        evidence="1.5, 9: recalled; no source has the number.",
    ),
    Quirk(
        name="most_per_page",
        default=0,
        accepts=lambda value: value >= 0,
        sentence="The most rows that a page ever holds, so that few rows have pages; 0 is off.",
        evidence="Not the vendor's: a test with little data turns pages all the same.",
    ),
    Quirk(
        name="unknown_values",
        default=False,
        sentence="Whether the first order of a page has a field and a state that no document"
        " knows.",
        evidence="15, row 33: strict readers drop such an order, or the whole page.",
    ),
)
