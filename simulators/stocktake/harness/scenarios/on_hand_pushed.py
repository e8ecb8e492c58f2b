"""On-hand pushed: what is sold is still in the warehouse, and must not be shown any more."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def on_hand_pushed(topology: Topology) -> Scenario:
    """Goods are sold out, in the shop and by phone."""
    return Scenario(
        row=3,
        name="on-hand pushed",
        sentence="The last ones are sold, in the shop and by phone; others want them after a"
        " round.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "The only one is sold, and staff of each warehouse sell all there is of another"
                " good.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.last_one: 1}),
                        route.phone_order("PHONE-1", *route.goods.sold_out),
                    ]
                ),
            ),
            Step(
                "Other shoppers want both; a right shop shows none any more and refuses.",
                advance="1h",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.last_one: 1}, customer=1, may_be_refused=True),
                        route.order({route.goods.sold_out[0]: 1}, customer=2, may_be_refused=True),
                    ]
                ),
            ),
        ),
    )
