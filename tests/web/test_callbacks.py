"""Callbacks over a real socket: when and in which order they are made, what faults make of them."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core import jobs, outbox
from stocktake.core.world import World
from stocktake.vendors.retailcrm import SIMULATOR as RETAILCRM
from stocktake.web.sandbox import Sandbox

from tests.receivers import Receiver, receiving
from tests.support import Listening

SKU = "COF-HUILA-340"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as fresh:
        yield fresh


def crm(listening: Listening) -> httpx.Client:
    env = listening.env
    headers = {"X-API-KEY": env["RETAILCRM_API_KEY"]}
    return httpx.Client(base_url=env["RETAILCRM_BASE_URL"] + "/api/v5", headers=headers)


def edit(listening: Listening, **module: Any) -> int:
    with crm(listening) as client:
        sent = {"integrationModule": json.dumps(module)}
        return client.post("/integration-modules/wh/edit", data=sent).status_code


@pytest.fixture
def registered(listening: Listening, receiver: Receiver) -> Listening:
    """A sandbox on a socket, in which the receiver serves both callbacks."""
    action = {"code": "inventoriesUpload", "url": "stock", "callPoints": ["any"]}
    module = {
        "name": "W", "baseUrl": receiver.url, "clientId": "client-1",
        "actions": {"activity": "/activity"}, "integrations": {"store": {"actions": [action]}},
    }  # fmt: skip
    assert edit(listening, **module) == 201
    return listening


def ask(listening: Listening, **more: Any) -> dict[str, Any]:
    listening.event("retailcrm", "request_inventories", module="wh", **more)
    entry: dict[str, Any] = listening.callbacks()[-1]
    return entry


def switch(listening: Listening, active: bool) -> None:
    listening.event("retailcrm", "activate_module", module="wh", active=active)


def told(receiver: Receiver) -> list[bool]:
    return [json.loads(form["activity"])["active"] for form in receiver.forms]


def offers(available: int) -> dict[str, Any]:
    stores = [{"code": "wherefour", "available": available}]
    return {"success": True, "offers": [{"externalId": SKU, "stores": stores}]}


def shown(listening: Listening) -> float:
    with crm(listening) as client:
        query = {"filter[offerExternalId][]": SKU, "filter[sites][]": "shop-us"}
        (offer,) = client.get("/store/inventories", params=query).json()["offers"]
        return float(offer["quantity"])


def test_a_receiver_may_call_our_api_while_it_answers(
    registered: Listening, receiver: Receiver
) -> None:
    """Nobody's turn is held meanwhile, so nothing waits for anything."""
    seen: list[float] = []

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        seen.append(shown(registered))
        rows = json.dumps(offers(3)["offers"])
        with crm(registered) as client:
            sent = {"site": "shop-us", "offers": rows}
            client.post("/store/inventories/upload", data=sent).raise_for_status()
        return 200, offers(8)

    receiver.answer = answer
    entry = ask(registered)
    assert entry["reason"] is None
    assert seen == [0]
    assert shown(registered) == 8
    kinds = [row["kind"] for row in rows_of(registered)[-5:]]
    assert kinds == ["event", "exchange", "exchange", "callback", "exchange"]


def rows_of(listening: Listening) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = httpx.get(f"{listening.url}/_sim/journal").json()["entries"]
    return rows


def test_a_reply_does_not_wait_for_the_callbacks_it_causes(
    registered: Listening, receiver: Receiver
) -> None:
    """They are made beside it, in order; deliver_callbacks answers when they are made."""
    replied = threading.Event()

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        return (200 if replied.wait(10) else 500), {"success": True}

    receiver.answer = answer
    assert edit(registered, active=False) == 200
    assert edit(registered, active=True) == 200
    replied.set()
    registered.deliver()
    assert told(receiver) == [False, True]
    entries = registered.callbacks()
    assert [entry["state"] for entry in entries] == ["done", "done"]
    assert [entry["attempts"][0]["status"] for entry in entries] == [200, 200]


