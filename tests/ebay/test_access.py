"""eBay: tokens, consents, and what they open."""

import base64
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.ebay.conftest import FULFILLMENT, INVENTORY, Seller

ORDERS, ITEMS = f"{FULFILLMENT}/order", f"{INVENTORY}/inventory_item"
SCOPE = "https://api.ebay.com/oauth/api_scope"


def test_issue_token_answers_a_refresh_with_a_user_token_and_no_new_refresh_token(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.1: 7,200 s, `User Access Token`, the same authorisation."""
    answer = seller.grant()
    assert (answer["expires_in"], answer["token_type"]) == (7_200, "User Access Token")
    assert set(answer) == {"access_token", "expires_in", "token_type"}
    assert Seller(seller.sandbox, answer["access_token"]).orders()


def test_the_grant_comes_as_three_clients_send_it(seller: Seller) -> None:
    """docs/reference/channels.md §2.1, recorded: scopes encoded and joined by a plus."""
    env = seller.sandbox.env
    basic = base64.b64encode(f"{env['EBAY_CLIENT_ID']}:{env['EBAY_CLIENT_SECRET']}".encode())
    scopes = "https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope+https%3A%2F%2Fapi.ebay.com%2Fwide"
    form = f"grant_type=refresh_token&refresh_token={env['EBAY_REFRESH_TOKEN']}&scope={scopes}"
    answer = seller.sandbox.request(
        "POST", "/ebay/identity/v1/oauth2/token", data=form.encode(),
        headers={
            "Authorization": f"Basic {basic.decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )  # fmt: skip
    assert answer.status == 200, answer.text


def test_an_access_token_is_over_after_two_hours_of_the_worlds_clock(seller: Seller) -> None:
    """docs/reference/channels.md §2.1 [decide]: 401, errorId 1001, domain OAuth."""
    seller.orders()
    seller.sandbox.advance("2h")
    (error,) = seller.send("GET", ORDERS, 401).json()["errors"]
    assert (error["errorId"], error["domain"]) == (1001, "OAuth")
    assert (error["message"], error["parameters"]) == ("Invalid access token", [])
    assert Seller(seller.sandbox, seller.grant()["access_token"]).orders()


def test_revoke_tokens_ends_access_tokens_and_leaves_the_refresh_token(seller: Seller) -> None:
    """docs/reference/channels.md §2.1, §13 [decide]."""
    assert seller.event("revoke_tokens") == {"revoked": 1}
    assert seller.refused("GET", ORDERS, 401) == 1001
    assert Seller(seller.sandbox, seller.grant()["access_token"]).orders()


def test_end_consent_ends_the_refresh_token_until_give_consent_answers_another(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.1, §13 [decide]; §15, row 27."""
    seller.event("end_consent")
    assert seller.refused("GET", ORDERS, 401) == 1001
    assert seller.grant(400)["error"] == "invalid_grant"
    given = seller.event("give_consent")
    assert seller.grant(400)["error"] == "invalid_grant"  # the old one stays so
    fresh = seller.grant(grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert Seller(seller.sandbox, fresh["access_token"]).orders()


def test_a_code_of_the_consent_page_opens_once_with_the_ru_name(seller: Seller) -> None:
    """docs/reference/channels.md §2.1: redirect_uri is the RuName; about 18 months to refresh."""
    code = seller.event("give_consent")["code"]
    form: dict[str, Any] = {"grant_type": "authorization_code", "code": code}
    assert (
        seller.grant(400, **form, redirect_uri="https://else.example")["error"] == "invalid_grant"
    )
    answer = seller.grant(**form, redirect_uri="Stocktake-stocktak-hub-PR-example")
    assert answer["refresh_token_expires_in"] == 47_304_000
    assert seller.grant(grant_type="refresh_token", refresh_token=answer["refresh_token"])
    again = seller.grant(400, **form, redirect_uri="Stocktake-stocktak-hub-PR-example")
    assert again["error"] == "invalid_grant"


def test_an_application_token_opens_analytics_and_no_orders_or_items(seller: Seller) -> None:
    """docs/reference/channels.md §2.1: not enough for user data; 403 with 1100 is ours."""
    answer = seller.grant(grant_type="client_credentials", scope=SCOPE)
    assert answer["token_type"] == "Application Access Token"
    alone = Seller(seller.sandbox, answer["access_token"])
    assert alone.get("/developer/analytics/v1_beta/rate_limit")["rateLimits"]
    for path in (ORDERS, ITEMS, "/developer/analytics/v1_beta/user_rate_limit"):
        assert alone.refused("GET", path, 403) == 1100


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "none"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": SCOPE}, 400, "invalid_request"),
    ],
)
def test_a_token_request_is_refused_in_the_words_of_the_rfc(
    seller: Seller, form: dict[str, str], status: int, error: str
) -> None:
    """docs/reference/channels.md §2.1."""
    body = seller.grant(status, **form)
    assert body["error"] == error
    assert set(body) == {"error", "error_description"}


