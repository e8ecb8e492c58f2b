"""Callbacks that the CRM makes: docs/reference/warehouse-module.md §2.4, §3, §9 scenario 10."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.errors import Invalid, NotFound
from stocktake.rules.quantity import MICRO
from stocktake.web.sandbox import Sandbox

from tests.receivers import Receiver, receiving
from tests.retailcrm.support import BOTH, SKU, Crm

ACTION = {"code": "inventoriesUpload", "url": "/stock", "callPoints": ["order", "catalogue"]}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as fresh:
        yield fresh


def register(crm: Crm, receiver: Receiver, **changes: Any) -> None:
    action = {**ACTION, **changes.pop("action", {})}
    sent = {"baseUrl": receiver.url, "integrations": {"store": {"actions": [action]}}, **changes}
    assert crm.register(**sent).status in (200, 201)


def request(crm: Crm, **arguments: Any) -> dict[str, Any]:
    """Let the CRM ask; return the entry of the log."""
    crm.sandbox.event("retailcrm", "request_inventories", module="wh-1", **arguments)
    return crm.sandbox.callbacks()[-1]


def row(sku: str = SKU, available: Any = 5, **more: Any) -> dict[str, Any]:
    return {"externalId": sku, "stores": [{"code": "wherefour", "available": available}], **more}


def good(*rows: Any) -> dict[str, Any]:
    return {"success": True, "offers": list(rows)}


def leftovers(crm: Crm) -> list[dict[str, Any]]:
    return crm.sandbox.world().all("SELECT * FROM retailcrm_inventory")


def test_the_receiver_gets_a_form_with_its_client_id_and_the_offers_as_json(
    crm: Crm, receiver: Receiver
) -> None:
    """§3, §9 scenario 10."""
    register(crm, receiver)
    offer = crm.leftover(SKU)
    entry = request(crm, offerIds=[offer["id"]], callPoint="order")
    assert receiver.paths == ["/stock"]
    assert receiver.media == ["application/x-www-form-urlencoded"]
    asked = {"offers": [{"id": offer["id"], "externalId": SKU, "xmlId": SKU}]}
    (form,) = receiver.forms
    assert list(form) == ["clientId", "inventoriesUpload"]
    assert (form["clientId"], json.loads(form["inventoriesUpload"])) == ("client-1", asked)
    assert (entry["state"], entry["reason"]) == ("done", None)


def test_without_offer_ids_all_offers_are_asked_for(crm: Crm, receiver: Receiver) -> None:
    """§3.2, §10."""
    register(crm, receiver)
    request(crm)
    assert len(receiver.wanted()[0]["offers"]) == crm.sandbox.world().value(
        "SELECT count(*) FROM retailcrm_offer"
    )


def test_a_good_answer_changes_stock_and_unknown_offers_are_skipped(
    crm: Crm, receiver: Receiver
) -> None:
    """§3, §3.1; in the ledger like an upload."""
    register(crm, receiver)
    receiver.says(good(row(available="7"), row("nobody")))
    entry = request(crm)
    assert crm.leftover(SKU)["quantity"] == 7
    (attempt,) = entry["attempts"]
    assert attempt["applied"] == {
        "processedOffersCount": 1, "notFoundOffers": [{"externalId": "nobody"}],
    }  # fmt: skip
    assert (attempt["status"], json.loads(attempt["body"])["success"]) == (200, True)
    (line,) = crm.sandbox.world().all("SELECT * FROM ledger")
    assert (line["what"], line["place"], line["sku"], line["after"], line["turn"]) == (
        "shown", "wherefour", SKU, 7 * MICRO, attempt["seq"],
    )  # fmt: skip


def test_the_event_answers_with_the_request_the_reply_and_what_was_applied(
    crm: Crm, receiver: Receiver
) -> None:
    """§3.2; the attempt is a row of the journal after the event's."""
    register(crm, receiver)
    receiver.says(good(row()))
    body = {"simulator": "retailcrm", "event": "request_inventories", "module": "wh-1"}
    answer = crm.sandbox.request("POST", "/_sim/events", json=body).json()
    assert answer["result"] == {"callback": 1, "called": True, "reason": None}
    (callback,) = answer["callbacks"]
    assert callback["url"] == f"{receiver.url}/stock"
    assert callback["attempts"][0]["applied"] == {"processedOffersCount": 1}
    journal = crm.sandbox.request("GET", "/_sim/journal").json()["entries"]
    shown = [(e["kind"], e["operation"], e["method"], e["path"], e["status"]) for e in journal[-2:]]
    assert shown == [
        ("event", "request_inventories", None, None, 200),
        ("callback", "inventoriesUpload", "POST", "/stock", 200),
    ]
    assert journal[-1]["base_url"] == receiver.url
    assert journal[-1]["request_body"].startswith("clientId=client-1&inventoriesUpload=")


