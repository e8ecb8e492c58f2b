"""What happens in a WholeCell account: each act of a client or of staff, on the model too.

Every act says whether it must have been taken; what must hold after it is the machine's.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import wholecell_model as models

AUTH = (
    "hT3kQ9-mZx1VdR_7cYwLpA5nE2uGb8JsKfO4iXaMt0W",
    "Jr6_Ny0sUe4BvXg2-Pq8ZaHc5KdLmT1oWf9iRt3Ex7Y",
)
BASE = "/wholecell/api/v1"
DEVICE = {
    "manufacturer": "Fairphone", "model": "Fairphone 4", "variant": "Unknown",
    "network": "Unlocked", "capacity": "128GB", "color": "Grey",
}  # fmt: skip
WAREHOUSES = {
    "Processing": "Main Warehouse", "Annex Shelf": "Main Warehouse",
    "Locked Cage": "Oakland Serialized Goods", None: None,
}  # fmt: skip

SANDBOX = Sandbox(SIMULATORS, seed_set="documented")


def moment(text: str | None) -> int | None:
    """Return a time of the API in milliseconds."""
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)


class Acts:
    """An account of a fresh world, and the model beside it."""

    model: models.Model

    @property
    def now(self) -> int:
        """The time of the last call."""
        return SANDBOX.world().now

    def send(self, method: str, path: str, json: Any = None, **query: Any) -> Response:
        """Send a request as a client would."""
        target = BASE + path + (f"?{urlencode(query, doseq=True)}" if query else "")
        return SANDBOX.request(method, target, json=json, auth=AUTH)

    def change(self, order: int, **body: Any) -> tuple[bool, Any]:
        """Change an order; return whether that was taken, and the answer."""
        answer = self.send("PATCH", f"/sales_orders/{order}", body)
        assert answer.status in (200, 422), answer.text
        return answer.status == 200, answer.json()

    def event(self, name: str, **arguments: Any) -> tuple[bool, Any]:
        """Let something happen; return whether it could, and what it told."""
        try:
            return True, SANDBOX.event("wholecell", name, **arguments)
        except Refusal as refusal:
            return False, refusal

    def pull(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of every page; all but the last are full, the one after it is empty."""
        size = min(int(query.get("per_page", 100)), 100)
        SANDBOX.set_quirk("wholecell.per_page", "per_page" in query)
        rows: list[dict[str, Any]] = []
        page, pages = 0, 1
        while page <= pages:
            page += 1
            told = self.send("GET", path, page=page, **query).json()
            assert (list(told), told["page"]) == (["data", "page", "pages"], page)
            pages = told["pages"]
            assert len(told["data"]) == size or page >= pages
            rows += told["data"]
        assert (pages, told["data"]) == (max(1, -(-len(rows) // size)), [])
        return rows

    def order_at(self, position: int) -> dict[str, Any]:
        """Return the model's order at a position, counting round from the newest."""
        orders = list(self.model["orders"].values())
        return orders[-1 - position % len(orders)]

    def unit_at(self, position: int) -> dict[str, Any]:
        """Return the model's unit at a position, counting round from the newest."""
        units = list(self.model["units"].values())
        return units[-1 - position % len(units)]

    def line_of(self, order: int) -> Callable[[int], int]:
        """Return what tells the line that the account has put a unit on."""
        shown = self.send("GET", f"/orders/{order}").json()["inventories"]
        return {row["id"]: row["order_item_id"] for row in shown}.__getitem__

    # What the steps do

    def add_variation(self, sku: str, grade: str) -> None:
        """Add a variation of a SKU to the catalog."""
        told = {**DEVICE, "grade": grade}
        made = SANDBOX.event("wholecell", "add_variation", product_variation=told, sku=sku)
        self.model["skus"][made["id"]] = sku

    def bought(self, position: int) -> int:
        """Return a purchase order, a new one for every fourth position."""
        orders = list(self.model["bought"])
        if position % 4:
            return int(orders[position % len(orders)])
        body = {"vendor": "Trade-ins", "expected_inventory_count": position}
        made = self.send("POST", "/purchase_orders", body)
        assert made.status == 201, made.text
        self.model["bought"][made.json()["id"]] = {"expected": position}
        return int(made.json()["id"])

    def buy(
        self, position: int, serial: Any, status: str, place: str | None, price: int | None, on: int
    ) -> None:
        """Receive a unit on a purchase order; a device that is there already only when sold."""
        units = self.model["units"]
        esn = f"SN-{len(units)}" if serial == "new" else serial
        esn = self.unit_at(esn)["esn"] if isinstance(esn, int) else esn
        variation = list(self.model["skus"])[position % len(self.model["skus"])]
        body = {
            "esn": esn, "product_variation_id": variation, "purchase_order_id": self.bought(on),
            "status": status, "location": place, "initial_price_paid": price,
        }  # fmt: skip
        answer = self.send("POST", "/inventories", body)
        if status != "Sold" and models.serial_is_taken(self.model, esn):
            assert (answer.status, list(answer.json()["errors"])) == (422, ["esn"])
            return
        assert answer.status == 201, answer.text
        row = answer.json()
        models.receive(
            self.model, row["id"], self.now, hex_id=row["hex_id"], esn=esn, status=status,
            variation=variation, location=place, bought=body["purchase_order_id"], initial=price,
            total=price or 0,
        )  # fmt: skip

    def buy_many(self, position: int, count: int, on: int) -> None:
        """Let staff check many units in at once."""
        variation = list(self.model["skus"])[position % len(self.model["skus"])]
        told = {"product_variation_id": variation, "purchase_order_id": self.bought(on)}
        for row in SANDBOX.event("wholecell", "receive_units", count=count, **told):
            models.receive(
                self.model, row["id"], self.now, hex_id=row["hex_id"], esn=row["esn"],
                status="Available", variation=variation, location=None,
                bought=told["purchase_order_id"], initial=None, total=0,
            )  # fmt: skip

    def order(self, wanted: list[Any], status: str, committed: list[int]) -> None:
        """Take an order, of unknown SKUs too, perhaps with units at once."""
        items = [{"sku": sku, "quantity": n, "sale_price": price} for sku, n, price in wanted]
        names = [{"id": self.unit_at(position)["id"]} for position in committed]
        body = {"status": status, "items": items, "inventories": names}
        answer = self.send("POST", "/sales_orders", body)
        units = models.named(self.model, 0, names)
        if units is None or (units and status not in models.COMMITTABLE):
            assert (answer.status, list(answer.json()["errors"])) == (422, ["inventories"])
            return
        assert answer.status == 201, answer.text
        row, now = answer.json(), self.now
        # The lines that were ordered are older than a second line under one of them.
        told = sorted(row["items"], key=lambda line: line["id"])
        lines = [
            {"id": told[place]["id"], "sku": sku, "quantity": n, "price": price}
            for place, (sku, n, price) in enumerate(wanted)
        ]
        models.place(self.model, row["id"], now, status, lines)
        models.commit(self.model, row["id"], now, units, self.line_of(row["id"]))

    def commit(self, order: int, units: list[int], key: str, how: str) -> None:
        """Commit named units on top of those that an order has: all of them or none."""
        self.put(self.order_at(order), [self.unit_at(each)["id"] for each in units], key, how)

    def put(self, row: dict[str, Any], units: list[int], key: str, how: str) -> None:
        """Commit units, named by a key of theirs."""
        names = [
            {key: str(value).lower() if key == "hex_id" else value}
            for value in (self.model["units"][unit][key] for unit in units)
            if value is not None
        ]
        if how == "api":
            names = [{"id": unit} for unit in row["units"]] + names
        elif not names:
            return
        meant = models.named(self.model, row["id"], names)
        fresh = [unit for unit in meant or () if unit not in row["units"]]
        if how == "api":
            taken, _ = self.change(row["id"], inventories=names)
        else:
            taken, _ = self.event("commit_units", id=row["id"], units=names)
        assert taken == (meant is not None and not (fresh and not models.takes_units(row)))
        if taken:
            now = self.now
            models.commit(self.model, row["id"], now, fresh, self.line_of(row["id"]))

    def pick(self, order: int) -> None:
        """Let staff scan what an order awaits."""
        row = self.order_at(order)
        units = models.picked(self.model, row["id"])
        taken, told = self.event("commit_units", id=row["id"])
        assert taken == (not units or models.takes_units(row))
        if taken:
            now = self.now
            labels = [self.model["units"][unit]["hex_id"] for unit in units]
            assert (told["committed"], told["without_item"]) == (labels, [])
            models.commit(self.model, row["id"], now, units, self.line_of(row["id"]))

    def overcommit(self, order: int) -> None:
        """Commit more units of a line's SKU than the line is long."""
        row = self.order_at(order)
        for line in row["lines"][:1]:
            free = [
                unit["id"]
                for unit in self.model["units"].values()
                if unit["order"] is None and unit["variation"] == line["variation"]
            ]
            self.put(row, free[: line["quantity"] + 2], "id", "api")

    def uncommit(self, order: int, which: list[int] | None, how: str) -> None:
        """Take units off an order, some or all; what has shipped stays."""
        row = self.order_at(order)
        held = row["units"]
        gone = {held[each % len(held)] for each in which or ()} if held else set()
        gone = set(held) if which is None else gone
        if how == "api":
            kept = [{"id": unit} for unit in held if unit not in gone]
            taken, _ = self.change(row["id"], inventories=kept)
        else:
            if not gone:  # nobody is asked to put nothing back
                return
            names = [{"id": unit} for unit in gone]
            taken, _ = self.event("release_units", id=row["id"], units=names)
        assert taken == (not gone or row["shipped_at"] is None)
        if taken:
            models.release_units(self.model, row["id"], self.now, gone)

    def ship(self, order: int, how: str) -> None:
        """Mark an order shipped, or hand a parcel over, whatever is committed to it."""
        row = self.order_at(order)
        if how == "api":
            self.decide(order, models.SHIPPED, False)
            return
        number = f"1Z{len(row['parcels'])}"
        taken, _ = self.event("ship_order", id=row["id"], tracking_number=number)
        assert taken == (row["status"] in models.OPEN or row["shipped_at"] is not None)
        if taken:
            models.give_status(self.model, row["id"], self.now, models.SHIPPED)
            row["parcels"] += [number] if number not in row["parcels"] else []

    def cancel(self, order: int, how: str, release: bool) -> None:
        """Cancel an order: by the API its units stay where they are, staff may put them back."""
        row = self.order_at(order)
        if how == "api":
            self.decide(order, "Canceled", False)
            return
        told = {"id": row["id"], "release_units": release}
        taken, _ = self.event("cancel_order", **told)
        assert taken == (row["shipped_at"] is None and row["status"] != "Canceled")
        if taken:
            models.give_status(self.model, row["id"], self.now, "Canceled")
            models.release_units(
                self.model, row["id"], self.now, set(row["units"]) if release else ()
            )

    def decide(self, order: int, status: str, empty: bool) -> None:
        """Give an order another status, and perhaps take its units off in the same call."""
        row = self.order_at(order)
        if not empty:
            assert self.change(row["id"], status=status)[0]
            models.give_status(self.model, row["id"], self.now, status)
            return
        taken, _ = self.change(row["id"], status=status, inventories=[])
        before = {**row}
        models.give_status(self.model, row["id"], self.now, status)
        assert taken == (not row["units"] or row["shipped_at"] is None)
        if taken:
            models.release_units(self.model, row["id"], self.now, set(row["units"]))
        else:
            row |= before

    def change_lines(self, order: int, which: int, quantity: int | None) -> None:
        """Send an order's lines back, one of them with another quantity or left out."""
        row = self.order_at(order)
        lines = [(line["id"], line["quantity"]) for line in row["lines"]]
        if lines:
            place = which % len(lines)
            lines[place : place + 1] = [] if quantity is None else [(lines[place][0], quantity)]
        items = [{"id": line, "quantity": n} for line, n in lines]
        taken, told = self.change(row["id"], items=items)
        assert taken == models.set_lines(self.model, row["id"], self.now, lines), told

    def match(self, order: int) -> None:
        """Update an order's items to match what is committed to it."""
        row = self.order_at(order)
        taken, _ = self.event("match_order_items", id=row["id"])
        assert taken == bool(row["units"])
        if taken:
            now = self.now
            models.match_lines(self.model, row["id"], now, self.line_of(row["id"]))

    def move(self, unit: int, status: str, place: str | None, how: str) -> None:
        """Give a unit another status and place; staff do one after the other."""
        row = self.unit_at(unit)
        if how == "api" or place is None:
            told: dict[str, Any] = {"status": status, "location": place}
            answer = self.send("PATCH", f"/inventories/{row['id']}", told)
            taken = models.change_unit(self.model, row["id"], self.now, **told)
            assert answer.status == (200 if taken else 422), answer.text
            return
        SANDBOX.event("wholecell", "move_unit", id=row["id"], location=place)
        models.change_unit(self.model, row["id"], self.now, location=place)
        taken, _ = self.event("set_unit_status", hex_id=row["hex_id"].lower(), status=status)
        assert taken == models.change_unit(self.model, row["id"], self.now, status=status)

    def grow_the_catalog(self, sku: str) -> None:
        """Add a SKU that orders may name already: nothing happens to them."""
        if sku not in self.model["skus"].values():
            self.add_variation(sku, f"{sku} grade")

    def refresh(self, order: int, which: int) -> None:
        """Press Refresh on a line."""
        row = self.order_at(order)
        for line in row["lines"][which % max(1, len(row["lines"])) :][:1]:
            told = SANDBOX.event("wholecell", "refresh_item", item_id=line["id"])
            if line["variation"] is None and line["sku"] is not None:
                found = models.variation_of(self.model, line["sku"])
                models.connect(self.model, row["id"], self.now, line, found)
            assert told["product_variation_id"] == line["variation"]

    def connect(self, order: int, which: int, variation: int) -> None:
        """Connect a line to a variation, unless units are committed to it."""
        row = self.order_at(order)
        for line in row["lines"][which % max(1, len(row["lines"])) :][:1]:
            to = list(self.model["skus"])[variation % len(self.model["skus"])]
            told = {"item_id": line["id"], "product_variation_id": to}
            taken, _ = self.event("connect_item", **told)
            assert taken == (not models.committed(self.model, line))
            if taken:
                models.connect(self.model, row["id"], self.now, line, to)

    def let_time_pass(self, span: str) -> None:
        """Move the clock."""
        SANDBOX.advance(span)

    def grow_old(self, order: int, milliseconds: int) -> None:
        """Move the clock to about the moment when an order is 90 days old."""
        due = self.order_at(order)["created"] + 90 * models.DAY + milliseconds
        if due > self.now:
            SANDBOX.advance(f"{due - self.now}ms")

    def look(self, name: str, position: int, size: int | None) -> None:
        """List units by a filter, in pages of a size or of 100; unknown names keep all."""
        unit = self.unit_at(position)
        value, wanted = _filter(self.model, name, unit)
        if value is None or value == "":
            wanted, value = (lambda row: True), ""
        query = {name: value} | ({} if size is None else {"per_page": size})
        rows = self.pull("/inventories", **query)
        assert [row["id"] for row in rows] == models.listed(self.model, wanted)
        statuses = models.listed(self.model, lambda row: row["status"] == unit["status"])
        assert len(self.pull("/inventories", status=unit["status"])) == len(statuses)


def _filter(model: models.Model, name: str, unit: dict[str, Any]) -> tuple[Any, Any]:
    """Return what a filter asks for, as this unit has it, and which units it keeps (§2.2)."""
    spoken = datetime.fromtimestamp(unit["updated"] / 1000, UTC).isoformat(timespec="milliseconds")
    sku = model["skus"][unit["variation"]]
    made = datetime.fromtimestamp(unit["created"] / 1000, UTC).isoformat(timespec="milliseconds")
    warehouse = WAREHOUSES[unit["location"]]
    kept: dict[str, tuple[Any, Any]] = {
        "status": (unit["status"], lambda row: row["status"] == unit["status"]),
        "location": (unit["location"], lambda row: row["location"] == unit["location"]),
        "warehouse": (warehouse, lambda row: WAREHOUSES[row["location"]] == warehouse),
        "sku": (sku, lambda row: model["skus"][row["variation"]] == sku),
        "esn": (unit["esn"], lambda row: row["esn"] == unit["esn"]),
        "hex_id": (unit["hex_id"].lower(), lambda row: row["hex_id"] == unit["hex_id"]),
        "order_id": (unit["order"], lambda row: row["order"] == unit["order"]),
        "purchase_order_id": (unit["bought"], lambda row: row["bought"] == unit["bought"]),
        "updated_at_gt": (spoken, lambda row: row["updated"] > unit["updated"]),
        "created_at_lteq": (made, lambda row: row["created"] <= unit["created"]),
    }
    return kept.get(name, (spoken, lambda row: True))
