"""A list costs its page, not the world: counted in steps of SQLite, never by the wall clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wholecell import SIMULATOR as WHOLECELL
from stocktake.web.border import bind
from stocktake.web.faults.kind import is_a_list
from stocktake.web.sandbox import Sandbox

from tests.failures import failures_of

EACH = 100  # steps of SQLite's machine between two looks
LEAST = 20 * EACH  # less than this is not compared
# In a world of a hundred times the rows. Where the page is longer there, it may cost as much more.
MOST_TIMES = 1.3
# What these answer follows from rows beyond their page; an index alone is read for it. One that
# costs no more than the others leaves this list.
ADDS_UP = {
    # The total is that of different SKUs: an entry of the index for each variation.
    "wholecell list_stock_levels": 2,
    # The total is that of listings which have not ended: an entry of the index for each.
    "swappa list_listings": 6,
    # A property shows the shops and groups of every offer that has it.
    "retailcrm get_products_properties": 5,
    # An order shows how many units came in on it and what they cost. A scale multiplies the units,
    # not the orders: each order of the page has a hundred times as many.
    "wholecell list_purchase_orders": 45,
}
# These sort all that they found before they cut their page from it.
SORTS_FEW = {
    "wherefour get_categories", "whiplash list_web_hooks",  # no account has many
    "wherefour search_inventory", "wherefour search_shipments",  # those that were named
    "whiplash find_items_by_sku", "whiplash list_items_by_sku", "whiplash list_items_by_group",
    "whiplash list_inbound_items",  # those of open notices
    "whiplash list_item_transactions_by_originator",
    "wholecell list_stock_levels",  # the page itself
}  # fmt: skip


def steps(sandbox: Sandbox, target: str, **given: Any) -> tuple[int, int]:
    """Return how many steps SQLite takes for a list, 0 where it is not answered, and its bytes."""
    taken = [0]

    def step() -> int:
        taken[0] += EACH
        return 0

    db = sandbox.world().db
    db.set_progress_handler(step, EACH)
    answer = sandbox.request("GET", target, **given)
    db.set_progress_handler(None, 0)
    return (taken[0] if answer.status == 200 else 0), len(answer.body)


def list_steps(sandbox: Sandbox, simulator: str, target: str) -> tuple[int, int]:
    """Return the steps of a vendor's list and its bytes, with a schema that SQLite has read."""
    given = failures_of(simulator).right(sandbox.env)
    sandbox.request("GET", target, **given)
    return steps(sandbox, target, **given)


def lists() -> Iterator[tuple[str, str, str]]:
    """Yield each list of each vendor by its name, with its vendor and its path."""
    for simulator in SIMULATORS:
        for api in simulator.apis:
            for operation in bind(api, simulator.name).table.operations:
                if operation.method == "GET" and is_a_list(operation):
                    name, target = f"{simulator.name} {operation.id}", operation.template
                    yield name, simulator.name, f"/{api.name}{target}"


def test_stock_levels_begin_with_the_skus_of_their_page() -> None:
    small, large = (
        list_steps(Sandbox([WHOLECELL], scale=scale), "wholecell", "/wholecell/api/v1/stock_levels")
        for scale in (4, 16)
    )
    assert large[0] < 1.3 * small[0]


@pytest.mark.full
def test_a_list_costs_its_page_in_a_world_of_a_hundred_times_the_rows() -> None:
    small, large = Sandbox(SIMULATORS), Sandbox(SIMULATORS, scale=100)
    times = {}
    for name, simulator, target in lists():
        (before, short), (now, long) = (
            list_steps(each, simulator, target) for each in (small, large)
        )
        longer = max(1, long / max(1, short))
        times[name] = now / max(LEAST, before * longer)
    assert {name: n for name, n in times.items() if n > ADDS_UP.get(name, MOST_TIMES)} == {}
    assert {name: times[name] for name in ADDS_UP if times[name] <= MOST_TIMES} == {}


def test_pages_are_read_in_the_order_of_an_index_where_much_is_found() -> None:
    """A scale multiplies no orders: without this, their lists might read them all for a page."""
    sandbox = Sandbox(SIMULATORS)
    db, sorting = sandbox.world().db, set()
    for name, simulator, target in lists():
        asked: list[str] = []
        given = failures_of(simulator).right(sandbox.env)
        db.set_trace_callback(asked.append)
        sandbox.request("GET", target, **given)
        db.set_trace_callback(None)
        for query in (query for query in asked if " LIMIT " in query):
            plan = [step for *_, step in db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()]
            if "USE TEMP B-TREE FOR ORDER BY" in plan:
                sorting.add(name)
    assert sorting == SORTS_FEW


def test_the_next_page_of_stock_reads_nothing_again_until_something_changes() -> None:
    sandbox = Sandbox(SIMULATORS)
    steps(sandbox, "/_sim/stock")
    assert steps(sandbox, "/_sim/stock") < (LEAST, 0)
    sandbox.advance("1h")
    sandbox.request(
        "GET", "/retailcrm/api/v5/store/inventories", **failures_of("retailcrm").right(sandbox.env)
    )
    assert steps(sandbox, "/_sim/stock") < (LEAST, 0)
    place = {"sku": "CHOC-70-100", "count": 5, "location": "MAIN"}
    sandbox.event("wherefour", "receive_stock", **place)
    assert steps(sandbox, "/_sim/stock") > (10 * LEAST, 0)
