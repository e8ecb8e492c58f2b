"""What happens in a Whiplash account: each act of a client or of staff, on the model too.

Every act says whether it must have been taken; what must hold after it is the machine's.
"""

from typing import Any
from urllib.parse import urlencode

from stocktake import SIMULATORS
from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Response, Sandbox

from . import whiplash_model as models
from .whiplash_model import Model, Row

KEY = "whiplash-9b1f04c7d2e85a36"
PLACES = {1: "Ann Arbor", 2: "San Francisco"}
GOALS = {"batched": models.BATCHED, "packed": models.PACKED, "shipped": models.SHIPPED}

SANDBOX = Sandbox(SIMULATORS, seed_set="documented")


class Acts:
    """An account of a fresh world, and the model beside it."""

    model: Model

    def send(self, method: str, path: str, json: Any = None, **query: Any) -> Response:
        """Send a request as a client would."""
        target = f"/whiplash/api{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")
        return SANDBOX.request(method, target, json=json, headers={"X-API-KEY": KEY})

    def get(self, path: str, **query: Any) -> Any:
        """Return what a path shows."""
        answer = self.send("GET", path, **query)
        assert answer.status == 200, answer.text
        return answer.json()

    def must(self, taken: bool, method: str, path: str, json: Any = None) -> Any:
        """Send what is taken or refused for its state; return what it answers."""
        answer = self.send(method, path, json)
        right = 422 if not taken else 200 if method == "POST" else 204
        assert answer.status == right, (method, path, json, answer.status, answer.text)
        return answer.json() if answer.body else None

    def event(self, taken: bool, name: str, **arguments: Any) -> None:
        """Let something happen, or see that it cannot."""
        refused = None
        try:
            SANDBOX.event("whiplash", name, **arguments)
        except Refusal as refusal:
            refused = refusal
        assert (refused is None) == taken, (name, arguments, refused)

    def item_at(self, position: int) -> int:
        """Return an item at a position, counting round; a bundle too."""
        items = list(self.model["items"])
        return int(items[position % len(items)])

    def order_at(self, position: int) -> tuple[int, Row]:
        """Return an order at a position, counting round from the newest."""
        orders = sorted(self.model["orders"], reverse=True)
        number = orders[position % len(orders)]
        return number, self.model["orders"][number]

    def notice_at(self, position: int) -> tuple[int, Row]:
        """Return a ship notice at a position, counting round from the newest."""
        notices = sorted(self.model["notices"], reverse=True)
        number = notices[position % len(notices)]
        return number, self.model["notices"][number]

    # Items

    def create_item(self, bundle: bool) -> None:
        """Make an item of an SKU of its own."""
        sku = f"SKU-{len(self.model['items'])}"
        body = {"sku": sku, "title": sku.title(), "is_bundle": bundle}
        made = self.must(True, "POST", "/items", body)
        models.add_item(self.model, made["id"], sku, bundle=bundle)

    def switch(self, position: int, available: bool) -> None:
        """Say whether orders of an item are processed; saying it again looks at nothing."""
        item = self.item_at(position)
        self.must(True, "PUT", f"/items/{item}", {"available": available})
        if self.model["items"][item]["available"] != available:
            self.model["items"][item]["available"] = available
            models.settle(self.model)

    def deactivate(self, position: int) -> None:
        """Take an item off every list."""
        item = self.item_at(position)
        self.must(True, "DELETE", f"/items/{item}")
        self.model["items"][item]["active"] = False

    def adjust(self, position: int, place: int, change: int) -> None:
        """Correct what lies in a warehouse; nothing lies there less than nothing."""
        item = self.item_at(position)
        shelf = self.model["shelf"]
        taken = not self.model["items"][item]["bundle"] and shelf[place, item] + change >= 0
        self.event(taken, "adjust_inventory", item_id=item, change=change, warehouse=PLACES[place])
        if taken:
            text = f"Inventory Adjusted, {'+ ' if change > 0 else '-'}{abs(change)}"
            models.write(self.model, item, change, text)
            shelf[place, item] += change
            models.settle(self.model)

    def carry(self, position: int, place: int, count: int) -> None:
        """Carry units to the other warehouse: no transaction says so."""
        item, target = self.item_at(position), 3 - place
        shelf = self.model["shelf"]
        taken = not self.model["items"][item]["bundle"] and shelf[place, item] >= count
        places = {"from_warehouse": PLACES[place], "to_warehouse": PLACES[target]}
        self.event(taken, "move_inventory", item_id=item, quantity=count, **places)
        if taken:
            shelf[place, item] -= count
            shelf[target, item] += count
            models.settle(self.model)

    def compose(self, bundle_at: int, part_at: int, count: int) -> None:
        """Put an item into a bundle, or change how many of it are; 0 takes it out."""
        bundle, item = self.item_at(bundle_at), self.item_at(part_at)
        items, parts = self.model["items"], self.model["parts"]
        body = {"bundle_id": bundle, "item_id": item, "quantity": count}
        for number, part in list(parts.items()):
            if (part["bundle"], part["item"]) == (bundle, item):
                self.must(False, "POST", "/bundle_items", body)
                if count:
                    self.must(True, "PUT", f"/bundle_items/{number}", {"quantity": count})
                    part["quantity"] = count
                else:
                    self.must(True, "DELETE", f"/bundle_items/{number}")
                    del parts[number]
                return
        taken = items[bundle]["bundle"] and not items[item]["bundle"] and count > 0
        made = self.must(taken, "POST", "/bundle_items", body)
        if taken:
            parts[made["id"]] = {"bundle": bundle, "item": item, "quantity": count}

    # Orders

    def orderable(self, item: int) -> bool:
        """Say whether an order takes an item: a bundle of nothing it does not."""
        return not self.model["items"][item]["bundle"] or bool(models.parts_of(self.model, item))

    def order(self, lines: list[tuple[int, int]], only: list[int]) -> None:
        """Make an order: its stock is taken at once."""
        wanted = [(self.item_at(position), count) for position, count in lines]
        body = {
            "shipping_name": "Ada", "shop_warehouse_ids": only,
            "order_items": [{"item_id": item, "quantity": count} for item, count in wanted],
        }  # fmt: skip
        taken = all(self.orderable(item) for item, _ in wanted)
        made = self.must(taken, "POST", "/orders", body)
        if not taken:
            return
        ids = iter([line["id"] for line in made["order_items"]])
        new: Row = {"status": models.PROCESSING, "warehouse": None, "only": only, "lines": []}
        for item, count in wanted:
            new["lines"] += models.as_lines(self.model, item, count, ids)
        self.model["orders"][made["id"]] = new
        models.settle(self.model, made["id"])
        models.account_for(self.model, models.nothing(), [made["id"]])

    def act(self, position: int, verb: str) -> None:
        """Pause, release, cancel or uncancel an order; saying it again is no mistake for two."""
        number, order = self.order_at(position)
        status, path = order["status"], f"/orders/{number}/{verb}"
        goal = {"pause": models.PAUSED, "cancel": models.CANCELLED}.get(verb)
        if goal is not None:
            taken = status == goal or models.CANCELLED < status < models.SHIPPED
        else:
            taken = status == (models.PAUSED if verb == "release" else models.CANCELLED)
        self.must(taken, "PUT", path)
        if not taken or status == goal:
            return
        before = models.taken(self.model, [number])
        models.unpack(self.model, order)
        order["status"] = goal or models.PROCESSING
        if goal is None:
            models.settle(self.model, number)
        if verb in ("release", "cancel"):
            models.settle(self.model)
        models.account_for(self.model, before, [number])

    def process(self, position: int, status: str) -> None:
        """Bring an order on its way: batching takes its goods off the shelf, no more."""
        number, order = self.order_at(position)
        taken = models.PROCESSING <= order["status"] < GOALS[status]
        self.event(taken, "process_order", order_id=number, status=status)
        if taken and order["status"] == models.PROCESSING:
            for item, count in models.units(order).items():
                self.model["shelf"][order["warehouse"], item] -= count
        if taken:
            order["status"] = GOALS[status]

    def deliver(self, position: int) -> None:
        """Hand an order over."""
        number, order = self.order_at(position)
        taken = order["status"] == models.SHIPPED
        self.event(taken, "deliver_order", order_id=number)
        if taken:
            order["status"] = models.DELIVERED

    def confine(self, position: int, only: list[int]) -> None:
        """Name the warehouses that may fill an order."""
        number, order = self.order_at(position)
        taken = order["status"] < models.SHIPPED
        self.must(taken, "PUT", f"/orders/{number}", {"shop_warehouse_ids": only})
        if taken and order["only"] != only:
            order["only"] = only
            if order["status"] != models.CANCELLED:
                models.unpack(self.model, order)
                models.restart(self.model, order)

    # Their lines

    def lines_open(self, *orders: Row) -> bool:
        """Say whether the lines of orders may change."""
        return all(models.CANCELLED < order["status"] < models.SHIPPED for order in orders)

    def add_line(self, position: int, item_at: int, count: int) -> None:
        """Put an item on an order."""
        number, order = self.order_at(position)
        item = self.item_at(item_at)
        taken = self.lines_open(order) and self.orderable(item)
        body = {"order_id": number, "item_id": item, "quantity": count}
        self.must(taken, "POST", "/order_items", body)
        if not taken:
            return
        known = {line["id"] for line in order["lines"]}
        shown = self.get("/order_items", order_id=number, order_by="id", limit=250)
        ids = [line["id"] for line in shown if line["id"] not in known]
        before = models.taken(self.model, [number])
        models.unpack(self.model, order)
        order["lines"] += models.as_lines(self.model, item, count, ids)
        models.restart(self.model, order)
        models.account_for(self.model, before, [number])

    def change_line(self, position: int, line_at: int, count: int | None) -> None:
        """Change how many a line is of; None deletes it."""
        number, order = self.order_at(position)
        if not order["lines"]:
            return
        line = order["lines"][line_at % len(order["lines"])]
        path, same = f"/order_items/{line['id']}", count == line["quantity"]
        taken = same or self.lines_open(order)
        if count is None:
            self.must(taken, "DELETE", path)
        else:
            self.must(taken, "PUT", path, {"quantity": count})
        if same or not taken:
            return
        before = models.taken(self.model, [number])
        models.unpack(self.model, order)
        models.breaks(order, line)
        if count is None:
            order["lines"].remove(line)
        else:
            line["quantity"] = count
        models.restart(self.model, order)
        models.account_for(self.model, before, [number])

    def move_line(self, position: int, line_at: int, target_at: int | None) -> None:
        """Put a line on another order; None separates it onto one of its own."""
        number, order = self.order_at(position)
        if not order["lines"]:
            return
        line = order["lines"][line_at % len(order["lines"])]
        path = f"/order_items/{line['id']}"
        if target_at is None:
            taken = self.lines_open(order) and len(order["lines"]) > 1
            made = self.must(taken, "POST", f"{path}/separate")
            if not taken:
                return
            target = made["order_id"]
            assert (made["id"], target in self.model["orders"]) == (line["id"], False)
            status = models.PAUSED if order["status"] == models.PAUSED else models.PROCESSING
            other = {"status": status, "warehouse": None, "only": order["only"], "lines": []}
            self.model["orders"][target] = other
        else:
            target, other = self.order_at(target_at)
            taken = target == number or self.lines_open(order, other)
            self.must(taken, "PUT", path, {"order_id": target})
            if target == number or not taken:
                return
        before = models.taken(self.model, [number, target])
        models.unpack(self.model, order)
        models.unpack(self.model, other)
        models.breaks(order, line)
        order["lines"].remove(line)
        other["lines"] = sorted([*other["lines"], line], key=lambda each: int(each["id"]))
        models.restart(self.model, order, other)
        models.account_for(self.model, before, [number, target])

    # What chance alone seldom lines up

    def undo(self, position: int, status: str, verb: str) -> None:
        """Bring an order on its way, then stop it or change a line of it."""
        self.process(position, status)
        if verb == "change":
            self.change_line(position, 0, 4)
        else:
            self.act(position, verb)

    def split(self, line_at: int, count: int | None, available: bool) -> None:
        """Order a bundle, change one of its lines, and switch the bundle."""
        self.order([(3, 1)], [])
        self.change_line(0, line_at, count)
        self.switch(3, available)

    # Ship notices

    def announce(self, lines: list[tuple[int, int, bool]], place: int) -> None:
        """Send goods to a warehouse; bundles are none."""
        wanted = [(self.item_at(at), count, published) for at, count, published in lines]
        body = {
            "sender": "Mill", "warehouse_id": place, "shipnotice_items": [
                {"item_id": item, "quantity": count, "include_in_published": published}
                for item, count, published in wanted
            ],
        }  # fmt: skip
        taken = not any(self.model["items"][item]["bundle"] for item, _, _ in wanted)
        made = self.must(taken, "POST", "/shipnotices", body)
        if taken:
            self.model["notices"][made["id"]] = {
                "status": models.IN_TRANSIT, "warehouse": place, "sender": "Mill", "lines": [
                    {"id": shown["id"], "item": item, "quantity": count, "published": published,
                     "good": 0, "damaged": 0}
                    for shown, (item, count, published)
                    in zip(made["shipnotice_items"], wanted, strict=True)
                ],
            }  # fmt: skip

    def expect(self, position: int, line_at: int, count: int) -> None:
        """Change how many of a line are expected, before anybody receives it."""
        _, notice = self.notice_at(position)
        line = notice["lines"][line_at % len(notice["lines"])]
        taken = notice["status"] < models.RECEIVING
        self.must(taken, "PUT", f"/shipnotice_items/{line['id']}", {"quantity": count})
        if taken:
            line["quantity"] = count

    def withdraw(self, position: int) -> None:
        """Take a ship notice back before it arrives."""
        number, notice = self.notice_at(position)
        taken = notice["status"] <= models.IN_TRANSIT
        self.must(taken, "DELETE", f"/shipnotices/{number}")
        if taken:
            del self.model["notices"][number]

    def set_notice(self, position: int, what: str) -> None:
        """Let a ship notice arrive, be given up or have a problem."""
        number, notice = self.notice_at(position)
        lost = (models.IN_TRANSIT, models.NEVER_RECEIVED)
        before, after = {
            "arrived": (lost, models.ARRIVED),
            "never_received": (lost[:1], models.NEVER_RECEIVED),
            "problem": ((models.ARRIVED, models.RECEIVING), models.PROBLEM),
        }[what]
        taken = notice["status"] in before
        if what == "arrived":
            self.event(taken, "arrive_shipnotice", shipnotice_id=number)
        else:
            self.event(taken, "set_shipnotice_aside", shipnotice_id=number, status=what)
        if taken:
            notice["status"] = after

    def receive(
        self, position: int, came: list[tuple[int, int, int]] | None, finalize: bool | None
    ) -> None:
        """Receive a ship notice, whole or what came of it."""
        number, notice = self.notice_at(position)
        lines = notice["lines"]
        told: dict[str, Any] = {} if finalize is None else {"finalize": finalize}
        if came is None:
            said = [
                (line, max(0, line["quantity"] - line["good"] - line["damaged"]), 0)
                for line in lines
            ]
        else:
            said = [(lines[at % len(lines)], good, damaged) for at, good, damaged in came]
            told["lines"] = [
                {"shipnotice_item_id": line["id"], "quantity_good": good,
                 "quantity_damaged": damaged}
                for line, good, damaged in said
            ]  # fmt: skip
        taken = notice["status"] not in (models.NEVER_RECEIVED, models.COMPLETED)
        self.event(taken, "receive_shipnotice", shipnotice_id=number, **told)
        if taken:
            models.receive(self.model, number, said, finalize)
