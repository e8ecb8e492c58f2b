"""Expiry in another dialect: a token is over before its time, and each API says so differently."""

from dataclasses import replace

from stocktake.core.steps import Act
from stocktake.harness.channel_route import revoked
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology


def expiry_in_another_dialect(topology: Topology) -> Scenario:
    """Access tokens are revoked twice; an answer that means it is 403 where others say 401."""
    topology = topology.able("revoke").together()
    quirks = {
        f"{name}.{quirk}": True
        for name, role in topology.outlets.items()
        for quirk in role.expiry_quirks
    }
    return Scenario(
        row=28,
        name="expiry in another dialect",
        sentence="Access tokens are over before their time; what says so is another answer each.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step("Tokens are over; an order comes in.", events=topology.each(_ordered)),
            Step(
                "They are over again; staff ship it.",
                advance="10m",
                events=topology.each(_shipped),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _label(route: Route) -> str:
    return f"one at {route.outlet}"


def _ordered(route: Route) -> list[Act]:
    return [*revoked(route), route.order({route.goods.plenty[0]: 1}, label=_label(route))]


def _shipped(route: Route) -> list[Act]:
    return [*revoked(route), *route.ship(_label(route))]
