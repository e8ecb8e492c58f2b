"""The CRM calls modules by itself: docs/reference/warehouse-module.md §3, §3.1, §10."""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake.core.errors import Unprocessable

from tests.receivers import Receiver, receiving
from tests.retailcrm.support import BOTH, SKU, Crm

QUIRK = "retailcrm.call_points"
OTHER = "COF-ESP-1000"  # offered on shop-us only


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as fresh:
        yield fresh


@pytest.fixture
def heard(crm: Crm, receiver: Receiver) -> "Heard":
    """A module that names the words `sale` and `change`, in a shop that shows ten of some goods."""
    for sku in (SKU, OTHER, BOTH):
        crm.put(sku, 10)
    register(crm, receiver, "wh-1", ["sale", "change"])
    return Heard(crm, receiver)


def register(crm: Crm, receiver: Receiver, code: str, points: list[str], **changes: Any) -> None:
    action = {"code": "inventoriesUpload", "url": "/stock", "callPoints": points}
    sent = {"baseUrl": receiver.url, "integrations": {"store": {"actions": [action]}}, **changes}
    assert crm.register(code, **sent).status in (200, 201)


class Heard:
    """What the module has been asked for since the last look."""

    def __init__(self, crm: Crm, receiver: Receiver) -> None:
        self.crm, self.receiver, self.seen = crm, receiver, 0

    def means(self, **points: list[str]) -> None:
        """Say what the words mean."""
        self.crm.sandbox.set_quirk(QUIRK, points)

    def skus(self) -> list[list[str]]:
        """Return the SKUs of each call."""
        self.crm.sandbox.deliver()
        calls = self.receiver.wanted()[self.seen :]
        self.seen += len(calls)
        return [[offer["externalId"] for offer in call["offers"]] for call in calls]


def event(crm: Crm, name: str, **arguments: Any) -> dict[str, Any]:
    return dict(crm.sandbox.event("retailcrm", name, **arguments))


def place(crm: Crm, *skus: str) -> int:
    lines = [{"sku": sku, "quantity": 1} for sku in skus]
    return int(event(crm, "place_order", store="wherefour", lines=lines)["id"])


def test_by_default_no_word_means_anything(heard: Heard) -> None:
    """§10: nobody knows the words, so nothing calls by itself."""
    assert heard.crm.sandbox.request("GET", "/_sim/quirks").json()["quirks"][QUIRK] == {}
    place(heard.crm, SKU)
    assert heard.skus() == []
    assert heard.crm.sandbox.callbacks() == []


def test_a_new_order_calls_the_module_whose_word_means_it(heard: Heard) -> None:
    """§3: the form of request_inventories, for the offers of the order; its answer is written."""
    heard.means(sale=["order_created"])
    answer = {"externalId": SKU, "stores": [{"code": "wherefour", "available": 4}]}
    heard.receiver.says({"success": True, "offers": [answer]})
    place(heard.crm, SKU, OTHER)
    assert heard.skus() == [[SKU, OTHER]]
    assert heard.receiver.forms[0]["clientId"] == "client-1"
    assert heard.receiver.paths == ["/stock"]
    assert heard.crm.leftover(SKU)["quantity"] == 4


@pytest.mark.parametrize("way", ["event", "create", "upload"])
def test_an_order_is_new_however_it_came(heard: Heard, way: str) -> None:
    """§7.4, §7.10: by a shopper, by the API, among others."""
    heard.means(sale=["order_created"])
    order = {"items": [{"offer": {"externalId": SKU}, "quantity": 1}]}
    if way == "event":
        place(heard.crm, SKU)
    elif way == "create":
        assert heard.crm.create(order).status == 201
    else:
        sent = heard.crm.post("/v5/orders/upload", orders=[order, order], site="shop-us")
        assert sent.status == 200
    assert heard.skus() == [[SKU]] * (2 if way == "upload" else 1)


EVENTS = ("order_created", "order_edited", "order_moved", "order_cancelled", "order_reopened")


@pytest.mark.parametrize("listened", EVENTS)
def test_each_order_event_calls_for_itself_and_no_other(heard: Heard, listened: str) -> None:
    """§3: what shoppers and managers do with orders; offers that an order had are asked for too."""
    crm, called = heard.crm, {}
    heard.means(change=[listened])
    order_id = place(crm, SKU)
    called["order_created"] = heard.skus()
    event(crm, "edit_order", id=order_id, lines=[{"sku": OTHER, "quantity": 2}])
    called["order_edited"] = heard.skus()
    event(crm, "edit_order", id=order_id, store="whiplash")
    called["order_moved"] = heard.skus()
    event(crm, "cancel_order", id=order_id)
    called["order_cancelled"] = heard.skus()
    event(crm, "reopen_order", id=order_id)
    called["order_reopened"] = heard.skus()
    expected: dict[str, list[list[str]]] = {name: [] for name in EVENTS}
    expected[listened] = {"order_created": [[SKU]], "order_edited": [[SKU, OTHER]]}.get(
        listened, [[OTHER]]
    )
    assert called == expected


