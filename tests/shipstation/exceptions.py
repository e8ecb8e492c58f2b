"""What Schemathesis reports although ShipStation does it; docs/shipstation.md shows the table.

Each has a witness: a function that takes a fresh sandbox, has such an answer given and returns it.
"""

from functools import partial
from typing import Any

from stocktake.web.sandbox import Response, Sandbox

from tests.fuzz.excuses import ANY, Excuse
from tests.shipstation.conftest import Ship, order


def _refused(sandbox: Sandbox, path: str, **body: Any) -> Response:
    return Ship(sandbox).send("POST", path, 400, json=body)


def day_is_in_no_calendar(sandbox: Sandbox) -> Response:
    """Order on the thirtieth of February."""
    return _refused(sandbox, "/orders/createorder", **order(orderDate="2026-02-30"))


def order_is_cancelled(sandbox: Sandbox) -> Response:
    """Change an order that is cancelled."""
    Ship(sandbox).create("SO1", orderStatus="cancelled")
    return _refused(sandbox, "/orders/createorder", **order("SO1"))


def store_is_amazons(sandbox: Sandbox) -> Response:
    """Create an order in a store of Amazon's."""
    body = order(advancedOptions={"storeId": 12})
    return _refused(sandbox, "/orders/createorder", **body)


def carrier_is_unknown(sandbox: Sandbox) -> Response:
    """Buy a label of a carrier under a channel's name for it."""
    made = Ship(sandbox).create("SO1")["orderId"]
    body = {"orderId": made, "carrierCode": "USPS", "serviceCode": "x"}
    return _refused(sandbox, "/orders/createlabelfororder", **body)


def hook_is_of_no_store(sandbox: Sandbox) -> Response:
    """Subscribe to the orders of a store that there is not."""
    body = {"target_url": "http://127.0.0.1/", "event": "ORDER_NOTIFY", "store_id": 99}
    return _refused(sandbox, "/webhooks/subscribe", **body)


def address_has_no_host(sandbox: Sandbox) -> Response:
    """Subscribe an address that only looks like one."""
    return _refused(sandbox, "/webhooks/subscribe", target_url="http://[", event="ORDER_NOTIFY")


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "shipstation.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    refuses_valid(
        r"^400 .*is not a valid date",
        "A date must be in the calendar; no pattern knows how long a month is.",
        "reference/channels.md §4.1",
        witness=day_is_in_no_calendar,
    ),
    refuses_valid(
        r"^400 .*An order that is \w+ cannot be ",
        "An order's status says what may be done to it.",
        "reference/channels.md §4.2",
        witness=order_is_cancelled,
    ),
    refuses_valid(
        r"^400 .*is no active manual store",
        "The API adds orders to manual stores only.",
        "reference/channels.md §4.2",
        witness=store_is_amazons,
    ),
    refuses_valid(
        r"^400 .*no carrier ",
        "Labels are of the account's carriers, by ShipStation's own codes.",
        "reference/channels.md §4.2",
        witness=carrier_is_unknown,
    ),
    refuses_valid(
        r"^400 .*There is no store ",
        "A hook is of one of the account's stores, or of all.",
        "reference/channels.md §4.4",
        witness=hook_is_of_no_store,
    ),
    refuses_valid(
        r"^400 .*is no http or https address",
        "A hook has an address that can be called; no pattern tells of all of them.",
        "reference/channels.md §4.4",
        witness=address_has_no_host,
    ),
)