def test_success_without_offers_changes_nothing(crm: Crm, receiver: Receiver) -> None:
    """§3.1."""
    register(crm, receiver)
    for data in ({"success": True}, good(), {"success": True, "offers": None}):
        receiver.says(data)
        entry = request(crm)
        assert (entry["state"], entry["attempts"][0]["applied"]) == (
            "done", {"processedOffersCount": 0},
        )  # fmt: skip
    assert leftovers(crm) == []


def test_a_row_with_a_site_changes_one_shop_and_without_it_every_shop(
    crm: Crm, receiver: Receiver
) -> None:
    """§1.3, §3."""
    register(crm, receiver)
    receiver.says(good(row(BOTH, 3)))
    request(crm)
    receiver.says(good(row(BOTH, 4, site="shop-eu")))
    request(crm)
    assert crm.leftover(BOTH)["quantity"] == 3
    assert crm.leftover(BOTH, site="shop-eu")["quantity"] == 4


@pytest.mark.parametrize(
    ("status", "data", "reason"),
    [
        (500, good(row()), "answered 500"),
        (302, good(row()), "answered 302"),
        (400, {"success": False, "errorMsg": "asleep"}, "answered 400: asleep"),
        (200, "<html><body>Hello</body></html>", "not JSON"),
        (200, "", "not JSON"),
        (200, [good(row())], "success is not true"),
        (200, {"success": False, "errorMsg": "later"}, "success is not true: later"),
        (200, {"offers": [row()]}, "success is not true"),
        (200, {"success": "true", "offers": [row()]}, "success is not true"),
        (200, {"success": True, "offers": {"0": row()}}, "Expected array"),
        (200, good(row(), {"externalId": BOTH}), "offers[1].stores: This value should not be"),
        (200, good(row(), {"externalId": BOTH, "stores": []}), "1 elements or more"),
        (200, good(row(), row(BOTH, -1)), "offers[1].stores[0].available: This value is not valid"),
        (200, good(row(), row(BOTH, "many")), "offers[1].stores[0].available: This value is not"),
        (200, good(row(), {"stores": [{"code": "wherefour"}]}), "offers[1]: This value is not"),
        (200, good(row(), {"id": "x", "stores": [{"code": "wherefour"}]}), "offers[1].id: This"),
        (
            200,
            good(row(), {"externalId": BOTH, "stores": [{"available": 1}]}),
            "].code: This value",
        ),
        (
            200,
            good(
                row(), {"externalId": BOTH, "stores": [{"code": "wherefour", "purchasePrice": -1}]}
            ),
            "offers[1].stores[0].purchasePrice: This value is not valid.",
        ),
        (200, good(row(), 5), "offers[1]: This value is not valid."),
        (200, good(row(), {"externalId": BOTH, "stores": [{"code": "x"}]}), '"Store" with "code"'),
        (200, good(row(), row(BOTH, site="x")), "offers[1].site: This value is not valid."),
    ],
)
def test_a_bad_answer_changes_nothing_and_is_logged_with_its_reason(
    crm: Crm, receiver: Receiver, status: int, data: Any, reason: str
) -> None:
    """§3.1, §4.2, §9 scenario 10: nothing is written, and the callback is not repeated."""
    register(crm, receiver)
    receiver.says(data, status)
    entry = request(crm)
    (attempt,) = entry["attempts"]
    assert (entry["state"], attempt["status"], attempt["applied"]) == ("failed", status, None)
    assert reason in entry["reason"] == attempt["reason"]
    assert leftovers(crm) == []
    assert crm.sandbox.deliver() == []
    assert len(receiver.forms) == 1


