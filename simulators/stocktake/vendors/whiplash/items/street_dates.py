"""The day on which an item is released: until then its orders wait.

Source: docs/reference/whiplash.md 2.3, 3.3. Which orders wait is `orders/assignment.py`'s to say.
"""

from stocktake.core import jobs
from stocktake.core.world import World
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.orders.assignment import reassign


def await_street_date(world: World, item_id: int, street_date: str | None) -> None:
    """Have an item's orders looked at again when its day begins, unless that has been."""
    begins = wire.read_time(street_date or "")
    if begins is not None and begins > world.now:
        arguments = {"item_id": item_id, "street_date": street_date}
        jobs.schedule(world, "whiplash", "reach_street_date", due=begins, arguments=arguments)


def reach_street_date(world: World, *, item_id: int, street_date: str) -> None:
    """Let the orders of an item be processed whose day has come; nothing if it was moved."""
    customer_id = world.value(
        "SELECT customer_id FROM whiplash_item WHERE id = ? AND street_date = ?",
        (item_id, street_date),
    )
    if customer_id is not None:
        reassign(world, customer_id)


JOBS = {"reach_street_date": reach_street_date}
