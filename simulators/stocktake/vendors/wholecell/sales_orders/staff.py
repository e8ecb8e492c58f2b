"""What people do with orders in the web UI and at the packing bench, as events.

Source: docs/reference/wholecell.md 7.1, 8.5; duties.md (staff ship).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.catalog import variation_of

from .commitment import Wish, check, commit, release, units_on, wishes_of
from .input import order_status, status_columns
from .ledger import changed
from .lines import add_line, lines_of, remove_lines, variation_of_ordered

Row = dict[str, Any]


def commit_units(
    world: World, *, units: Sequence[Mapping[str, Any]] | None = None, **named: Any
) -> dict[str, Any]:
    """Scan units to an order; without a list, the oldest Available ones that it still awaits.

    Answers what was committed, which units no item asked for, and how many of an SKU are missing.
    """
    order = _order(world, **named)
    short: dict[str, int] = {}
    if units is None:
        units = _picked(world, order["id"], short)
    wishes = wishes_of(world, order["id"], units)
    _check(world, order, wishes, ())
    with _touched(world, order["id"], wishes):
        strays = commit(world, order["id"], wishes)
    return {
        "id": order["id"],
        "committed": [wish.unit["hex_id"] for wish in wishes],
        "without_item": strays,
        "short": short,
    }


def release_units(
    world: World, *, units: Sequence[Mapping[str, Any]] | None = None, **named: Any
) -> dict[str, Any]:
    """Take units off an order, all of them without a list; each is again what it was before."""
    order = _order(world, **named)
    held = units_on(world, order["id"])
    if units is not None:
        wanted = {wish.unit["id"] for wish in wishes_of(world, order["id"], units)}
        if not wanted <= {unit["id"] for unit in held}:
            raise Conflict(f"order {order['id']} does not hold all these units")
        held = [unit for unit in held if unit["id"] in wanted]
    _check(world, order, (), held)
    with _touched(world, order["id"]):
        release(world, order["id"], held)
    return {"id": order["id"], "released": [unit["hex_id"] for unit in held]}


def ship_order(
    world: World,
    *,
    carrier: str | None = None,
    service: str | None = None,
    tracking_number: str | None = None,
    status: str | None = None,
    **named: Any,
) -> dict[str, Any]:
    """Hand a parcel to a carrier and mark the order shipped; nothing is committed by it (7.1)."""
    order = _order(world, **named)
    before = world.one("SELECT * FROM wholecell_status WHERE id = ?", (order["status_id"],))
    if not before["open"] and order["shipped_at"] is None:
        raise Conflict(f"order {order['id']} is {before['title']}")
    after = before if before["shipped"] and status is None else _shipped(world, status)
    with _touched(world, order["id"]):
        world.update("wholecell_sales_order", order["id"], **status_columns(world, after, order))
        parcel = world.insert(
            "wholecell_shipment",
            id=ids.next_id(world, "wholecell_shipment"), sales_order_id=order["id"],
            carrier=carrier, service=service, tracking_number=tracking_number,
            shipped_at=world.now,
        )  # fmt: skip
    return {"id": order["id"], "shipment_id": parcel, "status": after["title"]}


def cancel_order(
    world: World, *, status: str = "Canceled", release_units: bool = True, **named: Any
) -> dict[str, Any]:
    """Cancel an order that has not shipped and put its units back on the shelf."""
    order = _order(world, **named)
    before = world.one("SELECT * FROM wholecell_status WHERE id = ?", (order["status_id"],))
    after = order_status(world, status)
    if order["shipped_at"] is not None or before["id"] == after["id"]:
        raise Conflict(f"order {order['id']} is {before['title']}")
    if after["open"] or after["shipped"]:
        raise Conflict(f"{status!r} cancels nothing: it is a status of open or shipped orders")
    held = units_on(world, order["id"]) if release_units else []
    with _touched(world, order["id"]):
        world.update("wholecell_sales_order", order["id"], status_id=after["id"])
        release(world, order["id"], held)
    return {"id": order["id"], "released": [unit["hex_id"] for unit in held]}


def match_order_items(world: World, **named: Any) -> dict[str, Any]:
    """Update order items to match committed inventory: items say what is committed, no more."""
    order = _order(world, **named)
    if not units_on(world, order["id"]):
        raise Conflict(f"no unit is committed to order {order['id']}")
    with _touched(world, order["id"]):
        lines = lines_of(world, order["id"])
        for line in lines:
            columns = {"quantity": line["committed_quantity"]}
            world.update("wholecell_sales_order_item", line["id"], **columns)
        remove_lines(world, [line["id"] for line in lines if not line["committed_quantity"]])
        last = max((line["position"] for line in lines), default=0)
        for unit in units_on(world, order["id"]):
            if unit["order_item_id"] is None:
                _give_line(world, order["id"], unit, position=last + 1)
    shown = lines_of(world, order["id"])
    return {
        "id": order["id"],
        "items": [{name: line[name] for name in ("id", "sku", "quantity")} for line in shown],
    }


def refresh_item(world: World, *, item_id: int) -> dict[str, Any]:
    """Press Refresh on a line of unknown SKU: it is connected if the catalog has the SKU by now."""
    line = _line(world, item_id)
    variation = line["product_variation_id"]
    if variation is None and line["sku"] is not None:
        variation = variation_of_ordered(world, line["sku"])
        with _touched(world, line["sales_order_id"]):
            world.update("wholecell_sales_order_item", item_id, product_variation_id=variation)
    return {"id": item_id, "product_variation_id": variation}


def connect_item(world: World, *, item_id: int, **product: Any) -> dict[str, Any]:
    """Edit a line and connect it to a variation: from then on it is of that variation's SKU."""
    line = _line(world, item_id)
    if line["committed_quantity"]:
        raise Conflict(f"units are committed to item {item_id}")
    variation = variation_of(world, product, unit_of=None)
    if variation is None:
        raise NotFound("no variation is named")
    sku = world.value("SELECT sku FROM wholecell_product_variation WHERE id = ?", (variation,))
    with _touched(world, line["sales_order_id"]):
        world.update(
            "wholecell_sales_order_item", item_id,
            product_variation_id=variation, sku=sku or line["sku"],
        )  # fmt: skip
    return {"id": item_id, "product_variation_id": variation}


