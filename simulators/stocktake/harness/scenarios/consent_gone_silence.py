"""Consent gone, silence: a seller takes the consent back, and hours later gives a new one."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import consent_ended, consent_given
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def consent_gone_silence(topology: Topology) -> Scenario:
    """What was ordered without consent comes after the new one, however old it is then."""
    topology = topology.able("end_consent", "give_consent").together()
    return Scenario(
        row=27,
        name="consent gone, silence",
        sentence="Without a seller's consent orders come in for hours; then there is a new one.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("An order of each channel.", events=topology.each(_before)),
            Step(
                "The sellers take their consent back; the order leaves, another one comes in.",
                advance="1h",
                events=topology.each(_ended),
            ),
            Step("Nothing new.", advance="5h"),
            Step(
                "They consent again.",
                advance="5h",
                events=topology.each(consent_given),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _before(route: Route) -> list[Act]:
    return [route.order({route.goods.plenty[0]: 1}, label=f"before at {route.outlet}")]


def _ended(route: Route) -> list[Act]:
    return [
        *consent_ended(route),
        *route.ship(f"before at {route.outlet}"),
        route.order({route.goods.plenty[1]: 1}, label=f"meanwhile at {route.outlet}"),
    ]
