"""Wherefour as a warehouse: what the referee must know of it."""

from stocktake.core.roles import (
    Credentials,
    Goods,
    Incident,
    PagedOrders,
    Vocabulary,
    Warehouse,
)
from stocktake.core.steps import (
    ORDER,
    OUTLET,
    OWN,
    Event,
    Fault,
    From,
    Request,
    Slot,
    later_life,
    shopper_orders,
)

_CUSTOMER = "/customers/1001/orders"
_PAGE = 3
# The list of open orders is read after that of pending ones, and three rows make a page.
_SECOND_PAGE_OF_OPEN_ORDERS = 3
# The outlet is at one in the morning when it opens: two hours before that it was yesterday.
_YESTERDAY_MS = -7_200_000


def _received(sku: str | Slot, count: int | Slot, *, location: str) -> Event:
    return Event(OWN, "receive_stock", {"sku": sku, "count": count, "location": location})


def _counted(lot: str, count: int) -> Event:
    return Event(OWN, "cycle_count", {"lot_code": lot, "count": count})


def _by_phone(number: str | Slot, sku: str | Slot, count: int | Slot) -> Request:
    """Return an order that staff enter for a customer of their own."""
    body = {
        "order_number": number,
        "order_date": "2026-03-02",
        "status": "open",
        "order_items_attributes": [{"sku": sku, "count": count}],
    }
    return Request(OWN, "POST", _CUSTOMER, body, text=f"staff enter {number}: {count} {sku}")


def _delivered(sku: str, count: int) -> Event:
    return _received(sku, count, location="MAIN")


def _ordered(sku: str, count: int) -> Event:
    return shopper_orders({sku: count}, customer=0)


_CANCELLED = Event(OUTLET, "cancel", {"order": From(ORDER, "id")})
_SOLD = ("DET-LDY-1500", "KNF-PAR-9", "CHK-CAN-CS12", "COF-GUJI-340")
_LOTS = ("H049-A", "K067-A", "P024-A", "P024-B")

_CALLED_OFF = Event(OWN, "cancel_order", {"order_number": From(ORDER, "reference")})
_TAKEN_BACK = Event(OWN, "reverse_shipment", {"order_number": From(ORDER, "reference")})

_INCIDENTS = (
    Incident(
        events=(_ordered("DET-LDY-1500", 1),),
        faults=(Fault(OWN, "auto_pick_and_ship", "clock_offset", arguments={"ms": _YESTERDAY_MS}),),
    ),
    Incident(
        # A proxy repeats what the engine sends once.
        events=(_ordered("DET-LDY-1500", 1),),
        faults=(
            Fault(OWN, "create_order", "duplicate"),
            Fault(OWN, "auto_pick_and_ship", "duplicate", arguments={"reply": "second"}),
            Fault(OUTLET, "report_shipping", "duplicate"),
        ),
    ),
    Incident(
        # What the engine has read is outdated when it writes.
        events=(_ordered("COF-GUJI-340", 1),),
        faults=(
            Fault(
                OUTLET,
                "write_quantities",
                "interleave",
                arguments={"event": _delivered("COF-GUJI-340", 12)},
            ),
        ),
    ),
    Incident(
        # One part has left when the order is cancelled.
        events=(_ordered("DET-LDY-1500", 3), _counted("H049-A", 1)),
        faults=(
            Fault(
                OUTLET,
                "write_quantities",
                "interleave",
                arguments={"event": Event(OUTLET, "cancel", {"order": Slot("first_id")})},
            ),
        ),
    ),
    Incident(
        # Everything is done, and no answer says so.
        events=(_ordered("DET-LDY-1500", 1),),
        faults=(
            Fault(OWN, "create_order", "lost_reply"),
            Fault(OWN, "auto_pick_and_ship", "lost_reply"),
            Fault(OUTLET, "report_shipping", "lost_reply"),
            Fault(OUTLET, "write_quantities", "lost_reply"),
        ),
    ),
    Incident(
        # The last of these orders takes all that there is.
        events=(
            *(_by_phone(f"SO-{number}", "COF-GUJI-340", 1) for number in range(1, _PAGE + 1)),
            _by_phone(f"SO-{_PAGE + 1}", "DET-LDY-1500", 40),
        ),
        faults=(
            Fault(
                OWN,
                "list_all_orders",
                "interleave",
                nth=_SECOND_PAGE_OF_OPEN_ORDERS,
                arguments={"event": Event(OWN, "ship_order", {"order_number": "SO-1"})},
            ),
        ),
    ),
    Incident(
        # More changes than one page of the outlet's history holds.
        events=(
            *(each for _ in range(10) for each in (_ordered("DET-LDY-1500", 1), _CANCELLED)),
            _ordered("DET-LDY-1500", 1),
        ),
        faults=(Fault(OUTLET, "list_changes", "same_timestamp"),),
    ),
)

