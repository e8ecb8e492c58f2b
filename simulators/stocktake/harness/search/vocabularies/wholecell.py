"""WholeCell: devices one by one; people commit units and ship, the engine finds out."""

from stocktake.harness.scenario import (
    Event,
    Fault,
    From,
    in_the_middle,
    place_order,
    with_a_stranger,
)
from stocktake.harness.search.vocabulary import LONG, ORDER, Incident, Vocabulary

STORE = "wholecell"
GOODS = ("GALA52-128-BLK-C", "IPHONE13A2482128GBMIDA+", "SONYX5III-128-BLK-A")
LAST = "IPADMINI5-64-GLD-B"
NONE_YET = "IPADPRO11-128-SG-A"
READY, NOT_READY = "Available", "Needs eBay Draft"
# Serials. People commit the units that came in first, so these are still there for a while.
LAST_UNIT = "DX3000244PHK"
GALAXIES = ("001017000001357", "001017000001399")
XPERIA = "001017000002173"
TO_BE_DRAFTED = "001017000000581"

NUMBER = {"transaction_number": From(ORDER, "reference")}
COMMITTED = Event("wholecell", "commit_units", NUMBER)
LEFT = Event("wholecell", "ship_order", NUMBER)


def _received(sku: str, count: int) -> Event:
    arguments = {"sku": sku, "count": count, "status": READY, "location": "Locked Cage"}
    return Event("wholecell", "receive_units", arguments)


def _set(serial: str, status: str) -> Event:
    return Event("wholecell", "set_unit_status", {"esn": serial, "status": status})


# A fault cannot ask for the number of an order: it is the first one of a new shop.
FIRST_LEAVES = Event("wholecell", "ship_order", {"transaction_number": "R1001"})

WHOLECELL = Vocabulary(
    system="wholecell",
    store=STORE,
    orders=(
        *(place_order(STORE, {sku: 1}, customer=0) for sku in (*GOODS, LAST)),
        *(place_order(STORE, {sku: 3}, customer=1) for sku in GOODS),
        place_order(STORE, {GOODS[0]: 2, GOODS[1]: 1}, customer=0),
        place_order(STORE, {NONE_YET: 1}, customer=1),
        with_a_stranger(STORE, GOODS[0]),
    ),
    about=((COMMITTED, LEFT), (COMMITTED,), (LEFT,)),
    staff=(
        *(_received(sku, 2) for sku in (*GOODS, LAST, NONE_YET)),
        *(_set(serial, NOT_READY) for serial in (*GALAXIES, XPERIA, LAST_UNIT)),
        _set(TO_BE_DRAFTED, READY),
    ),
    shortages=(
        (place_order(STORE, {LAST: 1}, customer=0), _set(LAST_UNIT, NOT_READY)),
        (place_order(STORE, {GOODS[2]: 3}, customer=1), _set(XPERIA, NOT_READY)),
    ),
    incidents=(
        Incident(
            events=(COMMITTED,),
            faults=(in_the_middle("wholecell", "list_stock_levels", FIRST_LEAVES),),
        ),
        Incident(
            events=(COMMITTED, LEFT),
            faults=(
                Fault(
                    "wholecell", "get_sales_order", "status", times=LONG, arguments={"status": 503}
                ),
            ),
        ),
    ),
    writes=("create_sales_order", "update_sales_order"),
    reads=("list_sales_orders", "get_sales_order", "list_stock_levels"),
    dated=("list_sales_orders",),
    settles=(
        ("create_sales_order", "list_sales_orders"),
        ("update_sales_order", "get_sales_order"),
    ),
)
