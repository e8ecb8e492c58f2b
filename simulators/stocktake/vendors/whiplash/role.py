"""Whiplash as a warehouse: what the referee must know of it."""

from stocktake.core.roles import Credentials, Goods, Incident, Vocabulary, Warehouse
from stocktake.core.steps import (
    ORDER,
    OUTLET,
    OWN,
    Event,
    Fault,
    From,
    Lookup,
    Request,
    Slot,
    later_life,
    shopper_orders,
)

_SOLD = ("TEE-ALDER-M", "MUG.CAMP.12OZ", "HOOD-FOG-M", "MUG-STONE-BLU")
_LAST = "KEY-ACORN"
_NONE_YET = "POSTER-TOUR-2026"


def _brought_to(status: str, reference: From | Slot) -> Event:
    return Event(OWN, "process_order", {"originator_id": reference, "status": status})


def _adjusted(sku: str | Slot, change: int | Slot) -> Event:
    return Event(OWN, "adjust_inventory", {"sku": sku, "change": change})


_BATCHED = _brought_to("batched", From(ORDER, "reference"))
_SHIPPED = _brought_to("shipped", From(ORDER, "reference"))

_VOCABULARY = Vocabulary(
    orders=(
        *(shopper_orders({sku: 1}, customer=0) for sku in (*_SOLD, _LAST)),
        *(shopper_orders({sku: 3}, customer=1) for sku in _SOLD),
        shopper_orders({_SOLD[2]: 17}, customer=1),  # what both buildings hold together
        shopper_orders({_SOLD[0]: 2, _SOLD[1]: 1}, customer=0),
        shopper_orders({_NONE_YET: 1}, customer=1),
        Event(OUTLET, "order_with_unknown_line", {"sku": _SOLD[0]}),
    ),
    about=(
        (_BATCHED, _SHIPPED),
        (_BATCHED,),
        (_SHIPPED,),
        *later_life({_SOLD[0]: 1}),
        *later_life({_SOLD[0]: 3, _SOLD[1]: 1})[:1],
        (Event(OWN, "cancel_order", {"originator_id": From(ORDER, "reference")}),),
    ),
    staff=(
        Event(OWN, "rename_item", {"sku": _LAST, "to": f"{_LAST}-2"}),
        *(_adjusted(sku, count) for sku in (*_SOLD, _LAST, _NONE_YET) for count in (1, 6)),
        *(_adjusted(sku, -6) for sku in _SOLD),
        _adjusted(_LAST, -1),
    ),
    shortages=(
        (shopper_orders({_LAST: 1}, customer=0), _adjusted(_LAST, -1)),
        (shopper_orders({_SOLD[2]: 3}, customer=1), _adjusted(_SOLD[2], -10)),
    ),
    incidents=(Incident(events=(_SHIPPED,), faults=(Fault(OWN, "order.shipped", "drop"),)),),
    writes=("create_order", "cancel_order", "create_web_hook"),
    reads=("get_order_by_originator", "get_order", "list_items", "list_web_hooks"),
    lists=("list_items",),
    settles=(
        ("create_order", "get_order_by_originator"),
        ("cancel_order", "get_order"),
        ("create_web_hook", "list_web_hooks"),
    ),
    callbacks=("order.shipped",),
    # One that failed would come again in the middle of a round, at a moment of its own.
    quirks={"hook_retry_s": 0},
)

_GOODS = Goods(
    plenty=("TEE-ALDER-M", "MUG.CAMP.12OZ", "HOOD-FOG-M"),
    last_one=_LAST,
    held_back=("TEE-ALDER-M", "HOOD-FOG-M"),
    sold_out=("HOOD-FOG-M", 17),  # in two buildings
    none_yet=_NONE_YET,
    delivery=5,
    twins=("TEE-ALDER-M", "tee-alder-m"),
    bundle=("BDL-PIN-5", {"PIN-LEAF": 5, "TOTE-MARKET": 1}),
    two_places=("HOOD-FOG-M", (10, 7)),
    baskets={
        "kept": (
            {"TEE-ALDER-M": 2, "MUG.CAMP.12OZ": 1},
            {"SOCK-WOOL-2": 2},  # on the other site
        ),
        "regretted": ({"POSTER/DAWN.18x24": 4},),
        "later": ({"PIN-LEAF": 6},),
        "odd_skus": ({"POSTER/DAWN.18x24": 2, "ZINE-04.json": 1, "MUG.CAMP.12OZ": 1},),
        "routed": ({"MUG-STONE-BLU": 2},),  # which another warehouse holds as well
    },
    deliveries={"twin": ("POSTER/DUSK.18x24", 3)},
)

ROLE = Warehouse(
    credentials=Credentials(
        base_url="WHIPLASH_BASE_URL",
        key="WHIPLASH_API_KEY",
        header="X-API-KEY",
        issue=Event(OWN, "issue_api_key"),
        issued=("api_key",),
    ),
    goods=_GOODS,
    receive=_adjusted(Slot("sku"), Slot("count")),
    count_less=_adjusted("HOOD-FOG-M", -6),
    phone_order=Request(
        OWN,
        "POST",
        "/orders",
        {
            "originator_id": Slot("number"),
            "shipping_name": "A caller",
            "order_items": [
                {"item_id": Lookup("/items/sku/{sku}", (0, "id")), "quantity": Slot("count")}
            ],
        },
        text="staff enter {number}: {count} {sku}",
    ),
    ship=(
        _brought_to("batched", Slot("reference")),
        _brought_to("shipped", Slot("reference")),
    ),
    call_off=(
        Event(OWN, "cancel_order", {"originator_id": Slot("reference"), "lines": Slot("lines")}),
    ),
    rename=Event(OWN, "rename_item", {"sku": Slot("sku"), "to": Slot("to")}),
    receive_return=(
        Event(
            OWN,
            "receive_unexpected",
            {
                "lines": [{"sku": Slot("sku"), "quantity": Slot("count")}],
                "sender": "A customer's return",
            },
        ),
        Event(OWN, "receive_shipnotice", {"shipnotice_id": From(ORDER, "shipnotice_id")}),
    ),
    operations={
        "create": "create_order",
        "find": "get_order_by_originator",
        "read": "get_order",
        "levels": "list_items",
    },
    callback="order.shipped",
    row_key="sku",
    unique_references=True,
    document_paths=("orders/{id}", "orders/{id}/cancel"),
    sentences={
        "adjust_inventory": "An item was counted",
        "cancel_order": "The warehouse called an order off",
        "process_order": "The warehouse worked on an order",
        "receive_unexpected": "Goods came that nobody had announced",
        "receive_shipnotice": "Announced goods came in",
        "rename_item": "An item got another SKU",
    },
    page_quirk="most_per_page",
    vocabulary=_VOCABULARY,
)
