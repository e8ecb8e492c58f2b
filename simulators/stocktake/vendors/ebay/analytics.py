"""How much of each daily quota is used. Source: docs/reference/channels.md 2.2."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .quotas import QUIRKS_OF, next_day, used_of
from .wire import spell_time

_DAY_S = 86_400


def get_rate_limits(
    world: World, call: Call, *, api_name: str = "", api_context: str = ""
) -> dict[str, Any]:
    """Show the application's quotas and what is left of them today."""
    return {"rateLimits": _limits(world, api_name, api_context)}


def get_user_rate_limits(
    world: World, call: Call, *, api_name: str = "", api_context: str = ""
) -> dict[str, Any]:
    """Show the same to a user: one application serves one seller here."""
    return {"rateLimits": _limits(world, api_name, api_context)}


def _limits(world: World, api_name: str, api_context: str) -> list[dict[str, Any]]:
    shown = []
    for resource, quirk in QUIRKS_OF.items():
        context, name = resource.split(".")
        most = world.quirk(quirk)
        wanted = api_name.lower() in ("", name) and api_context.lower() in ("", context)
        if most and wanted:
            rates = _rate(world, resource, most)
            shown.append(
                {
                    "apiContext": context, "apiName": name, "apiVersion": "v1",
                    "resources": [{"name": resource, "rates": [rates]}],
                }
            )  # fmt: skip
    return shown


def _rate(world: World, resource: str, most: int) -> dict[str, Any]:
    used = used_of(world, resource)
    return {
        "count": used, "limit": most, "remaining": max(0, most - used),
        "reset": spell_time(next_day(world)), "timeWindow": _DAY_S,
    }  # fmt: skip


HANDLERS = (get_rate_limits, get_user_rate_limits)
