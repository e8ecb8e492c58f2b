"""Who calls: HTTP Basic, one pair per API user. Source: docs/reference/wherefour.md 1.1."""

from dataclasses import dataclass

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials

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
