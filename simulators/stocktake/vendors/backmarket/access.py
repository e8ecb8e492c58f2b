"""Who calls, how often, from what program and for which market.

Source: docs/reference/channels.md 1.1.
"""

import re
from typing import Any

from stocktake.core import ratelimit
from stocktake.core.errors import Refusal, Unauthorized
from stocktake.core.simulator import Call
from stocktake.core.world import World

from .errors import blocked, too_many_calls, too_many_lines

HOSTS = tuple(
    f"{twin}.backmarket.{end}" for end in ("fr", "com", "co.jp") for twin in ("www", "preprod")
)
TOKEN = "aHViQGV4YW1wbGUuY29tOmJtLTdjMWUzZjU5MGE0ZA=="
"""Opaque; what stands in it is an address and a secret, as older clients encode them."""
_WINDOW_MS, _CALLS, _CATALOGUE_CALLS = 10_000, 200, 20
_HOUR_MS = 3_600_000
_AGENT = re.compile(r"BM-[^;\s-][^;-]*-[^;]+;\s*[^\s@]+@[^\s@]+")
_CATALOGUE = re.compile(r"/ws/tasks/.*", re.S)


def authenticate(world: World, call: Call) -> str:
    """Return the token of a call; refused for one that is absent, unknown or over."""
    token = _token_of(call)
    query = "SELECT value FROM backmarket_token WHERE value = ? AND ended_at IS NULL"
    if not token or world.value(query, (token,)) is None:
        raise Unauthorized
    return token


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse what the firewall and the CDN do not let through, before anything else is looked at.

    Over the rate a caller is blocked for ten seconds; what is refused meanwhile does not count.
    """
    firewall = world.quirk("backmarket.firewall")
    if firewall != "off":
        return blocked(as_json=firewall == "json")
    if world.quirk("backmarket.strict_user_agent") and not _names_itself(call):
        return blocked()
    return too_many_calls() if _is_limited(world) and _is_over_the_rate(world, call) else None


def use_lines(world: World, lines: int) -> None:
    """Count SKU lines that are updated; refused, and nothing counted, beyond the hour's quota.

    The hour is one of the world's clock. An idle clock moves on to the next one.
    """
    most = world.quirk("backmarket.lines_per_hour")
    if not most:
        return
    hour = world.now // _HOUR_MS
    query = "SELECT lines FROM backmarket_usage WHERE hour = ?"
    if (world.value(query, (hour,)) or 0) + lines > most:
        world.say_wait((hour + 1) * _HOUR_MS - world.now)
        raise too_many_lines(most)
    world.run("DELETE FROM backmarket_usage WHERE hour < ?", (hour,))
    world.run(
        "INSERT INTO backmarket_usage (hour, lines) VALUES (?1, ?2)"
        " ON CONFLICT (hour) DO UPDATE SET lines = lines + ?2",
        (hour, lines),
    )


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs; it appends `/ws/…` to the URL itself."""
    return {"BACKMARKET_BASE_URL": base_url, "BACKMARKET_TOKEN": TOKEN}


def change_password(world: World) -> dict[str, Any]:
    """Change the account's password: every token is over, and there is a new one."""
    world.run("UPDATE backmarket_token SET ended_at = ? WHERE ended_at IS NULL", (world.now,))
    token = world.token("backmarket token")
    world.insert("backmarket_token", value=token)
    return {"token": token}


EVENTS = (change_password,)


def _token_of(call: Call) -> str:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "basic" else ""


def _names_itself(call: Call) -> bool:
    return bool(_AGENT.fullmatch(call.headers.get("user-agent", "")))


def _is_limited(world: World) -> bool:
    """Return whether calls are counted: `auto` is off while a manual clock stands still."""
    switch = world.quirk("backmarket.rate_limit")
    return ratelimit.is_on(world) if switch == "auto" else bool(switch == "on")


def _is_over_the_rate(world: World, call: Call) -> bool:
    caller = _token_of(call)
    until = world.value("SELECT until FROM backmarket_block WHERE caller = ?", (caller,)) or 0
    if world.now < until:
        world.say_wait(until - world.now)
        return True
    for key, most in _counted(call):
        if ratelimit.wait_for(world, f"backmarket {key} {caller}", limit=most, window=_WINDOW_MS):
            world.run(
                "INSERT INTO backmarket_block (caller, until) VALUES (?1, ?2)"
                " ON CONFLICT (caller) DO UPDATE SET until = ?2",
                (caller, world.now + _WINDOW_MS),
            )
            world.say_wait(_WINDOW_MS)
            return True
    return False


def _counted(call: Call) -> list[tuple[str, int]]:
    counted = [("calls", _CALLS)]
    is_upload = call.method == "POST" and call.path == "/ws/listings"
    if is_upload or _CATALOGUE.fullmatch(call.path):
        counted.append(("catalogue", _CATALOGUE_CALLS))
    return counted
