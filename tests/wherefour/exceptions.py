"""What Schemathesis reports although Wherefour really does it; docs/wherefour.md shows the table.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from functools import partial

from stocktake.web.sandbox import Response, Sandbox

from tests.fuzz.excuses import ANY, Excuse
from tests.wherefour.conftest import Warehouse

ITEM = {"name": "Never touched", "unit_of_use": "each"}


def name_is_taken(sandbox: Sandbox) -> Response:
    """Make an item of Wherefour's twice."""
    warehouse = Warehouse(sandbox)
    assert warehouse.post("/inventory", ITEM).status == 200
    return warehouse.post("/inventory", ITEM)


def nothing_is_there_to_ship(sandbox: Sandbox) -> Response:
    """Ship an order of Wherefour's of an item that never came in."""
    warehouse = Warehouse(sandbox)
    made = warehouse.post("/inventory", ITEM).json()
    return warehouse.ship(warehouse.order({"inventory_id": made["id"], "count": 1}))


def new_item_has_no_adjustment(sandbox: Sandbox) -> Response:
    """Ask for the last adjustment of an item of Wherefour's that never had one."""
    warehouse = Warehouse(sandbox)
    made = warehouse.post("/inventory", ITEM).json()
    return warehouse.get(f"/inventory/last_adjustment?inventory_id={made['id']}")


def credit_has_no_line(sandbox: Sandbox) -> Response:
    """Give a customer of Wherefour's a credit of nothing."""
    nothing = {"credit_number": "CRED-1", "credit_date": "2026-01-05", "status": "active"}
    return Warehouse(sandbox).post("/customers/1/credits", nothing)


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "wherefour.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    Excuse(
        "wherefour.yaml", ANY, "unsupported_method", r"^404 .*Entity not found",
        "What no specification lists is an unknown path, a wrong method too.",
        "reference/wherefour.md §2",
    ),
    refuses_valid(
        r"^422 .*is not a (date|time)",
        "Dates come in three formats and the user's own, so the document takes any string.",
        "reference/wherefour.md §1.6",
    ),
    refuses_valid(
        r"^422 .*(must be (greater than|an? )|is too large|can't be blank)",
        "A number may come as a string, known when it is read; what a lot needs, its item says.",
        "reference/wherefour.md §5.3",
    ),
    refuses_valid(
        r"^422 .*must exist",
        "An id in a body must be one that this organization has.",
        "reference/wherefour.md §5.3",
    ),
    refuses_valid(
        r"^422 .*is not included in the list",
        "Words of a list are read in any case, which an enumeration cannot say.",
        "reference/wherefour.md §4",
    ),
    refuses_valid(
        r"^422 .*has already been taken",
        "Names of items are unique.",
        "reference/wherefour.md §4",
        witness=name_is_taken,
    ),
    refuses_valid(
        r'^422 .*"errors":\{"base":',
        "Nothing left to ship, or nothing to ship it from: the order's state refuses.",
        "reference/wherefour.md §5.1",
        witness=nothing_is_there_to_ship,
    ),
    refuses_valid(
        r"^422 .*at least one line is needed",
        "A credit has a line of an item or one of its own words, which no schema of either says.",
        "reference/wherefour.md §4",
        witness=credit_has_no_line,
    ),
    Excuse(
        "wherefour.yaml", "get_last_stock_lot_change", "ensure_resource_availability", r"^404 ",
        "A new item was never adjusted, so it has no last adjustment.",
        "reference/wherefour.md §4",
        witness=new_item_has_no_adjustment,
    ),
)  # fmt: skip
