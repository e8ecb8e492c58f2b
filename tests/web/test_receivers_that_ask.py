"""A receiver that asks the control plane while it answers a callback never waits for itself."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from stocktake.core import outbox
from stocktake.core.config import WorldConfig
from stocktake.harness.play.control_client import ControlClient
from stocktake.web.control import CONTROL
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Sandbox

from tests.receivers import Receiver, receiving
from tests.support import Listening

OPERATIONS = {operation.id: operation for operation in build_table(CONTROL).operations}
# What each needs to do its work; the others need nothing.
BODIES: dict[str, Any] = {
    "advance_clock": {"by": "1m"},
    "set_clock": {"now": "2026-02-01T00:00:00Z"},
    "wait_for_journal": {"count": 1},
    "plant_fault": {"simulator": "wherefour", "operation": "*", "kind": "lost_reply", "nth": 99},
    "create_world": {"name": "w1"},
    "trigger_event": {"simulator": "retailcrm", "event": "freeze_module", "freeze": True},
    "take_snapshot": {"name": "b"},
    "run_sql": {"sql": "SELECT 1"},
    "set_quirk": {"value": "fifo"},
}
WAITS_FOR_CALLBACKS = {"advance_clock", "deliver_callbacks"}
AT_ONCE_S = 2.0  # real seconds, on a busy machine; the answer to a callback may take 5


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as fresh:
        yield fresh


def request(operation: Operation) -> tuple[str, str]:
    name = "wherefour.hand_pick" if operation.id == "set_quirk" else "a"
    path = operation.template.replace("{fault_id}", "1").replace("{name}", name)
    return operation.method, path


def put(listening: Listening, receiver: Receiver) -> None:
    """Have a callback made, as an API call would."""
    world = listening.sandbox.host.worlds["default"]
    with world.turn():
        outbox.put(world, "retailcrm", "activity", url=receiver.url, fields={"clientId": "c"})


def asking(listening: Listening, operation: Operation, seen: list[tuple[int, float]]) -> Any:
    method, path = request(operation)

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        if not seen:
            began = time.monotonic()
            body = BODIES.get(operation.id)
            sent = httpx.request(method, f"{listening.url}{path}", json=body, timeout=20)
            seen.append((sent.status_code, time.monotonic() - began))
        return 200, {"success": True}

    return answer


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
@pytest.mark.parametrize("caused_by", ["deliver", "api"])
def test_no_control_call_of_a_receiver_that_is_answering_waits_for_its_own_answer(
    receiver: Receiver, operation: Operation, caused_by: str
) -> None:
    with Sandbox(clock="manual") as sandbox:
        sandbox.snapshot("a")
        sandbox.fork("a")
        sandbox.fault("wherefour", "*", "lost_reply", nth=99)
        with sandbox.listening() as url:
            listening = Listening(sandbox, url)
            seen: list[tuple[int, float]] = []
            receiver.answer = asking(listening, operation, seen)
            put(listening, receiver)
            if caused_by == "deliver":
                httpx.post(f"{url}/_sim/callbacks/deliver", timeout=20)
            else:
                httpx.get(f"{url}/retailcrm/api/api-versions", timeout=20)
                deadline = time.monotonic() + 20
                while not seen and time.monotonic() < deadline:
                    time.sleep(0.01)
            ((status, took),) = seen
    assert took < AT_ONCE_S
    expected = 409 if operation.id in WAITS_FOR_CALLBACKS else None
    assert status == expected or (expected is None and status < 500 and status != 409), status


def test_the_refusal_says_what_to_do_and_the_callback_is_applied(
    listening: Listening, receiver: Receiver
) -> None:
    said: list[str] = []

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        refused = httpx.post(f"{listening.url}/_sim/clock/advance", json={"by": "1h"}, timeout=20)
        said.append(refused.json()["error"]["message"])
        return 200, {"success": True}

    receiver.answer = answer
    before = listening.sandbox.host.worlds["default"].clock.read()
    put(listening, receiver)
    httpx.post(f"{listening.url}/_sim/callbacks/deliver", timeout=20)
    (entry,) = listening.callbacks()
    assert entry["attempts"][0]["status"] == 200
    assert "activity (1) is being answered" in said[0]
    assert "answer first, then ask again" in said[0]
    assert listening.sandbox.host.worlds["default"].clock.read() < before + 60_000


def test_somebody_else_who_asks_meanwhile_waits_as_before(
    listening: Listening, receiver: Receiver
) -> None:
    began = threading.Event()

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        began.set()
        time.sleep(0.2)
        return 200, {"success": True}

    receiver.answer = answer
    for _ in range(4):
        put(listening, receiver)
    httpx.get(f"{listening.url}/retailcrm/api/api-versions")
    assert began.wait(10)
    assert httpx.post(f"{listening.url}/_sim/callbacks/deliver", timeout=20).status_code == 200
    assert [entry["attempts"][0]["status"] for entry in listening.callbacks()] == [200] * 4


def test_the_referee_waits_for_an_engine_that_takes_long_to_answer(
    listening: Listening, receiver: Receiver
) -> None:
    began = threading.Event()

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        began.set()
        time.sleep(1.5)
        return 200, {"success": True}

    receiver.answer = answer
    client = ControlClient(
        listening.sandbox.control, WorldConfig(now="2026-01-05T09:00:00Z"), world="w1"
    )
    world = listening.sandbox.host.worlds["w1"]
    with world.turn():
        outbox.put(world, "retailcrm", "activity", url=receiver.url, fields={"clientId": "c"})
    httpx.get(f"{listening.url}/w/w1/retailcrm/api/api-versions")
    assert began.wait(10)
    before = client.now()
    client.advance("1h")
    assert client.now()[:13] == f"{before[:11]}{int(before[11:13]) + 1:02}"
    client.close()


def test_an_event_that_a_receiver_triggers_happens_and_its_callback_follows(
    listening: Listening, receiver: Receiver
) -> None:
    answered: list[httpx.Response] = []
    module = {
        "name": "W", "baseUrl": receiver.url, "clientId": "c", "integrations": {"store": {}},
        "actions": {"activity": "/activity"},
    }  # fmt: skip
    env = listening.env
    made = httpx.post(
        f"{env['RETAILCRM_BASE_URL']}/api/v5/integration-modules/wh/edit",
        headers={"X-API-KEY": env["RETAILCRM_API_KEY"]},
        data={"integrationModule": json.dumps(module)},
    )
    assert made.status_code == 201
    freeze = {"simulator": "retailcrm", "event": "freeze_module", "module": "wh"}

    def answer(fields: dict[str, str]) -> tuple[int, Any]:
        if not answered:
            body = {**freeze, "freeze": False}
            answered.append(httpx.post(f"{listening.url}/_sim/events", json=body, timeout=20))
        return 200, {"success": True}

    receiver.answer = answer
    first = httpx.post(f"{listening.url}/_sim/events", json={**freeze, "freeze": True}, timeout=20)
    assert first.status_code == 200
    assert answered[0].status_code == 200
    assert [entry["state"] for entry in answered[0].json()["callbacks"]] == ["waiting"]
    listening.deliver_callbacks()
    assert {entry["state"] for entry in listening.callbacks()} == {"done"}
    assert len(receiver.forms) == 2
