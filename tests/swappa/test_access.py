"""Swappa, modelled: tokens, consents, and what they open."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.swappa.conftest import LISTINGS, ORDERS, Seller

BACK = "https://hub.example/callback?shop=7"


def authorize(seller: Seller, expect: int = 302, **query: str) -> Any:
    """Send the seller to the consent screen; return the answer."""
    asked = {
        "response_type": "code",
        "client_id": seller.sandbox.env["SWAPPA_CLIENT_ID"],
        "redirect_uri": BACK,
        "state": "a b&c",
        **query,
    }
    answer = seller.sandbox.request("GET", f"/swappa/oauth/authorize?{urlencode(asked)}")
    assert answer.status == expect, answer.text
    return answer


def sent_back(answer: Any) -> dict[str, str]:
    """Return what the application gets with the seller who comes back."""
    return {
        name: value
        for name, (value,) in parse_qs(urlsplit(answer.headers["location"]).query).items()
    }


def test_the_token_of_the_environment_works_at_once_and_does_not_end(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide], §13: SWAPPA_TOKEN is the account's own."""
    env = seller.sandbox.env
    own = Seller(seller.sandbox, env["SWAPPA_TOKEN"])
    assert own.orders()
    seller.sandbox.advance("400d")
    assert own.orders()


def test_the_token_of_the_environment_expires_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: `swappa.token_expires`, 3,600 s."""
    seller.sandbox.set_quirk("swappa.token_expires", True)
    seller.sandbox.advance("59m")
    assert seller.orders()
    seller.sandbox.advance("1m")
    assert seller.refused("GET", ORDERS, 401) == ("invalid_token", "")
    assert seller.as_client(seller.grant()).orders()


def test_no_token_and_an_unknown_one_are_401(sandbox: Sandbox) -> None:
    """docs/reference/channels.md §3: `invalid_token`, and the challenge of RFC 6750."""
    answer = Seller(sandbox, "nobody").send("GET", ORDERS, 401)
    assert answer.json()["error"]["code"] == "invalid_token"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert sandbox.request("GET", f"/swappa{ORDERS}").status == 401


def test_issue_token_answers_an_hour_and_the_next_refresh_token(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: rotating, the other branch than eBay's."""
    first = seller.grant()
    assert (first["expires_in"], first["token_type"]) == (3_600, "Bearer")
    assert seller.grant(400)["error"] == "invalid_grant"  # used up
    second = seller.grant(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert seller.as_client(second).orders()
    assert seller.as_client(first).orders()  # an access token lives on until its hour is over


def test_an_access_token_is_over_after_an_hour_of_the_worlds_clock(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: 3,600 s."""
    client = seller.as_client(seller.grant())
    seller.sandbox.advance("59m")
    assert client.orders()
    seller.sandbox.advance("1m")
    assert client.refused("GET", ORDERS, 401) == ("invalid_token", "")


def test_authorize_sends_the_seller_back_with_a_code_that_opens_once(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: code, state, and the same redirect_uri again."""
    answer = authorize(seller)
    assert answer.headers["location"].startswith(f"{BACK}&code=")
    back = sent_back(answer)
    assert (back["state"], back["shop"]) == ("a b&c", "7")
    form = {"grant_type": "authorization_code", "code": back["code"]}
    assert seller.grant(400, **form, redirect_uri="https://else.example")["error"] == (
        "invalid_grant"
    )
    assert seller.as_client(seller.grant(**form, redirect_uri=BACK)).orders()
    assert seller.grant(400, **form, redirect_uri=BACK)["error"] == "invalid_grant"


def test_a_code_is_over_after_ten_minutes(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]."""
    code = sent_back(authorize(seller))["code"]
    seller.sandbox.advance("10m")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    assert seller.grant(400, **form)["error"] == "invalid_grant"


def test_a_seller_who_says_no_is_sent_back_with_an_error(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: the quirk `swappa.denies_consent`."""
    seller.sandbox.set_quirk("swappa.denies_consent", True)
    back = sent_back(authorize(seller))
    assert (back["error"], back["state"]) == ("access_denied", "a b&c")
    other = sent_back(authorize(seller, response_type="token"))
    assert other["error"] == "unsupported_response_type"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "nobody"),
        ("redirect_uri", ""),
        ("redirect_uri", "javascript:alert(1)"),
        ("redirect_uri", "https://hub.example/\r\nX-Other: 1"),
        ("redirect_uri", "https://hub.example/#fragment"),
    ],
)
def test_nobody_is_sent_to_an_application_that_is_not_known(
    seller: Seller, name: str, value: str
) -> None:
    """docs/reference/channels.md §3 [decide]; RFC 6749, 4.1.2.1: told here, not there."""
    error = authorize(seller, 422, **{name: value}).json()["error"]
    assert (error["code"], error["field"]) == ("invalid", name)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "none"}, "invalid_grant"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"scope": "listings"}, "invalid_request"),
    ],
)
def test_a_token_request_is_refused_in_the_words_of_the_rfc(
    seller: Seller, form: dict[str, str], error: str
) -> None:
    """docs/reference/channels.md §3 [decide]: RFC 6749, 5.2."""
    assert set(body := seller.grant(400, **form)) == {"error", "error_description"}
    assert body["error"] == error


