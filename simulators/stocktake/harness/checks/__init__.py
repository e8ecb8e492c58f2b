"""The checks: pure functions over a record; each cites the duties in docs/reference/duties.md."""

from stocktake.harness.scenario import Check

from .answers_when_asked import answers_when_asked
from .conservation import conservation
from .converged import converged
from .definite_claims_hold import definite_claims_hold
from .each_order_once import each_order_once
from .each_shipment_once import each_shipment_once
from .no_ignored_parameters import no_ignored_parameters
from .no_lost_update import no_lost_update
from .no_oversell import no_oversell
from .poison_does_not_block import poison_does_not_block
from .quiet_after_convergence import quiet_after_convergence
from .reads_every_page import reads_every_page
from .respects_rate_limit import respects_rate_limit
from .restock_once import restock_once
from .shipping_is_monotone import shipping_is_monotone

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
