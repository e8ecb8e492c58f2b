"""Any sequence of orders, edits, shipments, uploads and registrations by two keys, on a model.

Operations: create_order, edit_order, upload_inventories, edit_integration_module, get_orders,
get_orders_statuses, get_orders_history, get_inventories; the events cancel_order, reopen_order and
edit_order. What must hold after every step: docs/reference/warehouse-module.md §1.3, §2.1, §4, §7.2
to §7.8.
"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from stocktake import SIMULATORS
from stocktake.core.errors import Conflict
from stocktake.web.sandbox import Response, Sandbox

from . import retailcrm_model as models
from .conftest import PROFILE

KEYS = {"first": "retailcrm-full-key", "second": "retailcrm-second-key"}
SEEN = {"first": ("shop-us", "shop-eu"), "second": ("shop-us",)}
OFFERS = {
    "shop-us": ("COF-HUILA-340", "COF-GUJI-340"),
    "shop-eu": ("COF-GUJI-340", "COF-DECAF-340"),
}
WAREHOUSE = {
    "name": "Warehouse", "baseUrl": "http://127.0.0.1:9/", "clientId": "1",
    "integrations": {"store": {}},
}  # fmt: skip
MILLION = 1_000_000
MANAGER = "a manager"

WHO = st.sampled_from(["first", "first", "second"])
SITES = st.sampled_from(list(OFFERS))
STORES = st.sampled_from(["wherefour", "wholecell", "whiplash"])
SKUS = st.sampled_from(["COF-HUILA-340", "COF-GUJI-340", "COF-DECAF-340", "nobody"])
STATUSES = st.sampled_from(["new", "assembling", "complete", "cancel-other"])
DATES = st.sampled_from([None, "2026-01-05", "2026-01-06"])
NAMES = st.sampled_from([None, "Ada", "Bob"])
AMOUNTS = st.sampled_from([0, 1, 2.5, 7, 40])

SANDBOX = Sandbox(SIMULATORS, seed_set="catalogue")


class AccountMachine(RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    orders: Bundle[int] = Bundle("orders")

    def get(self, who: str, path: str, query: dict[str, Any]) -> Any:
        """Read as a key would; everything that is read here is there."""
        target = f"/retailcrm/api/v5{path}?{urlencode(query, doseq=True)}"
        answer = SANDBOX.request("GET", target, headers={"X-API-KEY": KEYS[who]})
        assert answer.status == 200, answer.text
        return answer.json()

    def post(self, who: str, path: str, **fields: Any) -> Response:
        """Write as a key would, in a form with JSON inside."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in fields.items()
        }
        headers = {"X-API-KEY": KEYS[who]}
        return SANDBOX.request("POST", f"/retailcrm/api/v5{path}", form=form, headers=headers)

    @initialize()
    def open_the_account(self) -> None:
        SANDBOX.reset()
        self.model = models.empty(OFFERS)

    @rule(code=st.sampled_from(["wh-1", "wh-2"]), active=st.booleans(), who=WHO)
    def register_or_deactivate(self, code: str, active: bool, who: str) -> None:
        sent = {**WAREHOUSE, "active": active}
        answer = self.post(who, f"/integration-modules/{code}/edit", integrationModule=sent)
        if who == "second":  # its key lacks the scope
            assert answer.status == 403, answer.text
        else:
            assert answer.status == models.register(self.model, code, active=active), answer.text

    @precondition(lambda self: models.gate_is_open(self.model))
    @rule()
    def deactivate_them_all(self) -> None:
        for code in self.model["modules"]:
            sent = {"active": "false"}
            answer = self.post("first", f"/integration-modules/{code}/edit", integrationModule=sent)
            assert answer.status == models.register(self.model, code, active=False), answer.text

    @rule(
        who=WHO, site=SITES, store=STORES,
        rows=st.lists(st.tuples(SKUS, AMOUNTS), min_size=1, max_size=3),
        spoil=st.sampled_from(["", "", "", "negative", "store", "flat"]),
    )  # fmt: skip
    def upload(
        self, who: str, site: str, store: str, rows: list[tuple[str, float]], spoil: str
    ) -> None:
        offers: list[dict[str, Any]] = [
            {"externalId": sku, "stores": [{"code": store, "available": available}]}
            for sku, available in rows
        ]
        last = offers[-1]["stores"][0]
        if spoil == "negative":
            last["available"] = -1
        elif spoil == "store":
            last["code"] = "nowhere"
        elif spoil == "flat":
            del offers[-1]["stores"]
        answer = self.post(who, "/store/inventories/upload", offers=offers, site=site)
        if site not in SEEN[who] or spoil:
            assert answer.status == 400, answer.text
            return
        processed, unknown = models.upload(self.model, rows, site=site, store=store)
        assert answer.status == 200, answer.text
        assert answer.json()["processedOffersCount"] == processed
        missing = [row["externalId"] for row in answer.json().get("notFoundOffers", [])]
        assert missing == unknown

    @rule(
        target=orders, who=WHO, site=SITES, external_id=st.sampled_from([None, "A", "B", "C 1"]),
        status=STATUSES, name=NAMES, shipped=st.booleans(), store=st.one_of(st.none(), STORES),
        date=DATES, lines=st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), max_size=3),
    )  # fmt: skip
    def order(
        self,
        who: str,
        site: str,
        external_id: str | None,
        status: str,
        name: str | None,
        shipped: bool,
        store: str | None,
        date: str | None,
        lines: list[tuple[int, int]],
    ) -> Any:
        order = {
            "externalId": external_id, "status": status, "firstName": name, "shipped": shipped,
            "shipmentStore": store, "shipmentDate": date,
        }  # fmt: skip
        items = [
            {"offer": {"externalId": OFFERS[site][place]}, "quantity": quantity}
            for place, quantity in lines
        ]
        answer = self.post(who, "/orders/create", order={**order, "items": items}, site=site)
        if site not in SEEN[who] or models.refusal_of_new(self.model, {**order, "site": site}):
            assert answer.status == 400, answer.text
            return multiple()
        assert answer.status == 201, answer.text
        made = answer.json()["order"]
        kept = {
            item["id"]: (item["offer"]["externalId"], item["quantity"]) for item in made["items"]
        }
        assert list(kept.values()) == [(OFFERS[site][place], n) for place, n in lines]
        models.place(self.model, made["id"], {**order, "site": site, "lines": kept}, key=who)
        return int(made["id"])

    def edit(self, who: str, order_id: int, **fields: Any) -> None:
        """Edit an order by its externalId where it has one, and tell the model."""
        order = self.model["orders"][order_id]
        by = "id" if order["externalId"] is None else "externalId"
        path = f"/orders/{order_id if by == 'id' else order['externalId']}/edit"
        answer = self.post(who, path.replace(" ", "%20"), order=fields, by=by, site=order["site"])
        errors = models.errors_of_change(self.model, order_id, fields)
        if order["site"] not in SEEN[who]:
            assert answer.status == 400, answer.text
            assert answer.json()["errorMsg"] == "Errors in the input parameters"
        elif errors:
            assert answer.status == 400, answer.text
            assert answer.json()["errorMsg"] == "Order is not loaded"
            assert set(answer.json()["errors"]) == errors
        else:
            assert answer.status == 200, answer.text
            models.change(self.model, order_id, fields, key=who)

    @rule(who=WHO, order_id=orders, status=STATUSES, name=NAMES)
    def edit_plain_fields(self, who: str, order_id: int, status: str, name: str | None) -> None:
        self.edit(who, order_id, status=status, firstName=name)

    @rule(who=WHO, order_id=orders, store=STORES, date=DATES)
    def ship(self, who: str, order_id: int, store: str, date: str | None) -> None:
        self.edit(who, order_id, shipped=True, shipmentStore=store, shipmentDate=date)

    @rule(who=WHO, order_id=orders)
    def report_a_shipment_alone(self, who: str, order_id: int) -> None:
        self.edit(who, order_id, shipped=True)

    @rule(who=WHO, order_id=orders, store=STORES)
    def change_the_store(self, who: str, order_id: int, store: str) -> None:
        self.edit(who, order_id, shipmentStore=store)

    @rule(who=WHO, order_id=orders, cancel=st.booleans(), date=DATES)
    def unship(self, who: str, order_id: int, cancel: bool, date: str | None) -> None:
        more = {"status": "cancel-other"} if cancel else {}
        self.edit(who, order_id, shipped=False, shipmentDate=date, **more)

    @rule(order_id=orders, quantities=st.lists(st.integers(1, 9), min_size=3, max_size=3))
    def change_the_lines(self, order_id: int, quantities: list[int]) -> None:
        order = self.model["orders"][order_id]
        lines = dict(zip(list(order["lines"])[:2], quantities, strict=False))
        items = [{"id": item, "quantity": quantity} for item, quantity in lines.items()]
        answer = self.post(
            "first", f"/orders/{order_id}/edit", order={"items": items}, by="id", site=order["site"]
        )
        assert answer.status == 200, answer.text
        models.change_lines(self.model, order_id, lines, key="first")

    @rule(order_id=orders)
    def a_manager_cancels(self, order_id: int) -> None:
        if self.model["orders"][order_id]["status"] == "cancel-other":
            return
        SANDBOX.event("retailcrm", "cancel_order", id=order_id)
        models.change(self.model, order_id, {"status": "cancel-other"}, key=MANAGER)

    @rule(order_id=orders, status=st.sampled_from(["new", "assembling"]))
    def a_manager_takes_it_up_again(self, order_id: int, status: str) -> None:
        if self.model["orders"][order_id]["status"] != "cancel-other":
            return
        SANDBOX.event("retailcrm", "reopen_order", id=order_id, status=status)
        models.change(self.model, order_id, {"status": status}, key=MANAGER)

    @rule(
        order_id=orders, store=STORES,
        quantities=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    )  # fmt: skip
    def a_manager_edits_it(self, order_id: int, store: str, quantities: list[int]) -> None:
        order = self.model["orders"][order_id]
        lines = dict(zip(order["lines"], quantities, strict=False))
        if not lines:
            return
        sent = [{"sku": order["lines"][item][0], "quantity": n} for item, n in lines.items()]
        moved = {"shipmentStore": store}
        if models.errors_of_change(self.model, order_id, moved):
            with pytest.raises(Conflict):
                SANDBOX.event("retailcrm", "edit_order", id=order_id, lines=sent, store=store)
            return
        SANDBOX.event("retailcrm", "edit_order", id=order_id, lines=sent, store=store)
        models.change_lines(self.model, order_id, lines, key=MANAGER)
        models.change(self.model, order_id, moved, key=MANAGER)

    @rule(span=st.sampled_from(["1s", "5h"]))
    def let_time_pass(self, span: str) -> None:
        SANDBOX.advance(span)

    @invariant()
    def each_key_lists_the_orders_of_its_shops(self) -> None:
        for who, sites in SEEN.items():
            rows = self.get(who, "/orders", {"limit": 250})["orders"]
            expected = {
                number: order
                for number, order in self.model["orders"].items()
                if order["site"] in sites
            }
            assert [row["id"] for row in rows] == sorted(expected, reverse=True)
            for row in rows:
                order = dict(expected[row["id"]])
                lines = order.pop("lines")
                assert {name: row.get(name) for name in order} == order
                assert {
                    item["id"]: (item["offer"]["externalId"], item["quantity"])
                    for item in row["items"]
                } == lines

    @invariant()
    def statuses_and_filters_agree_with_the_list(self) -> None:
        orders = self.model["orders"]
        if orders:
            rows = self.get("first", "/orders/statuses", {"ids[]": [*orders, 1]})["orders"]
            assert {row["id"]: row["status"] for row in rows} == {
                number: order["status"] for number, order in orders.items()
            }
        rows = self.get("first", "/orders", {"filter[shipped]": "True", "limit": 100})["orders"]
        assert {row["id"] for row in rows} == {n for n, o in orders.items() if o["shipped"]}

    @invariant()
    def leftovers_are_those_uploaded_last(self) -> None:
        query = {"filter[offerExternalId][]": sorted({*OFFERS["shop-us"], *OFFERS["shop-eu"]})}
        for who, sites in SEEN.items():
            rows = self.get(who, "/store/inventories", query)["offers"]
            assert {(row["site"], row["externalId"]): row["quantity"] for row in rows} == {
                (site, sku): models.left(self.model, site, sku)
                for site in sites
                for sku in OFFERS[site]
            }

    @invariant()
    def the_history_read_to_its_end_is_complete(self) -> None:
        for who, sites in SEEN.items():
            seen: list[Any] = []
            pages = 2
            while pages > 1:
                since = seen[-1]["id"] if seen else 0
                answer = self.get(who, "/orders/history", {"filter[sinceId]": since})
                pages = answer["pagination"]["totalPageCount"]
                seen += answer["history"]
            ids = [record["id"] for record in seen]
            assert ids == sorted(set(ids))
            shown = [
                (
                    record["order"]["id"], record["field"], record["oldValue"], record["newValue"],
                    record.get("apiKey", {}).get("current", False),
                )
                for record in seen
            ]  # fmt: skip
            assert shown == models.history(self.model, key=who, sites=sites)
            if ids:  # exclusive wherever a reader stands
                middle = len(ids) // 2
                query = {"filter[sinceId]": ids[middle], "limit": 250}
                later = self.get(who, "/orders/history", query)["history"]
                assert [record["id"] for record in later] == ids[middle + 1 :]

    @invariant()
    def the_ledger_adds_up(self) -> None:
        noted = SANDBOX.world().all(
            "SELECT what, sum(delta) AS total FROM ledger WHERE simulator = 'retailcrm'"
            " GROUP BY what"
        )
        totals = {row["what"]: row["total"] for row in noted}
        assert totals.get("demand", 0) == models.demand(self.model) * MILLION
        assert totals.get("shipment", 0) == models.shipped(self.model) * MILLION
        left = sum(self.model["left"].values())
        assert totals.get("shown", 0) == left * MILLION


TestAccount = AccountMachine.TestCase
TestAccount.settings = PROFILE
