"""The checks: pure functions over a history; each cites the duties in docs/reference/duties.md."""

from stocktake.harness.checks.answers_when_asked import answers_when_asked
from stocktake.harness.checks.conservation import conservation
from stocktake.harness.checks.converged import converged
from stocktake.harness.checks.definite_claims_hold import definite_claims_hold
from stocktake.harness.checks.each_order_once import each_order_once
from stocktake.harness.checks.each_shipment_once import each_shipment_once
from stocktake.harness.checks.no_ignored_parameters import no_ignored_parameters
from stocktake.harness.checks.no_lost_update import no_lost_update
from stocktake.harness.checks.no_oversell import no_oversell
from stocktake.harness.checks.poison_does_not_block import poison_does_not_block
from stocktake.harness.checks.quiet_after_convergence import quiet_after_convergence
from stocktake.harness.checks.reads_every_page import reads_every_page
from stocktake.harness.checks.respects_rate_limit import respects_rate_limit
from stocktake.harness.checks.restock_once import restock_once
from stocktake.harness.checks.shipping_is_monotone import shipping_is_monotone
from stocktake.harness.violation import Check

CHECKS: tuple[Check, ...] = (
    converged,
    no_oversell,
    each_order_once,
    each_shipment_once,
    shipping_is_monotone,
    restock_once,
    conservation,
    no_lost_update,
    poison_does_not_block,
    quiet_after_convergence,
    reads_every_page,
    no_ignored_parameters,
    respects_rate_limit,
    answers_when_asked,
    definite_claims_hold,
)
"""Every check, in the order in which reports name them."""
