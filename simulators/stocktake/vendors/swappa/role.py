"""Swappa as an outlet: what the referee must know of it; all of it is modelled.

Source: docs/reference/channels.md 3.
"""

from stocktake.core.roles import Credentials, Outlet, ShippingReport, Vocabulary
from stocktake.core.steps import (
    LISTING,
    ORDER,
    OUTLET,
    OWN,
    Event,
    From,
    Slot,
    channel_life,
    channel_staff,
    lines_of,
)

_UNKNOWN = "NOT-IN-THE-CATALOGUE"
_CONSENT = (Event(OWN, "end_consent"), Event(OWN, "give_consent"))

ROLE = Outlet(
    credentials=Credentials(base_url="SWAPPA_BASE_URL", key="SWAPPA_TOKEN", header="Authorization"),
    order=Event(OWN, "place_order", {"lines": Slot("lines")}),
    cancel=Event(OWN, "cancel_order", {"id": Slot("order")}),
    refund=Event(OWN, "refund_order", {"id": Slot("order"), "lines": Slot("lines")}),
    unpaid=Event(OWN, "place_order", {"lines": Slot("lines"), "paid": False}),
    pay=Event(OWN, "pay_order", {"id": Slot("order")}),
    add_listing=Event(OWN, "add_listing", {"sku": Slot("sku"), "quantity": Slot("quantity")}),
    add_variants=Event(OWN, "add_listing", {"variants": Slot("variants")}),
    end_listing=Event(OWN, "end_listing", {"listing": Slot("listing")}),
    order_with_unknown_line=(
        Event(OWN, "add_listing", {"sku": _UNKNOWN, "quantity": 5}),
        Event(
            OWN,
            "place_order",
            {"lines": [{"sku": Slot("sku"), "quantity": 1}, {"sku": _UNKNOWN, "quantity": 1}]},
        ),
    ),
    operations={
        "write_quantities": "update_listing",
        "read_quantities": "list_listings",
        "report_shipping": "create_shipment",
        "list_changes": "list_orders",
        "read_order": "get_order",
    },
    zone="UTC",
    shipping_report=ShippingReport(number="tracking_number", carrier="carrier", needs_number=True),
    order_path="/orders/{id}/",
    reports=frozenset({"issue_token"}),
    variant=r"-\d+$",
    imports_unknown=True,
    lowers_itself=True,
    parcels=True,
    never_unshipped=True,
    in_parts=True,
    checks_carrier="checks_carrier",
    unknown_values="unknown_values",
    token_quirks=("token_expires",),
    revoke=Event(OWN, "revoke_tokens"),
    end_consent=Event(OWN, "end_consent"),
    give_consent=Event(OWN, "give_consent"),
    consent={"SWAPPA_REFRESH_TOKEN": "refresh_token"},
    id_pattern=r"SO\d+",
    first_id="SO1",
    sentences={
        "place_order": "A buyer ordered",
        "pay_order": "A buyer paid",
        "cancel_order": "An order was cancelled",
        "refund_order": "An order was paid back",
        "add_listing": "A listing was put up",
        "rename_sku": "A listing got another SKU",
        "end_listing": "A listing was ended",
        "pause_listing": "A listing was paused",
        "resume_listing": "A listing was resumed",
        "revoke_tokens": "Every access token was over at once",
        "end_consent": "The seller took the consent back",
        "give_consent": "The seller consented again",
    },
    page_quirk="most_per_page",
    vocabulary=Vocabulary(
        about=(
            *channel_life(),
            (Event(OWN, "deliver_order", {"id": From(ORDER, "id")}),),
            (Event(OWN, "pause_listing", {"listing": From(LISTING, "id")}),),
            (Event(OWN, "resume_listing", {"listing": From(LISTING, "id")}),),
            (Event(OWN, "rename_sku", {"listing": From(LISTING, "id"), "sku": f"{_UNKNOWN}-2"}),),
        ),
        staff=(
            *channel_staff(_UNKNOWN),
            Event(
                OUTLET, "add_variants", {"variants": lines_of({_UNKNOWN: 1, f"{_UNKNOWN}-2": 2})}
            ),
            *_CONSENT,
        ),
        restores=(_CONSENT,),
        writes=("update_listing", "create_shipment"),
        reads=("list_orders", "get_order", "list_listings"),
        lists=("list_listings",),
        dated=("list_orders",),
        settles=(("create_shipment", "get_order"), ("update_listing", "list_listings")),
    ),
)
