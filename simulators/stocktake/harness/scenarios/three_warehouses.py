"""Three warehouses: the shop sells from all, and each order belongs to one of them."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def three_warehouses(topology: Topology) -> Scenario:
    """Each order goes to the warehouse of its route."""
    baskets = [(route, basket) for route in topology.acting for basket in route.baskets("routed")]
    return Scenario(
        name="three warehouses",
        sentence="Three warehouses feed three stores; each gets its order, though two hold one"
        " mug.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Shoppers order coffee, a phone, and a mug that another warehouse holds as well.",
                events=tuple(
                    route.order(basket, label="routed", customer=number)
                    for number, (route, basket) in enumerate(baskets)
                ),
            ),
            Step(
                "Goods come in at two, and where staff ship the orders leave.",
                advance="2h",
                events=(
                    *topology.each(lambda route: route.deliveries("routed")),
                    *topology.each(lambda route: route.ship("routed")),
                ),
            ),
        ),
        fewest=2,
    )
