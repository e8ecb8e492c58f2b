"""Whiplash: goods in two buildings; people batch and ship, a web hook tells that an order left."""

from stocktake.harness.scenario import Event, Fault, From, place_order, with_a_stranger
from stocktake.harness.search.vocabulary import ORDER, Incident, Vocabulary

STORE = "whiplash"
GOODS = ("TEE-ALDER-M", "MUG.CAMP.12OZ", "HOOD-FOG-M", "MUG-STONE-BLU")
LAST = "KEY-ACORN"
NONE_YET = "POSTER-TOUR-2026"


def _brought_to(status: str) -> Event:
    arguments = {"originator_id": From(ORDER, "reference"), "status": status}
    return Event("whiplash", "process_order", arguments)


def _shelved(sku: str, change: int) -> Event:
    return Event("whiplash", "adjust_inventory", {"sku": sku, "change": change})


WHIPLASH = Vocabulary(
    system="whiplash",
    store=STORE,
    orders=(
        *(place_order(STORE, {sku: 1}, customer=0) for sku in (*GOODS, LAST)),
        *(place_order(STORE, {sku: 3}, customer=1) for sku in GOODS),
        place_order(STORE, {GOODS[2]: 17}, customer=1),  # what both buildings hold together
        place_order(STORE, {GOODS[0]: 2, GOODS[1]: 1}, customer=0),
        place_order(STORE, {NONE_YET: 1}, customer=1),
        with_a_stranger(STORE, GOODS[0]),
    ),
    about=(
        (_brought_to("batched"), _brought_to("shipped")),
        (_brought_to("batched"),),
        (_brought_to("shipped"),),
    ),
    staff=(
        *(_shelved(sku, count) for sku in (*GOODS, LAST, NONE_YET) for count in (1, 6)),
        *(_shelved(sku, -6) for sku in GOODS),
        _shelved(LAST, -1),
    ),
    shortages=(
        (place_order(STORE, {LAST: 1}, customer=0), _shelved(LAST, -1)),
        (place_order(STORE, {GOODS[2]: 3}, customer=1), _shelved(GOODS[2], -10)),
    ),
    incidents=(
        Incident(
            events=(_brought_to("shipped"),),
            faults=(Fault("whiplash", "order.shipped", "drop"),),
        ),
    ),
    writes=("create_order", "cancel_order", "create_web_hook"),
    reads=("get_order_by_originator", "get_order", "list_items", "list_web_hooks"),
    settles=(
        ("create_order", "get_order_by_originator"),
        ("cancel_order", "get_order"),
        ("create_web_hook", "list_web_hooks"),
    ),
    hooks=("order.shipped",),
    # One that failed would come again in the middle of a round, at a moment of its own.
    quirks=(("whiplash.hook_retry_s", 0),),
)
