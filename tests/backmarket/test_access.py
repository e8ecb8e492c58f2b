"""Back Market: tokens, rates, the firewall, what a program says of itself."""

import pytest
from stocktake.web.sandbox import Response, Sandbox

from tests.backmarket.conftest import LISTING, LISTINGS, ORDERS, SKU, Seller

AGENT = {"User-Agent": "BM-Acme-Hub;hub@acme.example"}


def is_page(answer: Response) -> bool:
    """Say whether an answer is a page of HTML that tells no client when to come back."""
    media = answer.headers["content-type"].startswith("text/html")
    return media and "retry-after" not in answer.headers and "<html>" in answer.text


def test_a_token_is_opaque_and_any_other_is_refused(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]: 401 in the shape of V1."""
    assert seller.token == seller.sandbox.env["BACKMARKET_TOKEN"]
    assert seller.get(ORDERS)["count"] == 1
    for token in ("", "nobody", seller.token[:-2], seller.token.lower()):
        assert Seller(seller.sandbox, token).refused("GET", ORDERS, 401)["code"] == "E001"
    bearer = {"Authorization": f"Bearer {seller.token}"}
    assert seller.sandbox.request("GET", f"/backmarket{ORDERS}", headers=bearer).status == 401
    assert seller.sandbox.request("GET", f"/backmarket{ORDERS}").status == 401


def test_change_password_ends_every_token_and_answers_a_new_one(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: 401 from then on."""
    token = seller.event("change_password")["token"]
    seller.refused("GET", ORDERS, 401)
    assert Seller(seller.sandbox, token).get(ORDERS)["count"] == 1
    Seller(seller.sandbox, seller.event("change_password")["token"]).get(ORDERS)
    Seller(seller.sandbox, token).refused("GET", ORDERS, 401)


def test_a_slash_at_the_end_of_a_path_does_not_matter(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: both are seen."""
    assert seller.get(f"{ORDERS}/")["count"] == 1
    seller.send("POST", f"{LISTINGS}/{LISTING}/", json={"quantity": 4})
    assert seller.get(f"{LISTINGS}/{LISTING}/")["quantity"] == 4


def test_the_cdn_takes_200_calls_in_ten_seconds_and_then_blocks_for_ten(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]: a page, no Retry-After."""
    seller.sandbox.set_quirk("backmarket.rate_limit", "on")
    for _ in range(200):
        seller.send("GET", f"{ORDERS}/5978")
    assert is_page(seller.send("GET", ORDERS, 429))
    seller.sandbox.advance("9s")  # a new window, but the block is not over
    assert is_page(seller.send("POST", f"{LISTINGS}/{LISTING}", 429, json={"quantity": 1}))
    assert seller.shown() == 10
    seller.sandbox.advance("2s")
    assert seller.get(ORDERS)["count"] == 1


def test_the_cdn_takes_20_catalogue_calls_in_ten_seconds(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: catalogue-type routes have a rate of their own."""
    seller.sandbox.set_quirk("backmarket.rate_limit", "on")
    for _ in range(20):
        seller.send("GET", "/ws/tasks/1", 404)
    assert is_page(seller.send("GET", "/ws/tasks/1", 429))
    assert is_page(seller.send("GET", ORDERS, 429))  # blocked is blocked


def test_callers_are_counted_apart(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]: by their tokens, good or not."""
    seller.sandbox.set_quirk("backmarket.rate_limit", "on")
    nobody = Seller(seller.sandbox, "nobody")
    for _ in range(200):
        nobody.send("GET", ORDERS, 401)
    nobody.send("GET", ORDERS, 429)
    seller.send("GET", ORDERS)


@pytest.mark.parametrize(("switch", "refused"), [("auto", False), ("off", False), ("on", True)])
def test_the_rate_is_off_while_a_manual_clock_stands_still(
    seller: Seller, switch: str, refused: bool
) -> None:
    """docs/backmarket.md: the quirk `backmarket.rate_limit`."""
    seller.sandbox.set_quirk("backmarket.rate_limit", switch)
    statuses = [
        seller.sandbox.request(
            "GET", "/backmarket/ws/tasks/1", headers={"Authorization": f"Basic {seller.token}"}
        ).status
        for _ in range(21)
    ]
    assert statuses[-1] == (429 if refused else 404)


def test_an_idle_clock_moves_on_by_the_block(seller: Seller) -> None:
    """docs/time.md: a client that was refused comes back when the block is over."""
    with Sandbox(seller.sandbox.host.simulators, idle_advance=True) as idle:
        waiting = Seller(idle)
        for _ in range(20):
            waiting.send("GET", "/ws/tasks/1", 404)
        waiting.send("GET", "/ws/tasks/1", 429)
        waiting.send("GET", "/ws/tasks/1", 404)


def test_the_quota_of_sku_lines_is_a_429_in_the_shape_of_v1(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]: JSON, no Retry-After; nothing is written."""
    seller.sandbox.set_quirk("backmarket.lines_per_hour", 3)
    for quantity in (1, 2, 3):
        seller.update(quantity=quantity)
    answer = seller.send("POST", f"{LISTINGS}/{LISTING}", 429, json={"quantity": 4})
    assert "retry-after" not in answer.headers
    assert answer.json()["error"]["code"] == "E010"
    assert seller.listing()["quantity"] == 3
    seller.get(ORDERS)  # reading is not counted
    seller.sandbox.advance("1h")
    assert seller.update(quantity=4)["quantity"] == 4


def test_a_catalogue_counts_by_its_lines(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: over all listing updates."""
    seller.sandbox.set_quirk("backmarket.lines_per_hour", 3)
    catalogue = "sku,quantity\n" + f"{SKU},1\n" * 2
    for status in (200, 429):
        seller.send("POST", LISTINGS, status, json={"catalog": catalogue})
    seller.update(quantity=1)
    seller.update(quantity=2, expect=429)
    seller.sandbox.set_quirk("backmarket.lines_per_hour", 0)
    seller.update(quantity=2)


def test_a_refused_update_is_not_counted(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]."""
    seller.sandbox.set_quirk("backmarket.lines_per_hour", 1)
    seller.update(quantity=-1, expect=400)
    seller.update(quantity=1)


def test_a_user_agent_is_not_looked_at_unless_the_switch_says_so(seller: Seller) -> None:
    """docs/reference/channels.md §1.1 [decide]: 403, a page."""
    seller.send("GET", ORDERS)
    seller.sandbox.set_quirk("backmarket.strict_user_agent", True)
    for headers in (
        {},
        {"User-Agent": "python-httpx/1"},
        {"User-Agent": "BM-Acme;hub@acme.example"},
    ):
        answer = seller.send("GET", ORDERS, 403, headers=headers)
        assert is_page(answer)
        assert answer.headers["cf-ray"]
    seller.send("GET", ORDERS, headers=AGENT)


def test_the_firewall_answers_a_page_or_a_challenge(seller: Seller) -> None:
    """docs/reference/channels.md §1.1: `cf-ray`, or `bot-need-challenge`."""
    seller.sandbox.set_quirk("backmarket.firewall", "html")
    page = seller.send("GET", ORDERS, 403)
    assert is_page(page)
    assert page.headers["cf-ray"]
    seller.sandbox.set_quirk("backmarket.firewall", "json")
    (error,) = seller.send("POST", f"{LISTINGS}/{LISTING}", 403, json={}).json()["errors"]
    assert error["code"] == "bot-need-challenge"
    assert error["challengePath"]
    seller.sandbox.set_quirk("backmarket.firewall", "off")
    seller.send("GET", ORDERS)
