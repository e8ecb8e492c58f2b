"""A list costs its page, not the world: counted in steps of SQLite, never by the wall clock."""

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wholecell import SIMULATOR as WHOLECELL
from stocktake.web.border import bind
from stocktake.web.faults.kind import is_a_list
from stocktake.web.sandbox import Sandbox

from tests.failures import failures_of

EACH = 100  # steps of SQLite's machine between two looks
# The pages are the same at both scales but for the count of all rows, one step or two for each.
MOST_TIMES = 12
# These read the whole world for a page still; one that is mended leaves this list.
STILL_DEAR = {
    "backmarket list_listings", "whiplash list_bundles", "whiplash list_inbound_items",
    "whiplash list_items_by_group", "whiplash list_items_in_bundles",
    "wholecell list_purchase_orders",
}  # fmt: skip


def steps(sandbox: Sandbox, simulator: str, target: str) -> int:
    """Return how many steps SQLite takes for a list; 0 where it is not answered."""
    taken = [0]

    def step() -> int:
        taken[0] += EACH
        return 0

    db = sandbox.world().db
    given = failures_of(simulator).right(sandbox.env)
    sandbox.request("GET", target, **given)  # the first one makes SQLite read its schema
    db.set_progress_handler(step, EACH)
    answer = sandbox.request("GET", target, **given)
    db.set_progress_handler(None, 0)
    return taken[0] if answer.status == 200 else 0


def test_stock_levels_begin_with_the_skus_of_their_page() -> None:
    small, large = (Sandbox([WHOLECELL], scale=scale) for scale in (4, 16))
    target = "/wholecell/api/v1/stock_levels"
    assert steps(large, "wholecell", target) < 1.3 * steps(small, "wholecell", target)


@pytest.mark.full
def test_only_lists_that_are_named_read_the_world_for_a_page() -> None:
    small, large = Sandbox(SIMULATORS), Sandbox(SIMULATORS, scale=100)
    dear = {}
    for simulator in SIMULATORS:
        for api in simulator.apis:
            for operation in bind(api, simulator.name).table.operations:
                if operation.method != "GET" or not is_a_list(operation):
                    continue
                target = f"/{api.name}{operation.template}"
                before, now = (steps(each, simulator.name, target) for each in (small, large))
                if now > MOST_TIMES * max(before, 20 * EACH):
                    dear[f"{simulator.name} {operation.id}"] = (before, now)
    assert dear.keys() == STILL_DEAR, dear
