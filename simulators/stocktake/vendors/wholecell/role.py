"""WholeCell as a warehouse: what the referee must know of it."""

from stocktake.core.roles import Credentials, Goods, Incident, Vocabulary, Warehouse
from stocktake.core.steps import (
    CARRIER,
    ORDER,
    OUTLET,
    OWN,
    PARCEL,
    Event,
    Fault,
    From,
    Request,
    Slot,
    later_life,
    lines_of,
    shopper_orders,
)

_SOLD = ("GALA52-128-BLK-C", "IPHONE13A2482128GBMIDA+", "SONYX5III-128-BLK-A")
_LAST = "IPADMINI5-64-GLD-B"
_NONE_YET = "IPADPRO11-128-SG-A"
_READY, _NOT_READY = "Available", "Needs eBay Draft"
# Serials. Staff commit the units that came in first, so these are still there for a while.
_LAST_UNIT = "DX3000244PHK"
_GALAXIES = ("001017000001357", "001017000001399")
_XPERIA = "001017000002173"
_TO_BE_DRAFTED = "001017000000581"
# How often a read fails that must outlast the few times that a client repeats it.
_LONG = 8

_NUMBER = {"transaction_number": From(ORDER, "reference")}
_COMMITTED = Event(OWN, "commit_units", _NUMBER)
_PARCEL = {"carrier": Slot("carrier"), "tracking_number": Slot("number")}
_LEFT = Event(OWN, "ship_order", {**_NUMBER, **_PARCEL})


def _received(sku: str | Slot, count: int | Slot) -> Event:
    arguments = {"sku": sku, "count": count, "status": _READY, "location": "Locked Cage"}
    return Event(OWN, "receive_units", arguments)


def _set(serial: str, status: str) -> Event:
    return Event(OWN, "set_unit_status", {"esn": serial, "status": status})


_VOCABULARY = Vocabulary(
    orders=(
        *(shopper_orders({sku: 1}, customer=0) for sku in (*_SOLD, _LAST)),
        *(shopper_orders({sku: 3}, customer=1) for sku in _SOLD),
        shopper_orders({_SOLD[0]: 2, _SOLD[1]: 1}, customer=0),
        shopper_orders({_NONE_YET: 1}, customer=1),
        Event(OUTLET, "order_with_unknown_line", {"sku": _SOLD[0]}),
        Event(OUTLET, "unpaid", {"lines": lines_of({_SOLD[0]: 2})}),
    ),
    about=(
        (_COMMITTED, _LEFT),
        (_COMMITTED,),
        (_LEFT,),
        *later_life({_SOLD[0]: 1}),
        *later_life({_SOLD[0]: 3, _SOLD[1]: 1})[:1],
        (Event(OWN, "cancel_order", _NUMBER),),
        (_COMMITTED, _LEFT, Event(OWN, "reverse_shipment", _NUMBER)),
        (Event(OUTLET, "refund", {"order": From(ORDER, "id"), "lines": [{"sku": _SOLD[0]}]}),),
        (
            Event(
                CARRIER,
                "buy_label",
                {"reference": From(ORDER, "reference"), "items": lines_of({_SOLD[0]: 1})},
                label=PARCEL,
            ),
        ),
    ),
    staff=(
        Event(OWN, "rename_variation", {"sku": _LAST, "to": f"{_LAST}-2"}),
        *(_received(sku, 2) for sku in (*_SOLD, _LAST, _NONE_YET)),
        *(_set(serial, _NOT_READY) for serial in (*_GALAXIES, _XPERIA, _LAST_UNIT)),
        _set(_TO_BE_DRAFTED, _READY),
    ),
    shortages=(
        (shopper_orders({_LAST: 1}, customer=0), _set(_LAST_UNIT, _NOT_READY)),
        (shopper_orders({_SOLD[2]: 3}, customer=1), _set(_XPERIA, _NOT_READY)),
    ),
    incidents=(
        Incident(
            events=(_COMMITTED,),
            faults=(
                Fault(
                    OWN,
                    "list_stock_levels",
                    "interleave",
                    arguments={
                        "event": Event(
                            OWN,
                            "ship_order",
                            {
                                "transaction_number": Slot("first_reference"),
                                "carrier": Slot("first_carrier"),
                                "tracking_number": Slot("first_number"),
                            },
                        )
                    },
                ),
            ),
        ),
        Incident(
            events=(_COMMITTED, _LEFT),
            faults=(
                Fault(OWN, "get_sales_order", "status", times=_LONG, arguments={"status": 503}),
            ),
        ),
    ),
    writes=("create_sales_order", "update_sales_order"),
    reads=("list_sales_orders", "get_sales_order", "list_stock_levels"),
    lists=("list_stock_levels",),
    dated=("list_sales_orders",),
    settles=(
        ("create_sales_order", "list_sales_orders"),
        ("update_sales_order", "get_sales_order"),
    ),
)

