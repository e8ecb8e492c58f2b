"""What the people of a warehouse do with what arrives; no operation of V1 does it.

After the calls of the vendor's own sandbox (`simulate/shipnotices/{id}/processing`).
Source: docs/reference/whiplash.md 3.4, 5.3; the events themselves are this suite's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from . import hooks
from .events import found_item, found_warehouse
from .recording import received_from, record_transaction
from .shipnotice_items import described
from .shipnotice_rows import (
    ARRIVED,
    COMPLETED,
    IN_TRANSIT,
    NEVER_RECEIVED,
    PROBLEM,
    PROCESSING,
    STATUS_NAMES,
    UNEXPECTED,
)

_RECEIVABLE = (UNEXPECTED, IN_TRANSIT, ARRIVED, PROCESSING, PROBLEM)
_NAMED = {"shipnotice_item_id": "id", "item_id": "item_id", "sku": "sku"}
_MOST_LOST = 5  # of so many units at most one is missing, and one damaged, by chance

Row = Mapping[str, Any]
Came = tuple[Row, int, int]
"""A line, how many good units came of it and how many damaged ones."""


def arrive_shipnotice(world: World, *, shipnotice_id: int) -> dict[str, Any]:
    """Take in the boxes of a notice in transit; nobody has opened them."""
    notice = _found(world, shipnotice_id)
    if notice["status"] not in (IN_TRANSIT, NEVER_RECEIVED):
        raise Conflict(f"a ship notice that is {STATUS_NAMES[notice['status']]} does not arrive")
    _change(world, notice, ARRIVED, arrived_at=world.now)
    return _told(world, shipnotice_id)


def receive_shipnotice(
    world: World,
    *,
    shipnotice_id: int,
    lines: Sequence[Row] | None = None,
    randomize_receiving: bool = False,
    finalize: bool | None = None,
    received_by: str | None = None,
) -> dict[str, Any]:
    """Put what came on a notice on the shelf, line by line: all that is awaited, what `lines` say,
    or what chance leaves of it.

    The notice is completed when nothing is awaited any more, or as `finalize` says.
    """
    notice = _found(world, shipnotice_id)
    if notice["status"] not in _RECEIVABLE:
        raise Conflict(f"a ship notice that is {STATUS_NAMES[notice['status']]} is not received")
    if notice["status"] == IN_TRANSIT:
        _change(world, notice, ARRIVED, arrived_at=world.now)
    if notice["status"] != PROCESSING:
        by = {} if received_by is None else {"received_by": received_by}
        _change(world, notice, PROCESSING, **by)
    if lines is not None:
        came = [_as_said(world, notice, line) for line in lines]
    else:
        came = [
            _awaited(world, line, by_chance=randomize_receiving) for line in _lines(world, notice)
        ]
    for line, good, damaged in came:
        _shelve(world, notice, line, good=good, damaged=damaged)
    if not any(_open(line) for line in _lines(world, notice)) if finalize is None else finalize:
        _change(world, notice, COMPLETED, completed_at=world.now)
    return _told(world, shipnotice_id)


def receive_unexpected(
    world: World,
    *,
    lines: Sequence[Row],
    sender: str | None = None,
    warehouse: str | None = None,
) -> dict[str, Any]:
    """Take in goods that nobody announced: a notice is made for them, and they wait on it."""
    items = [found_item(world, sku=each.get("sku"), item_id=each.get("item_id")) for each in lines]
    customer = items[0]["customer_id"]
    if any(item["customer_id"] != customer for item in items):
        raise Conflict("the items belong to several merchants")
    made = world.insert(
        "whiplash_shipnotice",
        customer_id=customer, sender=sender, status=UNEXPECTED,
        warehouse_id=found_warehouse(world, items[0], warehouse), arrived_at=world.now,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    for item, line in zip(items, lines, strict=True):
        world.insert(
            "whiplash_shipnotice_item",
            shipnotice_id=made, item_id=item["id"], quantity=line["quantity"],
            description=described(item), created_at=world.now, updated_at=world.now,
        )  # fmt: skip
    hooks.shipnotice_changed(world, made)
    return _told(world, made)


def set_shipnotice_aside(world: World, *, shipnotice_id: int, status: str) -> dict[str, Any]:
    """Find a problem with a notice, or give up waiting for it."""
    notice = _found(world, shipnotice_id)
    code = {"problem": PROBLEM, "never_received": NEVER_RECEIVED}[status]
    before = (ARRIVED, PROCESSING) if code == PROBLEM else (IN_TRANSIT,)
    if notice["status"] not in before:
        raise Conflict(f"a ship notice that is {STATUS_NAMES[notice['status']]} has no {status!r}")
    _change(world, notice, code)
    return _told(world, shipnotice_id)


def _as_said(world: World, notice: Row, said: Row) -> Came:
    """Return what is said to have come: of a line by its id, or of the first one of an item."""
    for line in _lines(world, notice):
        if all(said[name] == line[of] for name, of in _NAMED.items() if name in said):
            return line, said.get("quantity_good", 0), said.get("quantity_damaged", 0)
    raise NotFound("no such line is on the ship notice")


def _awaited(world: World, line: Row, *, by_chance: bool) -> Came:
    awaited = _open(line)
    if not by_chance:
        return line, awaited, 0
    drawn = int(world.token("whiplash.receiving"), 16)
    damaged, missing = (part % (awaited // _MOST_LOST + 1) for part in divmod(drawn, 2**64))
    return line, awaited - damaged - missing, damaged


def _shelve(world: World, notice: Row, line: Row, *, good: int, damaged: int) -> None:
    """Count what came of a line; what is good can be sold at once, what is damaged never."""
    if not good and not damaged:
        return
    if line["is_bundle"]:
        raise Conflict("a bundle is on no shelf: name a component")
    world.run(
        "UPDATE whiplash_shipnotice_item SET quantity_good = quantity_good + ?,"
        " quantity_damaged = quantity_damaged + ?, updated_at = ? WHERE id = ?",
        (good, damaged, world.now, line["id"]),
    )
    if good:
        record_transaction(
            world, line["item_id"],
            change=good, description=received_from(notice["sender"] or notice["customer"], good),
            shipnotice_id=notice["id"], warehouse_id=notice["warehouse_id"],
        )  # fmt: skip
        hooks.inventory_changed(world, line["item_id"])


def _change(world: World, notice: dict[str, Any], status: int, **columns: Any) -> None:
    world.update(
        "whiplash_shipnotice", notice["id"], status=status, updated_at=world.now, **columns
    )
    notice["status"] = status
    hooks.shipnotice_changed(world, notice["id"])


def _found(world: World, shipnotice_id: int) -> dict[str, Any]:
    notice = world.find(
        "SELECT n.*, c.name AS customer FROM whiplash_shipnotice n"
        " JOIN whiplash_customer c ON c.id = n.customer_id WHERE n.id = ?",
        (shipnotice_id,),
    )
    if notice is None:
        raise NotFound(f"no ship notice {shipnotice_id}")
    return notice


def _lines(world: World, notice: Row) -> list[dict[str, Any]]:
    return world.all(
        "SELECT l.*, i.sku, i.is_bundle FROM whiplash_shipnotice_item l"
        " JOIN whiplash_item i ON i.id = l.item_id WHERE l.shipnotice_id = ? ORDER BY l.id",
        (notice["id"],),
    )


def _open(line: Row) -> int:
    came: int = line["quantity_good"] + line["quantity_damaged"]
    return max(0, int(line["quantity"]) - came)


def _told(world: World, shipnotice_id: int) -> dict[str, Any]:
    notice = _found(world, shipnotice_id)
    names = ("id", "item_id", "quantity", "quantity_good", "quantity_damaged")
    return {
        "shipnotice_id": shipnotice_id,
        "status": notice["status"],
        "status_name": STATUS_NAMES[notice["status"]],
        "lines": [{name: line[name] for name in names} for line in _lines(world, notice)],
    }


EVENTS: Mapping[str, Callable[..., Any]] = {
    "arrive_shipnotice": arrive_shipnotice,
    "receive_shipnotice": receive_shipnotice,
    "receive_unexpected": receive_unexpected,
    "set_shipnotice_aside": set_shipnotice_aside,
}