def test_get_callbacks_pages_and_deliver_callbacks_says_what_it_did(registered: Listening) -> None:
    for active in (False, True):
        switch(registered, active)
    control = f"{registered.url}/_sim/callbacks"
    whole = httpx.get(control).json()["callbacks"]
    assert [entry["id"] for entry in whole] == [1, 2]
    assert httpx.get(control, params={"after": 1}).json()["callbacks"] == whole[1:]
    assert httpx.get(control, params={"limit": 1}).json()["callbacks"] == whole[:1]
    assert httpx.post(f"{control}/deliver").json() == {"happened": []}
    manifest = httpx.get(f"{registered.url}/_sim/manifest").json()
    by_name = {s["name"]: s["callbacks"] for s in manifest["simulators"]}
    assert by_name == {simulator.name: sorted(simulator.callbacks) for simulator in SIMULATORS}
    assert by_name["retailcrm"] == ["activity", "inventoriesUpload"]


def test_a_world_that_is_restored_meanwhile_gets_no_answer(
    registered: Listening, receiver: Receiver
) -> None:
    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        registered.restore("before")
        return 200, offers(5)

    registered.snapshot("before")
    receiver.answer = answer
    registered.event("retailcrm", "request_inventories", module="wh")
    assert shown(registered) == 0
    assert registered.callbacks() == []


def test_a_restore_rewinds_the_outbox_and_a_fork_has_none(
    registered: Listening, receiver: Receiver
) -> None:
    registered.fault("retailcrm", "activity", "delay", ms=60_000)
    switch(registered, False)
    registered.snapshot("waiting")
    registered.fork("w1")
    registered.advance("2m")
    registered.restore("waiting")
    assert [entry["state"] for entry in registered.callbacks()] == ["waiting"]
    assert registered.in_world("w1").callbacks() == []
    registered.advance("2m")
    assert told(receiver) == [False, False]


# Faults


def test_drop_never_sends_it(registered: Listening, receiver: Receiver) -> None:
    registered.fault("retailcrm", "inventoriesUpload", "drop")
    receiver.says(offers(5))
    entry = ask(registered)
    assert (entry["state"], entry["fault"]) == ("failed", "drop")
    assert entry["reason"] == "never sent: a planted drop"
    assert receiver.forms == []
    row = rows_of(registered)[-1]
    assert (row["kind"], row["fault"], row["delivered"]) == ("callback", "drop", False)
    assert ask(registered)["state"] == "done"
    assert shown(registered) == 5


def test_duplicate_sends_it_twice_and_both_answers_count(
    registered: Listening, receiver: Receiver
) -> None:
    registered.fault("retailcrm", "inventoriesUpload", "duplicate")
    receiver.answer = lambda fields: (200, offers(len(receiver.forms)))
    entry = ask(registered)
    assert len(entry["attempts"]) == len(receiver.forms) == 2
    assert receiver.forms[0] == receiver.forms[1]
    assert shown(registered) == 2


def test_delay_sends_it_when_its_time_has_come(registered: Listening, receiver: Receiver) -> None:
    registered.fault("retailcrm", "activity", "delay", ms=60_000)
    switch(registered, False)
    assert [entry["state"] for entry in registered.callbacks()] == ["waiting"]
    registered.advance("30s")
    assert receiver.forms == []
    happened = registered.advance("1h")["happened"]
    assert [(what["kind"], what["name"], what["reason"]) for what in happened] == [
        ("callback", "activity", None)
    ]
    (entry,) = registered.callbacks()
    assert entry["fault"] == "delay"
    assert entry["attempts"][0]["at"] == entry["due"] == happened[0]["due"]
    assert told(receiver) == [False]


