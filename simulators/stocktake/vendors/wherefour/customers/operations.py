"""Customers: operations 32 to 34, 36 and 37, and how customers and addresses look everywhere.

Source: docs/reference/wherefour.md 3.1, 3.2 and 4.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import pages, wire
from .refusals import not_found

KINDS = ("retailer", "wholesaler", "distributor", "consumer", "other")

ADDRESS_TEXTS = wire.names(
    "line1 line2 line3 line4 line5 city country_subdivision_code postal_code country"
)
_ADDRESS = ["id", "type", "descriptive_name", *ADDRESS_TEXTS, "created_at", "updated_at"]
_SHOWN = wire.names("""
id first_name last_name display_name email phone mobile fax website note kind sales_channel
sales_channel_id origin created_at updated_at custom_field_1 custom_field_2 custom_field_3
custom_field_4 business_license_number payment_terms salesperson salesperson_id
delivery_method delivery_method_id default_special_instructions block_shipments
delivery_driver delivery_vehicle
""")
TEXTS = wire.names("""
middle_name email phone website note custom_field_1 custom_field_2 custom_field_3
custom_field_4 business_license_number
""")
# Never null in any documented answer (1.6).
BLANK_TEXTS = wire.names("first_name last_name mobile fax")


def get_customers(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all customers, those changed at or after `updated_at` (4, operation 32)."""
    return pages.changed(
        world,
        "FROM wherefour_customer",
        updated_at=updated_at,
        page=page,
        per_page=per_page,
        show=_in_order,
    )


def get_customer_kinds(world: World, call: Call) -> Any:
    """Show the kinds that a customer can have, as a Rails enum renders them (4, operation 36)."""
    return {kind: number for number, kind in enumerate(KINDS)}


def create_customer(world: World, call: Call, *, body: Mapping[str, Any]) -> Any:
    """Add a customer with its addresses (4, operation 33)."""
    display_name = wire.required_text(body, "display_name")
    values = {name: wire.text(body, name) for name in TEXTS}
    values |= {name: wire.text(body, name) or "" for name in BLANK_TEXTS}
    customer_id = world.insert(
        "wherefour_customer",
        display_name=display_name,
        folded_name=display_name.casefold(),
        kind=kind_of(body),
        block_shipments=int(wire.flag(body, "block_shipments") or False),
        sales_channel_id=existing(world, body, name="sales_channel_id"),
        salesperson_id=existing(world, body, name="salesperson_id"),
        created_at=world.now,
        updated_at=world.now,
        **values,
    )
    for kind in ("Billing", "Shipping"):
        given = body.get(f"{kind.lower()}_address_attributes")
        if given:
            add_address(world, customer_id, kind=kind, given=given)
    return shown_customers(world, [customer_id])[customer_id]


def get_customer(world: World, call: Call, *, customer_id: int) -> Any:
    """Show one customer (4, operation 34)."""
    found = shown_customers(world, [customer_id])
    if customer_id not in found:
        raise not_found()
    return found[customer_id]


def search_customers(
    world: World,
    call: Call,
    *,
    display_name: str = "",
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find customers by a part of the display name, in any case (4, operation 37)."""
    return pages.listed(
        world,
        "FROM wherefour_customer WHERE :part <> '' AND instr(folded_name, :part)",
        wanted={"part": display_name.casefold()},
        page=page,
        per_page=per_page,
        show=_in_order,
    )


def _in_order(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    shown = shown_customers(world, ids)
    return [shown[identifier] for identifier in ids]


def kind_of(body: Mapping[str, Any]) -> str:
    """Return the kind that a body names, in any case; a retailer without one (4, operation 36)."""
    kind = (wire.text(body, "kind") or KINDS[0]).lower()
    if kind not in KINDS:
        raise invalid("kind", "is not included in the list")
    return kind


def add_address(world: World, customer_id: int, *, kind: str, given: Mapping[str, Any]) -> None:
    """Give a customer an address of a kind (3.1)."""
    world.insert(
        "wherefour_address",
        customer_id=customer_id,
        type=f"{kind}Address",
        descriptive_name=f"Default {kind}",
        created_at=world.now,
        updated_at=world.now,
        **{name: wire.text(given, name) for name in ADDRESS_TEXTS},
    )


_EXISTS = {
    "sales_channel_id": "SELECT id FROM wherefour_sales_channel WHERE id = ?",
    "salesperson_id": "SELECT id FROM wherefour_salesperson WHERE id = ?",
    "payment_term_id": "SELECT id FROM wherefour_payment_term WHERE id = ?",
    "delivery_method_id": "SELECT id FROM wherefour_delivery_method WHERE id = ?",
    "ship_from_address_id": "SELECT address_id FROM wherefour_facility WHERE address_id = ?",
    "category_id": "SELECT id FROM wherefour_category WHERE id = ?",
    "location_id": "SELECT id FROM wherefour_location WHERE id = ?",
    "vendor_id": "SELECT id FROM wherefour_vendor WHERE id = ?",
    "quote_id": "SELECT id FROM wherefour_quote WHERE id = ?",
    "credit_from_address_id": "SELECT address_id FROM wherefour_facility WHERE address_id = ?",
}


def existing(world: World, body: Mapping[str, Any], *, name: str) -> int | None:
    """Return the settings record that a body names, None for none; refuse an unknown one."""
    identifier = wire.reference(body, name)
    if identifier is not None and world.find(_EXISTS[name], (identifier,)) is None:
        raise invalid(name, "must exist")
    return identifier


def shown_customers(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return customers as the wire shows them, whole, by id (3.2)."""
    rows = world.all(
        "SELECT c.*, sc.name AS sales_channel, pt.name AS payment_terms, sp.name AS salesperson,"
        " dm.name AS delivery_method FROM wherefour_customer c"
        " LEFT JOIN wherefour_sales_channel sc ON sc.id = c.sales_channel_id"
        " LEFT JOIN wherefour_payment_term pt ON pt.id = c.payment_term_id"
        " LEFT JOIN wherefour_salesperson sp ON sp.id = c.salesperson_id"
        " LEFT JOIN wherefour_delivery_method dm ON dm.id = c.delivery_method_id"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    addresses = _addresses_of(world, ids)
    shown = {}
    for row in rows:
        own = addresses.get(row["id"], [])
        shown[row["id"]] = wire.spelled(row, _SHOWN, flags=frozenset(("block_shipments",))) | {
            "billing_address": _first(own, "BillingAddress"),
            "shipping_address": _first(own, "ShippingAddress"),
            "addresses": own,
        }
    return shown


def _addresses_of(world: World, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in world.all(
        "SELECT * FROM wherefour_address WHERE customer_id IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (json.dumps(list(ids)),),
    ):
        grouped.setdefault(row["customer_id"], []).append(wire.spelled(row, _ADDRESS))
    return grouped


def _first(addresses: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    return next((address for address in addresses if address["type"] == kind), None)


def shown_addresses(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return addresses as the wire shows them, by id (3.1)."""
    rows = world.all(
        "SELECT * FROM wherefour_address WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: wire.spelled(row, _ADDRESS) for row in rows}


def copy_address(world: World, customer_id: int, *, kind: str) -> int | None:
    """Copy a customer's address for a new order, None when there is none (5.7)."""
    row = world.find(
        "SELECT * FROM wherefour_address WHERE customer_id = ? AND type = ? ORDER BY id LIMIT 1",
        (customer_id, f"{kind}Address"),
    )
    if row is None:
        return None
    del row["id"]
    own = {"customer_id": None, "created_at": world.now, "updated_at": world.now}
    return world.insert("wherefour_address", **(row | own))
