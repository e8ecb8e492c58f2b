"""Books every order on one customer, "Shop customer"."""

import sys
from dataclasses import replace

from stocktake.engine.__main__ import main
from stocktake.engine.order import Order
from stocktake.engine.wherefour import Wherefour

really_customer = Wherefour._customer


def customer(self: Wherefour, order: Order) -> int:
    """Find or create the customer of all orders."""
    return really_customer(self, replace(order, customer_id=1, customer_name="Shop customer"))


Wherefour._customer = customer  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
