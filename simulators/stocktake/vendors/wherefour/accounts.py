"""Who calls: HTTP Basic, one pair per API user. Source: docs/reference/wherefour.md 1.1."""

import base64
import binascii
from dataclasses import dataclass

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .refusals import unauthorized

USERNAME = "tony@abcproduct.example"
PASSWORD = "wherefour-demo"


@dataclass(frozen=True, slots=True)
class Account:
    """The API user of a call: whose rows are written, and in which zone its times are read."""

    id: int
    organization_id: int
    name: str
    zone: str


def authenticate(world: World, call: Call) -> Account:
    """Return the user whose credentials the call carries; Unauthorized otherwise."""
    username, password = _credentials(call.headers.get("authorization", ""))
    row = world.find(
        "SELECT id, organization_id, first_name || ' ' || last_name AS name, zone"
        " FROM wherefour_user WHERE username = ? AND password = ?",
        (username, password),
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


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise unauthorized()
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise unauthorized() from None
    username, _, password = decoded.partition(":")
    return username, password
