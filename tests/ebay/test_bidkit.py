"""A public client, PyPI bidkit 0.3.0 unmodified, on a socket.

Source: docs/reference/channels.md §7.
"""

from collections.abc import Iterator

import pytest
from bidkit import EbayAPIError, EbayAuthError, EbayClient, EbayConfig, paginate
from bidkit.generated.models import sell_fulfillment as fulfillment
from bidkit.generated.models import sell_inventory as inventory

from tests.ebay.conftest import OFFER, ORDER, SKU, both
from tests.support import Listening

SCOPE = "https://api.ebay.com/oauth/api_scope"


def config_of(listening: Listening) -> EbayConfig:
    """Return a configuration that points at the sandbox, by the variables of its environment."""
    env = listening.env
    return EbayConfig(
        app_id=env["EBAY_CLIENT_ID"], cert_id=env["EBAY_CLIENT_SECRET"],
        refresh_token=env["EBAY_REFRESH_TOKEN"], base_url_override=env["EBAY_BASE_URL"],
        scopes=(f"{SCOPE}/sell.inventory", f"{SCOPE}/sell.fulfillment"), retry_backoff=0.0,
    )  # fmt: skip


@pytest.fixture
def client(listening: Listening) -> Iterator[EbayClient]:
    """The client with the seller's refresh token."""
    with EbayClient(config_of(listening)) as client:
        yield client


def test_the_client_reads_every_item_by_following_next(client: EbayClient) -> None:
    """§7: its pager uses the offset and limit inside `next`; here they are of pages."""
    items = list(paginate(client.sell.inventory.get_inventory_items, limit=10))
    assert len({item.sku for item in items}) == len(items) == 32
    assert client.sell.inventory.get_inventory_item("PIX7-128-SNW-A+").sku == "PIX7-128-SNW-A+"
    (offer,) = client.sell.inventory.get_offers(sku=SKU).offers or []
    assert (offer.offer_id, offer.available_quantity) == (OFFER, 10)


def test_the_client_reads_every_order_by_following_next(
    client: EbayClient, listening: Listening
) -> None:
    """§7: and here of records; the filter comes all encoded."""
    for _ in range(4):
        listening.event("ebay", "place_order", lines=[{"sku": SKU, "quantity": 1}])
    waiting = "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}"
    found = list(paginate(client.sell.fulfillment.get_orders, filter=waiting, limit=2))
    assert len({order.order_id for order in found}) == len(found) == 5
    assert client.sell.fulfillment.get_order(ORDER).buyer.username == "pat_example"


def test_the_client_writes_quantities_and_reads_each_answer_of_a_207(client: EbayClient) -> None:
    """§2.3, §7."""
    body = inventory.BulkPriceQuantity.model_validate(
        {"requests": [both(SKU, 4, OFFER), both("NONE", 4, OFFER)]}
    )
    answer = client.sell.inventory.bulk_update_price_quantity(body=body)
    assert [row.status_code for row in answer.responses or []] == [200, 200, 404]


def test_the_client_ships_an_order_and_reads_the_parcel(client: EbayClient) -> None:
    """§2.4, §7: 201 with an empty body."""
    parcel = fulfillment.ShippingFulfillmentDetails.model_validate(
        {"trackingNumber": "9400111899223197", "shippingCarrierCode": "USPS"}
    )
    sent = client.sell.fulfillment.create_shipping_fulfillment(
        ORDER, body=parcel, raw_response=True
    )
    assert (sent.status_code, sent.content) == (201, b"")
    assert sent.headers["location"].endswith("/shipping_fulfillment/9400111899223197")
    parcels = client.sell.fulfillment.get_shipping_fulfillments(ORDER)
    assert parcels.total == 1
    assert client.sell.fulfillment.get_order(ORDER).order_fulfillment_status == "FULFILLED"


def test_the_client_reads_quotas(client: EbayClient) -> None:
    """§2.2: with a slash at the end of the path."""
    limits = client.developer.analytics.get_rate_limits().rate_limits or []
    assert [limit.api_name for limit in limits] == ["inventory", "fulfillment"]


def test_the_client_tells_what_the_envelope_says(client: EbayClient) -> None:
    """§7 (d): a 404 keeps eBay's envelope."""
    with pytest.raises(EbayAPIError, match="Invalid order ID") as refused:
        client.sell.fulfillment.get_order("01-00000-00000")
    assert refused.value.status_code == 404


def test_an_unknown_status_does_not_fail_the_client(
    client: EbayClient, listening: Listening
) -> None:
    """§7; §15, row 33."""
    listening.set_quirk("ebay.unknown_values", True)
    (order,) = client.sell.fulfillment.get_orders().orders or []
    assert order.order_fulfillment_status == "AWAITING_PICKUP"


def test_the_client_repeats_a_429_and_no_5xx_of_a_write(
    client: EbayClient, listening: Listening
) -> None:
    """§7: a POST is repeated only on a 429, never on a 5xx."""
    operation = "bulk_update_price_quantity"
    update = client.sell.inventory.bulk_update_price_quantity
    row = {"sku": SKU, "shipToLocationAvailability": {"quantity": 3}}
    body = inventory.BulkPriceQuantity.model_validate({"requests": [row]})
    listening.fault("ebay", operation, "status", status=429)
    (answer,) = update(body=body).responses or []
    assert answer.status_code == 200
    listening.fault("ebay", operation, "status", status=503)
    with pytest.raises(EbayAPIError) as refused:
        update(body=body)
    assert refused.value.status_code == 503


def test_consent_gone_is_an_error_at_once_and_a_new_token_heals_it(listening: Listening) -> None:
    """§15, row 27."""
    listening.event("ebay", "end_consent")
    with EbayClient(config_of(listening)) as client, pytest.raises(EbayAuthError):
        client.sell.fulfillment.get_orders()
    fresh = listening.event("ebay", "give_consent")["refresh_token"]
    config = config_of(listening).model_copy(update={"refresh_token": fresh})
    with EbayClient(config) as client:
        assert client.sell.fulfillment.get_orders().total == 1
