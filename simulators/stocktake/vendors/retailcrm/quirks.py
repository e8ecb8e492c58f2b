"""What the sources leave open, as switches. Source: docs/reference/warehouse-module.md 10."""

from zoneinfo import available_timezones

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirk_past_the_end

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
        name="zone",
        default="America/Los_Angeles",
        accepts=lambda zone: zone in available_timezones(),
        sentence="The account's time zone, by its IANA name: every time and date is in it.",
        evidence="1: date-times are in the account's zone, without an offset; no answer names it",
    ),
    quirk_past_the_end(evidence="1.7: a client of the vendor's loops until a list is empty"),
)
