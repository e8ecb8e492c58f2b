"""How requests grow with the world: the three requests at each size, in one server."""

from typing import Any

from stocktake.core.catalogue import load

from . import cases, servers
from .interleave import Point, interleave, summed_up
from .options import Run


def measure(run: Run) -> dict[str, Any]:
    """Time get, list and post in worlds of each size, in one loop."""
    goods = len(load()["items"])
    with servers.stocktake(run.folder, *servers.SAME_WORLD) as server:
        points = []
        for skus in run.skus:
            scale, name = -(-skus // goods), f"s{skus}"
            run.tell(f"a world of {scale * goods:,} SKUs")
            made = {"name": name, "scale": scale, "seed_set": "both", "clock": "flowing"}
            cases.control(server.port, "POST", "/_sim/worlds", made)
            points += [
                Point(name, server, case)
                for case in cases.cases(f"/w/{name}")
                if case.name in ("list", "get", "post")
            ]
        samples = interleave(
            points, rounds=run.rounds, seconds=run.seconds, order=run.order(), told=run.tell
        )
    return {
        case: [
            {"skus": -(-skus // goods) * goods, **summed_up(samples[case, f"s{skus}", 8])}
            for skus in run.skus
        ]
        for case in ("list", "get", "post")
    }
