"""A made-up warehouse, built from values: three goods, two business events, orders by phone.

It takes the store of Wherefour. Nothing of the product knows its name.
"""

import json
from pathlib import Path
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.roles import Credentials, Goods, Warehouse
from stocktake.core.simulator import Api, Call, Reply, Simulator, Views, WorldConfig
from stocktake.core.steps import OWN, Event, Request, Slot
from stocktake.core.world import World

NAME = "corner"
ROUTE = (NAME, "retailcrm", "wherefour")
JAR, SOAP, KNIFE = "JAR-MASON-12", "DET-LDY-1500", "KNF-PAR-9"
STOCK = {JAR: 30, SOAP: 60, KNIFE: 1}

_SCHEMA = """
CREATE TABLE corner_item (sku TEXT PRIMARY KEY, held INTEGER NOT NULL, locked INTEGER NOT NULL);
CREATE TABLE corner_order (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, sku TEXT NOT NULL, count INTEGER NOT NULL
);
"""
_VIEWS = Views(
    stock="SELECT 'shop', sku, held * 1000000, (held - locked) * 1000000, NULL,"
    " sku, NULL, 0 FROM corner_item",
    orders="SELECT id, number, sku, count * 1000000, 0, 0, sku, NULL, NULL, NULL FROM corner_order",
    shipments="SELECT 1, 1, '', '', 0, 0, '' WHERE 0",
)
_ITEMS = """
SELECT sku, held - locked - coalesce(
  (SELECT sum(count) FROM corner_order o WHERE o.sku = i.sku), 0) AS free
FROM corner_item i ORDER BY sku
"""


def _seed(world: World, config: WorldConfig, catalogue: Any) -> None:
    for sku, held in STOCK.items():
        world.insert("corner_item", sku=sku, held=held, locked=0)


def _bring(world: World, *, sku: str, count: int) -> dict[str, Any]:
    world.run("UPDATE corner_item SET held = held + ? WHERE sku = ?", (count, sku))
    return {"sku": sku}


def _lock(world: World, *, sku: str, count: int) -> dict[str, Any]:
    world.run("UPDATE corner_item SET locked = locked + ? WHERE sku = ?", (count, sku))
    return {"sku": sku}


def _give_key(world: World) -> dict[str, Any]:
    return {"key": "of-staff"}


def list_items(world: World, call: Call) -> list[dict[str, Any]]:
    """Return what is free of each item."""
    return world.all(_ITEMS)


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Take an order by phone."""
    world.insert("corner_order", **body)
    return {"number": body["number"]}


def _refuse(refusal: Refusal) -> Reply:
    return Reply(refusal.status, {"error": str(refusal)})


def _environment(base_url: str) -> dict[str, str]:
    return {"CORNER_BASE_URL": base_url, "CORNER_KEY": "k"}


def _operation(name: str, **more: Any) -> dict[str, Any]:
    answers = {"200": {"description": "Done", "content": {"application/json": {"schema": {}}}}}
    refused = {"description": "No", "content": {"application/json": {"schema": {}}}}
    fixed = {
        "summary": name,
        "x-evidence": "documented",
        "responses": {**answers, "default": refused},
    }
    return {"operationId": name, **fixed, **more}


_COUNTED = {
    "type": "object",
    "required": ["sku", "count"],
    "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}},
}
_ORDER = {
    "type": "object",
    "required": ["number", "sku", "count"],
    "properties": {"number": {"type": "string"}, **_COUNTED["properties"]},  # type: ignore[dict-item]
}
_DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Corner", "version": "1"},
    "servers": [{"url": "/"}],
    "x-events": {
        "bring_goods": {"summary": "bring_goods", "schema": _COUNTED},
        "lock_away": {"summary": "lock_away", "schema": _COUNTED},
        "give_key": {"summary": "give_key", "schema": {"type": "object"}},
    },
    "paths": {
        "/items": {"get": _operation("list_items")},
        "/orders": {
            "post": _operation(
                "create_order",
                requestBody={"content": {"application/json": {"schema": _ORDER}}},
            )
        },
    },
}

ROLE = Warehouse(
    credentials=Credentials(
        base_url="CORNER_BASE_URL",
        key="CORNER_KEY",
        header="X-Key",
        issue=Event(OWN, "give_key"),
        issued=("key",),
    ),
    goods=Goods(
        plenty=(JAR, SOAP, JAR),
        last_one=KNIFE,
        held_back=(JAR, SOAP),
        sold_out=(JAR, STOCK[JAR]),
        none_yet=KNIFE,
    ),
    receive=Event(OWN, "bring_goods", {"sku": Slot("sku"), "count": Slot("count")}),
    count_less=Event(OWN, "lock_away", {"sku": SOAP, "count": 7}),
    phone_order=Request(
        OWN,
        "POST",
        "/orders",
        {"number": Slot("number"), "sku": Slot("sku"), "count": Slot("count")},
    ),
    operations={"create": "create_order", "levels": "list_items"},
)


def corner(directory: Path) -> Simulator:
    """Return the simulator; its document is written to a directory."""
    document = directory / "corner.yaml"
    document.write_text(json.dumps(_DOCUMENT))  # JSON is YAML
    api = Api(
        name=NAME,
        document=str(document),
        handlers=(list_items, create_order),
        authenticate=lambda world, call: None,
        refuse=_refuse,
    )
    return Simulator(
        name=NAME,
        apis=(api,),
        schema=_SCHEMA,
        seed=_seed,
        views=_VIEWS,
        events={"bring_goods": _bring, "lock_away": _lock, "give_key": _give_key},
        environment=_environment,
        role=ROLE,
    )


ENGINE = """
import json, os, urllib.request
def ask(base, path, key, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **key}
    request = urllib.request.Request(os.environ[base] + path, data=data, headers=headers)
    return json.load(urllib.request.urlopen(request))
(place,) = json.loads(os.environ["STOCKTAKE_MAP"])
shop = {"X-API-KEY": os.environ["RETAILCRM_API_KEY"]}
for item in ask("CORNER_BASE_URL", "/items", {}):
    query = f"?filter[offerExternalId][]={item['sku']}&filter[details]=1"
    offers = ask("RETAILCRM_BASE_URL", "/api/v5/store/inventories" + query, shop)["offers"]
    for offer in offers:
        shown = [row["quantity"] for row in offer["stores"] if row["store"] == place]
        if shown != [item["free"] FIX]:
            rows = [{"externalId": item["sku"], "stores": [
                {"code": place, "available": item["free"] FIX}]}]
            upload = {"site": offer["site"], "offers": rows}
            ask("RETAILCRM_BASE_URL", "/api/v5/store/inventories/upload", shop, upload)
"""
"""An engine that connects this warehouse; FIX spoils its numbers."""
