"""A fault is checked when it is planted, and what a list of faults shows can be posted again."""

import json
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.faults import KINDS
from stocktake.web.sandbox import ConnectionCut, Response, Sandbox

CUSTOMERS = "/wherefour/api/v1/customers"
CUSTOMER = {"simulator": "wherefour", "operation": "create_customer"}


def plant(sandbox: Sandbox, **fault: Any) -> Response:
    return sandbox.request("POST", "/_sim/faults", json={**CUSTOMER, **fault})


def create(sandbox: Sandbox) -> Response:
    auth = ("tony@abcproduct.example", "wherefour-demo")
    return sandbox.request("POST", CUSTOMERS, json={"display_name": "Ada"}, auth=auth)


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text",
        "text/html\r\nX-Evil: 1",
        "text/ht ml",
        "text/ht\u00e4ml",
        "\u4e16/\u754c",
        "a/b;c",
        "text/html\n",
    ],
)
def test_a_media_type_that_cannot_be_sent_is_refused_when_planted(
    sandbox: Sandbox, media_type: str
) -> None:
    answer = plant(sandbox, kind="status", body="x", media_type=media_type)
    assert answer.status == 422
    assert "media_type of status is a media type such as" in answer.text
    assert create(sandbox).status == 200


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/json", "application/vnd.api+json; charset=utf-8", 'a/b; c="d e"'],
)
def test_a_planted_body_arrives_to_the_letter_under_its_media_type(
    sandbox: Sandbox, media_type: str
) -> None:
    body = '{"error": "\u00e4 \u4e16"}'
    assert plant(sandbox, kind="status", body=body, media_type=media_type).status == 201
    answer = create(sandbox)
    assert (answer.status, answer.text) == (500, body)
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize("signature", ["", "a\nb", "a\r\nX: 1", " a", "\u00e4", "\u4e16", "a\x00b"])
def test_a_signature_that_cannot_be_a_header_is_refused_when_planted(
    sandbox: Sandbox, signature: str
) -> None:
    body = {
        "simulator": "whiplash", "operation": "*", "kind": "bad_signature", "signature": signature,
    }  # fmt: skip
    answer = sandbox.request("POST", "/_sim/faults", json=body)
    assert answer.status == 422
    assert "sent as a header" in answer.text


@pytest.mark.parametrize("status", [0, 99, 200, 399, 600, 1000, -1, True, "503", 503.5])
def test_a_status_that_is_no_error_is_refused_when_planted(sandbox: Sandbox, status: Any) -> None:
    assert plant(sandbox, kind="status", status=status).status == 422
    assert create(sandbox).status == 200


@pytest.mark.parametrize("simulator", SIMULATORS, ids=lambda simulator: simulator.name)
def test_every_status_that_can_be_planted_is_answered_as_planted(simulator: Any) -> None:
    with Sandbox([simulator]) as sandbox:
        table = next(iter(sandbox.host.apis.values())).table
        read = next(o for o in table.operations if o.method == "GET" and "{" not in o.template)
        for status in range(400, 600):
            sandbox.fault(simulator.name, "*", "status", status=status)
            path = f"/{simulator.apis[0].name}{read.template}"
            assert sandbox.request("GET", path).status == status


@pytest.mark.parametrize("kind", KINDS)
def test_text_that_no_encoding_has_never_ends_in_a_failure_later(
    sandbox: Sandbox, kind: str
) -> None:
    """Half a surrogate pair can be spelled in JSON; no body or header can carry it."""
    for name, argument in KINDS[kind].arguments.items():
        if argument.type not in ("string", "any", "object"):
            continue
        value = r'{"a": "\ud800"}' if argument.type == "object" else r'"\ud800"'
        body = (
            f'{{"simulator": "retailcrm", "operation": "*", "kind": "{kind}", "{name}": {value}}}'
        )
        data = body.encode()
        answer = sandbox.request("POST", "/_sim/faults", data=data)
        assert 400 <= answer.status < 500, name
        assert len(answer.json()["error"]["message"].splitlines()) == 1


def every_fault(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Plant a fault of every kind where it fits; return the list that shows them."""
    needs: dict[str, dict[str, Any]] = {
        "poison": {"row": 7},
        "interleave": {"event": {"simulator": "retailcrm", "event": "cancel_order", "id": 9}},
    }
    places = [
        (simulator.name, name)
        for simulator in SIMULATORS
        for name in [*simulator.callbacks, *operations(sandbox, simulator.name)]
    ]
    for kind in KINDS:
        for simulator, operation in places:
            body = {"simulator": simulator, "operation": operation, "kind": kind, "times": 2}
            body |= needs.get(kind, {})
            if sandbox.request("POST", "/_sim/faults", json=body).status == 201:
                break
        else:
            raise AssertionError(f"{kind} fits nowhere")
    return faults(sandbox)


def operations(sandbox: Sandbox, simulator: str) -> list[str]:
    bound = [api for api in sandbox.host.apis.values() if api.simulator == simulator]
    return [operation.id for api in bound for operation in api.table.operations]


def faults(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.request("GET", "/_sim/faults").json()["faults"])


def test_what_the_list_of_faults_shows_can_be_posted_again(sandbox: Sandbox) -> None:
    shown = every_fault(sandbox)
    assert [fault["kind"] for fault in shown] == list(KINDS)
    sandbox.request("DELETE", "/_sim/faults")
    for fault in shown:
        answer = sandbox.request("POST", "/_sim/faults", json=fault)
        assert answer.status == 201, (fault, answer.text)
    settled = ("id",)
    again = faults(sandbox)
    assert [{k: v for k, v in f.items() if k not in settled} for f in again] == [
        {k: v for k, v in f.items() if k not in settled} for f in shown
    ]


def test_a_fault_that_is_posted_again_is_a_new_one_that_counts_from_the_start(
    sandbox: Sandbox,
) -> None:
    sandbox.fault("wherefour", "create_customer", "lost_reply", nth=2, times=2)
    create(sandbox)
    with pytest.raises(ConnectionCut):
        create(sandbox)
    (used,) = faults(sandbox)
    assert (used["seen"], used["fired"], used["left"]) == (2, 1, 1)
    sandbox.request("DELETE", "/_sim/faults")
    assert sandbox.request("POST", "/_sim/faults", json=used).status == 201
    (new,) = faults(sandbox)
    assert (new["nth"], new["times"]) == (2, 2)
    assert (new["seen"], new["fired"], new["left"], new["refused"]) == (0, 0, 2, None)
    assert new["id"] != used["id"]


def test_arguments_stand_together_or_beside_but_none_twice(sandbox: Sandbox) -> None:
    assert plant(sandbox, kind="status", arguments={"status": 503}, body="x").status == 201
    (fault,) = faults(sandbox)
    assert fault["arguments"] == {"status": 503, "body": "x", "media_type": "text/html"}
    twice = plant(sandbox, kind="status", arguments={"status": 503}, status=502)
    assert (twice.status, "leave one out" in twice.text) == (422, True)
    wrong = plant(sandbox, kind="status", arguments={"statos": 503})
    assert (wrong.status, "There are status, body, media_type" in wrong.text) == (422, True)
    assert plant(sandbox, kind="status", arguments=[1]).status == 400
    assert json.dumps(fault)
