"""The hub of our own simulators, and the scenarios on it."""

from stocktake import SIMULATORS
from stocktake.harness.scenarios import scenarios_on
from stocktake.harness.topology import named_topology

HUB = named_topology(SIMULATORS, "hub")
SCENARIOS = scenarios_on(HUB)
IN_SCOPE = tuple(scenario for scenario in SCENARIOS if scenario.is_in_scope)
STORE, EBAY, BACKMARKET, SWAPPA = HUB.routes