def _order(world: World, *, id: int | None = None, transaction_number: str | None = None) -> Row:
    """Return the one order that is meant, by id or transaction number."""
    found = world.all(
        "SELECT * FROM wholecell_sales_order WHERE id = ? OR transaction_number = ? LIMIT 2",
        (id, transaction_number),
    )
    if not found:
        raise NotFound(f"no order {id or transaction_number!r}")
    if len(found) > 1:
        raise Conflict(f"more than one order is {transaction_number!r}")
    return found[0]


def _line(world: World, item_id: int) -> Row:
    order = world.value(
        "SELECT sales_order_id FROM wholecell_sales_order_item WHERE id = ?", (item_id,)
    )
    if order is None:
        raise NotFound(f"no item {item_id}")
    return next(line for line in lines_of(world, order) if line["id"] == item_id)


@contextmanager
def _touched(world: World, order_id: int, wishes: Sequence[Wish] = ()) -> Iterator[None]:
    """Do something to an order, units of it and others: the ledger and `updated_at` follow."""
    with changed(world, order_id, [wish.unit["id"] for wish in wishes]):
        yield
        world.update("wholecell_sales_order", order_id, updated_at=world.now)


def _check(world: World, order: Row, wishes: Sequence[Wish], gone: Sequence[Row]) -> None:
    status = world.one("SELECT * FROM wholecell_status WHERE id = ?", (order["status_id"],))
    check(status, order["id"], wishes, gone, shipped=order["shipped_at"] is not None)


def _picked(world: World, order_id: int, short: dict[str, int]) -> list[dict[str, Any]]:
    """The oldest Available units that known lines still await; `short` gets what is missing."""
    picked: list[int] = []
    for line in lines_of(world, order_id):
        awaited = line["quantity"] - line["committed_quantity"]
        if line["product_variation_id"] is None or awaited <= 0:
            continue
        found = world.all(
            "SELECT i.id FROM wholecell_inventory i"
            " JOIN wholecell_product_variation v ON v.id = i.product_variation_id"
            " JOIN wholecell_status s ON s.id = i.status_id"
            " WHERE i.order_id IS NULL AND s.title = 'Available' AND (v.id = ?1 OR v.sku = ?2)"
            " AND i.id NOT IN (SELECT value FROM json_each(?3)) ORDER BY i.created_at, i.id"
            " LIMIT ?4",
            (line["product_variation_id"], line["variation_sku"], json.dumps(picked), awaited),
        )
        picked += [row["id"] for row in found]
        if len(found) < awaited:
            name = line["sku"] or str(line["product_variation_id"])
            short[name] = short.get(name, 0) + awaited - len(found)
    return [{"id": each} for each in picked]


def _shipped(world: World, title: str | None) -> Row:
    """The status that says shipped: the one named, else the account's first."""
    if title is None:
        title = world.value(
            "SELECT title FROM wholecell_status WHERE kind = 'SalesOrder' AND shipped"
            " ORDER BY id LIMIT 1"
        )
    status = order_status(world, title or "Shipped")
    if not status["shipped"]:
        raise Conflict(f"{title!r} does not say that an order has shipped")
    return status


def _give_line(world: World, order_id: int, unit: Row, *, position: int) -> None:
    """Put a unit that no item stands for on a line of its variation, a new one if need be."""
    for line in lines_of(world, order_id):
        if line["product_variation_id"] == unit["product_variation_id"]:
            longer = {"quantity": line["quantity"] + 1}
            world.update("wholecell_sales_order_item", line["id"], **longer)
            world.update("wholecell_inventory", unit["id"], order_item_id=line["id"])
            return
    sku = world.value(
        "SELECT sku FROM wholecell_product_variation WHERE id = ?", (unit["product_variation_id"],)
    )
    made = add_line(
        world, order_id, position=position, sku=sku, quantity=1,
        product_variation_id=unit["product_variation_id"], sale_price=unit["sale_price"],
    )  # fmt: skip
    world.update("wholecell_inventory", unit["id"], order_item_id=made)
