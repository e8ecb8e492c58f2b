"""What Schemathesis reports although WholeCell really does it; docs/wholecell.md shows the table.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from functools import partial

from stocktake.web.sandbox import Response, Sandbox

from tests.fuzz.excuses import ANY, Excuse, Witness
from tests.wholecell.conftest import Cell


def order_of_a_unit_is_set(sandbox: Sandbox) -> Response:
    """Say of which order a unit of WholeCell's is."""
    cell = Cell(sandbox)
    return cell.send("PATCH", f"/inventories/{cell.units()[0]['id']}", json={"order_id": 7})


def unit_is_named_twice(sandbox: Sandbox) -> Response:
    """Order the same unit of WholeCell's twice."""
    cell = Cell(sandbox)
    unit = {"esn": next(unit["esn"] for unit in cell.units(status="Available") if unit["esn"])}
    return cell.send("POST", "/sales_orders", json={"inventories": [unit, unit]})


def unknown_parameter_is_ignored(path: str) -> Witness:
    """Ask for a list of WholeCell's with a name that it does not know."""
    return lambda sandbox: Cell(sandbox).get(f"/{path}", New="null", updated_since="never")


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "wholecell.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    refuses_valid(
        r"^422 .*(must exist|is not a |is carried by|has already been taken|can't be blank)",
        "An id, a SKU or a title must be one that the account has, a serial one that it has not.",
        "reference/wholecell.md §2.3",
    ),
    refuses_valid(
        r"^422 .*is set by committing",
        "The order of a unit is the sales order's to say.",
        "reference/wholecell.md §2.3",
        witness=order_of_a_unit_is_set,
    ),
    Excuse(
        "wholecell.yaml", ANY, "unsupported_method", r"^422 .*can't be blank",
        "PUT is read as PATCH, which needs a body.",
        "reference/wholecell.md §2.3",
    ),
    refuses_valid(
        r'^422 .*"(inventories|items)":\["(?!can\'t|is invalid)',
        "A unit must be known, free and not yet gone, named once; a line that holds one stays.",
        "reference/wholecell.md §7.2",
        witness=unit_is_named_twice,
    ),
    *(
        Excuse(
            "wholecell.yaml", f"list_{resource}", "negative_data_rejection", r'^200 \{"data":\[',
            "A parameter that nobody knows is ignored, and so is what cannot be read.",
            "reference/wholecell.md §2.2",
            witness=unknown_parameter_is_ignored(resource),
        )
        for resource in ("inventories", "purchase_orders", "sales_orders", "stock_levels")
    ),
)  # fmt: skip
