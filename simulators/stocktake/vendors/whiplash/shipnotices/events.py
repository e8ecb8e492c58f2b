"""What warehouse staff do with goods that arrive; no operation of version 1 does it.

Modelled on the calls of the vendor's own sandbox (`simulate/shipnotices/{id}/processing`).
Source: docs/reference/whiplash.md 3.4, 5.3. The events themselves are this suite's.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.whiplash.items.shown import describe
from stocktake.vendors.whiplash.stock.events import find_stocked_item, find_warehouse
from stocktake.vendors.whiplash.web_hooks.callbacks import send_shipnotice_changed

from .receiving import (
    Row,
    change_status,
    find_notice,
    is_received,
    lines_of,
    read_received,
    receive_expected,
    shelve,
)
from .statuses import (
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
_LINE = ("id", "item_id", "quantity", "quantity_good", "quantity_damaged")


def arrive_shipnotice(world: World, *, shipnotice_id: int) -> dict[str, Any]:
    """Take in the boxes of a ship notice in transit, unopened."""
    notice = find_notice(world, shipnotice_id)
    if notice["status"] not in (IN_TRANSIT, NEVER_RECEIVED):
        raise Conflict(f"a ship notice that is {STATUS_NAMES[notice['status']]} cannot arrive")
    change_status(world, notice, ARRIVED, arrived_at=world.now)
    return _show(world, shipnotice_id)


def receive_shipnotice(
    world: World,
    *,
    shipnotice_id: int,
    lines: Sequence[Row] | None = None,
    randomize_receiving: bool = False,
    finalize: bool | None = None,
    received_by: str | None = None,
) -> dict[str, Any]:
    """Put what came on a ship notice on the shelf, line by line.

    That is what `lines` say, else all that is expected, less what chance takes of it
    (`randomize_receiving`). The notice is completed when nothing more is expected, or as `finalize`
    says.
    """
    notice = find_notice(world, shipnotice_id)
    if notice["status"] not in _RECEIVABLE:
        raise Conflict(f"a ship notice that is {STATUS_NAMES[notice['status']]} cannot be received")
    if notice["status"] == IN_TRANSIT:
        change_status(world, notice, ARRIVED, arrived_at=world.now)
    if notice["status"] != PROCESSING:
        by = {} if received_by is None else {"received_by": received_by}
        change_status(world, notice, PROCESSING, **by)
    if lines is not None:
        received = [read_received(world, notice, line) for line in lines]
    else:
        received = [
            receive_expected(world, line, by_chance=randomize_receiving)
            for line in lines_of(world, notice)
        ]
    for each in received:
        shelve(world, notice, each)
    if is_received(world, notice) if finalize is None else finalize:
        change_status(world, notice, COMPLETED, completed_at=world.now)
    return _show(world, shipnotice_id)


def receive_unexpected(
    world: World,
    *,
    lines: Sequence[Row],
    sender: str | None = None,
    warehouse: str | None = None,
) -> dict[str, Any]:
    """Take in goods that nobody announced: they wait on a ship notice that is made for them."""
    items = [
        find_stocked_item(world, sku=line.get("sku"), item_id=line.get("item_id")) for line in lines
    ]
    customer_id = items[0]["customer_id"]
    if any(item["customer_id"] != customer_id for item in items):
        raise Conflict("the items belong to several merchants")
    shipnotice_id = world.insert(
        "whiplash_shipnotice",
        customer_id=customer_id, sender=sender, status=UNEXPECTED,
        warehouse_id=find_warehouse(world, items[0], warehouse), arrived_at=world.now,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    for item, line in zip(items, lines, strict=True):
        world.insert(
            "whiplash_shipnotice_item",
            shipnotice_id=shipnotice_id, item_id=item["id"], quantity=line["quantity"],
            description=describe(item), created_at=world.now, updated_at=world.now,
        )  # fmt: skip
    send_shipnotice_changed(world, shipnotice_id)
    return _show(world, shipnotice_id)


def set_shipnotice_aside(world: World, *, shipnotice_id: int, status: str) -> dict[str, Any]:
    """Report a problem with a ship notice, or give up waiting for it."""
    notice = find_notice(world, shipnotice_id)
    code = {"problem": PROBLEM, "never_received": NEVER_RECEIVED}[status]
    before = (ARRIVED, PROCESSING) if code == PROBLEM else (IN_TRANSIT,)
    if notice["status"] not in before:
        name = STATUS_NAMES[notice["status"]]
        raise Conflict(f"a ship notice that is {name} cannot be set to {status!r}")
    change_status(world, notice, code)
    return _show(world, shipnotice_id)


def _show(world: World, shipnotice_id: int) -> dict[str, Any]:
    notice = find_notice(world, shipnotice_id)
    return {
        "shipnotice_id": shipnotice_id,
        "status": notice["status"],
        "status_name": STATUS_NAMES[notice["status"]],
        "lines": [{name: line[name] for name in _LINE} for line in lines_of(world, notice)],
    }


EVENTS = (arrive_shipnotice, receive_shipnotice, receive_unexpected, set_shipnotice_aside)
