"""RetailCRM as an outlet: what the referee must know of it."""

from stocktake.core.roles import Credentials, InventoryRequests, Outlet, ShippingReport, Vocabulary
from stocktake.core.steps import ORDER, OWN, Event, From, Request, Slot

_CODE = "stocktake-referee"
"""The module under which the referee registers an engine that listens."""

_MODULE = {
    "code": _CODE,
    "integrationCode": _CODE,
    "name": "The engine under test",
    "baseUrl": Slot("address"),
    "clientId": Slot("client_id"),
    "active": True,
    "integrations": {
        "store": {
            "actions": [
                {"code": "inventoriesUpload", "url": "inventories", "callPoints": ["stocktake"]}
            ]
        }
    },
}

_WITH_UNKNOWN_LINE = {
    "site": "shop-us",
    "order": {
        "shipmentStore": Slot("place"),
        "firstName": "Maria",
        "items": [
            {"offer": {"externalId": Slot("sku")}, "quantity": 1},
            {"productName": "Gift wrapping", "quantity": 1},
        ],
    },
}

ROLE = Outlet(
    credentials=Credentials(
        base_url="RETAILCRM_BASE_URL",
        key="RETAILCRM_API_KEY",
        header="X-API-KEY",
        issue=Event(OWN, "issue_api_key"),
        issued=("key",),
    ),
    order=Event(
        OWN,
        "place_order",
        {
            "store": Slot("place"),
            "lines": Slot("lines"),
            "customer": Slot("customer"),
            "status": Slot("status"),
        },
    ),
    cancel=Event(OWN, "cancel_order", {"id": Slot("order")}),
    edit=Event(OWN, "edit_order", {"id": Slot("order"), "lines": Slot("lines")}),
    move=Event(OWN, "edit_order", {"id": Slot("order"), "store": Slot("place")}),
    reopen=Event(OWN, "reopen_order", {"id": Slot("order"), "status": Slot("status")}),
    rename=Event(OWN, "rename_offer", {"sku": Slot("sku"), "to": Slot("to")}),
    switch_off=Event(OWN, "activate_module", {"active": False}),
    order_with_unknown_line=(
        Request(
            OWN,
            "POST",
            "/api/v5/orders/create",
            _WITH_UNKNOWN_LINE,
            text="at {place} through the API: 1 {sku}, 1 Gift wrapping",
        ),
    ),
    operations={
        "write_quantities": "upload_inventories",
        "read_quantities": "get_inventories",
        "report_shipping": "edit_order",
        "list_changes": "get_orders_history",
        "read_order": "get_order",
        "create_order": "create_order",
        "register": "edit_integration_module",
    },
    zone="America/Los_Angeles",
    zone_quirk="zone",
    own_fields=(
        "id",
        "externalId",
        "number",
        "status",
        "statusComment",
        "managerComment",
        "shipped",
        "shipmentStore",
        "shipmentDate",
        "customFields",
    ),  # fmt: skip
    shipping_report=ShippingReport(
        order="order",
        shipped="shipped",
        place="shipmentStore",
        date="shipmentDate",
        answered="id",
    ),
    order_path="/orders/{id}/",
    row_key="externalId",
    other_status="assembling",
    questions=InventoryRequests(
        register=Request(
            OWN,
            "POST",
            f"/api/v5/integration-modules/{_CODE}/edit",
            {"integrationModule": _MODULE},
        ),
        ask=Event(OWN, "request_inventories", {"module": _CODE}, asks_engine=True),
        rows="offers",
        sku="externalId",
    ),
    reference="R{id}",
    first_id=1001,
    sentences={
        "place_order": "A shopper ordered",
        "cancel_order": "An order was cancelled",
        "edit_order": "An order was changed",
        "reopen_order": "A cancelled order was taken up again",
        "rename_offer": "An offer got another SKU",
        "activate_module": "The engine's registration was switched off",
        "request_inventories": "The shop asked for its inventories",
    },
    page_quirk="most_per_page",
    vocabulary=Vocabulary(
        about=((Event(OWN, "cancel_order", {"id": From(ORDER, "id")}),),),
        writes=("upload_inventories", "edit_order"),
        reads=("get_orders_history", "get_order", "get_inventories"),
        lists=("get_inventories",),
        dated=("get_orders_history",),
        settles=(("edit_order", "get_order"), ("upload_inventories", "get_inventories")),
    ),
)
