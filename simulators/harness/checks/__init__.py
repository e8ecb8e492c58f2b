"""The checks: pure functions over a record; each cites the duties in docs/reference/duties.md."""

from .converged import converged
from .each_order_once import each_order_once
from .no_oversell import no_oversell

__all__ = ["converged", "each_order_once", "no_oversell"]
