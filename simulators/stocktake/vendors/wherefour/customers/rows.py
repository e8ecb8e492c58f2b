"""Customers in the database. Source: docs/reference/wherefour.md 3.1, 3.2 and 4."""

from stocktake.core.world import World
from stocktake.dialects.rails import save
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import add_address, find_address, read_address
from stocktake.vendors.wherefour.errors import not_found

_KINDS = ("Billing", "Shipping")


def require_customer(world: World, customer_id: int) -> None:
    """Refuse the id of a customer that does not exist (4)."""
    if world.find("SELECT id FROM wherefour_customer WHERE id = ?", (customer_id,)) is None:
        raise not_found()


def add_addresses(world: World, customer_id: int, body: wire.Body) -> None:
    """Add the addresses that the body of a new customer holds (4, operation 33)."""
    for kind in _KINDS:
        sent = body.get(_field(kind))
        if sent:
            add_address(world, customer_id, kind=kind, body=sent)


def change_addresses(world: World, customer_id: int, body: wire.Body) -> bool:
    """Add, change or, where a body says null, remove a customer's addresses (4, operation 35).

    Return whether one of them is other than before.
    """
    changed = [
        _change_address(world, customer_id, kind=kind, body=body[_field(kind)])
        for kind in _KINDS
        if _field(kind) in body
    ]
    return any(changed)


def _field(kind: str) -> str:
    return f"{kind.lower()}_address_attributes"


def _change_address(world: World, customer_id: int, *, kind: str, body: wire.Body | None) -> bool:
    found = find_address(world, customer_id, kind=kind)
    if body is None:
        # Unlinked, not deleted: older documents may refer to it.
        if found is not None:
            world.update("wherefour_address", found["id"], customer_id=None)
        return found is not None
    if found is None:
        add_address(world, customer_id, kind=kind, body=body)
        return True
    return save(world, "wherefour_address", found["id"], read_address(body))
