"""What Schemathesis reports although Whiplash really does it; docs/whiplash.md shows the table.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from functools import partial
from typing import Any

from stocktake.web.sandbox import Response, Sandbox

from tests.fuzz.excuses import ANY, Excuse
from tests.whiplash.conftest import SKU, Lash


def _refused(lash: Lash, method: str, path: str, **body: Any) -> Response:
    return lash.send(method, path, 422, json=body)


def _item(lash: Lash, count: int = 1) -> dict[str, int]:
    return {"item_id": lash.item(SKU)["id"], "quantity": count}


def deleted_item_is_shown(sandbox: Sandbox) -> Response:
    """Ask Whiplash for an item that is deleted."""
    lash = Lash(sandbox)
    path = f"/items/{lash.item(SKU)['id']}"
    lash.send("DELETE", path, 204)
    return lash.send("GET", path)


def cancelled_order_is_paused(sandbox: Sandbox) -> Response:
    """Pause an order of Whiplash's that is cancelled."""
    lash = Lash(sandbox)
    path = f"/orders/{lash.send('POST', '/orders', json={'shipping_name': 'Ada'}).json()['id']}"
    lash.send("PUT", f"{path}/cancel", 204)
    return _refused(lash, "PUT", f"{path}/pause")


def arrived_notice_is_changed(sandbox: Sandbox) -> Response:
    """Change a ship notice of Whiplash's that has arrived."""
    lash = Lash(sandbox)
    body = {"sender": "Acme", "shipnotice_items": [_item(lash)]}
    notice = lash.send("POST", "/shipnotices", json=body).json()["id"]
    lash.event("arrive_shipnotice", shipnotice_id=notice)
    return _refused(lash, "PUT", f"/shipnotices/{notice}", sender="Another")


def item_is_no_bundle(sandbox: Sandbox) -> Response:
    """Put an item of Whiplash's into one that is no bundle."""
    lash = Lash(sandbox)
    whole, part = lash.ids(is_bundle="false")[:2]
    return _refused(lash, "POST", "/bundle_items", item_id=part, bundle_id=whole, quantity=1)


def line_of_a_notice_says_no_quantity(sandbox: Sandbox) -> Response:
    """Announce an item to Whiplash without saying how many."""
    lash = Lash(sandbox)
    notice = lash.send("POST", "/shipnotices", json={"sender": "Acme"}).json()["id"]
    line = {"shipnotice_id": notice, "item_id": _item(lash)["item_id"]}
    return _refused(lash, "POST", "/shipnotice_items", **line)


def warehouse_is_anothers(sandbox: Sandbox) -> Response:
    """Send an order of Whiplash's to a warehouse that the customer has not."""
    return _refused(Lash(sandbox), "POST", "/orders", shipping_name="Ada", shop_warehouse_id=4)


def web_hook_has_no_address(sandbox: Sandbox) -> Response:
    """Ask Whiplash for a web hook without an address."""
    return _refused(Lash(sandbox), "POST", "/web_hooks", event_name="order_shipped")


def only_item_is_separated(sandbox: Sandbox) -> Response:
    """Separate the only item of an order of Whiplash's."""
    lash = Lash(sandbox)
    body = {"shipping_name": "Ada", "order_items": [_item(lash)]}
    (line,) = lash.send("POST", "/orders", json=body).json()["order_items"]
    return _refused(lash, "PUT", f"/order_items/{line['id']}/separate")


def originator_id_is_taken(sandbox: Sandbox) -> Response:
    """Place an order at Whiplash twice."""
    lash = Lash(sandbox)
    body = {"shipping_name": "Ada", "originator_id": "R7"}
    lash.send("POST", "/orders", json=body)
    return _refused(lash, "POST", "/orders", **body)


def item_is_in_the_bundle(sandbox: Sandbox) -> Response:
    """Put into a bundle of Whiplash's an item that is in it."""
    known = Lash(sandbox).get("/bundle_items")[0]
    body = {name: known[name] for name in ("item_id", "bundle_id", "quantity")}
    return _refused(Lash(sandbox), "POST", "/bundle_items", **body)


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "whiplash.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    Excuse(
        "whiplash.yaml", ANY, "unsupported_method", r"^(404 .*Not found|422 .*Record not found)",
        "An unknown method is an unknown path, or the word after `/items/` is taken for an id.",
        "reference/whiplash.md §1.3",
    ),
    refuses_valid(
        r"^422 .*Record not found",
        "An id that nobody has is answered 422.",
        "reference/whiplash.md §1.3",
    ),
    Excuse(
        "whiplash.yaml", ANY, "use_after_free", r"^20[04] ",
        "Deleting deactivates: the id still finds the item, and deleting it again is no mistake.",
        "reference/whiplash.md §2.4",
        witness=deleted_item_is_shown,
    ),
    refuses_valid(
        r"^422 .*An order that is .* cannot be ",
        "An order's status says what may be done to it.",
        "reference/whiplash.md §3.2",
        witness=cancelled_order_is_paused,
    ),
    refuses_valid(
        r"^422 .*The ship notice (has arrived|is being received)",
        "A ship notice is changed until it arrives, its lines until they are received.",
        "reference/whiplash.md §5.2",
        witness=arrived_notice_is_changed,
    ),
    refuses_valid(
        r"^422 .*(is (not )?a bundle|A bundle without items)",
        "A bundle holds items that are none, and it is on no shelf and on no truck.",
        "reference/whiplash.md §6",
        witness=item_is_no_bundle,
    ),
    refuses_valid(
        r'^422 .*"quantity":\["(can\'t be blank|must be greater than 0)',
        "A new line says how many, an old one need not; the number may come as a string.",
        "reference/whiplash.md §5.2",
        witness=line_of_a_notice_says_no_quantity,
    ),
    refuses_valid(
        r'^422 .*"shop_warehouse_ids":\["is invalid',
        "A warehouse must be one that the customer may use.",
        "reference/whiplash.md §3.2",
        witness=warehouse_is_anothers,
    ),
    Excuse(
        "whiplash.yaml", "create_web_hook", "positive_data_acceptance",
        r'^422 .*"(url|event_name|format)":\["(can\'t be blank|is invalid|is not included)',
        "A web hook has an address that can be called and an event; no schema tells of addresses.",
        "reference/whiplash.md §8.1",
        witness=web_hook_has_no_address,
    ),
    refuses_valid(
        r"^422 .*The only item of an order",
        "What is alone on its order is an order of its own.",
        "reference/whiplash.md §4",
        witness=only_item_is_separated,
    ),
    refuses_valid(
        r'^422 .*"originator_id":\["has already been taken',
        "An order's originator id guards against ordering twice.",
        "reference/whiplash.md §1.3",
        witness=originator_id_is_taken,
    ),
    refuses_valid(
        r'^422 .*"item_id":\["has already been taken',
        "An item is in a bundle once, with its quantity.",
        "reference/whiplash.md §6",
        witness=item_is_in_the_bundle,
    ),
)  # fmt: skip
