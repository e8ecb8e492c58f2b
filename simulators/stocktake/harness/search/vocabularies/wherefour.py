"""Wherefour: goods by lots, received and counted by staff, shipped by the engine."""

from stocktake.harness.scenario import (
    Event,
    Fault,
    Request,
    in_the_middle,
    place_order,
    with_a_stranger,
)
from stocktake.harness.search.vocabularies.shop import CANCELLED
from stocktake.harness.search.vocabulary import Incident, Vocabulary

STORE = "wherefour"
GOODS = ("DET-LDY-1500", "KNF-PAR-9", "CHK-CAN-CS12", "COF-GUJI-340")
LOTS = ("H049-A", "K067-A", "P024-A", "P024-B")


def _received(sku: str, count: int) -> Event:
    arguments = {"sku": sku, "count": count, "location": "MAIN"}
    return Event("wherefour", "receive_stock", arguments)


def _counted(lot: str, count: int) -> Event:
    return Event("wherefour", "cycle_count", {"lot_code": lot, "count": count})


def _by_phone(number: int, sku: str, count: int) -> Request:
    """Return an order that staff of the warehouse enter for a customer of their own."""
    lines = [{"sku": sku, "count": count}]
    body = {
        "order_number": f"SO-{number}",
        "order_date": "2026-03-02",
        "status": "open",
        "order_items_attributes": lines,
    }
    return Request("wherefour", "POST", "/customers/1001/orders", body)


def _ordered(sku: str, count: int) -> Event:
    return place_order(STORE, {sku: count}, customer=0)


# The list of open orders is read after that of pending ones, and three rows make a page.
SECOND_PAGE_OF_OPEN_ORDERS = 3
PAGE = 3
# A fault cannot ask for the number of an order: it is the first one of a new shop.
FIRST_REGRETTED = Event("retailcrm", "cancel_order", {"id": 1001})
SECOND = {"reply": "second"}
# The shop is at one in the morning when it opens: two hours before that it was yesterday.
YESTERDAY_MS = -7_200_000

WHEREFOUR = Vocabulary(
    system="wherefour",
    store=STORE,
    orders=(
        *(place_order(STORE, {sku: 1}, customer=0) for sku in GOODS),
        *(place_order(STORE, {sku: 3}, customer=1) for sku in GOODS),
        place_order(STORE, {"DET-LDY-1500": 2, "KNF-PAR-9": 1}, customer=0),
        place_order(STORE, {"CHK-CAN-CS12": 14}, customer=1),
        place_order(STORE, {"MUG-STONE-BLU": 1}, customer=0),
        with_a_stranger(STORE, "DET-LDY-1500"),
    ),
    staff=(
        *(_counted(lot, 0) for lot in LOTS),
        *(_counted(lot, 1) for lot in LOTS),
        *(_received(sku, count) for sku in GOODS for count in (1, 12)),
        _by_phone(1, "COF-GUJI-340", 5),
    ),
    shortages=(
        (place_order(STORE, {"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 1)),
        (place_order(STORE, {"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 0)),
        (place_order(STORE, {"KNF-PAR-9": 1}, customer=1), _counted("K067-A", 0)),
    ),
    incidents=(
        Incident(
            events=(_ordered("DET-LDY-1500", 1),),
            faults=(
                Fault(
                    "wherefour",
                    "auto_pick_and_ship",
                    "clock_offset",
                    arguments={"ms": YESTERDAY_MS},
                ),
            ),
        ),
        Incident(
            # A proxy repeats what the engine sends once.
            events=(_ordered("DET-LDY-1500", 1),),
            faults=(
                Fault("wherefour", "create_order", "duplicate"),
                Fault("wherefour", "auto_pick_and_ship", "duplicate", arguments=SECOND),
                Fault("retailcrm", "edit_order", "duplicate"),
            ),
        ),
        Incident(
            # What the engine has read is old when it writes.
            events=(_ordered("COF-GUJI-340", 1),),
            faults=(
                in_the_middle("retailcrm", "upload_inventories", _received("COF-GUJI-340", 12)),
            ),
        ),
        Incident(
            # A part is out when it is cancelled.
            events=(_ordered("DET-LDY-1500", 3), _counted("H049-A", 1)),
            faults=(in_the_middle("retailcrm", "upload_inventories", FIRST_REGRETTED),),
        ),
        Incident(
            # Everything is done, and nobody says so.
            events=(_ordered("DET-LDY-1500", 1),),
            faults=(
                Fault("wherefour", "create_order", "lost_reply"),
                Fault("wherefour", "auto_pick_and_ship", "lost_reply"),
                Fault("retailcrm", "edit_order", "lost_reply"),
                Fault("retailcrm", "upload_inventories", "lost_reply"),
            ),
        ),
        Incident(
            # The last of them takes all that there is.
            events=(
                *(_by_phone(number, "COF-GUJI-340", 1) for number in range(1, PAGE + 1)),
                _by_phone(PAGE + 1, "DET-LDY-1500", 40),
            ),
            faults=(
                in_the_middle(
                    "wherefour",
                    "list_all_orders",
                    Event("wherefour", "ship_order", {"order_number": "SO-1"}),
                    nth=SECOND_PAGE_OF_OPEN_ORDERS,
                ),
            ),
        ),
        Incident(
            # More changes than one page of the shop's history holds.
            events=(
                *(each for _ in range(10) for each in (_ordered("DET-LDY-1500", 1), CANCELLED)),
                _ordered("DET-LDY-1500", 1),
            ),
            faults=(Fault("retailcrm", "get_orders_history", "same_timestamp"),),
        ),
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
    quirks=(("wherefour.page_size", PAGE),),
)
