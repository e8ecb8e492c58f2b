"""ShipStation as the tool that buys labels: what the referee must know of it.

Source: docs/reference/channels.md 4.
"""

from stocktake.core.roles import CarrierTool, Credentials, Vocabulary
from stocktake.core.steps import OWN, Event, Slot, labels_bought

_ORDER = {"order_number": Slot("reference")}
_SHIPMENT = {"shipment_id": Slot("shipment")}

ROLE = CarrierTool(
    credentials=Credentials(
        base_url="SHIPSTATION_BASE_URL",
        user="SHIPSTATION_API_KEY",
        password="SHIPSTATION_API_SECRET",
    ),
    buy_label=Event(
        OWN,
        "buy_label",
        {
            **_ORDER,
            "carrier": Slot("carrier"),
            "items": Slot("items"),
            "tracking_number": Slot("parcel"),
        },
    ),
    void_label=Event(OWN, "void_label", _SHIPMENT),
    return_label=Event(OWN, "return_label", _SHIPMENT),
    mark_shipped=Event(
        OWN,
        "mark_shipped",
        {**_ORDER, "carrier": Slot("carrier"), "tracking_number": Slot("number")},
    ),
    import_order=Event(
        OWN,
        "import_order",
        {
            "marketplace": Slot("marketplace"),
            "order_number": Slot("reference"),
            "items": Slot("lines"),
        },
    ),
    edit_order=Event(OWN, "edit_order", {**_ORDER, "internal_notes": Slot("notes")}),
    notes="internalNotes",
    callback="ITEM_SHIP_NOTIFY",
    zone="America/Los_Angeles",
    operations={
        "create_order": "create_order",
        "create_orders": "create_orders",
        "list_orders": "list_orders",
        "list_shipments": "list_shipments",
        "list_fulfillments": "list_fulfillments",
        "buy": "create_label_for_order",
    },
    sentences={
        "buy_label": "A label was bought",
        "void_label": "A label was voided",
        "return_label": "A label for a return was made",
        "mark_shipped": "An order was marked as shipped",
        "import_order": "An order came in from a marketplace",
        "edit_order": "Staff noted something on an order",
    },
    page_quirk="most_per_page",
    vocabulary=Vocabulary(
        about=labels_bought("shipment_id"),
        writes=("create_order",),
        reads=("list_shipments", "list_orders"),
        dated=("list_shipments",),
        settles=(("create_order", "list_orders"),),
    ),
)
