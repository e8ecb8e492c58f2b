"""Sequences of items, adjustments, orders, ship notices and bundles, against a model.

Operations: create_item, update_item, delete_item, list_items, list_item_transactions,
list_warehouse_quantities, create_order, update_order, pause_order, cancel_order, create_order_item,
separate_order_item, create_shipnotice, create_bundle_item; the events of staff. What must hold
after every step: docs/reference/whiplash.md §2.4 to §2.6, §3.2 to §3.4, §4, §5.2, §5.3 and §6.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from . import whiplash_model as models
from .conftest import PROFILE
from .whiplash_acts import SANDBOX
from .whiplash_people import People

MILLION = 1_000_000
POSITIONS = st.integers(0, 11)
PLACES = st.sampled_from([1, 1, 2])
COUNTS = st.sampled_from([1, 1, 2, 3, 5, 8])
ONLY = st.sampled_from([[], [], [], [1], [2], [2, 1]])
LINES = st.lists(st.tuples(POSITIONS, COUNTS), max_size=3)
GOODS = st.lists(st.tuples(POSITIONS, COUNTS, st.booleans()), min_size=1, max_size=2)
CAME = st.lists(st.tuples(POSITIONS, st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=2)
VERBS = st.sampled_from(["pause", "release", "cancel", "uncancel"])
GOALS = st.sampled_from(["batched", "packed", "shipped"])

# One rule and not twenty: Hypothesis leaves whole rules out of an example, and without orders and
# stock nothing happens.
HAPPENINGS = st.one_of(
    st.tuples(st.just("create_item"), st.sampled_from([False, False, True])),
    st.tuples(st.just("switch"), POSITIONS, st.booleans()),
    st.tuples(st.just("deactivate"), POSITIONS),
    st.tuples(st.just("adjust"), POSITIONS, PLACES, st.sampled_from([-5, -1, 1, 3, 9])),
    st.tuples(st.just("carry"), POSITIONS, PLACES, COUNTS),
    st.tuples(st.just("compose"), POSITIONS, POSITIONS, st.integers(0, 3)),
    st.tuples(st.just("order"), LINES, ONLY),
    st.tuples(st.just("order"), LINES, ONLY),
    st.tuples(st.just("act"), POSITIONS, VERBS),
    st.tuples(st.just("act"), POSITIONS, VERBS),
    st.tuples(st.just("process"), POSITIONS, GOALS),
    st.tuples(st.just("process"), POSITIONS, GOALS),
    st.tuples(st.just("undo"), POSITIONS, GOALS, st.sampled_from(["pause", "cancel", "change"])),
    st.tuples(st.just("split"), POSITIONS, st.none() | COUNTS, st.booleans()),
    st.tuples(st.just("deliver"), POSITIONS),
    st.tuples(st.just("call_off"), POSITIONS),
    st.tuples(st.just("rename"), POSITIONS),
    st.tuples(st.just("confine"), POSITIONS, ONLY),
    st.tuples(st.just("add_line"), POSITIONS, POSITIONS, COUNTS),
    st.tuples(st.just("change_line"), POSITIONS, POSITIONS, st.none() | COUNTS),
    st.tuples(st.just("move_line"), POSITIONS, POSITIONS, st.none() | POSITIONS),
    st.tuples(st.just("announce"), GOODS, PLACES),
    st.tuples(st.just("expect"), POSITIONS, POSITIONS, COUNTS),
    st.tuples(st.just("withdraw"), POSITIONS),
    st.tuples(
        st.just("set_notice"), POSITIONS, st.sampled_from(["arrived", "never_received", "problem"])
    ),
    st.tuples(st.just("receive"), POSITIONS, st.none() | CAME, st.none() | st.booleans()),
)  # fmt: skip


class AccountMachine(People, RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    step = 0

    @initialize(orders=st.lists(LINES, min_size=1, max_size=3))
    def open_the_account(self, orders: list[list[tuple[int, int]]]) -> None:
        SANDBOX.reset()
        self.model, self.renamed = models.empty(), 0
        self.shown: dict[int, tuple[int, dict[int, list[int]]]] = {}
        models.add_item(self.model, 1234, "TESTSKU")
        sender, (line,) = "Example Customer", self.get("/shipnotices/1122")["shipnotice_items"]
        self.model["notices"][1122] = {
            "status": models.IN_TRANSIT, "warehouse": 1, "sender": sender,
            "lines": [{"id": line["id"], "item": 1234, "quantity": 14, "published": False,
                       "good": 0, "damaged": 0}],
        }  # fmt: skip
        (row,) = self.model["notices"][1122]["lines"]
        models.receive(self.model, 1122, [(row, 14, 0)], None)
        for bundle in (False, False, True):
            self.create_item(bundle)
        for position, place, count in ((1, 1, 5), (1, 2, 3), (2, 1, 8)):
            self.adjust(position, place, count)
        for position, count in ((0, 1), (1, 2)):
            self.compose(3, position, count)
        self.announce([(1, 5, True), (2, 3, False)], 1)
        for lines in orders:
            self.order(lines, [])
        self.order([(1, 2), (3, 1)], [])

    @rule(what=HAPPENINGS)
    def happen(self, what: tuple[Any, ...]) -> None:
        name, *arguments = what
        getattr(self, name)(*arguments)

    def quantities(self, item: int) -> dict[int, list[int]]:
        """Return an item's quantity, projected and sellable, by warehouse."""
        return {
            row["id"]: [row[f"{name}quantity"] for name in ("", "projected_", "sellable_")]
            for row in self.get(f"/items/{item}/warehouse_quantities")
        }

    # What must hold after every step

    @invariant()
    def active_items_are_listed_and_counted_with_their_quantities(self) -> None:
        active = {n: row for n, row in self.model["items"].items() if row["active"]}
        rows = self.get("/items", order_by="id", limit=250)
        shown = [(row["id"], row["sku"], row["available"], row["quantity"]) for row in rows]
        assert shown == [
            (number, row["sku"], row["available"], models.quantity(self.model, number))
            for number, row in active.items()
        ]

    @invariant()
    def the_fold_of_an_items_transactions_is_its_quantity(self) -> None:
        written: dict[int, list[tuple[Any, ...]]] = {number: [] for number in self.model["items"]}
        for row in SANDBOX.world().all(
            "SELECT item_id, change, description, quantity, order_id, shipnotice_id"
            " FROM whiplash_item_transaction ORDER BY id"
        ):
            number, *said = row.values()
            written[number].append(tuple(said))
        assert written == {number: row["rows"] for number, row in self.model["items"].items()}

    @invariant()
    def transactions_and_warehouses_are_the_models(self) -> None:
        """Of the items that the model says have changed, and of one more after the other."""
        self.step += 1
        for number, item in self.model["items"].items():
            known = (len(item["rows"]), models.levels(self.model, number))
            if self.shown.get(number) == known and number != self.item_at(self.step):
                continue
            self.shown[number] = known
            rows = self.get(f"/items/{number}/transactions", order_by="id", limit=250)
            names = ("change", "description", "quantity", "order_id", "shipnotice_id")
            assert [tuple(row[name] for name in names) for row in rows] == item["rows"]
            quantities = self.quantities(number)
            assert quantities == known[1], number
            if not item["bundle"]:
                fold = sum(row["change"] for row in rows)
                assert fold == rows[-1]["quantity"] == sum(each[1] for each in quantities.values())

    @invariant()
    def every_order_is_what_the_model_says(self) -> None:
        rows = self.get("/orders", order_by="id", limit=250)
        orders = sorted(self.model["orders"].items())
        assert [row["id"] for row in rows] == [number for number, _ in orders]
        for row, (_, order) in zip(rows, orders, strict=True):
            status = order["status"]
            assert (row["status"], row["status_name"]) == (status, models.STATUS_NAMES[status])
            assert row["warehouse_id"] == order["warehouse"]
            assert row["shop_warehouse_ids"] == order["only"]
            assert len(row["tracking"]) == (status >= models.SHIPPED)
            lines = [(line["id"], line["item_id"], line["quantity"]) for line in row["order_items"]]
            assert lines == [
                (each["id"], each["item"], each["quantity"]) for each in order["lines"]
            ]

    @invariant()
    def counts_and_special_lists_are_the_models(self) -> None:
        """After every fourth step: they follow from what is stored, as the other lists do."""
        if self.step % 4:
            return
        items, orders = self.model["items"], self.model["orders"]
        assert self.get("/items/count") == sum(item["active"] for item in items.values())
        assert self.get("/orders/count") == len(orders)
        assert self.get("/shipnotices/count") == len(self.model["notices"])
        number = self.item_at(self.step)  # deactivated or not
        assert self.get(f"/items/{number}")["quantity"] == models.quantity(self.model, number)
        status = self.order_at(self.step)[1]["status"]
        mine = [n for n, order in orders.items() if order["status"] == status]
        assert self.get("/orders/count", status=status) == len(mine)
        name = models.STATUS_NAMES[status]
        rows = self.get("/orders", status=name, order_by="id", limit=250)
        assert [row["id"] for row in rows] == sorted(mine)
        coming = {
            line["item"]
            for notice in self.model["notices"].values()
            if notice["status"] not in (models.NEVER_RECEIVED, models.COMPLETED)
            for line in notice["lines"]
            if line["quantity"] > line["good"] and items[line["item"]]["active"]
        }
        assert {row["id"] for row in self.get("/items/inbound", limit=250)} == coming

    @invariant()
    def every_ship_notice_is_what_the_model_says(self) -> None:
        rows = self.get("/shipnotices", order_by="id", limit=250)
        notices = sorted(self.model["notices"].items())
        assert [row["id"] for row in rows] == [number for number, _ in notices]
        for row, (_, notice) in zip(rows, notices, strict=True):
            assert (row["status"], row["warehouse_id"]) == (notice["status"], notice["warehouse"])
            names = ("id", "item_id", "quantity", "quantity_good", "quantity_damaged")
            assert [[line[name] for name in names] for line in row["shipnotice_items"]] == [
                [line[name] for name in ("id", "item", "quantity", "good", "damaged")]
                for line in notice["lines"]
            ]

    @invariant()
    def the_referee_sees_what_can_be_promised(self) -> None:
        rows = SANDBOX.world().all(
            "SELECT sku, sum(n) AS n FROM ("
            " SELECT sku, sellable AS n FROM v_stock WHERE simulator = 'whiplash' UNION ALL"
            " SELECT sku, shipped + cancelled - ordered FROM v_orders"
            " WHERE simulator = 'whiplash') GROUP BY sku"
        )
        assert {row["sku"]: row["n"] // MILLION for row in rows} == {
            row["sku"]: models.quantity(self.model, number) if row["active"] else 0
            for number, row in self.model["items"].items()
        }


TestAccount = AccountMachine.TestCase
# Its steps ask for much: `ci` takes fewer examples.
FEWER = settings(PROFILE, max_examples=20)
TestAccount.settings = PROFILE if PROFILE.max_examples > 100 else FEWER
