"""Customers: from a body to columns. Source: docs/reference/wherefour.md 3.2 and 4."""

from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.references import read_reference

KINDS = ("retailer", "wholesaler", "distributor", "consumer", "other")
_LINKS = ("sales_channel_id", "salesperson_id")
_TEXTS = columns("""
middle_name email phone website note custom_field_1 custom_field_2 custom_field_3
custom_field_4 business_license_number
""")
# Never null in any documented answer (1.6).
_BLANK_TEXTS = columns("first_name last_name mobile fax")


def read_customer(world: World, body: wire.Body) -> dict[str, Any]:
    """Return the columns of a new customer (4, operation 33)."""
    return {
        **_read_name(body),
        **{name: wire.read_text(body, name) for name in _TEXTS},
        **{name: wire.read_text(body, name) or "" for name in _BLANK_TEXTS},
        "kind": _read_kind(body),
        "block_shipments": _read_block(body),
        **{name: read_reference(world, body, name) for name in _LINKS},
    }


def read_changes(world: World, body: wire.Body) -> dict[str, Any]:
    """Return the columns of a customer that a body names; null clears (4, operation 35)."""
    columns = {name: wire.read_text(body, name) for name in _TEXTS if name in body}
    columns |= {name: wire.read_text(body, name) or "" for name in _BLANK_TEXTS if name in body}
    links = {name: read_reference(world, body, name) for name in _LINKS if name in body}
    return columns | links | _read_required(body)


def _read_required(body: wire.Body) -> dict[str, Any]:
    # Kind and block_shipments, when cleared, become what a new customer has.
    columns: dict[str, Any] = {}
    if "display_name" in body:
        columns |= _read_name(body)
    if "kind" in body:
        columns["kind"] = _read_kind(body)
    if "block_shipments" in body:
        columns["block_shipments"] = _read_block(body)
    return columns


def _read_name(body: wire.Body) -> dict[str, Any]:
    name = wire.read_required_text(body, "display_name")
    return {"display_name": name, "folded_name": name.casefold()}


def _read_kind(body: wire.Body) -> str:
    """Return the kind that a body names, in any case; a retailer without one (4, operation 36)."""
    kind = (wire.read_text(body, "kind") or KINDS[0]).lower()
    if kind not in KINDS:
        raise invalid("kind", "is not included in the list")
    return kind


def _read_block(body: wire.Body) -> int:
    return int(wire.read_flag(body, "block_shipments") or False)