def test_a_wrong_client_is_401_before_anything_else(sandbox: Sandbox) -> None:
    """docs/reference/channels.md §2.1."""
    answer = sandbox.request(
        "POST", "/ebay/identity/v1/oauth2/token", data=b"grant_type=password",
        headers={"Content-Type": "application/x-www-form-urlencoded"}, auth=("me", "wrong"),
    )  # fmt: skip
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_scopes_are_checked_with_the_quirk_only(seller: Seller) -> None:
    """docs/reference/channels.md §2.1 [decide]: the quirk `ebay.checks_scope`."""
    env = seller.sandbox.env
    form: dict[str, Any] = {
        "grant_type": "refresh_token",
        "refresh_token": env["EBAY_REFRESH_TOKEN"],
    }
    bare = Seller(seller.sandbox, seller.grant(**form, scope=SCOPE)["access_token"])
    assert bare.orders()
    seller.sandbox.set_quirk("ebay.checks_scope", True)
    bare = Seller(seller.sandbox, seller.grant(**form, scope=SCOPE)["access_token"])
    assert bare.refused("GET", ORDERS, 403) == 1100
    granted = seller.grant(**form, scope=f"{SCOPE}/sell.fulfillment")
    one = Seller(seller.sandbox, granted["access_token"])
    assert one.orders()
    assert one.refused("GET", ITEMS, 403) == 1100
    assert seller.grant(400, **form, scope=f"{SCOPE}/sell.finances")["error"] == "invalid_scope"


def test_a_refresh_token_rotates_with_the_quirk_only(seller: Seller) -> None:
    """docs/reference/channels.md §2.1: rotation is recalled; `ebay.rotates_refresh_token`."""
    seller.sandbox.set_quirk("ebay.rotates_refresh_token", True)
    answer = seller.grant()
    assert seller.grant(400)["error"] == "invalid_grant"
    assert seller.grant(grant_type="refresh_token", refresh_token=answer["refresh_token"])


