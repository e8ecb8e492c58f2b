"""Switches for what eBay's documents leave open. Source: docs/reference/channels.md 2, 9."""

from stocktake.core.simulator import Quirk

QUIRKS = (
    Quirk(
        name="inventory_quota",
        default=2_000_000,
        sentence="How many calls of the Inventory API a day holds, reset at midnight Pacific; 0 is"
        " no limit. Beyond it every call is a 429.",
        evidence="2.2: a quota per day, application and API is documented; the number is recalled.",
        accepts=lambda value: value >= 0,
    ),
    Quirk(
        name="fulfillment_quota",
        default=100_000,
        sentence="How many calls of the Fulfillment API a day holds, as `inventory_quota`.",
        evidence="2.2: a quota per day, application and API is documented; the number is recalled.",
        accepts=lambda value: value >= 0,
    ),
    Quirk(
        name="revisions_per_day",
        default=250,
        sentence="How many revisions a listing takes in a day, Pacific; 0 is no limit. Beyond it"
        " the row, or the PUT, is refused with 25019.",
        evidence="2.3: 250 is documented; the day's zone and the errorId are ours.",
        accepts=lambda value: value >= 0,
    ),
    Quirk(
        name="checks_scope",
        default=False,
        sentence="Whether a token opens only what its scopes name (else 403, errorId 1100), and a"
        " refresh gives the scopes that it asks for, or `invalid_scope`.",
        evidence="2.1: some clients ask for the bare `api_scope` only and work in tests.",
    ),
    Quirk(
        name="rotates_refresh_token",
        default=False,
        sentence="Whether a refresh answers a new refresh token and uses up the old one.",
        evidence="2.1: the documents say that there is no new one; rotation is recalled.",
    ),
    Quirk(
        name="expired_is_403",
        default=False,
        sentence="Whether the Inventory API answers 403 instead of 401 for a token that is over.",
        evidence="2.1: one client refreshes its token on a 403 from there.",
    ),
    Quirk(
        name="fulfillment_expired_is_403",
        default=False,
        sentence="Whether the Fulfillment API answers 403 instead of 401 for a token that is over.",
        evidence="15, row 28: APIs of one vendor word the same end differently.",
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
        sentence="Whether the first order of a page has fields and a fulfillment status that no"
        " document knows.",
        evidence="15, row 33: strict readers drop such an order, or the whole page.",
    ),
)
