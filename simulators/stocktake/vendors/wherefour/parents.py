"""Records that a path names: where one is missing, that is what a bad request is told first.

Source: docs/reference/wherefour.md 1.3 and 4.
"""

from collections.abc import Mapping

from stocktake.core.world import World
from stocktake.dialects.ids import read_integer

from .errors import not_found

_OF_CUSTOMER = "WHERE id = :id AND (:customer IS NULL OR customer_id = :customer)"
_EXISTS = {
    "customer_id": "SELECT id FROM wherefour_customer WHERE id = :id",
    "inventory_id": "SELECT id FROM wherefour_inventory WHERE id = :id",
    "vendor_id": "SELECT id FROM wherefour_vendor WHERE id = :id",
    "order_id": f"SELECT id FROM wherefour_order {_OF_CUSTOMER}",
    "invoice_id": f"SELECT id FROM wherefour_invoice {_OF_CUSTOMER}",
    "quote_id": f"SELECT id FROM wherefour_quote {_OF_CUSTOMER}",
    "credit_id": f"SELECT id FROM wherefour_credit {_OF_CUSTOMER}",
}


def find_parents(world: World, path_values: Mapping[str, str]) -> None:
    """Refuse a path that names a record which does not exist, or which is another customer's."""
    ids = {name: read_integer(text) for name, text in path_values.items()}
    for name, identifier in ids.items():
        values = {"id": identifier, "customer": ids.get("customer_id")}
        if world.find(_EXISTS[name], values) is None:
            raise not_found()
