"""eBay: what the pytest plugin's fixture `ebay` calls with; docs/reference/channels.md §2.1."""

from collections.abc import Iterator

import httpx
import pytest
from stocktake.pytest_plugin.tokens import RefreshedToken

from tests.support import Listening


@pytest.fixture
def client(listening: Listening) -> Iterator[httpx.Client]:
    """A client as the fixture makes it, of no access token yet."""
    env = listening.env
    auth = RefreshedToken(
        token_url=f"{env['EBAY_BASE_URL']}/identity/v1/oauth2/token",
        client_id=env["EBAY_CLIENT_ID"],
        client_secret=env["EBAY_CLIENT_SECRET"],
        refresh_token=env["EBAY_REFRESH_TOKEN"],
    )
    with httpx.Client(base_url=env["EBAY_BASE_URL"], auth=auth) as client:
        yield client


def test_a_client_takes_its_token_and_a_new_one_when_that_is_over(
    client: httpx.Client, listening: Listening
) -> None:
    """§2.1: one refresh and one repeat; without a consent the 401 stays."""
    path = "/sell/fulfillment/v1/order"
    assert client.get(path).status_code == 200
    listening.advance("2h")
    assert client.get(path).status_code == 200
    listening.event("ebay", "end_consent")
    assert client.get(path).status_code == 401


def test_a_refresh_token_that_rotates_is_followed(
    client: httpx.Client, listening: Listening
) -> None:
    """§2.1: the quirk `ebay.rotates_refresh_token`."""
    listening.set_quirk("ebay.rotates_refresh_token", True)
    for _ in range(3):
        assert client.get("/sell/fulfillment/v1/order").status_code == 200
        listening.event("ebay", "revoke_tokens")