def test_a_wrong_client_is_401_and_a_right_one_may_stand_in_the_form(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: HTTP Basic, or the form."""
    env = seller.sandbox.env
    form = {
        "grant_type": "refresh_token",
        "refresh_token": env["SWAPPA_REFRESH_TOKEN"],
        "client_id": env["SWAPPA_CLIENT_ID"],
    }
    for secret, status in (("wrong", 401), (env["SWAPPA_CLIENT_SECRET"], 200)):
        answer = seller.sandbox.request(
            "POST", "/swappa/oauth/token",
            data=urlencode({**form, "client_secret": secret}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert answer.status == status, answer.text


def test_revoke_tokens_ends_every_access_token_and_no_refresh_token(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide], §13: SWAPPA_TOKEN too."""
    granted = seller.grant()
    assert seller.event("revoke_tokens") == {"revoked": 2}
    for client in (seller, seller.as_client(granted)):
        assert client.refused("GET", ORDERS, 401) == ("invalid_token", "")
    again = seller.grant(grant_type="refresh_token", refresh_token=granted["refresh_token"])
    assert seller.as_client(again).orders()


def test_end_consent_ends_everything_until_give_consent(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide], §13; §15, row 27."""
    granted = seller.grant()
    seller.event("end_consent")
    assert seller.refused("GET", ORDERS, 401) == ("invalid_token", "")
    old = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    assert seller.grant(400, **old)["error"] == "invalid_grant"
    given = seller.event("give_consent")
    assert seller.orders()  # the account's own token
    assert seller.grant(400, **old)["error"] == "invalid_grant"  # the old one stays so
    fresh = seller.grant(grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert seller.as_client(fresh).orders()


def test_give_consent_answers_a_code_too(seller: Seller) -> None:
    """docs/reference/channels.md §13: `{refresh_token, code}`; the code's URI is the known one."""
    form = {
        "grant_type": "authorization_code",
        "code": seller.event("give_consent")["code"],
        "redirect_uri": "http://localhost/oauth/callback",
    }
    assert seller.as_client(seller.grant(**form)).orders()


def test_calls_of_a_minute_are_limited_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: 429 with Retry-After, `swappa.rate_limit`."""
    seller.sandbox.set_quirk("swappa.rate_limit", 2)
    for _ in range(3):
        assert Seller(seller.sandbox, "nobody").refused("GET", ORDERS, 401)  # counts for nobody
    seller.orders()
    seller.get(LISTINGS)
    answer = seller.send("GET", ORDERS, 429)
    assert answer.json()["error"]["code"] == "rate_limited"
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 60
    seller.sandbox.advance(f"{wait}s")
    assert seller.orders()


def test_the_environment_names_url_token_and_what_a_refresh_needs() -> None:
    """docs/reference/channels.md §13; the three of OAuth are ours."""
    with Sandbox(SIMULATORS) as sandbox:
        env = {name: value for name, value in sandbox.env.items() if name.startswith("SWAPPA_")}
    assert set(env) == {
        "SWAPPA_BASE_URL", "SWAPPA_TOKEN", "SWAPPA_CLIENT_ID", "SWAPPA_CLIENT_SECRET",
        "SWAPPA_REFRESH_TOKEN",
    }  # fmt: skip
    assert env["SWAPPA_BASE_URL"].endswith("/swappa")