def test_a_flowing_clock_brings_a_delayed_one_about_by_itself(
    registered: Listening, receiver: Receiver
) -> None:
    registered.fault("retailcrm", "activity", "delay", ms=60_000)
    httpx.put(f"{registered.url}/_sim/clock", json={"mode": "flowing", "factor": 100_000})
    switch(registered, False)
    match = {"match": {"kind": "callback"}, "timeout": "30s"}
    waited = httpx.post(f"{registered.url}/_sim/journal/wait", json=match, timeout=60).json()
    assert waited["matched"] is True
    assert told(receiver) == [False]


def test_reorder_lets_the_next_one_go_first(registered: Listening, receiver: Receiver) -> None:
    registered.fault("retailcrm", "activity", "reorder")
    switch(registered, False)
    assert receiver.forms == []
    switch(registered, True)
    assert told(receiver) == [True, False]


def test_reorder_waits_for_the_next_one_so_long_and_no_longer(
    registered: Listening, receiver: Receiver
) -> None:
    registered.fault("retailcrm", "activity", "reorder", ms=5_000)
    switch(registered, False)
    registered.advance("6s")
    assert told(receiver) == [False]


def test_wrong_client_id_names_somebody_else(registered: Listening, receiver: Receiver) -> None:
    registered.fault("retailcrm", "*", "wrong_client_id", client_id="other")
    ask(registered)
    ask(registered)
    assert [form["clientId"] for form in receiver.forms] == ["other", "client-1"]


def test_callbacks_are_counted_from_planting_and_requests_are_not_among_them(
    registered: Listening, receiver: Receiver
) -> None:
    registered.fault("retailcrm", "*", "drop", nth=2, times=2)
    registered.fault("retailcrm", "*", "status", nth=3)
    shown(registered)
    states = [ask(registered)["state"] for _ in range(4)]
    assert states == ["done", "failed", "failed", "done"]
    faults = httpx.get(f"{registered.url}/_sim/faults").json()["faults"]
    assert [(fault["seen"], fault["fired"]) for fault in faults] == [(4, 2), (1, 0)]


@pytest.mark.parametrize(
    ("kind", "operation", "said"),
    [
        ("drop", "upload_inventories", "none of retailcrm's: inventoriesUpload, activity"),
        ("drop", "inventoriesuplod", "none of retailcrm's"),
        ("lost_reply", "activity", "lost_reply strikes no callback; bad_signature, delay, drop,"),
    ],
)
def test_a_kind_that_does_not_fit_the_name_is_refused(
    listening: Listening, kind: str, operation: str, said: str
) -> None:
    body = {"simulator": "retailcrm", "operation": operation, "kind": kind}
    answer = httpx.post(f"{listening.url}/_sim/faults", json=body)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["message"]


def test_a_vendor_without_callbacks_takes_no_fault_of_theirs(listening: Listening) -> None:
    body = {"simulator": "wherefour", "operation": "activity", "kind": "drop"}
    answer = httpx.post(f"{listening.url}/_sim/faults", json=body)
    assert "none of wherefour's: none" in answer.json()["error"]["message"]


# Bodies that are no form, signed, tried again

SENT = '{"order": {"id": 1}}'
JSON = {"Content-Type": "application/json", "X-Signature": "right"}


def put(sandbox: Sandbox, receiver: Receiver, **more: Any) -> None:
    world = sandbox.world()
    with world.turn():
        given = {"url": receiver.url, "body": SENT, "headers": JSON, **more}
        outbox.put(world, "retailcrm", "activity", **given)


def test_a_body_is_sent_as_it_is_with_its_own_headers(sandbox: Sandbox, receiver: Receiver) -> None:
    put(sandbox, receiver)
    sandbox.deliver()
    assert receiver.bodies == [SENT.encode()]
    assert receiver.media == ["application/json"]
    assert receiver.headers[0]["x-signature"] == "right"
    assert sandbox.callbacks()[0]["body"] == SENT
    assert sandbox.callbacks()[0]["fields"] == {}


