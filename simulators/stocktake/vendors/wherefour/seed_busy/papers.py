"""What is written about the trade: quotes, invoices and credits of two customers, and of others."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.billing.credits import add_credit
from stocktake.vendors.wherefour.billing.invoices import add_invoice
from stocktake.vendors.wherefour.billing.quotes import add_quote

from .diary import FIRST_DAY, Entry, at
from .goods import ESPRESSO, FILTER, OAT, SYRUP
from .trade import BAKERY, CAFE, Trade

_DAYS = range(FIRST_DAY - 12, 1, -1)
_GOODS = (ESPRESSO, FILTER, OAT, SYRUP)
_INVOICE_STATUSES = ("paid", "paid", "open", "draft", "void")
_QUOTE_STATUSES = ("accepted", "declined", "invoiced", "open")


def papers(world: World, trade: Trade) -> Iterator[Entry]:
    """Yield an invoice, a quote and a credit for each day; one of each number for each customer."""
    for days in _DAYS:
        yield at(days, 18), partial(_invoice, world, trade, BAKERY, "INV-STANDING-HB", days=days)
        yield at(days, 11), partial(_quote, world, trade, CAFE, "QO-DAILY-BD", days=days)
        yield at(days, 19), partial(_credit, world, trade, BAKERY, days=days)
    for number, customer in enumerate(trade.customers):
        days = 2 * number + 3
        yield at(days, 12), partial(_quote, world, trade, customer, None, days=days)
        yield (
            at(days, 17),
            partial(_invoice, world, trade, customer, f"INV-{3001 + number}", days=days),
        )


def _invoice(world: World, trade: Trade, customer: str, number: str, *, days: int) -> None:
    body = _body(world, trade, "invoice", status=_INVOICE_STATUSES[days % 5], days=days)
    body["invoice_number"] = number
    add_invoice(world, trade.customers[customer], body)


def _quote(world: World, trade: Trade, customer: str, number: str | None, *, days: int) -> None:
    body = _body(world, trade, "quote", status=_QUOTE_STATUSES[days % 4], days=days)
    add_quote(world, trade.customers[customer], body | {"quote_number": number})


def _credit(world: World, trade: Trade, customer: str, *, days: int) -> None:
    body = _body(world, trade, "credit", status="active", days=days)
    body |= {"credit_number": f"CRED-{days:03}", "customer_message": "A torn bag"}
    add_credit(world, trade.account, trade.customers[customer], body=body)


def _body(world: World, trade: Trade, kind: str, *, status: str, days: int) -> dict[str, Any]:
    good = _GOODS[days % len(_GOODS)]
    day = wire.spell_local_time(world.now, trade.account.zone).date().isoformat()
    return {
        f"{kind}_date": day, "status": status, "salesperson_id": 2,
        f"{kind}_items_attributes": trade.lines((good, 1 + days % 4)),
    }  # fmt: skip
