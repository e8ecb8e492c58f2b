"""Clients that offer another protocol, as Java's HttpClient does in each request."""

import json

import pytest

from tests.sockets import dial, head, read_all
from tests.support import Listening

FAULT = json.dumps({"simulator": "wherefour", "operation": "*", "kind": "lost_reply"}).encode()
OFFER = ("Connection: Upgrade, HTTP2-Settings, close", "HTTP2-Settings: AAEAAEAAAAIAAAAA")


@pytest.mark.parametrize("offer", ["Upgrade: h2c", "upgrade: h2c", "UPGRADE: websocket"])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_request_that_offers_another_protocol_is_answered_with_its_body(
    listening: Listening, offer: str, parts: int
) -> None:
    length = f"Content-Length: {len(FAULT)}"
    heads = [head("POST", "/_sim/faults", length, *OFFER, offer)]
    heads.append(head("POST", "/_sim/faults", offer, length, *OFFER))
    for written in heads:
        with dial(listening.url) as client:
            for part in (written + FAULT,) if parts == 1 else (written, FAULT):
                client.sendall(part)
            assert read_all(client).startswith(b"HTTP/1.1 201 ")
    assert len(listening.sandbox.control.faults()) == len(heads)


def test_a_body_that_speaks_of_an_upgrade_arrives_as_it_is(listening: Listening) -> None:
    body = b'{"sql": "SELECT \'x\r\nUpgrade: h2c\r\n\r\n\' AS x"}'.replace(b"\r\n", b"\\r\\n")
    written = head("POST", "/_sim/sql", f"Content-Length: {len(body)}", "Connection: close")
    with dial(listening.url) as client:
        client.sendall(written)
        client.sendall(body)
        assert b"Upgrade: h2c" in read_all(client)
