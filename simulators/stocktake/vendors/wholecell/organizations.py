"""Organizations: vendors and customers, known by the orders they have.

Source: docs/reference/wholecell.md 6, 7.2.
"""

from typing import Any

from stocktake.core.world import World

from . import ids
from .errors import invalid

_TABLE = "wholecell_organization"


def organization_of(world: World, told: Any, *, field: str) -> int | None:
    """Return who is meant: `{id}`, or a name, alone or as `{name}`; a new name is a new one.

    None when nobody is named; an id that nobody has is the `field`'s fault.
    """
    if isinstance(told, dict) and told.get("id") is not None:
        known = world.value("SELECT id FROM wholecell_organization WHERE id = ?", (told["id"],))
        if known is None:
            raise invalid(field, "must exist")
        return int(known)
    name = ((told.get("name") if isinstance(told, dict) else told) or "").strip()
    if not name:
        return None
    known = world.value("SELECT id FROM wholecell_organization WHERE name = ?", (name,))
    return known or world.insert(_TABLE, id=ids.next_id(world, _TABLE), name=name)
