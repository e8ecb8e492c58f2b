"""Wherefour: goods by lots, received and counted by staff, shipped by the engine."""

from simulators.harness.scenario import Event, Request, place_order
from simulators.harness.vocabulary import Vocabulary

STORE = "wherefour"
GOODS = ("DET-LDY-1500", "KNF-PAR-9", "CHK-CAN-CS12", "COF-GUJI-340")
LOTS = ("H049-A", "K067-A", "P024-A", "P024-B")


def _received(sku: str, count: int) -> Event:
    arguments = {"sku": sku, "count": count, "location": "MAIN"}
    return Event("wherefour", "receive_stock", arguments)


def _counted(lot: str, count: int) -> Event:
    return Event("wherefour", "cycle_count", {"lot_code": lot, "count": count})


def _with_a_stranger(sku: str) -> Request:
    """Return an order with a line that no warehouse knows."""
    items = [
        {"offer": {"externalId": sku}, "quantity": 1},
        {"productName": "Gift wrapping", "quantity": 1},
    ]
    order = {"shipmentStore": STORE, "firstName": "Maria", "items": items}
    body = {"site": "shop-us", "order": order}
    return Request("retailcrm", "POST", "/api/v5/orders/create", body)


WHEREFOUR = Vocabulary(
    system="wherefour",
    store=STORE,
    orders=(
        *(place_order(STORE, {sku: 1}, customer=0) for sku in GOODS),
        *(place_order(STORE, {sku: 3}, customer=1) for sku in GOODS),
        place_order(STORE, {"DET-LDY-1500": 2, "KNF-PAR-9": 1}, customer=0),
        place_order(STORE, {"CHK-CAN-CS12": 14}, customer=1),
        _with_a_stranger("DET-LDY-1500"),
    ),
    staff=(
        *(_counted(lot, 0) for lot in LOTS),
        *(_counted(lot, 1) for lot in LOTS),
        *(_received(sku, count) for sku in GOODS for count in (1, 12)),
    ),
    shortages=(
        (place_order(STORE, {"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 1)),
        (place_order(STORE, {"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 0)),
        (place_order(STORE, {"KNF-PAR-9": 1}, customer=1), _counted("K067-A", 0)),
    ),
    writes=("create_order", "auto_pick_and_ship", "update_order", "create_customer"),
    reads=(
        "search_orders",
        "list_all_orders",
        "list_shipments",
        "list_stock_lots",
        "get_inventory_items",
        "search_customers",
        "get_order",
    ),
    settles=(
        ("create_order", "search_orders"),
        ("auto_pick_and_ship", "list_shipments"),
        ("update_order", "get_order"),
        ("create_customer", "search_customers"),
    ),
    quirks=(("wherefour.page_size", 3),),
)
