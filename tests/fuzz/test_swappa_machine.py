"""Any sequence of sales, writes, parcels, refunds and consents of a Swappa account, on a model.

Operations: authorize, issue_token, list_listings, update_listing, list_orders, get_order,
create_shipment; and every event. What must hold after every step: docs/reference/channels.md §3.
"""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import swappa_model as models
from .conftest import PROFILE

LISTINGS, ORDERS = "/swappa/api/v1/listings", "/swappa/api/v1/orders"
PLAIN, CASES, LAST, VARIED = ("PHONE",), ("CASE",), ("LAST",), ("V-A", "V-B")
BACK = "http://localhost:9/back"
MILLION = 1_000_000

GOODS = st.sampled_from([*PLAIN, *CASES, *LAST, *VARIED, "nobody"])
LISTED = st.sampled_from([PLAIN, CASES, LAST, VARIED])
COUNTS = st.sampled_from([-1, 0, 1, 3, 8])
POSITIONS = st.integers(0, 5)
IMEIS = st.sampled_from([None, "1", "2", "3", "4"])

SANDBOX = Sandbox(SIMULATORS, seed_set="shelf")


class ModelledMachine(RuleBasedStateMachine):
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

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of all pages of a list."""
        found: list[dict[str, Any]] = []
        target: str | None = f"{path}?{urlencode({'page_size': 2, **query})}"
        while target:
            page = self.get(target.removeprefix("http://sandbox"))
            found += page["results"]
            target = page["next"]
        assert len(found) == page["count"]
        return found

    def ask_for_token(self, **form: str) -> Response:
        """Send a form to the token endpoint."""
        env = SANDBOX.env
        return SANDBOX.request(
            "POST", "/swappa/oauth/token", data=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(env["SWAPPA_CLIENT_ID"], env["SWAPPA_CLIENT_SECRET"]),
        )  # fmt: skip

    def refresh(self) -> Response:
        """Use the newest refresh token up."""
        return self.ask_for_token(grant_type="refresh_token", refresh_token=self.consent)

    def take(self, answer: Response) -> None:
        """Take the tokens of an answer."""
        assert answer.status == 200, answer.text
        self.token, self.consent = answer.json()["access_token"], answer.json()["refresh_token"]

    def order_at(self, position: int) -> tuple[str, Any]:
        orders = list(self.model["orders"].items())
        found: tuple[str, Any] = orders[position % len(orders)]
        return found

    @initialize(counts=st.lists(st.integers(0, 6), min_size=5, max_size=5))
    def open_the_account(self, counts: list[int]) -> None:
        SANDBOX.reset()
        self.consent = SANDBOX.env["SWAPPA_REFRESH_TOKEN"]
        self.take(self.refresh())
        self.model, self.ids = models.empty(), dict[tuple[str, ...], str]()
        quantities = iter(counts)
        for skus in (PLAIN, CASES, LAST, VARIED):
            device = skus != CASES
            goods = [{"sku": sku, "quantity": next(quantities)} for sku in skus]
            named: dict[str, Any] = goods[0] if len(goods) == 1 else {"variants": goods}
            made = SANDBOX.event(
                "swappa", "add_listing", device=device, price=models.PRICE, **named
            )
            self.ids[skus] = made["id"]
            for good in goods:
                models.add_good(self.model, good["sku"], good["quantity"], device=device)
        self.place([("PHONE", 2)], True)

    # What the hub writes

    @rule(skus=LISTED, count=COUNTS)
    def write(self, skus: tuple[str, ...], count: int) -> None:
        answer = self.send("PATCH", f"{LISTINGS}/{self.ids[skus]}", {"quantity": count})
        plain = [(skus[0], count)] if len(skus) == 1 else []  # variants are written by SKU
        expected = models.write(self.model, plain, of=skus)
        assert answer.status == (expected or 200), answer.text

    @rule(skus=LISTED, goods=st.lists(st.tuples(GOODS, COUNTS), max_size=3))
    def write_variants(self, skus: tuple[str, ...], goods: list[tuple[str, int]]) -> None:
        body = {"variants": [{"sku": sku, "quantity": count} for sku, count in goods]}
        answer = self.send("PATCH", f"{LISTINGS}/{self.ids[skus]}", body)
        expected = models.write(self.model, goods if skus == VARIED else [], of=skus)
        if expected == 404 and (not goods or any(count < 0 for _, count in goods)):
            expected = 422
        assert answer.status == (expected or 200), answer.text

    @precondition(lambda self: self.model["orders"])
    @rule(
        position=POSITIONS, number=st.sampled_from(["T1", "T2"]),
        items=st.lists(st.tuples(st.integers(1, 4), IMEIS), min_size=1, max_size=3),
    )  # fmt: skip
    def ship(self, position: int, number: str, items: list[tuple[int, str | None]]) -> None:
        order_id, order = self.order_at(position)
        named = [(f"{order_id}-{line}", imei) for line, imei in items]
        sent = [{"line_id": name, "imei": imei} for name, imei in named]
        body = {"carrier": "USPS", "tracking_number": number, "items": sent}
        answer = self.send("POST", f"{ORDERS}/{order_id}/shipments", body)
        assert answer.status == models.ship(order, number, named), answer.text

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def ship_whole(self, position: int) -> None:
        order_id, order = self.order_at(position)
        wanted = [
            (name, f"IMEI of {name}")
            for name, line in order["lines"].items()
            if not line["shipped"] and line["cancelled"] < line["quantity"]
        ]
        sent = [{"line_id": name, "imei": imei} for name, imei in wanted or [("none", "")]]
        body = {"carrier": "USPS", "tracking_number": "T3", "items": sent}
        answer = self.send("POST", f"{ORDERS}/{order_id}/shipments", body)
        assert answer.status == models.ship(order, "T3", wanted or [("none", "")]), answer.text

    # What people do

    def people(self, name: str, allowed: bool, /, **arguments: Any) -> Any:
        """Trigger an event that is refused unless it is allowed; None for a refused one."""
        if allowed:
            return SANDBOX.event("swappa", name, **arguments)
        with pytest.raises(Refusal):
            SANDBOX.event("swappa", name, **arguments)
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
            models.place(self.model, placed["id"], lines, paid=paid)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def pay(self, position: int) -> None:
        order_id, order = self.order_at(position)
        if self.people("pay_order", order["status"] == "pending", id=order_id):
            order["status"] = "paid"

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def deliver(self, position: int) -> None:
        order_id, order = self.order_at(position)
        if self.people("deliver_order", order["status"] == "shipped", id=order_id):
            order["status"] = "delivered"

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def cancel(self, position: int) -> None:
        order_id, order = self.order_at(position)
        if self.people("cancel_order", models.can_cancel(order), id=order_id):
            models.cancel(order)

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS, line=st.integers(0, 3), count=st.sampled_from([None, 1, 2]))
    def refund_a_line(self, position: int, line: int, count: int | None) -> None:
        order_id, order = self.order_at(position)
        name = list(order["lines"])[line % len(order["lines"])]
        named = {"line": name} if count is None else {"line": name, "quantity": count}
        done = models.refund(order, name, count)
        self.people("refund_order", done, id=order_id, lines=[named])

    @precondition(lambda self: self.model["orders"])
    @rule(position=POSITIONS)
    def refund_all(self, position: int) -> None:
        order_id, order = self.order_at(position)
        self.people("refund_order", models.refund(order, None, None), id=order_id)

    @rule(skus=LISTED, name=st.sampled_from(["pause_listing", "resume_listing"]))
    def pause_or_resume(self, skus: tuple[str, ...], name: str) -> None:
        goods = [self.model["goods"][sku] for sku in skus]
        is_paused = name == "resume_listing"
        allowed = not goods[0]["ended"] and goods[0]["paused"] == is_paused
        if self.people(name, allowed, listing=self.ids[skus]):
            for good in goods:
                good["paused"] = not is_paused

    @rule()
    def end_the_last_listing(self) -> None:
        good = self.model["goods"]["LAST"]
        if self.people("end_listing", not good["ended"], listing=self.ids[LAST]):
            good["ended"] = True

    # Tokens

    @rule()
    def tokens_are_revoked(self) -> None:
        SANDBOX.event("swappa", "revoke_tokens")
        assert self.send("GET", ORDERS).status == 401
        self.take(self.refresh())

    @rule()
    def a_refresh_token_is_good_once(self) -> None:
        used = self.consent
        self.take(self.refresh())
        answer = self.ask_for_token(grant_type="refresh_token", refresh_token=used)
        assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")

    @rule(on_the_page=st.booleans())
    def consent_ends_and_is_given_again(self, on_the_page: bool) -> None:
        SANDBOX.event("swappa", "end_consent")
        assert self.send("GET", ORDERS).status == 401
        assert self.refresh().json()["error"] == "invalid_grant"
        if not on_the_page:
            self.consent = SANDBOX.event("swappa", "give_consent")["refresh_token"]
            self.take(self.refresh())
            return
        client = SANDBOX.env["SWAPPA_CLIENT_ID"]
        asked = {"response_type": "code", "client_id": client, "redirect_uri": BACK}
        answer = SANDBOX.request("GET", f"/swappa/oauth/authorize?{urlencode(asked)}")
        assert answer.status == 302
        (code,) = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        self.take(self.ask_for_token(**form))

    @rule(span=st.sampled_from(["1s", "1h", "30h"]))
    def let_time_pass(self, span: str) -> None:
        SANDBOX.advance(span)
        if span != "1s":
            assert self.send("GET", ORDERS).status == 401
        self.take(self.refresh())

    # What must hold after every step

    @invariant()
    def listings_show_the_models_quantities(self) -> None:
        rows = {row["id"]: row for row in self.rows(LISTINGS)}
        for skus, listing in self.ids.items():
            goods = [self.model["goods"][sku] for sku in skus]
            assert (listing in rows) == (not goods[0]["ended"])
            if listing in rows:
                row = rows[listing]
                assert row["quantity"] == sum(map(models.shown, goods))
                assert row["status"] == models.listing_status(goods)
                each = row.get("variants", [row])
                assert [(one["sku"], one["quantity"]) for one in each] == [
                    (sku, good["quantity"]) for sku, good in zip(skus, goods, strict=True)
                ]

    @invariant()
    def orders_are_the_models_by_id(self) -> None:
        rows = self.rows(ORDERS)
        assert [row["id"] for row in rows] == list(self.model["orders"])
        for row in rows:
            order = self.model["orders"][row["id"]]
            assert row["status"] == order["status"]
            assert {
                line["id"]: (line["sku"], line["quantity"], line["refunded"], line["imei"])
                for line in row["lines"]
            } == {
                name: (line["sku"], line["quantity"], line["refunded"], line["imei"])
                for name, line in order["lines"].items()
            }
            assert {
                parcel["tracking_number"]: [
                    (item["line_id"], item["quantity"], item["imei"]) for item in parcel["items"]
                ]
                for parcel in row["shipments"]
            } == {number: sorted(items) for number, items in order["parcels"].items()}

    @invariant()
    def the_filter_agrees_with_the_list(self) -> None:
        for status in ("paid", "shipped"):
            rows = self.rows(ORDERS, status=status)
            assert [row["id"] for row in rows] == [
                order_id
                for order_id, order in self.model["orders"].items()
                if order["status"] == status
            ]

    @invariant()
    def the_ledger_and_the_referees_views_add_up(self) -> None:
        world = SANDBOX.world()
        noted = world.all(
            "SELECT what, sum(delta) AS total FROM ledger WHERE simulator = 'swappa' GROUP BY what"
        )
        totals = {row["what"]: row["total"] for row in noted}
        shown = sum(map(models.shown, self.model["goods"].values()))
        assert totals.get("demand", 0) == models.demand(self.model) * MILLION
        assert totals.get("shipment", 0) == models.shipped(self.model) * MILLION
        assert totals.get("shown", 0) == shown * MILLION
        orders = world.one(
            "SELECT coalesce(sum(ordered - cancelled), 0) AS demand,"
            " coalesce(sum(shipped), 0) AS shipped FROM v_orders WHERE simulator = 'swappa'"
        )
        assert orders["demand"] == models.demand(self.model) * MILLION
        assert orders["shipped"] == models.shipped(self.model) * MILLION


TestModelled = ModelledMachine.TestCase
TestModelled.settings = PROFILE
