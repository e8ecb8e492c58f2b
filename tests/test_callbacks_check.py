"""`stocktake callbacks check`: a user's receiver, right and wrong (docs/callbacks.md)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake.web.documents import read_document

from tests.receivers import Receiver, receiving
from tests.support import run

KNOWN = {"A/1", "Б-2"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as fresh:
        yield fresh


def right(fields: dict[str, str]) -> tuple[int, Any]:
    """Answer as an engine should: by clientId and the offers asked for."""
    if fields["clientId"] != "mine":
        return 400, {"success": False, "errorMsg": "who are you?"}
    if "activity" in fields:
        assert set(json.loads(fields["activity"])) == {"active", "freeze"}
        return 200, {"success": True}
    asked = [offer["externalId"] for offer in json.loads(fields["inventoriesUpload"])["offers"]]
    stores = [{"code": "wherefour", "available": 1, "purchasePrice": "2.50"}]
    rows = [{"externalId": sku, "stores": stores} for sku in asked if sku in KNOWN]
    return 200, {"success": True, "offers": rows}


def check(receiver: Receiver, *more: str) -> tuple[int, list[str], str]:
    done = run("callbacks", "check", "--url", f"{receiver.url}/stock", *more)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_a_right_receiver_is_asked_in_both_spellings_and_found_right(receiver: Receiver) -> None:
    receiver.answer = right
    asked = ("--client-id", "mine", "--offer", "A/1", "--offer", "Б-2")
    code, lines, errors = check(receiver, *asked, "--activity-url", f"{receiver.url}/activity")
    assert (code, errors) == (0, "")
    assert [line.split()[:2] for line in lines] == [
        ["right", "inventoriesUpload"], ["right", "inventoriesUpload"],
        ["right", "activity"], ["right", "activity"],
    ]  # fmt: skip
    assert receiver.paths == ["/stock", "/stock", "/activity", "/activity"]
    first, second = (form["inventoriesUpload"] for form in receiver.forms[:2])
    assert json.loads(first) == json.loads(second)
    assert r"\u0411" in first
    assert r"A\/1" in first
    assert "Б-2" in second


def test_without_an_offer_one_that_nobody_has_is_asked_for(receiver: Receiver) -> None:
    receiver.answer = right
    assert check(receiver, "--client-id", "mine")[0] == 0
    assert len(receiver.wanted()[0]["offers"]) == 1


@pytest.mark.parametrize(
    ("status", "data", "said"),
    [
        (500, "oops", "answered 500"),
        (200, "oops", "not JSON"),
        (200, {"success": False, "errorMsg": "no"}, "success is not true: no"),
        (200, {"success": True, "offers": [{"externalId": "A/1"}]}, "offers[0].stores"),
        (200, {"success": True, "offers": [{"stores": [{"code": "x"}]}]}, "names no offer"),
        (200, {"success": True, "offers": []}, "no row for 'A/1'"),
    ],
)
def test_a_wrong_receiver_is_told_what_is_wrong(
    receiver: Receiver, status: int, data: Any, said: str
) -> None:
    receiver.says(data, status)
    code, lines, _ = check(receiver, "--offer", "A/1")
    assert code == 1
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("wrong")
        assert said in line


def test_nobody_listening_is_wrong_and_no_address_is_usage() -> None:
    with receiving() as gone:
        pass
    code, lines, _ = check(gone)
    assert code == 1
    assert "no connection" in lines[0]
    done = run("callbacks", "check", "--url", "localhost:8080")
    assert (done.returncode, done.stdout) == (2, "")
    assert "give the whole address" in done.stderr
    assert run("callbacks", "check").returncode == 2


def test_the_rows_of_the_contract_are_those_of_an_upload() -> None:
    """docs/reference/warehouse-module.md §3.1: the same validation; only the limits differ."""
    contract = read_document("retailcrm-callbacks.yaml")["components"]["schemas"]
    api = read_document("retailcrm.yaml")["components"]["schemas"]
    row = contract["Leftovers"]["properties"]["offers"]["items"]
    uploaded = api["OffersInput"]["items"]
    assert row["required"] == uploaded["required"]
    without_site = {k: v for k, v in row["properties"].items() if k != "site"}
    assert without_site == uploaded["properties"]
    for name in ("LooseId", "LooseText", "LooseNumber"):
        assert contract[name] == api[name]
