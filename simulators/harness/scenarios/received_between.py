"""Received between read and push: what the engine has read is old when it writes."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHEREFOUR, House, in_the_middle


def received_between(house: House) -> Scenario:
    """Tell it of a warehouse."""
    received = in_the_middle(house.receives(house.goods[1], 4))
    delivery = Fault("retailcrm", "upload_inventories", "interleave", arguments=received)
    return Scenario(
        name=house.named("received between read and push"),
        sentence="Goods come in after the engine has read the stock and before it uploads.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "An order makes an upload necessary; right before it a delivery comes in.",
                events=(house.order({house.goods[1]: 2}),),
                faults=(delivery,),
            ),
            Step("Nothing new.", advance="10m"),
        ),
        catches=(Broken("skips_what_it_has_seen", fails=("converged", "no_lost_update")),),
        world=house.place,
    )


RECEIVED_BETWEEN = received_between(WHEREFOUR)
