"""Any sequence of receipts, orders, changes, shipments, counts and time passing, against a model.

Operations: create_inventory_item, add_stock_lot, create_order, update_order, auto_pick_and_ship,
get_last_stock_lot_change, get_inventory_items, list_stock_lots; the events cycle_count,
cancel_order and reverse_shipment. What must hold after every step: docs/reference/wherefour.md
§3.15, §5.1, §5.4 and §5.5.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import wherefour_model as models
from .conftest import PROFILE

AUTH = ("tony@abcproduct.example", "wherefour-demo")
BASE = "/wherefour/api/v1"
STRATEGIES = ("FIFO", "LIFO", "FEFO", "Hand Pick")
FIRST_DAY = datetime(2026, 1, 1, 8)
MILLION = 1_000_000

COUNTS = st.sampled_from([Decimal(n) / 4 for n in (1, 2, 4, 6, 10, 20, 40, 100)])
ITEMS = st.integers(0, len(STRATEGIES) - 1)
PLACES = st.sampled_from([None, None, 1, 5])
LOTS = st.fixed_dictionaries(
    {
        "item": ITEMS,
        "count": COUNTS,
        "status": st.sampled_from(["active"] * 5 + ["inactive", "on_hold", "quarantined"]),
        "location": PLACES,
        "received": st.integers(0, 9).map(lambda days: FIRST_DAY + timedelta(days=days)),
        "expires": st.sampled_from([None, "2025-12-01", "2026-02-01", "2026-03-01"]),
    }
)
LINES = st.lists(st.tuples(ITEMS, COUNTS), min_size=1, max_size=3)

POSITIONS = st.integers(0, 15)
# One rule and not seven: Hypothesis leaves whole rules out of an example, and without sales and
# shipments nothing happens.
HAPPENINGS = st.one_of(
    st.tuples(st.just("receive"), LOTS),
    st.tuples(st.just("sell"), LINES, PLACES),
    st.tuples(st.just("ship_an_order"), POSITIONS, PLACES),
    st.tuples(st.just("decide"), POSITIONS, st.sampled_from(["canceled", "open", "open"])),
    st.tuples(st.just("change_a_line"), POSITIONS, st.integers(0, 2), st.none() | COUNTS),
    st.tuples(st.just("count_a_lot"), POSITIONS, st.just(Decimal(0)) | COUNTS),
    st.tuples(st.just("call_off"), POSITIONS),
    st.tuples(st.just("take_back"), POSITIONS),
    st.tuples(
        st.just("let_time_pass_and_minds_change"),
        st.sampled_from(["1s", "5h", "40d"]),
        st.sampled_from([models.ON_HAND, "active"]),
        st.sampled_from(["skip", "fifo"]),
    ),
)


def shelf(item: int) -> list[dict[str, Any]]:
    """Return three lots of an item whose ids, arrivals and expiries all run differently."""
    days = [(5, None, "5", None), (2, "2026-03-01", "2.5", 1), (8, "2026-02-01", "10", 5)]
    return [
        {
            "item": item, "count": Decimal(count), "status": "active", "location": place,
            "received": FIRST_DAY + timedelta(days=day), "expires": expires,
        }
        for day, expires, count, place in days
    ]  # fmt: skip


SHELVES = [lot for item in range(len(STRATEGIES)) for lot in shelf(item)]

SANDBOX = Sandbox(SIMULATORS, seed_set="documented")


def chosen(rows: dict[int, Any], position: int) -> int:
    """Return the id at a position among rows, counting round."""
    return list(rows)[position % len(rows)]


class WarehouseMachine(RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    @initialize(lots=st.lists(LOTS, max_size=4), orders=st.lists(LINES, min_size=2, max_size=4))
    def open_the_warehouse(
        self, lots: list[dict[str, Any]], orders: list[list[tuple[int, Decimal]]]
    ) -> None:
        SANDBOX.reset()
        self.items = []
        for strategy in STRATEGIES:
            body = {"name": f"{strategy} thing", "unit_of_use": "each", "pull_strategy": strategy}
            self.items.append(self.send("POST", "/inventory", body).json()["id"])
        self.model = models.empty(dict(zip(self.items, STRATEGIES, strict=True)))
        for lot in SHELVES + lots:
            self.receive(lot)
        for order in orders:
            self.place(order)

    @rule(what=HAPPENINGS)
    def happen(self, what: tuple[Any, ...]) -> None:
        name, *arguments = what
        getattr(self, name)(*arguments)

    # What must hold after every step

    @invariant()
    def on_hand_is_the_sum_of_the_lots_that_count(self) -> None:
        rows = self.send("GET", "/inventory?per_page=100").json()
        shown = {row["id"]: Decimal(row["on_hand"]) for row in rows if row["id"] in self.items}
        assert shown == {item: models.on_hand(self.model, item) for item in self.items}

    @invariant()
    def lots_are_what_the_model_says_and_none_is_below_zero(self) -> None:
        rows = SANDBOX.world().all("SELECT id, count, status FROM wherefour_stock WHERE id > 1000")
        assert {row["id"]: (Decimal(row["count"]) / MILLION, row["status"]) for row in rows} == {
            lot["id"]: (lot["count"], lot["status"]) for lot in self.model["lots"].values()
        }
        assert all(row["count"] >= 0 for row in rows)

    @invariant()
    def every_change_has_its_adjustment(self) -> None:
        rows = SANDBOX.world().all(
            "SELECT stock_id, change, reason FROM wherefour_adjustment WHERE stock_id > 1000"
            " ORDER BY id"
        )
        shown = [(row["stock_id"], Decimal(row["change"]) / MILLION, row["reason"]) for row in rows]
        assert shown == self.model["adjustments"]

    @invariant()
    def the_newest_adjustment_is_shown(self) -> None:
        self.look_at_the_newest_adjustment(None)

    @invariant()
    def the_referee_sees_the_orders_as_they_are(self) -> None:
        rows = SANDBOX.world().all(
            "SELECT id, sum(ordered) AS ordered, sum(shipped) AS shipped,"
            " sum(cancelled) AS cancelled FROM v_orders"
            " WHERE simulator = 'wherefour' AND id > 1000 GROUP BY id"
        )
        shown = {
            row["id"]: tuple(
                Decimal(row[key]) / MILLION for key in ("ordered", "shipped", "cancelled")
            )
            for row in rows
        }
        orders = self.model["orders"]
        assert shown == {order: models.asked(orders[order]) for order in orders}

    @invariant()
    def the_ledger_adds_up(self) -> None:
        noted = {
            row["what"]: Decimal(row["delta"]) / MILLION
            for row in SANDBOX.world().all(
                "SELECT what, sum(delta) AS delta FROM ledger"
                " WHERE simulator = 'wherefour' GROUP BY what"
            )
        }
        orders = [models.asked(order) for order in self.model["orders"].values()]
        assert noted.get("demand", 0) == sum(ordered - gone for ordered, _, gone in orders)
        assert noted.get("shipment", 0) == sum(shipped for _, shipped, _ in orders)

    def teardown(self) -> None:
        for item in getattr(self, "items", ()):
            self.look_at_the_shelf(item)
            self.look_at_the_newest_adjustment(item)

    # What the steps do

    def send(self, method: str, path: str, json: Any = None) -> Response:
        """Send a request as a client would."""
        return SANDBOX.request(method, BASE + path, json=json, auth=AUTH)

    def receive(self, lot: dict[str, Any]) -> None:
        """Receive a lot of an item that the dict names by its position."""
        item, code = self.items[lot["item"]], f"LOT-{len(self.model['lots'])}"
        body = {
            "delivery_method_id": 1, "count": str(lot["count"]), "status": lot["status"],
            "lot_code": code, "cost": 1, "location_id": lot["location"],
            "received_date": lot["received"].strftime("%m/%d/%Y %I:%M %p"),
            "expiration_date": lot["expires"],
        }  # fmt: skip
        answer = self.send("POST", f"/inventory/{item}/stocks", body)
        assert answer.status == 200, answer.text
        lot_id = int(answer.json()["id"])
        models.receive(self.model, lot_id, **(lot | {"item": item, "code": code}))

    def place(self, wanted: list[tuple[int, Decimal]]) -> int:
        """Place an order; return its id."""
        lines = [{"inventory_id": self.items[item], "count": str(n)} for item, n in wanted]
        body = {
            "order_number": models.next_number(self.model), "order_date": "2026-01-05",
            "status": "open", "order_items_attributes": lines,
        }  # fmt: skip
        answer = self.send("POST", "/customers/1/orders", body)
        assert answer.status == 200, answer.text
        order = answer.json()
        shown = [
            (line["id"], line["inventory_id"], Decimal(line["count"]))
            for line in order["order_items"]
        ]
        assert [row[1:] for row in shown] == [(self.items[item], n) for item, n in wanted]
        models.place(self.model, order["id"], shown)
        return int(order["id"])

    def ship(self, order: int, place: int | None) -> None:
        """Ship an order from a place or anywhere; warehouse and model say the same."""
        taken = models.ship(self.model, order, place)
        wish = {"delivery_method": "UPS Ground", "location_id": place}
        answer = self.send("POST", f"/customers/1/orders/{order}/auto_ship", wish)
        if not taken:
            assert answer.status == 422, answer.text
            return
        assert answer.status == 200, answer.text
        shipment, kept = answer.json(), self.model["orders"][order]
        assert shipment["shipment_number"] == kept["shipments"]
        assert shipment["order"]["status"] == kept["status"]
        shown = [
            (lot["stock_id"], Decimal(lot["count"]), Decimal(lot["change"]))
            for item in shipment["shipment_items"]
            for lot in item["auto_ship"]
        ]
        assert shown == [(lot, quantity, -quantity) for lot, quantity in taken]

    def sell(self, wanted: list[tuple[int, Decimal]], place: int | None) -> None:
        """Place an order and ship it at once."""
        self.ship(self.place(wanted), place)

    def ship_an_order(self, position: int, place: int | None) -> None:
        """Ship an order that waits, or try to."""
        self.ship(chosen(self.model["orders"], position), place)

    def decide(self, position: int, status: str) -> None:
        """Cancel an order or open it again."""
        order = chosen(self.model["orders"], position)
        answer = self.send("PATCH", f"/customers/1/orders/{order}", {"status": status})
        assert answer.json()["status"] == status
        self.model["orders"][order]["status"] = status

    def event(self, taken: bool, name: str, order: int) -> None:
        """Let people do something with an order, or see that they cannot."""
        number = self.model["orders"][order]["number"]
        refused = False
        try:
            SANDBOX.event("wherefour", name, order_number=number)
        except Refusal:
            refused = True
        assert refused is not taken, (name, order)

    def call_off(self, position: int) -> None:
        """Let people cancel an order of which something has not left."""
        order = chosen(self.model["orders"], position)
        self.event(models.call_off(self.model["orders"][order]), "cancel_order", order)

    def take_back(self, position: int) -> None:
        """Let people undo the newest shipment of an order."""
        order = chosen(self.model["orders"], position)
        self.event(models.take_back(self.model, order), "reverse_shipment", order)

    def change_a_line(self, position: int, which: int, count: Decimal | None) -> None:
        """Give a line of an order another count, or remove it; what was shipped stays."""
        order = chosen(self.model["orders"], position)
        lines = self.model["orders"][order]["lines"]
        line = chosen(lines, which)
        entry = {"_destroy": True} if count is None else {"count": str(count)}
        body = {"order_items_attributes": [{"id": line, **entry}]}
        answer = self.send("PATCH", f"/customers/1/orders/{order}", body)
        expected = 200 if models.change_line(lines, line, count) else 422
        assert answer.status == expected, answer.text

    def count_a_lot(self, position: int, count: Decimal) -> None:
        """Let somebody count a lot."""
        lot = chosen(self.model["lots"], position)
        change = models.count(self.model, lot, count)
        code = self.model["lots"][lot]["code"]
        told = SANDBOX.event("wherefour", "cycle_count", lot_code=code, count=float(count))
        assert (told["stock_id"], Decimal(told["change"])) == (lot, change)

    def let_time_pass_and_minds_change(self, span: str, statuses: str, hand: str) -> None:
        """Move the clock and set two quirks."""
        SANDBOX.advance(span)
        SANDBOX.set_quirk("wherefour.on_hand_statuses", statuses)
        SANDBOX.set_quirk("wherefour.hand_pick", hand)
        self.model |= {"on_hand_statuses": statuses, "hand_pick": hand}

    def look_at_the_shelf(self, item: int) -> None:
        """See that an item's lots are listed, the empty ones not."""
        rows = self.send("GET", f"/inventory/{item}/stocks?per_page=100").json()
        shown = {row["id"]: (Decimal(row["count"]), row["status"]) for row in rows}
        assert shown == {
            lot["id"]: (lot["count"], lot["status"])
            for lot in self.model["lots"].values()
            if lot["item"] == item and lot["count"] > 0
        }

    def look_at_the_newest_adjustment(self, item: int | None) -> None:
        """See that the newest adjustment, of an item or of all, is the last that happened."""
        expected = models.newest_adjustment(self.model, item)
        query = "" if item is None else f"?inventory_id={item}"
        answer = self.send("GET", f"/inventory/last_adjustment{query}")
        if expected is None:
            assert answer.status == 404, answer.text
            return
        shown, lot = answer.json(), self.model["lots"][expected[0]]
        assert (shown["stock"]["id"], Decimal(shown["change"]), shown["reason"]) == expected
        assert (shown["lot_code"], Decimal(shown["stock"]["count"])) == (lot["code"], lot["count"])
        on_hand = Decimal(shown["stock"]["inventory"]["on_hand"])
        assert on_hand == models.on_hand(self.model, lot["item"])


TestWarehouse = WarehouseMachine.TestCase
TestWarehouse.settings = PROFILE
