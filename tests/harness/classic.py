"""The classic topology of our own simulators, and the scenarios on it."""

from stocktake import SIMULATORS
from stocktake.harness.scenarios import scenarios_on
from stocktake.harness.topology import topology_of

TOPOLOGY = topology_of(SIMULATORS)
SCENARIOS = scenarios_on(TOPOLOGY)
WHEREFOUR, WHOLECELL, WHIPLASH = TOPOLOGY.routes
