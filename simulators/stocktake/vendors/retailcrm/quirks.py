"""What the sources leave open, as switches. Source: docs/reference/warehouse-module.md 10."""

from zoneinfo import available_timezones

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

from .inventories.call_points import check_call_points

IGNORE, REFUSE = "ignore", "refuse"

QUIRKS = (
    Quirk(
        name="info_as_object",
        default=False,
        sentence="Registering a module answers `info: {}` instead of `info: []`.",
        evidence="2.1: recorded as [], but the Go client decodes an object",
    ),
    Quirk(
        name="call_points_required",
        default=True,
        sentence="The action inventoriesUpload must name its callPoints.",
        evidence="2.1: the vendor's page says so, but no source knows their values",
    ),
    Quirk(
        name="billing_refuses",
        default=False,
        sentence="A module cannot be switched on: `Failed to activate module`.",
        evidence="1.9: billing refused a module; only a client's test shows it",
    ),
    Quirk(
        name="offer_once_per_order",
        default=False,
        sentence="An order may not name an offer twice; the error says `is already in this order`.",
        evidence="7.4: where the account forbids it; seen by one client",
    ),
    Quirk(
        name="rate_limit",
        default=0,
        sentence="How many calls a second a key may make before it gets 503; 0 is off.",
        evidence="1.8: ten in a client; the real body and its headers are unproven",
    ),
    Quirk(
        name="limit_stores_per_offer",
        default=False,
        sentence="An upload may name at most 50 stores per offer.",
        evidence="4.2: one client splits stores by 50; no source shows a refusal",
    ),
    Quirk(
        name="default_shipment_store",
        default="",
        sentence="An order created without a shipmentStore gets this store, if it exists.",
        evidence="7.1: seen in a Go fixture; by default no store is filled in",
    ),
    Quirk(
        name="stock_falls_on_shipment",
        default=False,
        sentence="Shipping an order takes its items out of the shipment store's leftovers.",
        evidence="7.6: with an external warehouse the CRM keeps no stock",
    ),
    Quirk(
        name="callback_field",
        default="inventoriesUpload",
        sentence="The form field that holds the JSON of the callback inventoriesUpload.",
        evidence="3, 10: not documented; sibling callbacks name it after the action",
    ),
    Quirk(
        name="call_points",
        default={},
        accepts=check_call_points,
        sentence=(
            "Which order events each word among the callPoints of a module means, such as"
            ' `{"order": ["order_created"]}`: the CRM then calls the module by itself.'
        ),
        evidence="3, 10: nobody knows the words; by default none means anything",
    ),
    Quirk(
        name="unknown_filters",
        default=IGNORE,
        values=(IGNORE, REFUSE),
        sentence="What a list does with a `filter[…]` that it does not have.",
        evidence="1.4: unknown parameters are ignored; a filter is a form of its own",
    ),
    Quirk(
        name="zone",
        default="America/Los_Angeles",
        accepts=lambda zone: zone in available_timezones(),
        sentence="The account's time zone, by its IANA name: every time and date is in it.",
        evidence="1: date-times are in the account's zone, without an offset; no answer names it",
    ),
    *quirks_of_pages(evidence="1.7: a client of the vendor's loops until a list is empty"),
)
