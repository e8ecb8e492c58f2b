"""Sweep too slow: goods are sold out before the next sweep reaches them."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def sweep_too_slow(topology: Topology) -> Scenario:
    """An engine that reads a part of the stock in each round comes too late."""
    return Scenario(
        row=24,
        name="sweep too slow",
        sentence="Staff of every warehouse sell their last one by phone; a round later shoppers"
        " want it.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Nothing new.", advance="10m"),
            Step("Nothing new.", advance="10m"),
            Step(
                "The last one at each warehouse is sold by phone.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.phone_order("PHONE-1", route.goods.last_one, 1)]
                ),
            ),
            Step(
                "Shoppers want it; a right shop shows none any more and refuses.",
                advance="10m",
                events=topology.each(
                    lambda route: [route.order({route.goods.last_one: 1}, may_be_refused=True)]
                ),
            ),
        ),
    )
