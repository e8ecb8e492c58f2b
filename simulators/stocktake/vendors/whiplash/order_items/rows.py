"""Lines of an order change: what follows for the order. Source: docs/reference/whiplash.md 3.2, 4.

An order whose lines change is no longer what was batched: its goods go back on the shelf, and it
gets its status anew. One that is paused stays paused.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING

from .assignment import reassign
from .order_lines import accounted, add_line, break_bundle, take_apart
from .order_status import PAUSED, check_lines_changeable

Row = Mapping[str, Any]


def restarted(world: World, *orders: Row) -> None:
    """Let orders be looked at anew, after what they ask for changed; then the others."""
    for order in orders:
        world.run(
            "UPDATE whiplash_order SET status = ?1, previous_status = status, updated_at = ?2"
            " WHERE id = ?3 AND status > ?1",
            (PROCESSING, world.now, order["id"]),
        )
    reassign(world, orders[0]["customer_id"])


def add_to(world: World, order: Row, item: Row, columns: Mapping[str, Any]) -> int:
    """Put an item on an order; return the id of the (first) line."""
    check_lines_changeable(world, order)
    with accounted(world, order["id"]):
        take_apart(world, order["id"])
        made = add_line(world, order["id"], item, columns)
        restarted(world, order)
    return made


def change_line(world: World, order: Row, line: Row, columns: Mapping[str, Any]) -> None:
    """Change what a line says; a count that changes is a matter of stock. Called in `accounted`."""
    changed = {name: value for name, value in columns.items() if line[name] != value}
    if not changed:
        return
    check_lines_changeable(world, order)
    if "quantity" in changed:
        take_apart(world, order["id"])
        break_bundle(world, line)
    world.update("whiplash_order_item", line["id"], updated_at=world.now, **changed)
    if "quantity" in changed:
        restarted(world, order)


def remove_line(world: World, order: Row, line: Row) -> None:
    """Take a line off its order."""
    check_lines_changeable(world, order)
    with accounted(world, order["id"]):
        take_apart(world, order["id"])
        break_bundle(world, line)
        world.run("DELETE FROM whiplash_order_item WHERE id = ?", (line["id"],))
        restarted(world, order)


def move_line(world: World, source: Row, line: Row, target: Row) -> None:
    """Put a line on another order."""
    check_lines_changeable(world, source)
    check_lines_changeable(world, target)
    with accounted(world, source["id"], target["id"]):
        take_apart(world, source["id"])
        take_apart(world, target["id"])
        break_bundle(world, line)
        world.update("whiplash_order_item", line["id"], order_id=target["id"], updated_at=world.now)
        restarted(world, source, target)


def separated(world: World, order: Row, line: Row) -> None:
    """Put a line on an order of its own, which goes where the first one goes.

    The shop's id stays with the first: no two orders have one.
    """
    check_lines_changeable(world, order)
    copied = {
        name: order[name]
        for name in order
        if name.startswith(("shipping_", "shop_", "req_ship_", "ship_3rdparty_", "return_"))
        or name in ("customer_id", "email", "gift", "currency", "provider", "ship_notes", "insure")
    }
    target = world.insert(
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
    move_line(world, order, line, world.one("SELECT * FROM whiplash_order WHERE id = ?", (target,)))
