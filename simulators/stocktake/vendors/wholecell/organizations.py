"""Organizations: vendors and customers. Source: docs/reference/wholecell.md 6, 7.2."""

from typing import Any

from stocktake.core.world import World

from . import ids, wire
from .errors import invalid

_TABLE = "wholecell_organization"


def read_organization(world: World, value: Any, *, field: str) -> int | None:
    """Return the id of the organization that a body names; a new name is added.

    `value` is a name, `{name}` or `{id}`. None for a blank name; an unknown id is refused under
    `field`.
    """
    if isinstance(value, dict) and value.get("id") is not None:
        known = world.value("SELECT id FROM wholecell_organization WHERE id = ?", (value["id"],))
        if known is None:
            raise invalid(field, "must exist")
        return int(known)
    name = wire.read_text(value.get("name") if isinstance(value, dict) else value)
    if name is None:
        return None
    known = world.value("SELECT id FROM wholecell_organization WHERE name = ?", (name,))
    return known or add_organization(world, name)


def add_organization(world: World, name: str) -> int:
    """Add an organization; return its id."""
    return world.insert(_TABLE, id=ids.next_id(world, _TABLE), name=name)
