"""What Acme's API does: a handler loads rows, decides, stores rows, and returns data."""

from collections import Counter
from typing import Any

from stocktake.core.errors import (
    Conflict,
    NotFound,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from .tables import KEY

_PER_PAGE = 3
_MICRO = 1_000_000

_BINS = """
SELECT sku, count, count - coalesce((
  SELECT sum(line.quantity) FROM acme_line line JOIN acme_order o ON o.id = line.order_id
  WHERE line.bin_id = acme_bin.id AND o.status = 'open'), 0) AS free
FROM acme_bin ORDER BY id LIMIT ? OFFSET ?
"""


def list_bins(world: World, call: Call, *, page: int = 1) -> dict[str, Any]:
    """Return a page of bins, and the number of the next one."""
    rows = world.all(_BINS, (_PER_PAGE + 1, (page - 1) * _PER_PAGE))
    more = page + 1 if len(rows) > _PER_PAGE else None
    return {"bins": rows[:_PER_PAGE], "next": more}


def find_orders(world: World, call: Call, *, number: str | None = None) -> list[dict[str, Any]]:
    """Return the orders of a number, or all."""
    rows = world.all(
        "SELECT id FROM acme_order WHERE ?1 IS NULL OR number = ?1 ORDER BY id", (number,)
    )
    return [show_order(world, row["id"]) for row in rows]


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Note an order; Acme takes more than it has, and waits for goods."""
    number = body["number"]
    if world.find("SELECT 1 FROM acme_order WHERE number = ?", (number,)):
        raise Conflict(f"there is an order {number} already")
    wanted: Counter[str] = Counter()
    for line in body["lines"]:
        wanted[line["sku"]] += line["quantity"]
    bins = {sku: require_bin(world, sku) for sku in wanted}
    order_id = world.insert("acme_order", number=number)
    for sku, quantity in wanted.items():
        world.insert("acme_line", order_id=order_id, bin_id=bins[sku]["id"], quantity=quantity)
    note_order(world, order_id, "demand")
    return Reply(201, show_order(world, order_id))


def cancel_order(world: World, call: Call, *, order_id: int) -> dict[str, Any]:
    """Call an order off, unless it has left."""
    order = world.find("SELECT * FROM acme_order WHERE id = ?", (order_id,))
    if order is None:
        raise NotFound(f"no order {order_id}")
    if order["status"] == "shipped":
        raise Conflict(f"order {order_id} has left")
    if order["status"] == "open":
        world.update("acme_order", order_id, status="cancelled")
        note_order(world, order_id, "demand", sign=-1)
    return show_order(world, order_id)


HANDLERS = (list_bins, find_orders, create_order, cancel_order)


def show_order(world: World, order_id: int) -> dict[str, Any]:
    """Return an order as the API shows it."""
    order = world.one("SELECT id, number, status FROM acme_order WHERE id = ?", (order_id,))
    lines = world.all(
        "SELECT bin.sku, line.quantity FROM acme_line line"
        " JOIN acme_bin bin ON bin.id = line.bin_id WHERE line.order_id = ? ORDER BY bin.id",
        (order_id,),
    )
    return {**order, "lines": lines}


def require_bin(world: World, sku: str) -> dict[str, Any]:
    """Return the bin of an SKU; Unprocessable where there is none."""
    found = world.find("SELECT * FROM acme_bin WHERE sku = ?", (sku,))
    if found is None:
        raise Unprocessable(f"no bin holds {sku!r}")
    return found


def note_order(world: World, order_id: int, what: str, *, sign: int = 1) -> None:
    """Note for the referee what an order asks for (`demand`) or what has left (`shipment`)."""
    for line in world.all(
        "SELECT bin.id, bin.sku, line.quantity, o.number FROM acme_line line"
        " JOIN acme_bin bin ON bin.id = line.bin_id JOIN acme_order o ON o.id = line.order_id"
        " WHERE o.id = ? ORDER BY bin.id",
        (order_id,),
    ):
        world.note(
            "acme", what, sku=line["sku"], good=line["id"], reference=line["number"],
            document=order_id, delta=sign * line["quantity"] * _MICRO,
        )  # fmt: skip


def authenticate(world: World, call: Call) -> str:
    """Return the key of a call; 401 for any but the one that there is."""
    if call.headers.get("x-acme-key") != KEY:
        raise Unauthorized("send your key as X-Acme-Key")
    return KEY


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into Acme's envelope."""
    allow = {"Allow": ", ".join(refusal.details)} if isinstance(refusal, WrongMethod) else {}
    return Reply(refusal.status, {"problem": refusal.message or "no"}, headers=allow)
