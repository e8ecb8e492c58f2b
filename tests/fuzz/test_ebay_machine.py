"""Any sequence of sales, writes, parcels, refunds and consents of an eBay account, on a model.

Operations: issue_token, bulk_update_price_quantity, list_inventory_items, get_offer, list_orders,
get_order, create_shipping_fulfillment, list_shipping_fulfillments, issue_refund; and every event.
What must hold after every step: docs/reference/channels.md §2.1, §2.3, §2.4, §13.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import ebay_model as models
from .conftest import PROFILE

INVENTORY, ORDERS = "/ebay/sell/inventory/v1", "/ebay/sell/fulfillment/v1/order"
SKUS = ("PLAIN", "A+B/C D", "LAST")
MILLION = 1_000_000

GOODS = st.sampled_from([*SKUS, "nobody"])
NUMBERS = st.sampled_from([None, -1, 0, 1, 3, 8])
PARCELS = st.sampled_from(["", "T1", "T2"])
POSITIONS = st.integers(0, 5)

SANDBOX = Sandbox(SIMULATORS, seed_set="shelf")


class AccountMachine(RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    def send(self, method: str, path: str, body: Any = None) -> Response:
        """Send a request with the newest token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        more = {} if body is None else {"json": body}
        return SANDBOX.request(method, path, headers=headers, **more)

    def get(self, path: str, **query: Any) -> Any:
        """Read; everything that is read here is there."""
        answer = self.send("GET", f"{path}?{urlencode(query)}" if query else path)
        assert answer.status == 200, answer.text
        return answer.json()

    def refresh(self) -> Response:
        """Ask for a token with the newest refresh token."""
        env = SANDBOX.env
        form = {"grant_type": "refresh_token", "refresh_token": self.consent}
        return SANDBOX.request(
            "POST", "/ebay/identity/v1/oauth2/token", data=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(env["EBAY_CLIENT_ID"], env["EBAY_CLIENT_SECRET"]),
        )  # fmt: skip

    def renew(self) -> None:
        """Take a token that is good."""
        answer = self.refresh()
        assert answer.status == 200, answer.text
        self.token = answer.json()["access_token"]

    def order_at(self, position: int) -> tuple[str, Any]:
        orders = list(self.model["orders"].items())
        found: tuple[str, Any] = orders[position % len(orders)]
        return found

    @initialize(counts=st.lists(st.integers(0, 6), min_size=3, max_size=3))
    def open_the_account(self, counts: list[int]) -> None:
        SANDBOX.reset()
        self.consent = SANDBOX.env["EBAY_REFRESH_TOKEN"]
        self.renew()
        self.model = models.empty()
        self.offers: dict[str, str] = {}
        for sku, count in zip(SKUS, counts, strict=True):
            made = SANDBOX.event("ebay", "add_listing", sku=sku, quantity=count, price=models.PRICE)
            self.offers[sku] = made["id"]
            models.add_listing(self.model, sku, count)
        self.place([("PLAIN", 1)], True)

    # What the hub writes

    @rule(sku=GOODS, item=NUMBERS, offers=st.lists(st.tuples(GOODS, NUMBERS), max_size=2))
    def update(self, sku: str, item: int | None, offers: list[tuple[str, int | None]]) -> None:
        request: dict[str, Any] = {"sku": sku}
        if item is not None:
            request["shipToLocationAvailability"] = {"quantity": item}
        if offers:
            request["offers"] = [
                {"offerId": self.offers.get(name, "1"), "availableQuantity": quantity}
                for name, quantity in offers
            ]
        path = f"{INVENTORY}/bulk_update_price_quantity"
        answer = self.send("POST", path, {"requests": [request]})
        expected = models.update(self.model, sku, item, offers)
        assert answer.status == (207 if any(expected) else 200), answer.text
        rows = answer.json()["responses"]
        assert [row["errors"][0]["errorId"] if row["errors"] else 0 for row in rows] == expected

    @precondition(lambda self: self.model["orders"])
    @rule(
        position=POSITIONS, number=PARCELS,
        counts=st.none() | st.lists(st.integers(0, 3), min_size=1, max_size=3),
    )  # fmt: skip
    def ship(self, position: int, number: str, counts: list[int] | None) -> None:
        order_id, order = self.order_at(position)
        lines = None if counts is None else dict(zip(order["lines"], counts, strict=False))
        body: dict[str, Any] = {}
        if number:
            body = {"trackingNumber": number, "shippingCarrierCode": "USPS"}
        if lines is not None:
            body["lineItems"] = [
                {"lineItemId": line, "quantity": count} for line, count in lines.items()
            ]
        answer = self.send("POST", f"{ORDERS}/{order_id}/shipping_fulfillment", body)
        error = models.ship(order, number, lines)
        if error:
            assert (answer.status, answer.json()["errors"][0]["errorId"]) == (400, error)
        else:
            assert answer.status == 201, answer.text

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS, cents=st.sampled_from([1, 5_000, models.PRICE]), line=st.booleans())
    def issue_refund(self, position: int, cents: int, line: bool) -> None:
        order_id, order = self.order_at(position)
        amount = {"value": f"{cents / 100:.2f}", "currency": "USD"}
        name = next(iter(order["lines"]))
        body: dict[str, Any] = {"reasonForRefund": "BUYER_RETURN"}
        body |= (
            {"refundItems": [{"lineItemId": name, "refundAmount": amount}]}
            if line
            else {"orderLevelRefundAmount": amount}
        )
        answer = self.send("POST", f"{ORDERS}/{order_id}/issue_refund", body)
        done = models.refund(order, {name: cents} if line else {}, cents)
        assert (answer.status == 200) == done, answer.text

    # What people do

    def people(self, name: str, allowed: bool, /, **arguments: Any) -> Any:
        """Trigger an event that is refused unless it is allowed; None for a refused one."""
        if allowed:
            return SANDBOX.event("ebay", name, **arguments)
        with pytest.raises(Refusal):
            SANDBOX.event("ebay", name, **arguments)
        return None

    @rule(
        lines=st.lists(st.tuples(GOODS, st.integers(1, 3)), min_size=1, max_size=2),
        paid=st.booleans(),
    )
    def place(self, lines: list[tuple[str, int]], paid: bool) -> None:
        wanted = [{"sku": sku, "quantity": count} for sku, count in lines]
        allowed = models.can_place(self.model, lines)
        placed = self.people("place_order", allowed, lines=wanted, paid=paid)
        if placed:
            rows = self.get(f"{ORDERS}/{placed['id']}")["lineItems"]
            kept = {row["lineItemId"]: (row["sku"], row["quantity"]) for row in rows}
            assert list(kept.values()) == lines
            models.place(self.model, placed["id"], kept, paid=paid)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def pay(self, position: int) -> None:
        order_id, order = self.order_at(position)
        if self.people("pay_order", models.can_pay(order), id=order_id):
            order["paid"] = True

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def request_cancel(self, position: int) -> None:
        order_id, order = self.order_at(position)
        allowed = models.can_cancel(order) and not order["asked"]
        if self.people("request_cancel", allowed, id=order_id):
            order["asked"] = True

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def cancel(self, position: int) -> None:
        order_id, order = self.order_at(position)
        if self.people("cancel_order", models.can_cancel(order), id=order_id):
            models.cancel(order)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def refund_the_first_line(self, position: int) -> None:
        order_id, order = self.order_at(position)
        name, line = next(iter(order["lines"].items()))
        cents = line["quantity"] * models.PRICE - line["back"]
        done = models.refund(order, {name: cents}, cents)
        self.people("refund_order", done, id=order_id, lines=[{"line": name}])

    @precondition(lambda self: self.model["orders"])
    @rule(positions=st.lists(POSITIONS, min_size=2, max_size=3))
    def combine(self, positions: list[int]) -> None:
        ids = [self.order_at(position)[0] for position in positions]
        made = self.people("combine_orders", models.can_combine(self.model, ids), ids=ids)
        if made:
            models.combine(self.model, ids, made["id"])

    @rule()
    def end_the_last_listing(self) -> None:
        good = self.model["goods"]["LAST"]
        if self.people("end_listing", not good["ended"], listing=self.offers["LAST"]):
            good["ended"] = True

    # Tokens

    @rule()
    def tokens_are_revoked(self) -> None:
        SANDBOX.event("ebay", "revoke_tokens")
        assert self.send("GET", ORDERS).status == 401
        self.renew()

    @rule()
    def consent_ends_and_is_given_again(self) -> None:
        SANDBOX.event("ebay", "end_consent")
        assert self.send("GET", ORDERS).status == 401
        assert self.refresh().json()["error"] == "invalid_grant"
        self.consent = SANDBOX.event("ebay", "give_consent")["refresh_token"]
        self.renew()

    @rule(span=st.sampled_from(["1s", "2h", "30h"]))
    def let_time_pass(self, span: str) -> None:
        SANDBOX.advance(span)
        if span != "1s":
            assert self.send("GET", ORDERS).status == 401
        self.renew()

    # What must hold after every step

    @invariant()
    def items_and_offers_have_the_models_quantities(self) -> None:
        rows = self.get(f"{INVENTORY}/inventory_item", limit=200)["inventoryItems"]
        items = {row["sku"]: row["availability"]["shipToLocationAvailability"] for row in rows}
        for sku, good in self.model["goods"].items():
            offer = self.get(f"{INVENTORY}/offer/{self.offers[sku]}")
            assert items[sku]["quantity"] == good["item"]
            assert offer["availableQuantity"] == good["offer"]
            assert offer["listing"]["soldQuantity"] == good["sold"]
            assert offer["listing"]["listingStatus"] == models.listing_status(good)

    @invariant()
    def orders_are_the_models_the_oldest_first(self) -> None:
        rows = self.get(ORDERS, limit=200)["orders"]
        assert [row["orderId"] for row in rows] == list(self.model["orders"])
        for row in rows:
            order = self.model["orders"][row["orderId"]]
            assert row["orderFulfillmentStatus"] == models.fulfillment_status(order)
            assert row["orderPaymentStatus"] == models.payment_status(order)
            assert row["cancelStatus"]["cancelState"] == models.cancel_state(order)
            lines = {line["lineItemId"]: line for line in row["lineItems"]}
            assert {name: (line["sku"], line["quantity"]) for name, line in lines.items()} == {
                name: (line["sku"], line["quantity"]) for name, line in order["lines"].items()
            }
            assert len(row["fulfillmentHrefs"]) == len(order["parcels"])

    @invariant()
    def filters_agree_with_the_list(self) -> None:
        for names in ({"NOT_STARTED", "IN_PROGRESS"}, {"FULFILLED", "IN_PROGRESS"}):
            asked = "orderfulfillmentstatus:{" + "|".join(sorted(names)) + "}"
            rows = self.get(ORDERS, filter=asked, limit=200)["orders"]
            assert [row["orderId"] for row in rows] == [
                order_id
                for order_id, order in self.model["orders"].items()
                if models.fulfillment_status(order) in names
            ]

    @invariant()
    def parcels_hold_what_left_in_them(self) -> None:
        for order_id, order in self.model["orders"].items():
            if order["parcels"]:
                rows = self.get(f"{ORDERS}/{order_id}/shipping_fulfillment")["fulfillments"]
                assert {
                    row.get("shipmentTrackingNumber", ""): {
                        line["lineItemId"]: line["quantity"] for line in row["lineItems"]
                    }
                    for row in rows
                } == order["parcels"]

    @invariant()
    def the_ledger_and_the_referees_views_add_up(self) -> None:
        world = SANDBOX.world()
        noted = world.all(
            "SELECT what, sum(delta) AS total FROM ledger WHERE simulator = 'ebay' GROUP BY what"
        )
        totals = {row["what"]: row["total"] for row in noted}
        shown = sum(models.shown(good) for good in self.model["goods"].values())
        assert totals.get("demand", 0) == models.demand(self.model) * MILLION
        assert totals.get("shipment", 0) == models.shipped(self.model) * MILLION
        assert totals.get("shown", 0) == shown * MILLION
        orders = world.one(
            "SELECT coalesce(sum(ordered - cancelled), 0) AS demand,"
            " coalesce(sum(shipped), 0) AS shipped FROM v_orders WHERE simulator = 'ebay'"
        )
        assert orders["demand"] == models.demand(self.model) * MILLION
        assert orders["shipped"] == models.shipped(self.model) * MILLION


TestAccount = AccountMachine.TestCase
TestAccount.settings = PROFILE
