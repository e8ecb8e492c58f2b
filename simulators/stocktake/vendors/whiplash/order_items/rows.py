"""Lines of orders: found, inserted, changed, moved and removed.

Source: docs/reference/whiplash.md 2.2, 3.2, 4. An order whose lines change is unpacked and gets its
status anew; a paused one stays paused.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.items.shown import describe
from stocktake.vendors.whiplash.orders.abroad import check_prices
from stocktake.vendors.whiplash.orders.assignment import restart_orders
from stocktake.vendors.whiplash.orders.ledger import record_demand
from stocktake.vendors.whiplash.orders.packing import unpack
from stocktake.vendors.whiplash.orders.statuses import PAUSED, check_lines_changeable
from stocktake.vendors.whiplash.records import find_originated, require, require_own

from .bundles import components_of, split_bundle

Row = Mapping[str, Any]

# What the lines of a bundle's components share.
_SHARED = ("originator_id", "provider", "misc")
# What a new order copies from the one that its line is separated from.
_COPIED = (
    "customer_id", "email", "gift", "currency", "provider", "ship_notes", "insure",
    "skip_street_date",
)  # fmt: skip
_COPIED_PREFIXES = ("shipping_", "shop_", "req_ship_", "ship_3rdparty_", "return_")

# Finding


def find_line(world: World, account: Account, order_item_id: int) -> dict[str, Any]:
    """Return a line; NotFound for an id that is not the account's."""
    return require_own(
        world, account, order_item_id,
        select="SELECT li.* FROM whiplash_order_item li JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE li.id = ? AND o.customer_id = ?",
    )  # fmt: skip


def find_by_originator(world: World, account: Account, original_id: str) -> dict[str, Any] | None:
    """Return the newest line that a shop knows by an id from a path, None for none."""
    return find_originated(
        world, account, original_id,
        select="SELECT li.* FROM whiplash_order_item li JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE li.originator_id = ? AND o.customer_id = ? ORDER BY li.id DESC LIMIT 1",
    )  # fmt: skip


def require_by_originator(world: World, account: Account, original_id: str) -> dict[str, Any]:
    """Return the line that a shop knows by an id; NotFound when there is none."""
    return require(find_by_originator(world, account, original_id))


# Inserting


def insert_line(world: World, order_id: int, item: Row, columns: Mapping[str, Any]) -> int:
    """Put an item on an order, a bundle as its components; return the id of the (first) line."""
    if not item["is_bundle"]:
        return _insert(world, order_id, item, columns)
    components = components_of(world, item)
    count = columns.get("quantity", 1)
    bundle_id = world.insert(
        "whiplash_order_bundle", order_id=order_id, item_id=item["id"], quantity=count
    )
    shared = {name: value for name, value in columns.items() if name in _SHARED}
    line_ids = [
        _insert(
            world, order_id, component,
            {**shared, "price": component["price"] or 0, "currency": component["currency"],
             "quantity": count * needed, "bundle_id": bundle_id},
        )
        for component, needed in components
    ]  # fmt: skip
    return line_ids[0]


def _insert(world: World, order_id: int, item: Row, columns: Mapping[str, Any]) -> int:
    values = {"sku": item["sku"], "description": describe(item), "quantity": 1, **columns}
    return world.insert(
        "whiplash_order_item",
        order_id=order_id, item_id=item["id"], created_at=world.now, updated_at=world.now, **values,
    )  # fmt: skip


# Changing


def add_line(world: World, order: Row, item: Row, columns: Mapping[str, Any]) -> int:
    """Add an item to an order that exists; return the id of the (first) line."""
    check_lines_changeable(world, order)
    with record_demand(world, order["id"]):
        unpack(world, order["id"])
        line_id = insert_line(world, order["id"], item, columns)
        restart_orders(world, order)
        check_prices(world, order["id"])
    return line_id


def change_line(world: World, order: Row, line: Row, columns: Mapping[str, Any]) -> None:
    """Set columns of a line; another quantity also changes stock. Call it in `record_demand`."""
    changed = {name: value for name, value in columns.items() if line[name] != value}
    if not changed:
        return
    check_lines_changeable(world, order)
    if "quantity" in changed:
        unpack(world, order["id"])
        split_bundle(world, line)
    world.update("whiplash_order_item", line["id"], updated_at=world.now, **changed)
    if "quantity" in changed:
        restart_orders(world, order)


def remove_line(world: World, order: Row, line: Row) -> None:
    """Remove a line from its order."""
    check_lines_changeable(world, order)
    with record_demand(world, order["id"]):
        unpack(world, order["id"])
        split_bundle(world, line)
        world.run("DELETE FROM whiplash_order_item WHERE id = ?", (line["id"],))
        restart_orders(world, order)


def move_line(world: World, source: Row, line: Row, target: Row) -> None:
    """Move a line to another order."""
    check_lines_changeable(world, source)
    check_lines_changeable(world, target)
    with record_demand(world, source["id"], target["id"]):
        unpack(world, source["id"])
        unpack(world, target["id"])
        split_bundle(world, line)
        world.update("whiplash_order_item", line["id"], order_id=target["id"], updated_at=world.now)
        restart_orders(world, source, target)
        check_prices(world, target["id"])


def separate_line(world: World, order: Row, line: Row) -> None:
    """Move a line to a new order of its own with the same address.

    The originator id stays with the first order: it is unique.
    """
    check_lines_changeable(world, order)
    copied = {name: order[name] for name in order if _is_copied(name)}
    order_id = world.insert(
        "whiplash_order",
        **copied | {"shipping_confirmation_sent": 0},
        status=PAUSED if order["status"] == PAUSED else PROCESSING,
        originator_group_id=order["originator_group_id"],
        proto_originator_id=order["originator_id"] or order["proto_originator_id"],
        level1_token=world.token("whiplash.level1")[:10],
        level2_token=world.token("whiplash.level2")[:10],
        created_at=world.now,
        updated_at=world.now,
    )
    target = world.one("SELECT * FROM whiplash_order WHERE id = ?", (order_id,))
    move_line(world, order, line, target)


def _is_copied(column: str) -> bool:
    return column in _COPIED or column.startswith(_COPIED_PREFIXES)
