"""Requests that show that a vendor still answers as an exception says.

Schemathesis meets what depends on a world's state with luck only: two names that are equal, an
order that stands in the way. A row of tests/fuzz/exceptions.py that is about such an answer names
the function here that has it given; each takes a fresh sandbox and returns the answer.
"""

from collections.abc import Callable
from typing import Any

from stocktake.web.sandbox import Answer, Sandbox

from tests.retailcrm.support import Crm
from tests.wherefour.conftest import Warehouse
from tests.whiplash.conftest import SKU, Lash
from tests.wholecell.conftest import Cell

Witness = Callable[[Sandbox], Answer]

ITEM = {"name": "Never touched", "unit_of_use": "each"}


# Wherefour


def name_is_taken(sandbox: Sandbox) -> Answer:
    """Make an item of Wherefour's twice."""
    warehouse = Warehouse(sandbox)
    assert warehouse.post("/inventory", ITEM).status == 200
    return warehouse.post("/inventory", ITEM)


def nothing_is_there_to_ship(sandbox: Sandbox) -> Answer:
    """Ship an order of Wherefour's of an item that never came in."""
    warehouse = Warehouse(sandbox)
    made = warehouse.post("/inventory", ITEM).json()
    return warehouse.ship(warehouse.order({"inventory_id": made["id"], "count": 1}))


def new_item_has_no_adjustment(sandbox: Sandbox) -> Answer:
    """Ask for the last adjustment of an item of Wherefour's that never had one."""
    warehouse = Warehouse(sandbox)
    made = warehouse.post("/inventory", ITEM).json()
    return warehouse.get(f"/inventory/last_adjustment?inventory_id={made['id']}")


# RetailCRM


def _after_orders(path: str, **fields: Any) -> Witness:
    # A write that two orders, A and B, stand in the way of.
    def write(sandbox: Sandbox) -> Answer:
        crm = Crm(sandbox)
        for name in "AB":
            order = {"externalId": name, "items": [{"offer": {"id": 1003}}]}
            assert crm.post("/v5/orders/create", site="shop-us", order=order).status == 201
        return crm.post(f"/v5/orders/{path}", site="shop-us", by="id", **fields)

    return write


external_id_is_used = _after_orders("create", order={"externalId": "A"})
external_id_is_anothers = _after_orders("1002/edit", order={"externalId": "A"})
store_is_empty = _after_orders(
    "packs/create", pack={"itemId": 1001, "store": "whiplash", "quantity": 1}
)


def one_order_of_two_is_bad(sandbox: Sandbox) -> Answer:
    """Upload two orders to RetailCRM, of which one has a date that is none."""
    orders = [{}, {"shipmentDate": "never"}]
    return Crm(sandbox).post("/v5/orders/upload", site="shop-us", orders=orders)


# WholeCell


def order_of_a_unit_is_set(sandbox: Sandbox) -> Answer:
    """Say of which order a unit of WholeCell's is."""
    cell = Cell(sandbox)
    return cell.send("PATCH", f"/inventories/{cell.units()[0]['id']}", json={"order_id": 7})


def unit_is_named_twice(sandbox: Sandbox) -> Answer:
    """Order the same unit of WholeCell's twice."""
    cell = Cell(sandbox)
    unit = {"esn": next(unit["esn"] for unit in cell.units(status="Available") if unit["esn"])}
    return cell.send("POST", "/sales_orders", json={"inventories": [unit, unit]})


def unknown_parameter_is_ignored(path: str) -> Witness:
    """Ask for a list of WholeCell's with a name that it does not know."""
    return lambda sandbox: Cell(sandbox).get(f"/{path}", New="null", updated_since="never")


# Whiplash


def _refused(lash: Lash, method: str, path: str, **body: Any) -> Answer:
    return lash.send(method, path, 422, json=body)


def _item(lash: Lash, count: int = 1) -> dict[str, int]:
    return {"item_id": lash.item(SKU)["id"], "quantity": count}


def deleted_item_is_shown(sandbox: Sandbox) -> Answer:
    """Ask Whiplash for an item that is deleted."""
    lash = Lash(sandbox)
    path = f"/items/{lash.item(SKU)['id']}"
    lash.send("DELETE", path, 204)
    return lash.send("GET", path)


def cancelled_order_is_paused(sandbox: Sandbox) -> Answer:
    """Pause an order of Whiplash's that is cancelled."""
    lash = Lash(sandbox)
    path = f"/orders/{lash.send('POST', '/orders', json={'shipping_name': 'Ada'}).json()['id']}"
    lash.send("PUT", f"{path}/cancel", 204)
    return _refused(lash, "PUT", f"{path}/pause")


def arrived_notice_is_changed(sandbox: Sandbox) -> Answer:
    """Change a ship notice of Whiplash's that has arrived."""
    lash = Lash(sandbox)
    body = {"sender": "Acme", "shipnotice_items": [_item(lash)]}
    notice = lash.send("POST", "/shipnotices", json=body).json()["id"]
    lash.event("arrive_shipnotice", shipnotice_id=notice)
    return _refused(lash, "PUT", f"/shipnotices/{notice}", sender="Another")


def item_is_no_bundle(sandbox: Sandbox) -> Answer:
    """Put an item of Whiplash's into one that is no bundle."""
    lash = Lash(sandbox)
    whole, part = lash.ids(is_bundle="false")[:2]
    return _refused(lash, "POST", "/bundle_items", item_id=part, bundle_id=whole, quantity=1)


def line_of_a_notice_says_no_quantity(sandbox: Sandbox) -> Answer:
    """Announce an item to Whiplash without saying how many."""
    lash = Lash(sandbox)
    notice = lash.send("POST", "/shipnotices", json={"sender": "Acme"}).json()["id"]
    line = {"shipnotice_id": notice, "item_id": _item(lash)["item_id"]}
    return _refused(lash, "POST", "/shipnotice_items", **line)


def warehouse_is_anothers(sandbox: Sandbox) -> Answer:
    """Send an order of Whiplash's to a warehouse that the customer has not."""
    return _refused(Lash(sandbox), "POST", "/orders", shipping_name="Ada", shop_warehouse_id=4)


def web_hook_has_no_address(sandbox: Sandbox) -> Answer:
    """Ask Whiplash for a web hook without an address."""
    return _refused(Lash(sandbox), "POST", "/web_hooks", event_name="order_shipped")


def only_item_is_separated(sandbox: Sandbox) -> Answer:
    """Separate the only item of an order of Whiplash's."""
    lash = Lash(sandbox)
    body = {"shipping_name": "Ada", "order_items": [_item(lash)]}
    (line,) = lash.send("POST", "/orders", json=body).json()["order_items"]
    return _refused(lash, "PUT", f"/order_items/{line['id']}/separate")


def originator_id_is_taken(sandbox: Sandbox) -> Answer:
    """Place an order at Whiplash twice."""
    lash = Lash(sandbox)
    body = {"shipping_name": "Ada", "originator_id": "R7"}
    lash.send("POST", "/orders", json=body)
    return _refused(lash, "POST", "/orders", **body)


def item_is_in_the_bundle(sandbox: Sandbox) -> Answer:
    """Put into a bundle of Whiplash's an item that is in it."""
    known = Lash(sandbox).get("/bundle_items")[0]
    body = {name: known[name] for name in ("item_id", "bundle_id", "quantity")}
    return _refused(Lash(sandbox), "POST", "/bundle_items", **body)
