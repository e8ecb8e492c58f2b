"""The checks: pure functions over a history; each cites the duties in docs/reference/duties.md."""

from stocktake.harness.checks.answers_when_asked import answers_when_asked
from stocktake.harness.checks.claims_hold import claims_hold
from stocktake.harness.checks.conservation import conservation
from stocktake.harness.checks.converged import converged
from stocktake.harness.checks.definite_claims_hold import definite_claims_hold
from stocktake.harness.checks.each_customer_once import each_customer_once
from stocktake.harness.checks.each_order_once import each_order_once
from stocktake.harness.checks.each_shipment_once import each_shipment_once
from stocktake.harness.checks.follows_the_order import follows_the_order
from stocktake.harness.checks.keeps_its_budget import keeps_its_budget
from stocktake.harness.checks.keeps_to_its_own import keeps_to_its_own
from stocktake.harness.checks.listings_connected import listings_connected
from stocktake.harness.checks.names_what_it_leaves import names_what_it_leaves
from stocktake.harness.checks.no_causeless_fall import no_causeless_fall
from stocktake.harness.checks.no_ignored_parameters import no_ignored_parameters
from stocktake.harness.checks.no_lost_update import no_lost_update
from stocktake.harness.checks.no_oversell import no_oversell
from stocktake.harness.checks.poison_does_not_block import poison_does_not_block
from stocktake.harness.checks.quiet_after_convergence import quiet_after_convergence
from stocktake.harness.checks.reads_every_page import reads_every_page
from stocktake.harness.checks.respects_rate_limit import respects_rate_limit
from stocktake.harness.checks.restock_once import restock_once
from stocktake.harness.checks.shipping_is_monotone import shipping_is_monotone
from stocktake.harness.checks.tracking_out import tracking_out
from stocktake.harness.violation import Check

CHECKS: tuple[Check, ...] = (
    converged,
    no_oversell,
    each_order_once,
    follows_the_order,
    each_shipment_once,
    shipping_is_monotone,
    tracking_out,
    listings_connected,
    restock_once,
    conservation,
    no_lost_update,
    no_causeless_fall,
    each_customer_once,
    poison_does_not_block,
    names_what_it_leaves,
    claims_hold,
    keeps_to_its_own,
    quiet_after_convergence,
    keeps_its_budget,
    reads_every_page,
    no_ignored_parameters,
    respects_rate_limit,
    answers_when_asked,
    definite_claims_hold,
)
"""Every check, in the order in which reports name them."""
