"""eBay as an outlet: what the referee must know of it. Source: docs/reference/channels.md 2."""

from stocktake.core.roles import Credentials, Outlet, ShippingReport, Vocabulary
from stocktake.core.steps import (
    LISTING,
    ORDER,
    OWN,
    Event,
    From,
    Slot,
    channel_life,
    channel_staff,
)

_UNKNOWN = "NOT-IN-THE-CATALOGUE"

ROLE = Outlet(
    # Staff work on eBay's pages: they send no requests.
    credentials=Credentials(base_url="EBAY_BASE_URL"),
    order=Event(OWN, "place_order", {"lines": Slot("lines")}),
    cancel=Event(OWN, "cancel_order", {"id": Slot("order")}),
    refund=Event(OWN, "refund_order", {"id": Slot("order"), "lines": Slot("lines")}),
    combine=Event(OWN, "combine_orders", {"ids": Slot("orders")}),
    unpaid=Event(OWN, "place_order", {"lines": Slot("lines"), "paid": False}),
    pay=Event(OWN, "pay_order", {"id": Slot("order")}),
    add_listing=Event(OWN, "add_listing", {"sku": Slot("sku"), "quantity": Slot("quantity")}),
    end_listing=Event(OWN, "end_listing", {"listing": Slot("listing")}),
    order_with_unknown_line=(
        Event(OWN, "add_listing", {"sku": _UNKNOWN, "quantity": 5}, may_be_refused=True),
        Event(
            OWN,
            "place_order",
            {"lines": [{"sku": Slot("sku"), "quantity": 1}, {"sku": _UNKNOWN, "quantity": 1}]},
        ),
    ),
    operations={
        "write_quantities": "bulk_update_price_quantity",
        "read_quantities": "list_offers",
        "report_shipping": "create_shipping_fulfillment",
        "list_changes": "list_orders",
        "read_order": "get_order",
        "token": "issue_token",
    },
    zone="UTC",
    shipping_report=ShippingReport(
        number="trackingNumber", carrier="shippingCarrierCode", plain_number=True
    ),
    order_path="/order/{id}/",
    row_key="sku",
    reports=frozenset({"issue_token", "bulk_get_inventory_item"}),
    imports_unknown=True,
    lowers_itself=True,
    parcels=True,
    never_unshipped=True,
    in_parts=True,
    unknown_values="unknown_values",
    token_quirks=("expired_is_403",),
    expiry_quirks=("expired_is_403", "fulfillment_expired_is_403"),
    revoke=Event(OWN, "revoke_tokens"),
    end_consent=Event(OWN, "end_consent"),
    give_consent=Event(OWN, "give_consent"),
    consent={"EBAY_REFRESH_TOKEN": "refresh_token"},
    ask_to_cancel=Event(OWN, "request_cancel", {"id": Slot("order")}),
    first_id="01-03955-36441",
    id_pattern=r"\d{2}-\d{5}-\d{5}",
    sentences={
        "place_order": "A buyer ordered",
        "pay_order": "A buyer paid",
        "cancel_order": "An order was cancelled",
        "request_cancel": "A buyer asked to cancel",
        "refund_order": "An order was paid back",
        "combine_orders": "A buyer made one order of several",
        "add_listing": "A listing was put up",
        "rename_sku": "A listing got another SKU",
        "end_listing": "A listing was ended",
        "revoke_tokens": "Every access token was over at once",
        "end_consent": "The seller took the consent back",
        "give_consent": "The seller consented again",
    },
    page_quirk="most_per_page",
    lists_end=True,
    vocabulary=Vocabulary(
        about=(
            *channel_life(),
            (Event(OWN, "request_cancel", {"id": From(ORDER, "id")}),),
            (Event(OWN, "rename_sku", {"listing": From(LISTING, "id"), "sku": f"{_UNKNOWN}-2"}),),
        ),
        staff=(*channel_staff(_UNKNOWN), Event(OWN, "revoke_tokens")),
        writes=("bulk_update_price_quantity", "create_shipping_fulfillment"),
        reads=("list_orders", "get_order", "list_inventory_items", "list_offers"),
        lists=("list_inventory_items",),
        dated=("list_orders",),
        settles=(
            ("create_shipping_fulfillment", "get_order"),
            ("bulk_update_price_quantity", "list_inventory_items"),
        ),
    ),
)
