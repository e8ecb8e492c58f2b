"""Changing a customer: operation 35. Source: docs/reference/wherefour.md 3.2 and 4."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import wire
from .customers import (
    ADDRESS_TEXTS,
    BLANK_TEXTS,
    TEXTS,
    add_address,
    existing,
    kind_of,
    shown_customers,
)
from .refusals import not_found

_LINKS = ("sales_channel_id", "salesperson_id")


def update_customer(world: World, call: Call, *, customer_id: int, body: Mapping[str, Any]) -> Any:
    """Change what the body names; what it leaves out stays, null clears (4, operation 35)."""
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()
    world.update("wherefour_customer", customer_id, **_columns(world, body), updated_at=world.now)
    for kind in ("Billing", "Shipping"):
        name = f"{kind.lower()}_address_attributes"
        if name in body:
            _change_address(world, customer_id, kind=kind, given=body[name])
    return shown_customers(world, [customer_id])[customer_id]


def _columns(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: wire.text(body, name) for name in TEXTS if name in body}
    columns |= {name: wire.text(body, name) or "" for name in BLANK_TEXTS if name in body}
    links = {name: existing(world, body, name=name) for name in _LINKS if name in body}
    return columns | links | _never_null(body)


def _never_null(body: Mapping[str, Any]) -> dict[str, Any]:
    # Cleared, these two are as a new customer has them.
    columns: dict[str, Any] = {}
    if "display_name" in body:
        named = wire.required_text(body, "display_name")
        columns |= {"display_name": named, "folded_name": named.casefold()}
    if "kind" in body:
        columns["kind"] = kind_of(body)
    if "block_shipments" in body:
        columns["block_shipments"] = int(wire.flag(body, "block_shipments") or False)
    return columns


def _change_address(
    world: World, customer_id: int, *, kind: str, given: Mapping[str, Any] | None
) -> None:
    found = world.value(
        "SELECT id FROM wherefour_address WHERE customer_id = ? AND type = ? ORDER BY id LIMIT 1",
        (customer_id, f"{kind}Address"),
    )
    if given is None:
        # Taken from the customer, not deleted: older documents may name it.
        if found is not None:
            world.update("wherefour_address", found, customer_id=None)
    elif found is None:
        add_address(world, customer_id, kind=kind, given=given)
    else:
        lines = {name: wire.text(given, name) for name in ADDRESS_TEXTS if name in given}
        world.update("wherefour_address", found, **lines, updated_at=world.now)
