"""Customers as the wire shows them. Source: docs/reference/wherefour.md 3.2."""

from collections.abc import Sequence
from typing import Any

from stocktake.core.among import among
from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import shown_addresses_by_customer
from stocktake.vendors.wherefour.columns import columns

_SHOWN = columns("""
id first_name last_name display_name email phone mobile fax website note kind sales_channel
sales_channel_id origin created_at updated_at custom_field_1 custom_field_2 custom_field_3
custom_field_4 business_license_number payment_terms salesperson salesperson_id
delivery_method delivery_method_id default_special_instructions block_shipments
delivery_driver delivery_vehicle
""")
_FLAGS = frozenset(("block_shipments",))
_NAMED = {
    "sales_channel": "sc.name",
    "payment_terms": "pt.name",
    "salesperson": "sp.name",
    "delivery_method": "dm.name",
}
_COLUMNS = ", ".join(f"{_NAMED.get(name, 'c.' + name)} AS {name}" for name in _SHOWN)
_CUSTOMERS = (
    f"SELECT {_COLUMNS} FROM wherefour_customer c"
    " LEFT JOIN wherefour_sales_channel sc ON sc.id = c.sales_channel_id"
    " LEFT JOIN wherefour_payment_term pt ON pt.id = c.payment_term_id"
    " LEFT JOIN wherefour_salesperson sp ON sp.id = c.salesperson_id"
    " LEFT JOIN wherefour_delivery_method dm ON dm.id = c.delivery_method_id"
    " WHERE c.id"
)


def shown_customers(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return customers as the wire shows them, whole, by id (3.2)."""
    which, given = among(ids)
    rows = world.all(f"{_CUSTOMERS} {which}", (given,))
    addresses = shown_addresses_by_customer(world, ids)
    shown = {}
    for row in rows:
        own = addresses.get(row["id"], [])
        customer = wire.spell_in_place(row, _SHOWN, flags=_FLAGS)
        customer["billing_address"] = _first(own, "BillingAddress")
        customer["shipping_address"] = _first(own, "ShippingAddress")
        customer["addresses"] = own
        shown[row["id"]] = customer
    return shown


def customers_in_order(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return customers as the wire shows them, in the order of the ids."""
    shown = shown_customers(world, ids)
    return [shown[identifier] for identifier in ids]


def _first(addresses: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    for address in addresses:
        if address["type"] == kind:
            return address
    return None
