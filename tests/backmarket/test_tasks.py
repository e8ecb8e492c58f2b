"""Back Market: catalogues as CSV, and the tasks that work through them."""

from typing import Any

import pytest

from tests.backmarket.conftest import LISTING, LISTINGS, SKU, Seller


def upload(seller: Seller, catalog: str, **more: Any) -> int:
    """Send a catalogue; return the id of its task."""
    answer = seller.send("POST", LISTINGS, json={"catalog": catalog, **more}).json()
    assert answer["statuscode"] == 200
    return int(answer["bodymessage"])


def test_upload_listings_answers_a_task_that_is_done_within_five_minutes(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: 0 and 2 while it waits and runs, 9 when it is done."""
    task = upload(seller, f"sku,quantity,price\n{SKU},3,150.00\n")
    path = f"/ws/tasks/{task}"
    assert seller.get(path) == {"action_status": 0, "last_action_error": "", "result": None}
    seller.sandbox.advance("2m")
    assert seller.get(path)["action_status"] == 2
    assert seller.listing()["quantity"] == 10
    seller.sandbox.advance("3m")
    assert seller.get(path) == {
        "action_status": 9, "last_action_error": "", "result": {"updated": 1, "errors": []},
    }  # fmt: skip
    assert (seller.listing()["quantity"], seller.listing()["price"]) == (3, "150.00")


def test_a_catalogue_knows_a_sku_in_any_case_and_on_every_listing(seller: Seller) -> None:
    """docs/reference/channels.md §1.2, §1.5: case-insensitive here; a SKU may be listed twice."""
    second = seller.event("add_listing", sku=SKU, grade="FAIR", quantity=1)["id"]
    ended = seller.event("add_listing", sku=SKU, grade="GOOD", quantity=1)["id"]
    seller.event("end_listing", listing=ended)
    task = upload(seller, f"SKU;Quantity\n'{SKU.lower()}';6\n", delimiter=";", quotechar="'")
    seller.sandbox.advance("5m")
    assert seller.get(f"/ws/tasks/{task}")["result"]["updated"] == 2
    assert [seller.listing(each)["quantity"] for each in (LISTING, second, ended)] == [6, 6, 1]


def test_a_line_that_cannot_be_used_is_named_and_the_others_count(seller: Seller) -> None:
    """docs/reference/channels.md §1.2 [decide]."""
    seller.event("add_listing", sku="OTHER", quantity=1)
    catalog = f"sku,quantity\nNONE,1\n{SKU},-4\nOTHER,2\n"
    task = upload(seller, catalog)
    seller.sandbox.advance("5m")
    shown = seller.get(f"/ws/tasks/{task}")
    assert shown["action_status"] == 9
    assert [(row["line"], row["sku"]) for row in shown["result"]["errors"]] == [
        (2, "NONE"), (3, SKU),
    ]  # fmt: skip
    assert (seller.listing()["quantity"], seller.shown("OTHER")) == (10, 2)


def test_a_task_of_which_no_line_can_be_used_has_failed(seller: Seller) -> None:
    """docs/reference/channels.md §1.2: 3, 7 and 8 are failures; which one is decided."""
    task = upload(seller, "sku,quantity\nNONE,1\n")
    seller.sandbox.advance("5m")
    shown = seller.get(f"/ws/tasks/{task}")
    assert (shown["action_status"], shown["last_action_error"]) == (8, "no line could be used")


def test_lines_that_a_fault_spoils_are_refused_in_the_result(seller: Seller) -> None:
    """docs/faults.md: `partial_success`."""
    seller.event("add_listing", sku="OTHER", quantity=1)
    seller.sandbox.fault("backmarket", "upload_listings", "partial_success", rows=1)
    task = upload(seller, f"sku,quantity\n{SKU},1\nOTHER,2\n")
    seller.sandbox.advance("5m")
    assert [row["line"] for row in seller.get(f"/ws/tasks/{task}")["result"]["errors"]] == [2]
    assert (seller.listing()["quantity"], seller.shown("OTHER")) == (10, 2)


def test_get_task_says_of_an_unknown_one_in_the_second_shape(seller: Seller) -> None:
    """docs/reference/channels.md §1.4 [decide]: `errors`, with a requestId."""
    body = seller.send("GET", "/ws/tasks/1", 404).json()
    assert set(body) == {"errors", "requestId"}
    assert body["errors"][0]["code"] == "E004"


@pytest.mark.parametrize(
    "body",
    [
        {"catalog": ""}, {"catalog": "sku,quantity\n"}, {"catalog": "quantity\n3\n"},
        {"catalog": "sku\nX\n", "delimiter": ",,"}, {"catalog": "sku\nX\n", "quotechar": ""},
        {"catalog": 'sku\n"X'}, {"catalog": "sku\n" + "X\n" * 15_001},
        {"catalog": "sku\nX\n", "delimiter": "\n"},
    ],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_read_is_refused_in_the_second_shape(
    seller: Seller, body: dict[str, str]
) -> None:
    """docs/reference/channels.md §1.4 [decide]; at most 15,000 lines (§1.2)."""
    answer = seller.send("POST", LISTINGS, 400, json=body).json()
    assert set(answer) == {"errors", "requestId"}
    assert seller.world("SELECT count(*) AS n FROM backmarket_task")[0]["n"] == 0
