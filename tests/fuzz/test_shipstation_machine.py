"""Any sequence of orders, labels, voids, marks, splits, merges and holds, against a model.

Operations: create_order, create_orders, delete_order, hold_order_until, restore_order_from_hold,
mark_order_as_shipped, create_label_for_order, void_label, list_orders, list_shipments,
list_fulfillments; the events of staff. What must hold after every step:
docs/reference/channels.md §4.2, §4.3, §4.4.
"""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Sandbox

from . import shipstation_model as models
from .conftest import PROFILE

SANDBOX = Sandbox(
    [simulator for simulator in SIMULATORS if simulator.name == "shipstation"],
    seed_set="catalogue", now="2026-03-02T09:00:00Z",
)  # fmt: skip
AUTH = (SANDBOX.env["SHIPSTATION_API_KEY"], SANDBOX.env["SHIPSTATION_API_SECRET"])
HOOKS = {"ORDER_NOTIFY": "orders", "SHIP_NOTIFY": "labels", "FULFILLMENT_SHIPPED": "marks"}
ADDRESS = {"name": "Pat"}
MILLION = 1_000_000

POSITIONS = st.integers(0, 20)
NUMBERS = st.sampled_from(["S1", "S2", "S3", "S4"])
KEYS = st.sampled_from(["own", "own", "own", "none"])
STATUSES = st.sampled_from(
    ["awaiting_shipment"] * 4 + ["awaiting_payment", "on_hold", "cancelled", "shipped"]
)
LINES = st.dictionaries(st.sampled_from(["A", "B"]), st.integers(1, 3), max_size=2)
COUNTS = st.none() | st.dictionaries(st.sampled_from(["A", "B"]), st.integers(1, 3), min_size=1)
HOW = st.sampled_from(["api", "staff"])

HAPPENINGS = st.one_of(
    st.tuples(st.just("save"), NUMBERS, KEYS, STATUSES, LINES),
    st.tuples(st.just("save"), NUMBERS, KEYS, STATUSES, LINES),
    st.tuples(
        st.just("save_many"), st.lists(st.tuples(NUMBERS, KEYS, STATUSES, LINES), max_size=4)
    ),
    st.tuples(st.just("buy"), NUMBERS, HOW, COUNTS),
    st.tuples(st.just("buy"), NUMBERS, HOW, COUNTS),
    st.tuples(st.just("buy_batch"), st.lists(NUMBERS, min_size=1, max_size=3)),
    st.tuples(st.just("void"), POSITIONS, HOW),
    st.tuples(st.just("send_back"), POSITIONS),
    st.tuples(st.just("mark"), NUMBERS, HOW),
    st.tuples(st.just("cancel"), NUMBERS),
    st.tuples(st.just("delete"), POSITIONS),
    st.tuples(st.just("hold"), POSITIONS),
    st.tuples(st.just("restore"), POSITIONS),
    st.tuples(st.just("split"), NUMBERS, COUNTS),
    st.tuples(st.just("merge"), NUMBERS, NUMBERS),
)