def test_what_happens_by_the_api_calls_as_well(heard: Heard) -> None:
    """§7.5: a status of the group cancel, other items, another store."""
    crm = heard.crm
    heard.means(change=["order_cancelled", "order_edited", "order_moved", "order_reopened"])
    order_id = crm.create().json()["id"]
    assert heard.skus() == []
    for changes in (
        {"status": "no-product"},
        {"status": "assembling"},
        {"shipmentStore": "wherefour"},
        {"items": [{"offer": {"externalId": SKU}, "quantity": 5}]},
    ):
        assert crm.edit(order_id, **changes).status == 200
        assert heard.skus() == [[SKU]], changes
    for changes in ({"firstName": "Ada"}, {"status": "complete"}, {}):
        assert crm.edit(order_id, **changes).status == 200
    assert heard.skus() == []


def test_one_change_calls_a_module_once(heard: Heard) -> None:
    """§3: whatever it means, and by however many of its words."""
    heard.means(sale=["order_edited", "order_moved"], change=["order_edited"])
    order_id = place(heard.crm, SKU)
    lines = [{"sku": SKU, "quantity": 3}]
    event(heard.crm, "edit_order", id=order_id, lines=lines, store="whiplash")
    assert heard.skus() == [[SKU]]


def test_only_modules_that_registered_the_word_are_called(heard: Heard) -> None:
    """§3: the word is one of the action's callPoints."""
    register(heard.crm, heard.receiver, "wh-2", ["catalogue"])
    heard.means(sale=["order_created"], stocktaking=["order_created"])
    place(heard.crm, SKU)
    assert heard.skus() == [[SKU]]
    heard.means(sale=["order_created"], catalogue=["order_created"])
    place(heard.crm, SKU)
    assert heard.skus() == [[SKU], [SKU]]


def test_a_module_that_is_off_is_not_called_and_the_log_says_why(heard: Heard) -> None:
    """§3.1."""
    heard.means(sale=["order_created"])
    event(heard.crm, "freeze_module", module="wh-1", freeze=True)
    place(heard.crm, SKU)
    assert heard.skus() == []
    (entry,) = heard.crm.sandbox.callbacks()
    assert (entry["state"], entry["reason"]) == ("failed", "not called: the module is frozen")


def test_an_order_of_no_offer_asks_for_nothing(heard: Heard) -> None:
    """§7.4: a line that is only a name has no leftover."""
    heard.means(sale=["order_created"])
    heard.crm.create({"items": [{"productName": "Gift wrapping"}]})
    heard.crm.create({"items": []})
    assert heard.crm.sandbox.callbacks() == []


def test_a_refused_order_calls_nobody(heard: Heard) -> None:
    """§3: nothing happened."""
    heard.means(sale=["order_created"], change=["order_edited"])
    assert heard.crm.create({"status": "lost"}).status == 400
    order_id = heard.crm.create().json()["id"]
    assert len(heard.skus()) == 1
    assert heard.crm.edit(order_id, items=[{"offer": {"externalId": "x"}}]).status == 400
    assert heard.skus() == []


def test_the_event_that_places_an_order_shows_the_callback(heard: Heard) -> None:
    """§3.2: it has been made when the event returns."""
    heard.means(sale=["order_created"])
    body = {
        "simulator": "retailcrm", "event": "place_order", "store": "wherefour",
        "lines": [{"sku": SKU, "quantity": 1}],
    }  # fmt: skip
    (entry,) = heard.crm.sandbox.request("POST", "/_sim/events", json=body).json()["callbacks"]
    assert (entry["action"], entry["state"]) == ("inventoriesUpload", "done")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"sale": ["order_made"]}, f'no order event "order_made"; there are {", ".join(EVENTS)}'),
        ({"sale": ["order_created", 5]}, "no order event 5; there are order_created, "),
        ({"sale": "order_created"}, "'sale' needs a list of order events"),
        (["order_created"], "is a dict"),
        (True, "is a dict"),
    ],
)
def test_an_unknown_event_is_refused_with_the_list_of_those_there_are(
    crm: Crm, value: Any, said: str
) -> None:
    """§10: also in the configuration of a world."""
    with pytest.raises(Unprocessable, match=said.replace("[", r"\[")):
        crm.sandbox.set_quirk(QUIRK, value)
    assert crm.sandbox.request("GET", "/_sim/quirks").json()["quirks"][QUIRK] == {}
    sent = {"name": "other", "quirks": {QUIRK: value}}
    refused = crm.sandbox.request("POST", "/_sim/worlds", json=sent)
    assert refused.status == 422
    assert "retailcrm.call_points" in refused.body.decode()
