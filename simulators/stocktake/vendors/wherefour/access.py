"""Who calls, and what the version of the API has for them.

HTTP Basic, one pair per API user: docs/reference/wherefour.md 1.1. What version 1.0.18 lacks is
marked "newer" in docs/reference/wherefour-operations.csv.
"""

import re
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import NoRoute, Refusal
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials

from .errors import unauthorized

USERNAME = "tony@abcproduct.example"
PASSWORD = "wherefour-demo"

_NEWER = re.compile(
    r"/api/v1/("
    r"customers/[^/]+/(credits(/[^/]+)?|orders/[^/]+/auto_ship)"
    r"|inventory/[^/]+/stocks(?P<lots>)"
    r"|locations/(search|show)|facilities/search|formulas(/search)?"
    r"|settings/(sales_channels|salespeople|payment_terms|order_statuses))"
)


@dataclass(frozen=True, slots=True)
class Account:
    """The API user of a call: in whose name rows are written and in which zone times are read."""

    id: int
    organization_id: int
    name: str
    zone: str


def authenticate(world: World, call: Call) -> Account:
    """Return the user whose credentials the call carries; Unauthorized otherwise (1.1)."""
    credentials = read_credentials(call.headers)
    row = credentials and world.find(
        "SELECT id, organization_id, first_name || ' ' || last_name AS name, zone"
        " FROM wherefour_user WHERE username = ? AND password = ?",
        credentials,
    )
    if row is None:
        raise unauthorized()
    return Account(**row)


def staff(world: World) -> Account:
    """Return the user in whose name business events happen: the first one."""
    row = world.one(
        "SELECT id, organization_id, first_name || ' ' || last_name AS name, zone"
        " FROM wherefour_user ORDER BY id LIMIT 1"
    )
    return Account(**row)


def issue_credentials(world: World) -> dict[str, Any]:
    """Add an API user for the organization's own people; return how they sign in (1.1)."""
    first = world.one("SELECT * FROM wherefour_user ORDER BY id LIMIT 1")
    number = world.value("SELECT count(*) + 1 FROM wherefour_user")
    issued = {
        "username": f"staff{number}@abcproduct.example",
        "password": world.token("wherefour password")[:20],
    }
    user_id = world.insert(
        "wherefour_user",
        organization_id=first["organization_id"],
        first_name="Staff",
        last_name=str(number),
        zone=first["zone"],
        **issued,
    )
    return {"user_id": user_id, **issued}


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a path that the account's version lacks, as any unknown path is refused (1.3)."""
    if world.quirk("wherefour.spec_version") == "1.0.25":
        return None
    newer = _NEWER.fullmatch(call.path)
    if newer is None:
        return None
    # Adding a lot is as old as 1.0.18; listing lots on the same path came later.
    if newer.group("lots") is not None and call.method == "POST":
        return None
    return NoRoute(f"nothing at {call.path} in version 1.0.18")


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client of this API needs: base URL and credentials (1.1)."""
    return {
        "WHEREFOUR_BASE_URL": f"{base_url}/api/v1",
        "WHEREFOUR_USERNAME": USERNAME,
        "WHEREFOUR_PASSWORD": PASSWORD,
    }