class AccountMachine(RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    @initialize()
    def open_the_account(self) -> None:
        SANDBOX.reset()
        self.model = models.empty()
        for event in HOOKS:
            body = {"target_url": "http://127.0.0.1:9/", "event": event}
            self.send("POST", "/webhooks/subscribe", body)

    @rule(what=HAPPENINGS)
    def happen(self, what: tuple[Any, ...]) -> None:
        name, *arguments = what
        getattr(self, name)(*arguments)

    # Requests and events

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request; return its status and the JSON of the answer."""
        answer = SANDBOX.request(method, f"/shipstation{path}", json=body, auth=AUTH)
        return answer.status, answer.json()

    def event(self, name: str, **arguments: Any) -> Any:
        """Trigger an event; None when it is refused."""
        given = {key: value for key, value in arguments.items() if value is not None}
        try:
            return SANDBOX.event("shipstation", name, **given)
        except Refusal:
            return None

    def body(self, number: str, key: str, status: str, lines: Mapping[str, int]) -> dict[str, Any]:
        """Return the body of an order with one item for each line."""
        items = [{"lineItemKey": k, "sku": k, "quantity": n} for k, n in lines.items()]
        return {
            "orderNumber": number, "orderKey": f"key-{number}" if key == "own" else None,
            "orderDate": "2026-03-02", "orderStatus": status, "billTo": ADDRESS,
            "shipTo": ADDRESS, "items": items,
        }  # fmt: skip

    def note(self, body: dict[str, Any], order_id: int, key: str) -> bool:
        lines = {item["sku"]: item["quantity"] for item in body["items"]}
        return models.save(
            self.model, order_id, body["orderNumber"], key, body["orderStatus"], lines
        )

    def tell(self, what: str, count: int = 1) -> None:
        self.model["told"][what] += count

    # What may happen

    def save(self, number: str, key: str, status: str, lines: dict[str, int]) -> None:
        body = self.body(number, key, status, lines)
        old = models.keyed(self.model, body["orderKey"])
        possible = status != "shipped" and models.may_save(self.model, body["orderKey"])
        code, answer = self.send("POST", "/orders/createorder", body)
        assert code == (200 if possible else 400)
        if possible:
            assert old is None or answer["orderId"] == old["id"]
            assert old is not None or answer["orderId"] not in self.model["orders"]
            self.tell("orders", self.note(body, answer["orderId"], answer["orderKey"]))

    def save_many(self, rows: list[tuple[str, str, str, dict[str, int]]]) -> None:
        bodies = [self.body(*row) for row in rows if row[2] != "shipped"]
        code, answer = self.send("POST", "/orders/createorders", bodies)
        assert code == 200
        arrived = False
        for body, result in zip(bodies, answer["results"], strict=True):
            possible = models.may_save(self.model, body["orderKey"])
            assert result["success"] == possible
            if possible:
                arrived |= self.note(body, result["orderId"], result["orderKey"])
        self.tell("orders", arrived)

    def buy(self, number: str, how: str, counts: dict[str, int] | None) -> None:
        order = models.named(self.model, number)
        possible = order is not None and order["status"] in ("awaiting_shipment", "shipped")
        if how == "api" and order is not None:
            body = {"orderId": order["id"], "carrierCode": "ups", "serviceCode": "ups_ground"}
            code, answer = self.send("POST", "/orders/createlabelfororder", body)
            assert code == (200 if possible else 400)
            label, counts = answer.get("shipmentId"), None
        else:
            items = None if counts is None else [
                {"sku": sku, "quantity": count} for sku, count in counts.items()
            ]  # fmt: skip
            bought = self.event("buy_label", order_number=number, carrier="ups", items=items)
            if order is not None and counts is not None:
                rest = models.left(order)
                possible = possible and all(rest.get(k, 0) >= n for k, n in counts.items())
            assert (bought is not None) == possible
            label = bought and bought["shipment_id"]
        if order is not None and possible:
            units = counts or models.left(order) or dict(order["lines"])
            models.buy(self.model, order, label, dict(units))
            self.tell("labels")

    def buy_batch(self, numbers: list[str]) -> None:
        orders = [models.named(self.model, number) for number in dict.fromkeys(numbers)]
        bought = self.event("buy_labels", order_numbers=numbers, carrier="fedex")
        fine = [o for o in orders if o and o["status"] in ("awaiting_shipment", "shipped")]
        assert (bought is not None) == (len(fine) == len(orders))
        if bought is not None:
            for order, label in zip(fine, bought["labels"], strict=True):
                units = models.left(order) or dict(order["lines"])
                models.buy(self.model, order, label["shipment_id"], units)
            self.tell("labels")

    def void(self, position: int, how: str) -> None:
        labels = list(self.model["labels"])
        if not labels:
            return
        label = labels[position % len(labels)]
        if how == "api":
            _, answer = self.send("POST", "/shipments/voidlabel", {"shipmentId": label})
        else:
            answer = self.event("void_label", shipment_id=label)
        assert answer["approved"] == models.void(self.model, label)

    def send_back(self, position: int) -> None:
        labels = list(self.model["labels"])
        if not labels:
            return
        label = labels[position % len(labels)]
        row = self.model["labels"][label]
        made = self.event("return_label", shipment_id=label)
        assert (made is not None) == (row["live"] and not row["back"])
        if made is not None:
            copy = {**row, "back": True, "live": True}
            self.model["labels"][made["shipment_id"]] = copy

    def mark(self, number: str, how: str) -> None:
        order = models.named(self.model, number)
        possible = order is not None and order["status"] == "awaiting_shipment"
        if how == "api" and order is not None:
            body = {"orderId": order["id"], "carrierCode": "x", "trackingNumber": "T"}
            code, _ = self.send("POST", "/orders/markasshipped", body)
            assert code == (200 if possible else 400)
        else:
            made = self.event("mark_shipped", order_number=number, carrier="x")
            assert (made is not None) == possible
        if order is not None and possible:
            order |= {"status": "shipped", "marked": True}
            self.model["marks"][len(self.model["marks"])] = order["id"]
            self.tell("marks")

    def cancel(self, number: str) -> None:
        order = models.named(self.model, number)
        done = self.event("cancel_order", order_number=number)
        possible = order is not None and order["status"] in models.OPEN
        assert (done is not None) == possible
        if order is not None and possible:
            order["status"] = "cancelled"

    def at(self, position: int) -> dict[str, Any] | None:
        """Return some order of the list."""
        ids = models.listed(self.model)
        return self.model["orders"][ids[position % len(ids)]] if ids else None

    def delete(self, position: int) -> None:
        order = self.at(position)
        if order is not None:
            code, _ = self.send("DELETE", f"/orders/{order['id']}")
            assert code == 200
            order["active"] = False

    def hold(self, position: int) -> None:
        order = self.at(position)
        if order is not None:
            body = {"orderId": order["id"], "holdUntilDate": "2027-01-01"}
            code, _ = self.send("POST", "/orders/holduntil", body)
            possible = order["status"] in ("awaiting_shipment", "on_hold")
            assert code == (200 if possible else 400)
            order["status"] = "on_hold" if possible else order["status"]

    def restore(self, position: int) -> None:
        order = self.at(position)
        if order is not None:
            code, _ = self.send("POST", "/orders/restorefromhold", {"orderId": order["id"]})
            possible = order["status"] == "on_hold"
            assert code == (200 if possible else 400)
            order["status"] = "awaiting_shipment" if possible else order["status"]

    def split(self, number: str, counts: dict[str, int] | None) -> None:
        order, wanted = models.named(self.model, number), counts or {"A": 1}
        items = [{"sku": sku, "quantity": count} for sku, count in wanted.items()]
        made = self.event("split_order", order_number=number, items=items)
        rest = models.left(order) if order else {}
        possible = (
            order is not None and order["status"] == "awaiting_shipment"
            and all(rest.get(k, 0) >= n for k, n in wanted.items())
            and sum(wanted.values()) < sum(rest.values())
        )  # fmt: skip
        assert (made is not None) == possible
        if order is not None and possible:
            new = made["order_id"]
            models.save(self.model, new, number, order["key"], order["status"], wanted)
            self.model["orders"][new] |= {"cut": True, "parent": order["id"]}
            kept = {k: n - wanted.get(k, 0) for k, n in order["lines"].items()}
            order |= {"lines": {k: n for k, n in kept.items() if n}, "cut": True}

    def merge(self, one: str, other: str) -> None:
        found = [models.named(self.model, number) for number in (one, other)]
        made = self.event("merge_orders", order_numbers=[one, other])
        orders = [o for o in found if o and o["status"] == "awaiting_shipment"]
        possible = (
            len(orders) == 2 and orders[0]["id"] != orders[1]["id"]
            and not any(sum(o["gone"].values()) for o in orders)
        )  # fmt: skip
        assert (made is not None) == possible
        if possible:
            lines: dict[str, int] = {}
            for order in orders:
                order |= {"active": False, "merged": True}
                for line, count in order["lines"].items():
                    lines[line] = lines.get(line, 0) + count
            first, new = orders[0], made["order_id"]
            models.save(self.model, new, first["number"], first["key"], first["status"], lines)
            self.model["orders"][new]["cut"] = True

    # What must hold after every step

    @invariant()
    def every_order_is_listed_once_and_is_what_the_model_says(self) -> None:
        _, page = self.send("GET", "/orders?pageSize=500")
        assert [row["orderId"] for row in page["orders"]] == models.listed(self.model)
        for row in page["orders"]:
            order = self.model["orders"][row["orderId"]]
            lines: dict[str, int] = {}
            for item in row["items"]:
                lines[item["sku"]] = lines.get(item["sku"], 0) + item["quantity"]
            advanced = row["advancedOptions"]
            assert (
                row["orderNumber"], row["orderKey"], row["orderStatus"], lines,
                advanced["mergedOrSplit"], advanced["parentId"],
            ) == (
                order["number"], order["key"], order["status"], order["lines"], order["cut"],
                order["parent"],
            )  # fmt: skip

    @invariant()
    def every_label_is_listed_with_its_units(self) -> None:
        _, page = self.send("GET", "/shipments?pageSize=500&includeShipmentItems=true")
        rows = page["shipments"]
        assert [row["shipmentId"] for row in rows] == sorted(self.model["labels"])
        for row in rows:
            label = self.model["labels"][row["shipmentId"]]
            units: dict[str, int] = {}
            for item in row["shipmentItems"]:
                units[item["sku"]] = units.get(item["sku"], 0) + item["quantity"]
            assert (row["orderId"], row["voided"], row["isReturnLabel"], units) == (
                label["order"], not label["live"], label["back"], label["units"],
            )  # fmt: skip
        _, page = self.send("GET", "/fulfillments?pageSize=500")
        marks = [row["orderId"] for row in page["fulfillments"]]
        assert marks == list(self.model["marks"].values())

    @invariant()
    def the_referee_and_the_ledger_see_the_same(self) -> None:
        rows = SANDBOX.world().all(
            "SELECT id, sum(ordered) AS o, sum(shipped) AS s, sum(cancelled) AS c FROM v_orders"
            " WHERE simulator = 'shipstation' GROUP BY id"
        )
        seen = {
            int(row["id"]): (row["o"] // MILLION, row["s"] // MILLION, row["c"] // MILLION)
            for row in rows
        }
        assert seen == models.seen(self.model)
        noted = {
            row["what"]: row["n"] // MILLION
            for row in SANDBOX.world().all(
                "SELECT what, sum(delta) AS n FROM ledger WHERE simulator = 'shipstation'"
                " GROUP BY what"
            )
        }
        assert noted.get("demand", 0) == sum(o - c for o, _, c in seen.values())
        assert noted.get("shipment", 0) == sum(s for _, s, _ in seen.values())

    @invariant()
    def hooks_are_told_once_of_each_batch(self) -> None:
        told = dict.fromkeys(HOOKS.values(), 0)
        for entry in SANDBOX.callbacks():
            pointer = json.loads(entry["body"])
            assert pointer.keys() == {"resource_url", "resource_type"}
            told[HOOKS[pointer["resource_type"]]] += 1
        assert told == self.model["told"]


TestAccount = AccountMachine.TestCase
TestAccount.settings = PROFILE
