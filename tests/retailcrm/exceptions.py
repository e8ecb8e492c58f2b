"""What Schemathesis reports although RetailCRM really does it; docs/retailcrm.md shows the table.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from functools import partial
from typing import Any

from stocktake.web.sandbox import Response, Sandbox

from tests.fuzz.excuses import ANY, Excuse, Witness
from tests.retailcrm.support import Crm


def _after_orders(path: str, **fields: Any) -> Witness:
    # A write that two orders, A and B, stand in the way of.
    def write(sandbox: Sandbox) -> Response:
        crm = Crm(sandbox)
        for name in "AB":
            order = {"externalId": name, "items": [{"offer": {"id": 1003}}]}
            assert crm.post("/v5/orders/create", site="shop-us", order=order).status == 201
        return crm.post(f"/v5/orders/{path}", site="shop-us", by="id", **fields)

    return write


external_id_is_used = _after_orders("create", order={"externalId": "A"})
external_id_is_anothers = _after_orders("1002/edit", order={"externalId": "A"})
name_is_anothers = _after_orders("fix-external-ids", orders=[{"id": 1002, "externalId": "A"}])
name_is_for_nobody = _after_orders("fix-external-ids", orders=[{"id": 9, "externalId": "C"}])
store_is_empty = _after_orders(
    "packs/create", pack={"itemId": 1001, "store": "whiplash", "quantity": 1}
)


def one_order_of_two_is_bad(sandbox: Sandbox) -> Response:
    """Upload two orders to RetailCRM, of which one has a date that is none."""
    orders = [{}, {"shipmentDate": "never"}]
    return Crm(sandbox).post("/v5/orders/upload", site="shop-us", orders=orders)


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "retailcrm.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    Excuse(
        "retailcrm.yaml", ANY, "ignored_auth", r'^400 .*apiKey\\" is missing',
        "A call without a key is a bad request, not an unauthorized one.",
        "reference/warehouse-module.md §1.2",
    ),
    refuses_valid(
        r"^400 .*Parameter '\w+' is missing",
        "A form may lack its field, and a key that sees two shops must name one.",
        "reference/warehouse-module.md §1.5",
    ),
    refuses_valid(
        r"^400 .*Expected array, but got ",
        "A form field is any string until it is read as JSON.",
        "reference/warehouse-module.md §1.5",
    ),
    refuses_valid(
        r"^400 .*Errors in the input parameters.*This value is not valid",
        "A shop must be one of the account's, a date one of the calendar's.",
        "reference/warehouse-module.md §1.4",
    ),
    refuses_valid(
        r"^400 .*(Errors in the entity format|Order is not loaded)"
        r".*(should not be blank|is not valid|does not exist|not found|not a valid URL|must match)",
        "What an entity must hold depends on what there is: its stores, its shops, its first time.",
        "reference/warehouse-module.md §1.9",
    ),
    *(
        Excuse(
            "retailcrm.yaml", operation, "positive_data_acceptance",
            r"^400 .*Order already exists\.",
            "An externalId is used once in its shop.",
            "reference/warehouse-module.md §1.3",
            witness=witness,
        )
        for operation, witness in (
            ("create_order", external_id_is_used),
            ("edit_order", external_id_is_anothers),
            ("fix_external_ids", name_is_anothers),
        )
    ),
    Excuse(
        "retailcrm.yaml", "fix_external_ids", "positive_data_acceptance",
        r"^400 .*Order with id=\S+ not found\.",
        "Orders are named by their ids, and all are known or none is renamed.",
        "reference/warehouse-module.md §7.11",
        witness=name_is_for_nobody,
    ),
    Excuse(
        "retailcrm.yaml", "create_pack", "positive_data_acceptance",
        r"^400 .*Too few available offers",
        "No more can be set aside than the store has.",
        "reference/warehouse-module.md §7.9",
        witness=store_is_empty,
    ),
    Excuse(
        "retailcrm.yaml", "upload_orders", "positive_data_acceptance",
        r"^460 .*Orders are loaded with errors",
        "Some orders of an upload are taken, others are not, and the status says so.",
        "reference/warehouse-module.md §7.10",
        witness=one_order_of_two_is_bad,
    ),
)  # fmt: skip
