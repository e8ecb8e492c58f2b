"""Binhouse: bins that hold so many of something; an example, of no real vendor."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import NotFound, Refusal, Unauthorized, WrongMethod
from stocktake.core.simulator import Api, Call, Reply, Simulator, Views, WorldConfig
from stocktake.core.world import World

KEY = "binhouse-key"


def count_bin(world: World, call: Call, *, bin_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Say how many are in a bin."""
    known = world.find("SELECT id, sku, count FROM binhouse_bin WHERE id = ?", (bin_id,))
    if known is None:
        raise NotFound(f"no bin {bin_id}")
    world.run("UPDATE binhouse_bin SET count = ? WHERE id = ?", (body["count"], bin_id))
    delta = body["count"] - known["count"]
    world.note("binhouse", "stock", sku=known["sku"], delta=delta * 1_000_000)
    return {**known, "count": body["count"]}


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world with two bins."""
    for sku in "AB":
        world.insert("binhouse_bin", sku=sku, count=5)


def authenticate(world: World, call: Call) -> str:
    """Return the key of a call; 401 for any but the one that there is."""
    if call.headers.get("x-bin-key") != KEY:
        raise Unauthorized("this key opens no bin")
    return KEY


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into Binhouse's envelope."""
    allow = {"Allow": ", ".join(refusal.details)} if isinstance(refusal, WrongMethod) else {}
    return Reply(refusal.status, {"problem": refusal.message or "no"}, headers=allow)


SIMULATOR = Simulator(
    name="binhouse",
    apis=(
        Api(
            name="binhouse",
            document="binhouse.yaml",
            handlers=(count_bin,),
            authenticate=authenticate,
            refuse=refuse,
        ),
    ),
    schema="CREATE TABLE binhouse_bin (id INTEGER PRIMARY KEY, sku TEXT NOT NULL, count INTEGER);",
    seed=seed,
    views=Views(
        stock="SELECT '', sku, count * 1000000, count * 1000000, NULL, id, NULL, 0"
        " FROM binhouse_bin",
        orders="SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 WHERE 0",
        shipments="SELECT 1, 2, 3, 4, 5, 6, 7 WHERE 0",
    ),
    events={},
    environment=lambda url: {"BINHOUSE_BASE_URL": f"{url}/v1", "BINHOUSE_KEY": KEY},
)