def test_an_unreachable_receiver_is_logged(crm: Crm) -> None:
    """§3.1."""
    with receiving() as gone:
        pass
    register(crm, gone)
    entry = request(crm)
    assert entry["reason"].startswith("no connection")
    assert entry["attempts"][0]["status"] is None


def test_an_answer_that_takes_too_long_does_not_count(receiver: Receiver) -> None:
    """§3.1: five seconds, here less."""
    enough = threading.Event()

    def late(fields: dict[str, str]) -> tuple[int, Any]:
        enough.wait(30)
        return 200, good(row())

    receiver.answer = late
    with Sandbox(SIMULATORS, callback_timeout_s=0.2) as sandbox:
        crm = Crm(sandbox)
        register(crm, receiver)
        entry = request(crm)
        enough.set()
        assert entry["reason"] == "no answer within 0.2 s"
        assert leftovers(crm) == []


@pytest.mark.parametrize("base", ["/warehouse", "/warehouse/"])
@pytest.mark.parametrize("url", ["stock/now", "/stock/now"])
def test_base_url_and_url_are_joined_with_one_slash(
    crm: Crm, receiver: Receiver, base: str, url: str
) -> None:
    """§3."""
    register(crm, receiver, baseUrl=receiver.url + base, action={"url": url})
    request(crm)
    assert receiver.paths == ["/warehouse/stock/now"]


@pytest.mark.parametrize(
    ("changes", "arguments", "reason"),
    [
        ({"active": False}, {}, "the module is not active"),
        ({}, {"callPoint": "elsewhere"}, "'elsewhere' is none of the action's callPoints"),
        ({"integrations": {"store": {}}}, {}, "the module has no action inventoriesUpload"),
    ],
)
def test_a_module_that_is_off_or_lacks_the_action_is_not_called(
    crm: Crm, receiver: Receiver, changes: Any, arguments: Any, reason: str
) -> None:
    """§3.1."""
    register(crm, receiver, **changes)
    receiver.says(good(row()))
    entry = request(crm, **arguments)
    assert (entry["state"], entry["attempts"]) == ("failed", [])
    assert entry["reason"] == f"not called: {reason}"
    assert receiver.forms == []


def test_a_frozen_module_is_not_called_until_it_is_unfrozen(crm: Crm, receiver: Receiver) -> None:
    """§2.1, §3.1."""
    register(crm, receiver)
    crm.sandbox.event("retailcrm", "freeze_module", module="wh-1", freeze=True)
    shown = crm.get("/v5/integration-modules/wh-1").json()["integrationModule"]
    assert shown["freeze"] is True
    assert request(crm)["reason"] == "not called: the module is frozen"
    crm.sandbox.event("retailcrm", "freeze_module", module="wh-1", freeze=False)
    request(crm)
    assert len(receiver.forms) == 1


def test_only_known_modules_and_offers_can_be_asked(crm: Crm, receiver: Receiver) -> None:
    with pytest.raises(NotFound, match="no module 'wh-1'"):
        request(crm)
    register(crm, receiver)
    with pytest.raises(NotFound, match="no offer 7"):
        request(crm, offerIds=[7])
    with pytest.raises(Invalid):
        request(crm, offers=[1001])
    assert crm.sandbox.callbacks() == []


