"""Ids in a body that name records of settings, places and others: they must exist.

Source: docs/reference/wherefour.md 4.
"""

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

from . import wire

_EXISTS = {
    "sales_channel_id": "SELECT id FROM wherefour_sales_channel WHERE id = ?",
    "salesperson_id": "SELECT id FROM wherefour_salesperson WHERE id = ?",
    "payment_term_id": "SELECT id FROM wherefour_payment_term WHERE id = ?",
    "delivery_method_id": "SELECT id FROM wherefour_delivery_method WHERE id = ?",
    "ship_from_address_id": "SELECT id FROM wherefour_address WHERE id = ?",
    "category_id": "SELECT id FROM wherefour_category WHERE id = ?",
    "location_id": "SELECT id FROM wherefour_location WHERE id = ?",
    "vendor_id": "SELECT id FROM wherefour_vendor WHERE id = ?",
    "quote_id": "SELECT id FROM wherefour_quote WHERE id = ?",
    "credit_from_address_id": "SELECT id FROM wherefour_address WHERE id = ?",
}
_OF_FACILITIES = ("ship_from_address_id", "credit_from_address_id")
_OF_A_FACILITY = "SELECT address_id FROM wherefour_facility WHERE address_id = ?"


def read_reference(world: World, body: wire.Body, name: str) -> int | None:
    """Return the id in a field, None when it is absent; refuse one that no record has."""
    identifier = wire.read_id(body, name)
    if identifier is None:
        return None
    exists = _EXISTS[name]
    # The document's own example names a customer's address where a facility's is asked for (3.9).
    if name in _OF_FACILITIES and world.quirk("wherefour.facility_addresses_only"):
        exists = _OF_A_FACILITY
    if world.find(exists, (identifier,)) is None:
        raise invalid(name, "must exist")
    return identifier