def test_bad_signature_spoils_the_signature_alone(sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.fault("retailcrm", "activity", "bad_signature", times=2)
    for more in ({"signature": "X-Signature"}, {}, {"signature": "X-Signature"}):
        put(sandbox, receiver, **more)
    sandbox.deliver()
    assert receiver.bodies == [SENT.encode()] * 3
    assert [got["x-signature"] for got in receiver.headers] == ["0" * 64, "right", "right"]


def test_a_vendor_may_write_something_about_an_answer_that_it_does_not_take(
    receiver: Receiver,
) -> None:
    def once_more(world: World, entry: outbox.Callback, answer: outbox.Answer) -> Any:
        if answer.status == 200:
            return {"after": entry.tries}
        outbox.again(world, entry, due=world.now + 60_000)
        return outbox.Failed(f"answered {answer.status}")

    receiver.says({}, status=503)
    vendor = replace(RETAILCRM, callbacks={"activity": once_more})
    with Sandbox((vendor,)) as sandbox:
        put(sandbox, receiver)
        sandbox.deliver()
        receiver.says({})
        sandbox.advance("2m")
        first, second = sandbox.callbacks()
    assert (first["state"], first["reason"], first["tries"]) == ("failed", "answered 503", 0)
    assert (second["state"], second["reason"], second["tries"]) == ("done", None, 1)
    assert second["attempts"][0]["applied"] == {"after": 1}
    assert receiver.bodies == [SENT.encode()] * 2


def test_what_waits_for_a_recipient_can_be_withdrawn(sandbox: Sandbox, receiver: Receiver) -> None:
    for recipient in ("1", "2"):
        put(sandbox, receiver, recipient=recipient)
    world = sandbox.world()
    with world.turn():
        assert outbox.withdraw(world, "retailcrm", "1", "it is gone") == 1
    sandbox.deliver()
    assert [entry["state"] for entry in sandbox.callbacks()] == ["failed", "done"]
    assert sandbox.callbacks()[0]["reason"] == "it is gone"


# In the process of a test


def test_in_process_a_callback_is_made_before_the_request_returns(receiver: Receiver) -> None:
    with Sandbox(SIMULATORS) as sandbox:
        key = sandbox.env["RETAILCRM_API_KEY"]
        for active in (True, False):
            module = {
                "name": "W", "integrationCode": "wh", "clientId": "c", "active": active,
                "baseUrl": receiver.url, "actions": {"activity": "/activity"},
            }  # fmt: skip
            path = "/retailcrm/api/v5/integration-modules/wh/edit"
            form = {"integrationModule": json.dumps(module)}
            sandbox.request("POST", path, form=form, headers={"X-API-KEY": key})
        assert told(receiver) == [False]
        assert [entry["state"] for entry in sandbox.callbacks()] == ["done"]


def test_advance_makes_jobs_and_callbacks_in_the_order_in_which_they_fall_due(
    receiver: Receiver,
) -> None:
    vendor = replace(RETAILCRM, jobs={"nothing": lambda world: None})
    with Sandbox((vendor,)) as sandbox:
        world = sandbox.world()
        with world.turn():
            for after in (90_000, 30_000):
                due = world.now + after
                jobs.schedule(world, "retailcrm", "nothing", due=due, arguments={})
            for after in (60_000, 10_000, 600_000):
                due, url = world.now + after, f"{receiver.url}/{after}"
                outbox.put(world, "retailcrm", "activity", url=url, fields={}, due=due)
        happened = sandbox.advance("2m")["happened"]
        assert [what["kind"] for what in happened] == ["callback", "job", "callback", "job"]
        assert receiver.paths == ["/10000", "/60000"]
        rows = sandbox.request("GET", "/_sim/journal").json()["entries"]
        assert [row["at"] - rows[0]["at"] for row in rows] == [0, 20_000, 50_000, 80_000, 110_000]