_VOCABULARY = Vocabulary(
    orders=(
        *(shopper_orders({sku: 1}, customer=0) for sku in _SOLD),
        *(shopper_orders({sku: 3}, customer=1) for sku in _SOLD),
        shopper_orders({"DET-LDY-1500": 2, "KNF-PAR-9": 1}, customer=0),
        shopper_orders({"CHK-CAN-CS12": 14}, customer=1),
        shopper_orders({"MUG-STONE-BLU": 1}, customer=0),
        Event(OUTLET, "order_with_unknown_line", {"sku": "DET-LDY-1500"}),
    ),
    about=(
        *later_life({"DET-LDY-1500": 1}),
        *later_life({"CHK-CAN-CS12": 2, "MUG-STONE-BLU": 1})[:1],
        (_CALLED_OFF,),
        (_TAKEN_BACK,),
    ),
    staff=(
        Event(OWN, "rename_item", {"sku": "KNF-PAR-9", "to": "KNF-PAR-9-B"}),
        *(_counted(lot, 0) for lot in _LOTS),
        *(_counted(lot, 1) for lot in _LOTS),
        *(_delivered(sku, count) for sku in _SOLD for count in (1, 12)),
        _by_phone("SO-1", "COF-GUJI-340", 5),
    ),
    shortages=(
        (shopper_orders({"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 1)),
        (shopper_orders({"DET-LDY-1500": 3}, customer=0), _counted("H049-A", 0)),
        (shopper_orders({"KNF-PAR-9": 1}, customer=1), _counted("K067-A", 0)),
    ),
    incidents=_INCIDENTS,
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
    lists=("get_inventory_items",),
    settles=(
        ("create_order", "search_orders"),
        ("auto_pick_and_ship", "list_shipments"),
        ("update_order", "get_order"),
        ("create_customer", "search_customers"),
    ),
    quirks={"page_size": _PAGE},
)

_GOODS = Goods(
    plenty=("COF-GUJI-340", "CHK-CAN-CS12", "MUG-STONE-BLU"),
    last_one="KNF-PAR-9",
    held_back=("JAR-MASON-12", "DET-LDY-1500"),
    sold_out=("JAR-MASON-12", 26),
    none_yet="APR-LINEN-NAT",
    delivery=18,  # pieces: one case and a half
    twins=("000417", "417"),
    baskets={
        "kept": (
            {"COF-HUILA-340": 2, "TEA/EG-100": 1},
            {"CHK-CAN-CS12": 3},  # by the case
            {"OIL-EVO-500": 4},  # on both sites
        ),
        "regretted": ({"JAM-APR-280": 5},),
        "later": ({"SOAP OAT 3PK": 2},),
        "odd_skus": ({"TEA/EG-100": 1, "SOAP OAT 3PK": 2, "HNY-500G": 1, "000417": 1},),
        "routed": ({"COF-GUJI-340": 2},),
    },
    deliveries={
        "twin": ("HNY-500G", 7),
        "routed": ("MUG-STONE-BLU", 6),  # which another warehouse holds as well
    },
)

ROLE = Warehouse(
    credentials=Credentials(
        base_url="WHEREFOUR_BASE_URL",
        user="WHEREFOUR_USERNAME",
        password="WHEREFOUR_PASSWORD",
        issue=Event(OWN, "issue_credentials"),
        issued=("username", "password"),
    ),
    goods=_GOODS,
    receive=_received(Slot("sku"), Slot("count"), location="Main Floor"),
    count_less=_counted("H049-A", 35),
    count_less_in_catalogue=_counted("CT002-A", 150),
    count_none=(_counted("P024-A", 0), _counted("P024-B", 0)),
    count_three=(_counted("H049-A", 3),),
    phone_order=_by_phone(Slot("number"), Slot("sku"), Slot("count")),
    call_off=(
        Event(OWN, "cancel_order", {"order_number": Slot("reference"), "lines": Slot("lines")}),
    ),
    take_back=(Event(OWN, "reverse_shipment", {"order_number": Slot("reference")}),),
    rename=Event(OWN, "rename_item", {"sku": Slot("sku"), "to": Slot("to")}),
    operations={
        "create": "create_order",
        "find": "search_orders",
        "read": "get_order",
        "levels": "get_inventory_items",
        "ship": "auto_pick_and_ship",
        "create_customer": "create_customer",
    },
    open_orders=PagedOrders(
        operation="list_all_orders",
        second_page=_SECOND_PAGE_OF_OPEN_ORDERS,
        page_size="page_size",
        ship=Event(OWN, "ship_order", {"order_number": Slot("reference")}),
    ),
    sentences={
        "receive_stock": "Goods came in",
        "cycle_count": "A lot was counted",
        "cancel_order": "The warehouse called an order off",
        "ship_order": "The warehouse shipped an order",
        "reverse_shipment": "A shipment that was entered by mistake was taken back",
        "rename_item": "An item got another SKU",
        "set_lot_status": "A lot got another status",
        "set_picking": "A place was closed to picking, or opened",
        "set_pull_strategy": "Lots of an item are chosen in another way",
    },
    page_quirk="most_per_page",
    vocabulary=_VOCABULARY,
)
