"""Back Market as an outlet: what the referee must know of it.

Source: docs/reference/channels.md 1.
"""

from stocktake.core.roles import Credentials, Outlet, ShippingReport, Vocabulary
from stocktake.core.steps import LISTING, OWN, Event, From, Slot, channel_life, channel_staff

_UNKNOWN = "NOT-IN-THE-CATALOGUE"

ROLE = Outlet(
    credentials=Credentials(
        base_url="BACKMARKET_BASE_URL", key="BACKMARKET_TOKEN", header="Authorization"
    ),
    order=Event(OWN, "place_order", {"lines": Slot("lines")}),
    cancel=Event(OWN, "cancel_order", {"id": Slot("order")}),
    refund=Event(OWN, "refund_order", {"id": Slot("order"), "lines": Slot("lines")}),
    unpaid=Event(OWN, "place_order", {"lines": Slot("lines"), "paid": False}),
    pay=Event(OWN, "pay_order", {"id": Slot("order")}),
    add_listing=Event(OWN, "add_listing", {"sku": Slot("sku"), "quantity": Slot("quantity")}),
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
        "report_shipping": "update_order",
        "list_changes": "list_orders",
        "read_order": "get_order",
    },
    zone="UTC",
    shipping_report=ShippingReport(
        shipped="new_state",
        says=3,
        number="tracking_number",
        carrier="shipper",
        needs_number=True,
    ),
    order_path="/orders/{id}/",
    imports_unknown=True,
    lowers_itself=True,
    parcels=True,
    never_unshipped=True,
    unknown_values="unknown_values",
    first_id=5978,
    accept={"new_state": 2},
    sentences={
        "place_order": "A buyer ordered",
        "pay_order": "An order was paid",
        "cancel_order": "A buyer cancelled",
        "refund_order": "An order was paid back",
        "add_listing": "A listing was put up",
        "rename_sku": "A listing got another SKU",
        "end_listing": "A listing was deactivated",
    },
    page_quirk="most_per_page",
    lists_end=True,
    vocabulary=Vocabulary(
        about=(
            *channel_life(),
            (Event(OWN, "rename_sku", {"listing": From(LISTING, "id"), "sku": f"{_UNKNOWN}-2"}),),
        ),
        staff=channel_staff(_UNKNOWN),
        writes=("update_listing", "update_order"),
        reads=("list_orders", "get_order", "list_listings"),
        lists=("list_listings",),
        dated=("list_orders",),
        settles=(("update_order", "get_order"), ("update_listing", "list_listings")),
    ),
)