def test_a_token_that_is_over_is_403_at_the_inventory_api_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §2.1, §15 row 28: the quirk `ebay.expired_is_403`."""
    seller.sandbox.set_quirk("ebay.expired_is_403", True)
    seller.sandbox.advance("2h")
    assert seller.refused("GET", ITEMS, 403) == 1001
    assert seller.refused("GET", ORDERS, 401) == 1001


def test_each_api_has_its_own_answer_to_a_token_that_is_over(seller: Seller) -> None:
    """docs/reference/channels.md §15 row 28: the quirk `ebay.fulfillment_expired_is_403`."""
    seller.sandbox.set_quirk("ebay.fulfillment_expired_is_403", True)
    seller.sandbox.advance("2h")
    assert seller.refused("GET", ORDERS, 403) == 1001
    assert seller.refused("GET", ITEMS, 401) == 1001


def test_tokens_of_a_day_are_limited_by_grant(seller: Seller) -> None:
    """docs/reference/channels.md §2.1: 1,000 application tokens a day; then 429, not retried."""
    world = seller.sandbox.world()
    with world.turn(tick=False):
        world.run("INSERT INTO ebay_usage VALUES ('oauth2.client_credentials', '2026-01-05', 1000)")
    body = seller.grant(429, grant_type="client_credentials")
    assert body["errors"][0]["errorId"] == 2001
    assert seller.grant()


def test_the_environment_names_url_client_and_refresh_token() -> None:
    """docs/reference/channels.md §13."""
    with Sandbox(SIMULATORS) as sandbox:
        env = {name: value for name, value in sandbox.env.items() if name.startswith("EBAY_")}
    assert set(env) == {
        "EBAY_BASE_URL", "EBAY_CLIENT_ID", "EBAY_CLIENT_SECRET", "EBAY_REFRESH_TOKEN",
    }  # fmt: skip
    assert env["EBAY_BASE_URL"].endswith("/ebay")


def test_a_day_of_calls_is_counted_and_begins_anew_at_midnight_pacific(seller: Seller) -> None:
    """docs/reference/channels.md §2.2: get_rate_limits, get_user_rate_limits; 08:00 UTC."""
    seller.sandbox.set_quirk("ebay.fulfillment_quota", 3)
    for _ in range(3):
        seller.orders()
    (error,) = seller.send("GET", ORDERS, 429).json()["errors"]
    assert (error["errorId"], error["domain"]) == (2001, "ACCESS")
    seller.item()  # another API has its own quota
    (limit,) = seller.get("/developer/analytics/v1_beta/user_rate_limit/", api_name="fulfillment")[
        "rateLimits"
    ]
    (rate,) = limit["resources"][0]["rates"]
    assert (rate["count"], rate["limit"], rate["remaining"]) == (3, 3, 0)
    assert (rate["reset"], rate["timeWindow"]) == ("2026-01-06T08:00:00.000Z", 86_400)
    seller.sandbox.advance("22h59m")
    late = Seller(seller.sandbox, seller.grant()["access_token"])
    assert late.refused("GET", ORDERS, 429) == 2001
    seller.sandbox.advance("1m")
    assert late.orders()


def test_a_quota_of_zero_is_no_limit_and_is_not_shown(seller: Seller) -> None:
    """docs/reference/channels.md §2.2 [decide]: `ebay.inventory_quota`."""
    seller.sandbox.set_quirk("ebay.inventory_quota", 0)
    seller.item()
    shown = seller.get("/developer/analytics/v1_beta/rate_limit/")["rateLimits"]
    assert [each["apiName"] for each in shown] == ["fulfillment"]


def test_calls_without_a_good_token_use_up_nothing(seller: Seller) -> None:
    """docs/reference/channels.md §2.2 [decide]: whose quota it is, is known by the token."""
    seller.sandbox.set_quirk("ebay.fulfillment_quota", 1)
    for _ in range(3):
        assert Seller(seller.sandbox, "nobody").refused("GET", ORDERS, 401) == 1001
    assert seller.orders()


def test_midnight_moves_with_daylight_saving_time() -> None:
    """docs/reference/channels.md §2.2: the reset is Pacific, so 07:00 UTC in summer."""
    with Sandbox(SIMULATORS, now="2026-07-01T06:30:00Z") as sandbox:
        shown = Seller(sandbox).get("/developer/analytics/v1_beta/rate_limit/")["rateLimits"]
    assert shown[0]["resources"][0]["rates"][0]["reset"] == "2026-07-01T07:00:00.000Z"


def test_an_idle_clock_moves_on_to_the_next_day_for_a_client_that_comes_back() -> None:
    """docs/reference/channels.md §2.2: no Retry-After, so that only the reset tells how long."""
    with Sandbox(SIMULATORS, idle_advance=True) as sandbox:
        seller = Seller(sandbox)
        sandbox.set_quirk("ebay.fulfillment_quota", 1)
        seller.orders()
        assert seller.refused("GET", ORDERS, 429) == 2001
        assert seller.refused("GET", ORDERS, 401) == 1001  # a day later, and the token is over
        assert Seller(sandbox, seller.grant()["access_token"]).orders()
