"""What a merchant does with web hooks on the vendor's own pages, and no operation does.

Source: docs/reference/whiplash.md 8.3. The event itself is this suite's.
"""

from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World

from .callbacks import switch


def switch_web_hook(world: World, *, web_hook_id: int, active: bool) -> dict[str, Any]:
    """Switch a web hook on again, with no failures counted, or off."""
    if world.find("SELECT id FROM whiplash_web_hook WHERE id = ?", (web_hook_id,)) is None:
        raise NotFound(f"no web hook {web_hook_id}")
    switch(world, web_hook_id, active=active)
    return {"web_hook_id": web_hook_id, "active": active}


EVENTS = (switch_web_hook,)
