"""Acme as a warehouse: what the referee must know to judge engines with it."""

from stocktake.core.roles import Credentials, Goods, Warehouse
from stocktake.core.steps import OWN, Event, Request, Slot

_TEE, _MUG, _PIN = "TEE-ALDER-M", "MUG.CAMP.12OZ", "PIN-LEAF"

# What is in the bins (tables.py), by the part that it plays in scenarios.
_GOODS = Goods(
    plenty=(_TEE, _MUG, _PIN),
    last_one="KEY-ACORN",
    held_back=(_TEE, "HOOD-FOG-M"),
    sold_out=("TOTE-MARKET", 3),
    none_yet="POSTER-TOUR-2026",
    delivery=4,
    baskets={"kept": ({_MUG: 2, _PIN: 3}, {_TEE: 1}), "regretted": ({_PIN: 1},)},
)

ROLE = Warehouse(
    credentials=Credentials(base_url="ACME_BASE_URL", key="ACME_KEY", header="X-Acme-Key"),
    goods=_GOODS,
    # Events as templates: a scenario fills the slots.
    receive=Event(OWN, "receive_goods", {"sku": Slot("sku"), "count": Slot("count")}),
    count_less=Event(OWN, "count_bin", {"sku": "HOOD-FOG-M", "count": 6}),
    phone_order=Request(
        OWN,
        "POST",
        "/orders",
        {"number": Slot("number"), "lines": [{"sku": Slot("sku"), "quantity": Slot("count")}]},
        text="staff enter {number}: {count} {sku}",
    ),
    ship=(Event(OWN, "ship_order", {"number": Slot("reference")}),),
    operations={"create": "create_order", "find": "find_orders", "levels": "list_bins"},
    unique_references=True,
    sentences={"receive_goods": "Goods came in", "ship_order": "Acme shipped an order"},
)
