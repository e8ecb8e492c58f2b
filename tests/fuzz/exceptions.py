"""The one table of what Schemathesis reports although a vendor really does it.

`python -m tests.fuzz.exceptions` prints it as docs/fuzzing.md shows it. Each row is as narrow as
its truth: one check, of one operation (`*`: of any in its document), and of that only answers that
read like `answer`. A row that nothing needs any more fails a test.
"""

import re
from dataclasses import dataclass

from tests.fuzz import witnesses
from tests.fuzz.witnesses import Witness

ANY = "*"


@dataclass(frozen=True)
class Excuse:
    """A report of Schemathesis that counts for nothing, why, and which section under docs/ says so.

    `answer` is a pattern found in the status, a space and the body of the answer; `witness` has
    such an answer given, where Schemathesis meets one with luck only.
    """

    document: str
    operation: str
    check: str
    answer: str
    reason: str
    section: str
    witness: Witness | None = None

    def covers(self, document: str, operation: str, check: str, answer: str) -> bool:
        """Say whether this row is about a report."""
        return (
            self.document == document
            and self.operation in (ANY, operation)
            and self.check == check
            and re.search(self.answer, answer) is not None
        )


EXCEPTIONS = (
    Excuse(
        "wherefour.yaml", ANY, "unsupported_method", r"^404 .*Entity not found",
        "What no specification lists is an unknown path, a wrong method too.",
        "reference/wherefour.md §2",
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance", r"^422 .*is not a (date|time)",
        "Dates come in three formats and the user's own, so the document takes any string.",
        "reference/wherefour.md §1.6",
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance",
        r"^422 .*(must be (greater than|an? )|is too large|can't be blank)",
        "A number may come as a string, known when it is read; what a lot needs, its item says.",
        "reference/wherefour.md §5.3",
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance", r"^422 .*must exist",
        "An id in a body must be one that this organization has.",
        "reference/wherefour.md §5.3",
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance", r"^422 .*is not included in the list",
        "Words of a list are read in any case, which an enumeration cannot say.",
        "reference/wherefour.md §4",
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance", r"^422 .*has already been taken",
        "Names of items are unique.",
        "reference/wherefour.md §4",
        witness=witnesses.name_is_taken,
    ),
    Excuse(
        "wherefour.yaml", ANY, "positive_data_acceptance", r'^422 .*"errors":\{"base":',
        "Nothing left to ship, or nothing to ship it from: the order's state refuses.",
        "reference/wherefour.md §5.1",
        witness=witnesses.nothing_is_there_to_ship,
    ),
    Excuse(
        "wherefour.yaml", "get_last_stock_lot_change", "ensure_resource_availability", r"^404 ",
        "A new item was never adjusted, so it has no last adjustment.",
        "reference/wherefour.md §4",
        witness=witnesses.new_item_has_no_adjustment,
    ),
    Excuse(
        "retailcrm.yaml", ANY, "ignored_auth", r'^400 .*apiKey\\" is missing',
        "A call without a key is a bad request, not an unauthorized one.",
        "reference/warehouse-module.md §1.2",
    ),
    Excuse(
        "retailcrm.yaml", ANY, "positive_data_acceptance", r"^400 .*Parameter '\w+' is missing",
        "A form may lack its field, and a key that sees two shops must name one.",
        "reference/warehouse-module.md §1.5",
    ),
    Excuse(
        "retailcrm.yaml", ANY, "positive_data_acceptance", r"^400 .*Expected array, but got ",
        "A form field is any string until it is read as JSON.",
        "reference/warehouse-module.md §1.5",
    ),
    Excuse(
        "retailcrm.yaml", ANY, "positive_data_acceptance",
        r"^400 .*Errors in the input parameters.*This value is not valid",
        "A shop must be one of the account's, a date one of the calendar's.",
        "reference/warehouse-module.md §1.4",
    ),
    Excuse(
        "retailcrm.yaml", ANY, "positive_data_acceptance",
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
            ("create_order", witnesses.external_id_is_used),
            ("edit_order", witnesses.external_id_is_anothers),
        )
    ),
    Excuse(
        "retailcrm.yaml", "create_pack", "positive_data_acceptance",
        r"^400 .*Too few available offers",
        "No more can be set aside than the store has.",
        "reference/warehouse-module.md §7.9",
        witness=witnesses.store_is_empty,
    ),
    Excuse(
        "retailcrm.yaml", "upload_orders", "positive_data_acceptance",
        r"^460 .*Orders are loaded with errors",
        "Some orders of an upload are taken, others are not, and the status says so.",
        "reference/warehouse-module.md §7.10",
        witness=witnesses.one_order_of_two_is_bad,
    ),
    *(
        Excuse(
            "retailcrm.yaml", operation, "allow_header_conformance", r"^405 ",
            "GET of this path reads the order or pack that is called so.",
            "reference/warehouse-module.md §1.6",
        )
        for operation in ("create_order", "create_pack", "upload_orders")
    ),
    Excuse(
        "retailcrm.yaml", "create_pack", "unsupported_method", r"^400 .*children\[id\]",
        "GET of this path reads the pack that is called so.",
        "reference/warehouse-module.md §1.6",
    ),
    Excuse(
        "wholecell.yaml", ANY, "positive_data_acceptance",
        r"^422 .*(must exist|is not a |is carried by|has already been taken|can't be blank)",
        "An id, a SKU or a title must be one that the account has, a serial one that it has not.",
        "reference/wholecell.md §2.3",
    ),
    Excuse(
        "wholecell.yaml", ANY, "positive_data_acceptance", r"^422 .*is set by committing",
        "The order of a unit is the sales order's to say.",
        "reference/wholecell.md §2.3",
        witness=witnesses.order_of_a_unit_is_set,
    ),
    Excuse(
        "wholecell.yaml", ANY, "unsupported_method", r"^422 .*can't be blank",
        "PUT is read as PATCH, which needs a body.",
        "reference/wholecell.md §2.3",
    ),
    Excuse(
        "wholecell.yaml", ANY, "positive_data_acceptance",
        r'^422 .*"(inventories|items)":\["(?!can\'t|is invalid)',
        "A unit must be known, free and not yet gone, named once; a line that holds one stays.",
        "reference/wholecell.md §7.2",
        witness=witnesses.unit_is_named_twice,
    ),
    Excuse(
        "wholecell.yaml", "export_sales_order_pdf", "allow_header_conformance", "^405 ",
        "PATCH of this path changes the order that is called so, and none is.",
        "reference/wholecell.md §7.2",
    ),
    Excuse(
        "wholecell.yaml", "export_sales_order_xlsx", "allow_header_conformance", "^405 ",
        "PATCH of this path changes the order that is called so, and none is.",
        "reference/wholecell.md §7.2",
    ),
    *(
        Excuse(
            "wholecell.yaml", f"list_{resource}", "negative_data_rejection", r'^200 \{"data":\[',
            "A parameter that nobody knows is ignored, and so is what cannot be read.",
            "reference/wholecell.md §2.2",
            witness=witnesses.unknown_parameter_is_ignored(resource),
        )
        for resource in ("inventories", "purchase_orders", "sales_orders", "stock_levels")
    ),
    Excuse(
        "whiplash.yaml", ANY, "unsupported_method", r"^(404 .*Not found|422 .*History not found)",
        "An unknown method is an unknown path, or the word after `/items/` is taken for an id.",
        "reference/whiplash.md §1.3",
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance", r"^422 .*History not found",
        "An id that nobody has is answered 422.",
        "reference/whiplash.md §1.3",
    ),
    Excuse(
        "whiplash.yaml", ANY, "use_after_free", r"^20[04] ",
        "Deleting deactivates: the id still finds the item, and deleting it again is no mistake.",
        "reference/whiplash.md §2.4",
        witness=witnesses.deleted_item_is_shown,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance", r"^422 .*An order that is .* cannot be ",
        "An order's status says what may be done to it.",
        "reference/whiplash.md §3.2",
        witness=witnesses.cancelled_order_is_paused,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r"^422 .*The ship notice (has arrived|is being received)",
        "A ship notice is changed until it arrives, its lines until they are received.",
        "reference/whiplash.md §5.2",
        witness=witnesses.arrived_notice_is_changed,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r"^422 .*(is (not )?a bundle|A bundle without items)",
        "A bundle holds items that are none, and it is on no shelf and on no truck.",
        "reference/whiplash.md §6",
        witness=witnesses.item_is_no_bundle,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r'^422 .*"quantity":\["(can\'t be blank|must be greater than 0)',
        "A new line says how many, an old one need not; the number may come as a string.",
        "reference/whiplash.md §5.2",
        witness=witnesses.line_of_a_notice_says_no_quantity,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r'^422 .*"shop_warehouse_ids":\["is invalid',
        "A warehouse must be one that the customer may use.",
        "reference/whiplash.md §3.2",
        witness=witnesses.warehouse_is_anothers,
    ),
    Excuse(
        "whiplash.yaml", "create_web_hook", "positive_data_acceptance",
        r'^422 .*"(url|event_name|format)":\["(can\'t be blank|is invalid|is not included)',
        "A web hook has an address that can be called and an event; no schema tells of addresses.",
        "reference/whiplash.md §8.1",
        witness=witnesses.web_hook_has_no_address,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r"^422 .*The only item of an order",
        "What is alone on its order is an order of its own.",
        "reference/whiplash.md §4",
        witness=witnesses.only_item_is_separated,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r'^422 .*"originator_id":\["has already been taken',
        "An order's originator id guards against ordering twice.",
        "reference/whiplash.md §1.3",
        witness=witnesses.originator_id_is_taken,
    ),
    Excuse(
        "whiplash.yaml", ANY, "positive_data_acceptance",
        r'^422 .*"item_id":\["has already been taken',
        "An item is in a bundle once, with its quantity.",
        "reference/whiplash.md §6",
        witness=witnesses.item_is_in_the_bundle,
    ),
    Excuse(
        "control.yaml", ANY, "positive_data_acceptance", r"^422 ",
        "Well-formed, but no name, instant, span, SQL or saved world; 400 says what is malformed.",
        "control.md",
    ),
)  # fmt: skip


def as_table() -> str:
    """Return the rows as a table of Markdown."""
    lines = [
        "| document | operation | check | answers | reason | section |",
        "|---|---|---|---|---|---|",
    ]
    for row in EXCEPTIONS:
        answer = row.answer.replace("|", "\\|")
        lines.append(
            f"| {row.document} | `{row.operation}` | `{row.check}` | `{answer}` "
            f"| {row.reason} | {row.section} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_table())
