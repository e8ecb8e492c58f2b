"""Any sequence of purchases, orders, commitments, shipments, moves and months, against a model.

Operations: create_purchase_order, create_inventory, update_inventory, create_sales_order,
update_sales_order, list_inventories, list_sales_orders, list_purchase_orders, list_stock_levels;
the events of staff. What must hold after every step: docs/reference/wholecell.md §1.3, §2.2, §4,
§6, §7.1, §7.2 and §8.5.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from . import wholecell_model as models
from .conftest import PROFILE
from .wholecell_acts import SANDBOX, WAREHOUSES, moment
from .wholecell_later import LaterActs

# The catalog: two variations share a SKU, one has none; NEW-… are not in it until somebody does.
CATALOG = [("A-1", "A"), ("B-2", "B"), ("B-2", "C")]
UNKNOWN = ["NEW-1", "NEW-2"]
MILLION = 1_000_000
DOCUMENTED = {
    "hex_id": "C9FV", "esn": "350000000000017", "status": "Available", "variation": 5461300,
    "location": "Processing", "bought": 232600, "initial": 9000, "total": 9500,
}  # fmt: skip

POSITIONS = st.integers(0, 40)
SEVERAL = st.lists(POSITIONS, min_size=1, max_size=3)
PLACES = st.sampled_from(list(WAREHOUSES))
TITLES = st.sampled_from(["Available"] * 4 + ["EcomReady", "Moving", "Inbound", "Sold"])
STATUSES = st.sampled_from(
    ["New", "New", "Unpaid", "Ready to Pick", "Ready to Ship", "Shipped", "Canceled", "Draft"]
)
PRICES = st.sampled_from([None, 0, 9500, 19905])
SKUS = st.sampled_from(["A-1", "A-1", "B-2", *UNKNOWN])
LINES = st.lists(st.tuples(SKUS, st.sampled_from([1, 1, 1, 2, 3]), PRICES), max_size=3)
NUMBERS = st.lists(st.sampled_from(["1Z0", "1Z1", "T1"]), max_size=3)
HOW = st.sampled_from(["api", "staff"])
KEYS = st.sampled_from(["id", "hex_id", "esn"])
SPANS = st.sampled_from(["1s", "5h", "1d", "30d", "89d", "90d", "91d"])
SERIALS = st.one_of(st.just("new"), st.just("new"), st.none(), POSITIONS)
FILTERS = st.sampled_from(["status", "location", "warehouse", "sku", "esn", "hex_id", "order_id",
    "purchase_order_id", "updated_at_gt", "created_at_lteq", "updated_since"])  # fmt: skip

# One rule and not twenty: Hypothesis leaves whole rules out of an example, and without orders and
# units nothing happens.
HAPPENINGS = st.one_of(
    st.tuples(st.just("buy"), POSITIONS, SERIALS, TITLES, PLACES, PRICES, POSITIONS),
    st.tuples(st.just("buy_many"), POSITIONS, st.sampled_from([3, 12, 60]), POSITIONS),
    st.tuples(st.just("order"), LINES, STATUSES, st.lists(POSITIONS, max_size=2)),
    st.tuples(st.just("commit"), POSITIONS, SEVERAL, KEYS, HOW),
    st.tuples(st.just("commit"), POSITIONS, SEVERAL, KEYS, HOW),
    st.tuples(st.just("pick"), POSITIONS),
    st.tuples(st.just("overcommit"), POSITIONS),
    st.tuples(st.just("uncommit"), POSITIONS, st.none() | SEVERAL, HOW),
    st.tuples(st.just("ship"), POSITIONS, HOW),
    st.tuples(st.just("cancel"), POSITIONS, HOW, st.booleans()),
    st.tuples(st.just("decide"), POSITIONS, STATUSES, st.booleans()),
    st.tuples(st.just("change_lines"), POSITIONS, POSITIONS, st.none() | st.integers(1, 4)),
    st.tuples(st.just("match"), POSITIONS),
    st.tuples(st.just("call_off"), POSITIONS, POSITIONS, st.sampled_from([1, 1, 2]), st.booleans()),
    st.tuples(st.just("press"), POSITIONS, STATUSES),
    st.tuples(st.just("add_parcels"), POSITIONS, NUMBERS, st.none() | STATUSES),
    st.tuples(st.just("reverse"), POSITIONS),
    st.tuples(st.just("comes_back"), POSITIONS),
    st.tuples(st.just("rename"), SKUS, st.sampled_from(["A-1", "a-1", "B-2", "NEW-1"])),
    st.tuples(st.just("move"), POSITIONS, TITLES, PLACES, HOW),
    st.tuples(st.just("grow_the_catalog"), st.sampled_from(UNKNOWN)),
    st.tuples(st.just("refresh"), POSITIONS, POSITIONS),
    st.tuples(st.just("connect"), POSITIONS, POSITIONS, POSITIONS),
    st.tuples(st.just("let_time_pass"), SPANS),
    st.tuples(st.just("grow_old"), POSITIONS, st.integers(-12, 2)),
    st.tuples(st.just("look"), FILTERS, POSITIONS, st.sampled_from([None, 10, 40])),
)  # fmt: skip


class AccountMachine(LaterActs, RuleBasedStateMachine):
    """One fresh world for each example, and the model beside it."""

    @initialize(orders=st.lists(LINES, min_size=1, max_size=3))
    def open_the_account(self, orders: list[list[Any]]) -> None:
        SANDBOX.reset()
        self.model = models.empty()
        self.model["skus"][DOCUMENTED["variation"]] = None
        created, updated = 1762886889538, 1763052167674
        models.receive(self.model, 25600001, created, **DOCUMENTED)
        self.model["units"][25600001]["updated"] = updated
        self.model["bought"][232600] = {"expected": 1}
        for sku, grade in CATALOG:
            self.add_variation(sku, grade)
        for position in (1, 1, 2, 3):
            self.buy(position, "new", "Available", "Processing", 9000, 1)
        for lines in orders:
            self.order(lines, "New", [])

    @rule(what=HAPPENINGS)
    def happen(self, what: tuple[Any, ...]) -> None:
        name, *arguments = what
        getattr(self, name)(*arguments)

    # What must hold after every step

    @invariant()
    def every_unit_is_listed_once_and_is_what_the_model_says(self) -> None:
        rows = self.pull("/inventories")
        units = self.model["units"]
        assert [row["id"] for row in rows] == sorted(units, reverse=True)
        for row in rows:
            self.compare_unit(row, units[row["id"]])

    @invariant()
    def levels_are_the_models_with_and_without_statuses(self) -> None:
        for statuses in (None, ["Available"], ["EcomReady", "Sold", "Nobody's"]):
            query = {} if statuses is None else {"inventory_statuses[]": statuses}
            rows = self.send("GET", "/stock_levels", **query).json()["data"]
            assert rows == models.levels(self.model, self.now, statuses), statuses

    @invariant()
    def every_order_is_listed_once_and_is_what_the_model_says(self) -> None:
        rows = self.pull("/sales_orders")
        orders = self.model["orders"]
        assert [row["id"] for row in rows] == sorted(orders, reverse=True)
        for row in rows:
            self.compare_order(row, orders[row["id"]])

    @invariant()
    def purchase_orders_count_their_units(self) -> None:
        rows = self.pull("/purchase_orders")
        units = self.model["units"].values()
        assert [row["id"] for row in rows] == sorted(self.model["bought"], reverse=True)
        for row in rows:
            mine = [unit for unit in units if unit["bought"] == row["id"]]
            shown = (row["inventory_count"], row["total_price_paid"])
            assert shown == (len(mine), sum(unit["total"] for unit in mine))
            expected = self.model["bought"][row["id"]]["expected"]
            assert row["expected_inventory_count"] == expected

    @invariant()
    def the_referee_sees_what_can_be_promised(self) -> None:
        world = SANDBOX.world()
        sellable = world.all(
            "SELECT sku, sum(sellable) AS n FROM v_stock WHERE simulator = 'wholecell' GROUP BY sku"
        )
        waiting = world.all(
            "SELECT sku, sum(ordered - shipped - cancelled) AS n FROM v_orders"
            " WHERE simulator = 'wholecell' AND sku IS NOT NULL GROUP BY sku"
        )
        owed = {row["sku"]: row["n"] for row in waiting}
        shown = {row["sku"]: (row["n"] - owed.get(row["sku"], 0)) // MILLION for row in sellable}
        assert shown == models.promised(self.model)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        noted = {
            row["what"]: row["n"] // MILLION
            for row in SANDBOX.world().all(
                "SELECT what, sum(delta) AS n FROM ledger"
                " WHERE simulator = 'wholecell' AND what <> 'renamed' GROUP BY what"
            )
        }
        sums = [
            (sum(line["quantity"] for line in row["lines"]), row)
            for row in self.model["orders"].values()
        ]
        gone = sum(n for n, row in sums if row["shipped_at"])
        asked = sum(n for n, row in sums if row["shipped_at"] or row["status"] in models.OPEN)
        assert noted.get("stock", 0) == models.standing(self.model) - 1
        assert (noted.get("demand", 0), noted.get("shipment", 0)) == (asked, gone)

    def compare_unit(self, row: dict[str, Any], unit: dict[str, Any]) -> None:
        """See that a row says what the model says of a unit."""
        names = ("id", "hex_id", "esn", "status", "sale_price")
        assert {name: row[name] for name in names} == {name: unit[name] for name in names}
        variation = row["product_variation"]
        shown = (
            row["order_id"], row["purchase_order_id"], row["initial_price_paid"],
            row["total_price_paid"], variation["id"], variation["sku"], row["location"]["name"],
            row["warehouse"]["name"], moment(row["created_at"]), moment(row["updated_at"]),
        )  # fmt: skip
        assert shown == (
            unit["order"], unit["bought"], unit["initial"], unit["total"], unit["variation"],
            self.model["skus"][unit["variation"]], unit["location"], WAREHOUSES[unit["location"]],
            unit["created"], unit["updated"],
        )  # fmt: skip

    def compare_order(self, row: dict[str, Any], order: dict[str, Any]) -> None:
        """See that a row says what the model says of an order, its lines and its units."""
        lines = [
            (line["id"], line["sku"], (line["product_variation"] or {}).get("id"),
             line["quantity"], line["sale_price"], line["committed_quantity"])
            for line in row["items"]
        ]  # fmt: skip
        assert lines == [
            (line["id"], line["sku"], line["variation"], line["quantity"], line["price"],
             models.committed(self.model, line))
            for line in order["lines"]
        ]  # fmt: skip
        units = [self.model["units"][unit] for unit in order["units"]]
        shown = {each["id"]: each for each in row["inventories"]}
        assert list(shown) == order["units"]
        for unit in units:
            one = shown[unit["id"]]
            assert (one["order_item_id"], one["sale_price"]) == (unit["line"], unit["sale_price"])
        strays = sum(unit["sale_price"] or 0 for unit in units if unit["line"] is None)
        asked = sum(line["quantity"] * (line["price"] or 0) for line in order["lines"])
        assert (row["status"], row["total"]) == (order["status"], asked + strays)
        times = [moment(row[name]) for name in ("created_at", "updated_at", "shipped_at")]
        assert times == [order["created"], order["updated"], order["shipped_at"]]
        assert [each["tracking_number"] for each in row["shipments"]] == order["parcels"]


TestAccount = AccountMachine.TestCase
TestAccount.settings = PROFILE