_GOODS = Goods(
    plenty=_SOLD,
    last_one=_LAST,
    held_back=(_SOLD[1], _SOLD[0]),
    sold_out=(_SOLD[2], 3),
    none_yet=_NONE_YET,
    delivery=2,
    twins=("PIX6-128-BLK-B", "pix6-128-blk-b"),
    baskets={
        "kept": (
            {"PIX6-128-BLK-B": 2, "GALA52-128-BLK-C": 1},
            {"IPHONE12A2172128GBBLKB": 1},  # on the other site
        ),
        "regretted": ({"IPAD9-64-SG-B": 2},),
        "later": ({"GALTABA8-32-SLV-A": 1},),
        "odd_skus": ({"IPHONE13A2482128GBMIDA+": 2, "PIX7-128-SNW-A+": 1},),
        "routed": ({"GALA52-128-BLK-C": 1},),
    },
    deliveries={"twin": ("PIX7-128-SNW-A+", 1), "routed": (_NONE_YET, 2)},
)

ROLE = Warehouse(
    credentials=Credentials(
        base_url="WHOLECELL_BASE_URL",
        user="WHOLECELL_APP_ID",
        password="WHOLECELL_APP_SECRET",
        issue=Event(OWN, "add_app", {"name": "Staff"}),
        issued=("app_id", "app_secret"),
    ),
    goods=_GOODS,
    receive=_received(Slot("sku"), Slot("count")),
    count_less=_set("001017000001258", _NOT_READY),
    phone_order=Request(
        OWN,
        "POST",
        "/sales_orders",
        {
            "transaction_number": Slot("number"),
            "items": [{"sku": Slot("sku"), "quantity": Slot("count")}],
        },
        text="staff enter {number}: {count} {sku}",
    ),
    ship=(
        Event(OWN, "commit_units", {"transaction_number": Slot("reference")}),
        Event(OWN, "ship_order", {"transaction_number": Slot("reference")}),
    ),
    ship_parcel=(
        Event(OWN, "commit_units", {"transaction_number": Slot("reference")}),
        Event(
            OWN,
            "ship_order",
            {
                "transaction_number": Slot("reference"),
                "carrier": Slot("carrier"),
                "tracking_number": Slot("number"),
            },
        ),
    ),
    release=Event(
        OWN,
        "set_order_status",
        {"transaction_number": Slot("reference"), "status": "Ready to Ship"},
    ),
    add_good=Event(OWN, "add_variation", {"sku": Slot("sku")}),
    connect=(Event(OWN, "refresh_item", {"transaction_number": Slot("reference")}),),
    commit=Event(
        OWN, "commit_units", {"transaction_number": Slot("reference"), "lines": Slot("lines")}
    ),
    sync_listings=Event(OWN, "sync_listings", {"channel": Slot("channel")}),
    take_channel_order=Event(
        OWN,
        "take_channel_order",
        {
            "channel": "Amazon",
            "transaction_number": Slot("reference"),
            "items": Slot("lines"),
        },
    ),
    call_off=(
        Event(
            OWN, "cancel_order", {"transaction_number": Slot("reference"), "lines": Slot("lines")}
        ),
    ),
    take_back=(Event(OWN, "reverse_shipment", {"transaction_number": Slot("reference")}),),
    rename=Event(OWN, "rename_variation", {"sku": Slot("sku"), "to": Slot("to")}),
    receive_return=(Event(OWN, "receive_return", {"sku": Slot("sku"), "count": Slot("count")}),),
    operations={
        "create": "create_sales_order",
        "find": "list_sales_orders",
        "read": "get_sales_order",
        "levels": "list_stock_levels",
    },
    reports=frozenset({"create_stock_levels_report"}),
    sentences={
        "receive_units": "Units came in",
        "receive_return": "Units that were shipped came back",
        "cancel_order": "The warehouse called an order off",
        "commit_units": "Units were put to an order",
        "ship_order": "The warehouse shipped an order",
        "reverse_shipment": "A shipment that was entered by mistake was taken back",
        "rename_variation": "A variation got another SKU",
        "set_order_status": "An order got another status",
        "add_variation": "A SKU came into the catalogue",
        "refresh_item": "Lines of an unknown SKU were tried again",
        "sync_listings": "Listings were to be read again",
        "take_channel_order": "An order of another channel came in",
    },
    page_quirk="most_per_page",
    vocabulary=_VOCABULARY,
)