def test_the_form_field_may_have_another_name(crm: Crm, receiver: Receiver) -> None:
    """§10: quirk retailcrm.callback_field."""
    crm.sandbox.set_quirk("retailcrm.callback_field", "data")
    register(crm, receiver)
    request(crm)
    assert list(receiver.forms[0]) == ["clientId", "data"]


def test_another_machine_is_not_called_unless_it_is_allowed(crm: Crm) -> None:
    """§3.2."""
    for base in ("http://192.0.2.1/", "http://127.0.0.1@example.invalid", "http://0.0.0.0"):
        crm.register(baseUrl=base, integrations={"store": {"actions": [ACTION]}})
        entry = request(crm)
        assert entry["reason"].startswith("not called: ")
        assert "--allow-callback-host" in entry["reason"]
        assert entry["attempts"][0]["status"] is None
    # Over before a name could be looked up, however fast that is.
    allowing = Sandbox(
        SIMULATORS, allow_callback_hosts=["Example.Invalid"], callback_timeout_s=0.0001
    )
    with allowing as sandbox:
        crm = Crm(sandbox)
        crm.register(
            baseUrl="http://example.invalid:9", integrations={"store": {"actions": [ACTION]}}
        )
        assert request(crm)["reason"].startswith("no answer")


def activities(receiver: Receiver) -> list[Any]:
    return [json.loads(form["activity"]) for form in receiver.forms]


def test_activity_is_called_when_a_module_is_switched_or_frozen(
    crm: Crm, receiver: Receiver
) -> None:
    """§2.4: form fields clientId, systemUrl, activity; not at registration, only at a change."""
    register(crm, receiver, actions={"activity": "actions/activity"})
    crm.sandbox.event("retailcrm", "activate_module", module="wh-1", active=True)
    assert receiver.forms == []
    crm.sandbox.event("retailcrm", "activate_module", module="wh-1", active=False)
    crm.sandbox.event("retailcrm", "freeze_module", module="wh-1", freeze=True)
    register(crm, receiver, active=True)
    assert activities(receiver) == [
        {"active": False, "freeze": False},
        {"active": False, "freeze": True},
        {"active": True, "freeze": True},
    ]
    assert set(receiver.paths) == {"/actions/activity"}
    assert list(receiver.forms[0]) == ["clientId", "systemUrl", "activity"]
    assert receiver.forms[0]["systemUrl"] == "http://sandbox/retailcrm"
    assert [entry["state"] for entry in crm.sandbox.callbacks()] == ["done"] * 3


def test_every_module_is_switched_where_none_is_named(crm: Crm, receiver: Receiver) -> None:
    """D9: nobody outside knows the code by which an engine registers."""
    nothing = crm.sandbox.event("retailcrm", "activate_module", active=False)
    assert nothing == {"modules": [], "active": False}
    register(crm, receiver, actions={"activity": "actions/activity"})
    crm.register("wh-2")
    crm.sandbox.event("retailcrm", "activate_module", module="wh-2", active=False)
    told = crm.sandbox.event("retailcrm", "activate_module", active=False)
    assert told == {"modules": ["wh-1"], "active": False}
    assert activities(receiver) == [{"active": False, "freeze": False}]
    assert crm.create({"shipped": True}).status == 400  # without a warehouse nothing ships (§7.6)


def test_a_bad_answer_to_activity_is_logged_and_the_module_is_switched_anyway(
    crm: Crm, receiver: Receiver
) -> None:
    """§2.4."""
    register(crm, receiver, actions={"activity": "/activity"})
    receiver.says({"success": False, "errorMsg": "who?"}, 521)
    crm.sandbox.event("retailcrm", "activate_module", module="wh-1", active=False)
    assert crm.sandbox.callbacks()[0]["reason"] == "answered 521: who?"
    shown = crm.get("/v5/integration-modules/wh-1").json()["integrationModule"]
    assert shown["active"] is False
