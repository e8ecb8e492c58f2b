"""A RetailCRM account as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/warehouse-module.md §1.3, §2.1, §4.2, §7.4 to §7.8. Orders by id, leftovers
by (site, sku, store), modules by code with their `active`, history as a list of records.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Model = dict[str, Any]
Record = dict[str, Any]

# Field of the order -> its name in the history.
_NAMES = {
    "status": "status",
    "firstName": "first_name",
    "shipmentStore": "shipment_store",
    "shipmentDate": "shipment_date",
    "shipped": "shipped",
}
_CODES = frozenset({"status", "shipmentStore"})


def empty(offers: Mapping[str, Sequence[str]]) -> Model:
    """Return an account of shops that offer SKUs, without orders, leftovers or modules."""
    return {"offers": offers, "modules": {}, "left": Counter(), "orders": {}, "history": []}


def register(model: Model, code: str, *, active: bool) -> int:
    """Register a warehouse or change it; return the status."""
    known = code in model["modules"]
    model["modules"][code] = active
    return 200 if known else 201


def upload(
    model: Model, rows: Sequence[tuple[str, float]], *, site: str, store: str
) -> tuple[int, list[str]]:
    """Set leftovers; return how many offers were found and which were not."""
    unknown = [sku for sku, _ in rows if sku not in model["offers"][site]]
    for sku, available in rows:
        if sku in model["offers"][site]:
            model["left"][site, sku, store] = available
    return len(rows) - len(unknown), unknown


def left(model: Model, site: str, sku: str) -> float:
    """Return the leftover of an offer over all stores."""
    return sum(n for (place, name, _), n in model["left"].items() if (place, name) == (site, sku))


def gate_is_open(model: Model) -> bool:
    """Say whether a warehouse system is registered and active (§8 point 7)."""
    return any(model["modules"].values())


def refusal_of_new(model: Model, order: Mapping[str, Any]) -> bool:
    """Say whether an order cannot be created: shipped without a warehouse, or there already."""
    if order["shipped"] and not gate_is_open(model):
        return True
    return order["externalId"] is not None and any(
        (other["site"], other["externalId"]) == (order["site"], order["externalId"])
        for other in model["orders"].values()
    )


def place(model: Model, order_id: int, order: Mapping[str, Any], *, key: str) -> None:
    """Keep a new order; its creation is one record."""
    model["orders"][order_id] = dict(order)
    _tell(model, order_id, key, field="status", old=None, new={"code": order["status"]})


def errors_of_change(model: Model, order_id: int, fields: Mapping[str, Any]) -> set[str]:
    """Return the keys of the errors with which a change is refused, empty when it is not (§7.6)."""
    order = model["orders"][order_id]
    shipped = fields.get("shipped", order["shipped"])
    errors = set()
    if shipped != order["shipped"] and not gate_is_open(model):
        errors.add("shipped")
    if order["shipped"] and shipped:
        for name in ("shipmentDate", "shipmentStore"):
            if fields.get(name, order[name]) != order[name]:
                errors.add(name)
    return errors


def change(model: Model, order_id: int, fields: Mapping[str, Any], *, key: str) -> None:
    """Write what differs, each with a record; those of the shipment last and in their order."""
    order = model["orders"][order_id]
    for name in _NAMES:
        if name in fields and fields[name] != order[name]:
            old, new = (_shown(name, value) for value in (order[name], fields[name]))
            order[name] = fields[name]
            _tell(model, order_id, key, field=_NAMES[name], old=old, new=new)


def change_lines(model: Model, order_id: int, lines: Mapping[int, int], *, key: str) -> None:
    """Set the quantities of an order's items; the items not named go."""
    order = model["orders"][order_id]
    for item in [item for item in order["lines"] if item not in lines]:
        del order["lines"][item]
        _tell(model, order_id, key, field="order_product", old={"id": item}, new=None)
    for item, (sku, before) in order["lines"].items():
        after = lines[item]
        if after != before:
            order["lines"][item] = (sku, after)
            _tell(model, order_id, key, field="order_product.quantity", old=before, new=after)


def _shown(name: str, value: Any) -> Any:
    return {"code": value} if name in _CODES and value is not None else value


def _tell(model: Model, order_id: int, key: str, *, field: str, old: Any, new: Any) -> None:
    model["history"].append({"order": order_id, "key": key, "field": field, "old": old, "new": new})


def history(model: Model, *, key: str, sites: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the records as a key sees them: order, field, old, new, made by this very key."""
    return [
        (r["order"], r["field"], r["old"], r["new"], r["key"] == key)
        for r in model["history"]
        if model["orders"][r["order"]]["site"] in sites
    ]


def demand(model: Model) -> int:
    """Return what all orders that are not cancelled ask for."""
    return sum(_size(o) for o in model["orders"].values() if o["status"] != "cancel-other")


def shipped(model: Model) -> int:
    """Return what all shipped orders hold."""
    return sum(_size(order) for order in model["orders"].values() if order["shipped"])


def _size(order: Mapping[str, Any]) -> int:
    return sum(quantity for _, quantity in order["lines"].values())
