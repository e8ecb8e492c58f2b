"""One row refuses the batch: an upload is refused whole for one of its rows."""

from stocktake.core.steps import Fault
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def one_row_refuses_the_batch(topology: Topology) -> Scenario:
    """The number of one offer cannot be written for four rounds."""
    # Channels answer for each row by itself.
    topology = topology.able("row_key", "edit")
    return Scenario(
        row=46,
        name="one row refuses the batch",
        sentence="Goods come in everywhere; every upload that holds one certain offer is refused.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Goods come in at each warehouse; one offer is refused.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.receive(sku, 12) for sku in route.goods.plenty]
                ),
                faults=_refused(topology),
                for_one_round=True,
            ),
            *(
                Step(
                    "It is still refused.",
                    advance="10m",
                    faults=_refused(topology),
                    for_one_round=True,
                )
                for _ in range(3)
            ),
            Step("It is taken again.", advance="10m"),
        ),
    )


def _refused(topology: Topology) -> tuple[Fault, ...]:
    """Refuse one row; of several faults on one operation only the first would strike."""
    return tuple(
        Fault(
            route.outlet,
            route.outlet_role.operations["write_quantities"],
            "poison",
            times=ROUND,
            arguments={"row": route.goods.plenty[0], "key": route.outlet_role.row_key},
        )
        for route in topology.acting[:1]
    )
