"""The strip under the tabs: world, time, what waits and what disagrees; on every page."""

from __future__ import annotations

from dataclasses import dataclass

from stocktake.client.control import Control

from .asking import known_systems


@dataclass(frozen=True, slots=True)
class Strip:
    """What every page says of its world. `last` is the number of the last row of the journal."""

    world: str
    now: str
    mode: str
    factor: float
    how: str
    requests: int
    waiting: int
    disagreements: int
    wrong_orders: int
    last: int
    dropped: int
    version: str


def strip_of(control: Control) -> Strip:
    """Ask for all of it."""
    clock = control.get_clock()
    extent = control.get_journal(limit=1, bodies=False)
    faults = control.get_faults()["faults"]
    return Strip(
        world=control.world_name,
        now=clock["now"],
        mode=clock["mode"],
        factor=clock["factor"],
        how=_how(clock),
        requests=control.get_stats()["total"]["requests"],
        waiting=sum(fault["left"] > 0 for fault in faults),
        disagreements=control.get_stock(limit=1)["disagreements"],
        wrong_orders=control.get_orders(state="wrong", limit=1)["wrong"],
        last=extent["last"],
        dropped=extent["dropped"],
        version=known_systems().version,
    )


def _how(clock: dict[str, object]) -> str:
    """Say how the time of a world moves."""
    if clock["mode"] == "manual":
        tick = clock["tick_ms"]
        return f"manual: {tick} ms a request" if tick else "manual: stands still"
    return "flowing" if clock["factor"] == 1 else f"flowing, {clock['factor']:g} times as fast"
