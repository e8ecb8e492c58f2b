"""What buyers, sellers and staff do is said in the same words at every channel.

Source: docs/reference/channels.md §13.
"""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

CHANNELS = ("ebay", "backmarket", "swappa")
SKU = "IPHX-RED-64"


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with Sandbox(SIMULATORS, seed_set="documented", now="2026-03-02T09:00:00Z") as sandbox:
        yield sandbox


def shown(world: Sandbox, channel: str, sku: str) -> int:
    """Return what the listings of a SKU show."""
    (row,) = world.sql(
        "SELECT total(shown) / 1000000 AS n FROM v_stock WHERE simulator = ? AND sku = ?",
        (channel, sku),
    )  # fmt: skip
    return int(row["n"])


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_listing_is_known_by_the_id_that_it_is_answered_with(
    world: Sandbox, channel: str
) -> None:
    made = world.event(channel, "add_listing", sku=SKU, quantity=5, title="iPhone X")
    renamed = world.event(channel, "rename_sku", listing=made["id"], sku="IPHX-BLU-64")
    assert renamed["id"] == made["id"]
    assert shown(world, channel, "IPHX-BLU-64") == 5
    ended = world.event(channel, "end_listing", listing=made["id"])
    assert ended["id"] == made["id"]
    assert shown(world, channel, "IPHX-BLU-64") == 0


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_order_lowers_its_listing_at_once_and_is_paid_cancelled_or_paid_back_by_its_id(
    world: Sandbox, channel: str
) -> None:
    """§13: by SKU or listing; refused for more than is shown; nothing is listed again (§14.5)."""
    sku = f"SOLD-{channel}"
    listing = world.event(channel, "add_listing", sku=sku, quantity=5)["id"]
    waits = world.event(
        channel, "place_order", lines=[{"listing": listing, "quantity": 2}], paid=False
    )["id"]
    assert shown(world, channel, sku) == 3
    assert world.event(channel, "pay_order", id=waits)["id"] == waits
    assert world.event(channel, "cancel_order", id=waits)["id"] == waits
    lines = [{"sku": sku, "quantity": 2}]
    sold = world.event(channel, "place_order", lines=lines)["id"]
    assert world.event(channel, "refund_order", id=sold, lines=lines)["id"] == sold
    too_many = {"simulator": channel, "event": "place_order", "lines": lines}
    assert world.request("POST", "/_sim/events", json=too_many).status == 409
    assert shown(world, channel, sku) == 1


@pytest.mark.parametrize("channel", ["ebay", "swappa"])
def test_consent_that_is_given_again_answers_a_refresh_token(world: Sandbox, channel: str) -> None:
    world.event(channel, "revoke_tokens")
    world.event(channel, "end_consent")
    given = world.event(channel, "give_consent")
    assert given["refresh_token"] not in world.env.values()
