"""Any sequence of sales, writes, acceptances, parcels and refunds of Back Market, on a model.

Operations: update_listing, get_listing, list_listings, list_orders, get_order, update_order,
refund_orderline; and the events of buyers and the seller.
What must hold after every step: docs/reference/channels.md §1.2, §1.3, §1.5, §13.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import backmarket_model as models
from .conftest import PROFILE

LISTINGS, ORDERS = "/backmarket/ws/listings", "/backmarket/ws/orders"
NAMES = {"plain": "PLAIN", "twin": "PLAIN", "last": "LAST"}
"""The listings of an account by names of their own: two have one SKU."""
MILLION = 1_000_000

LISTED = st.sampled_from(list(NAMES))
SKUS = st.sampled_from(["PLAIN", "LAST", "nobody"])
NUMBERS = st.sampled_from([None, -1, 0, 1, 3, 8])
PRICES = st.sampled_from([None, models.PRICE, models.HIGHEST, models.HIGHEST + 1])
POSITIONS = st.integers(0, 5)

SANDBOX = Sandbox(SIMULATORS, seed_set="shelf")


class AccountMachine(RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    def send(self, method: str, path: str, body: Any = None) -> Response:
        """Send a request with the account's token."""
        headers = {"Authorization": f"Basic {SANDBOX.env['BACKMARKET_TOKEN']}"}
        more = {} if body is None else {"json": body}
        return SANDBOX.request(method, path, headers=headers, **more)

    def get(self, path: str, /, **query: Any) -> Any:
        """Read; everything that is read here is there."""
        answer = self.send("GET", f"{path}?{urlencode(query)}" if query else path)
        assert answer.status == 200, answer.text
        return answer.json()

    def done(self, allowed: bool, method: str, path: str, body: Any) -> None:
        """Send a write that is refused unless it is allowed."""
        answer = self.send(method, path, body)
        assert answer.status == (200 if allowed else 400), answer.text

    def people(self, name: str, allowed: bool, /, **arguments: Any) -> Any:
        """Trigger an event that is refused unless it is allowed; None for a refused one."""
        if allowed:
            return SANDBOX.event("backmarket", name, **arguments)
        with pytest.raises(Refusal):
            SANDBOX.event("backmarket", name, **arguments)
        return None

    def order_at(self, position: int) -> tuple[str, Any]:
        orders = list(self.model["orders"].items())
        found: tuple[str, Any] = orders[position % len(orders)]
        return found

    @initialize(counts=st.lists(st.integers(0, 6), min_size=3, max_size=3))
    def open_the_account(self, counts: list[int]) -> None:
        SANDBOX.reset()
        self.model = models.empty()
        self.ids: dict[str, str] = {}
        for (name, sku), count in zip(NAMES.items(), counts, strict=True):
            made = SANDBOX.event(
                "backmarket", "add_listing", sku=sku, quantity=count, price=models.PRICE
            )
            self.ids[name] = made["id"]
            models.add_listing(self.model, name, sku, count)
        self.buy([("plain", 1)], 1)

    # What the hub writes

    @rule(name=LISTED, quantity=NUMBERS, price=PRICES)
    def update(self, name: str, quantity: int | None, price: int | None) -> None:
        body: dict[str, Any] = {}
        if quantity is not None:
            body["quantity"] = quantity
        if price is not None:
            body["price"] = f"{price / 100:.2f}"
        allowed = models.update(self.model["listings"][name], quantity, price)
        self.done(allowed, "POST", f"{LISTINGS}/{self.ids[name]}", body)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS, new_state=st.sampled_from([2, 2, 2, 4, 5, 6]), sku=SKUS)
    def move(self, position: int, new_state: int, sku: str) -> None:
        order_id, order = self.order_at(position)
        allowed = models.move(order, new_state, sku)
        self.done(allowed, "POST", f"{ORDERS}/{order_id}", {"new_state": new_state, "sku": sku})

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS, number=st.sampled_from(["", "T1", "T1", "T2"]))
    def ship(self, position: int, number: str) -> None:
        order_id, order = self.order_at(position)
        body = {"new_state": 3, "tracking_number": number}
        self.done(models.ship(order, number), "POST", f"{ORDERS}/{order_id}", body)

    @precondition(lambda self: self.model["orders"])
    @rule(
        position=POSITIONS, kind=st.sampled_from([4, 5, 6]),
        amount=st.sampled_from([None, 1, models.PRICE, 2 * models.PRICE]),
    )  # fmt: skip
    def refund_orderline(self, position: int, kind: int, amount: int | None) -> None:
        _, order = self.order_at(position)
        line_id, line = next(iter(order["lines"].items()))
        body: dict[str, Any] = {"orderline_pk": line_id, "refund_type": kind}
        if amount is not None:
            body["amount"] = f"{amount / 100:.2f}"
        allowed = models.refund(line, kind, amount)
        self.done(allowed, "POST", "/backmarket/ws/sav/refund", body)

    # What people do

    @rule(
        lines=st.lists(st.tuples(LISTED, st.integers(1, 3)), min_size=1, max_size=2),
        state=st.sampled_from([0, 1, 1, 8]),
    )
    def buy(self, lines: list[tuple[str, int]], state: int) -> None:
        wanted = [{"listing": self.ids[name], "quantity": count} for name, count in lines]
        self.keep(lines, wanted, state)

    @rule(sku=SKUS, count=st.integers(1, 3))
    def buy_by_sku(self, sku: str, count: int) -> None:
        name = models.choose(self.model, sku)
        self.keep([(name, count)] if name else None, [{"sku": sku, "quantity": count}], 1)

    def keep(self, lines: list[tuple[str, int]] | None, wanted: Any, state: int) -> None:
        """Place an order of listings, of none where a buyer names what there is not."""
        allowed = lines is not None and models.can_take(self.model, lines)
        placed = self.people(
            "place_order", allowed, lines=wanted, paid=state != 8, in_check=state == 0
        )
        if placed and lines:
            rows = self.get(f"{ORDERS}/{placed['id']}")["orderlines"]
            assert [(str(row["listing_id"]), row["quantity"]) for row in rows] == [
                (self.ids[name], count) for name, count in lines
            ]
            kept = {row["id"]: line for row, line in zip(rows, lines, strict=True)}
            models.place(self.model, placed["id"], kept, state)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def pay(self, position: int) -> None:
        order_id, order = self.order_at(position)
        self.people("pay_order", models.pay(order), id=order_id)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def cancel(self, position: int) -> None:
        order_id, order = self.order_at(position)
        self.people("cancel_order", models.cancel(order), id=order_id)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def refund(self, position: int) -> None:
        order_id, order = self.order_at(position)
        self.people("refund_order", models.pay_back(order), id=order_id)

    @rule()
    def end_the_last_listing(self) -> None:
        listing = self.model["listings"]["last"]
        self.people("end_listing", not listing["ended"], listing=self.ids["last"])
        listing["ended"] = True

    @rule(span=st.sampled_from(["1s", "30h"]))
    def let_time_pass(self, span: str) -> None:
        SANDBOX.advance(span)

    # What must hold after every step

    @invariant()
    def listings_have_the_models_quantities(self) -> None:
        rows = self.get(LISTINGS, **{"page-size": 50})["results"]
        listed = {str(row["listing_id"]): row for row in rows}
        for name, listing in self.model["listings"].items():
            row = listed[self.ids[name]]
            assert row["quantity"] == listing["quantity"]
            assert row["price"] == f"{listing['price'] / 100:.2f}"
            assert row["publication_state"] == models.publication_state(listing)

    @invariant()
    def orders_and_lines_are_in_the_models_states(self) -> None:
        for order_id, order in self.model["orders"].items():
            row = self.get(f"{ORDERS}/{order_id}")
            assert row["state"] == models.state_of(order)
            assert row["tracking_number"] == order["tracking"]
            assert [line["state"] for line in row["orderlines"]] == models.states(order)

    @invariant()
    def the_list_leaves_out_what_nobody_needs(self) -> None:
        rows = self.get(ORDERS, **{"page-size": 50})["results"]
        assert [str(row["order_id"]) for row in rows] == models.listed(self.model)
        for state in (0, 8):
            rows = self.get(ORDERS, state=state, **{"page-size": 50})["results"]
            assert {str(row["order_id"]) for row in rows} == {
                name
                for name, order in self.model["orders"].items()
                if models.state_of(order) == state
            }

    @invariant()
    def the_ledger_and_the_referees_views_add_up(self) -> None:
        world = SANDBOX.world()
        noted = world.all(
            "SELECT what, sum(delta) AS total FROM ledger WHERE simulator = 'backmarket'"
            " GROUP BY what"
        )
        totals = {row["what"]: row["total"] for row in noted}
        shown = sum(models.shown(listing) for listing in self.model["listings"].values())
        assert totals.get("demand", 0) == models.demand(self.model) * MILLION
        assert totals.get("shipment", 0) == models.shipped(self.model) * MILLION
        assert totals.get("shown", 0) == shown * MILLION
        orders = world.one(
            "SELECT coalesce(sum(ordered - cancelled), 0) AS demand,"
            " coalesce(sum(shipped), 0) AS shipped FROM v_orders WHERE simulator = 'backmarket'"
        )
        assert orders["demand"] == models.demand(self.model) * MILLION
        assert orders["shipped"] == models.shipped(self.model) * MILLION


TestAccount = AccountMachine.TestCase
TestAccount.settings = PROFILE
