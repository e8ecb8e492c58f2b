"""What an engine does in a play made by hand: requests, and what comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness.histories import SHOP

if TYPE_CHECKING:
    from tests.harness.made import Made

MARCH_2 = "2026-03-02"


class MadeEngine:
    """The engine of a play; each method is one request and returns its turn.

    `status`, `fault`, `delivered` and so on are the journal's; what is refused changes nothing.
    """

    def __init__(self, made: Made) -> None:
        self.made = made

    def send(self, operation: str, *, simulator: str = "", **changes: Any) -> int:
        """Send any request; its `method` is POST unless said."""
        name = simulator or self.made.at
        return self.made.turn(operation, kind="exchange", simulator=name, **changes)

    def read(self, operation: str = "list", *, simulator: str = "", **changes: Any) -> int:
        """Read something."""
        return self.send(operation, simulator=simulator, method="GET", **changes)

    def create(
        self, id: int = 1, *, at: str = "", reference: str = "", customer: str | None = None,
        lines: dict[str, int] | None = None, **changes: Any,
    ) -> int:  # fmt: skip
        """Make the document of an order, with what it wants or with these lines."""
        order, number = self.made.orders[id], reference or f"R{id}"
        warehouse = at or order.place
        asked = {"order_number": number}
        turn = self.send("create_order", simulator=warehouse, asked=asked, **changes)
        if self._done():
            made = self.made.make(warehouse, number, order.lines if lines is None else lines)
            made.customer = customer
        return turn

    def change(self, reference: str = "R1", *, at: str = "", lines: Any = None, **how: Any) -> int:
        """Let a document ask for these lines from now on."""
        document = self.made.document(reference, at)
        how = {"path": f"/api/v1/orders/{document.id}", **how}
        turn = self.send("update_order", simulator=document.warehouse, method="PATCH", **how)
        if self._done() and lines is not None:
            self.made.ask(document, lines)
        return turn

    def cancel(self, reference: str = "R1", *, at: str = "", **how: Any) -> int:
        """Cancel a document."""
        return self.change(reference, at=at, lines={}, **how)

    def ship(self, reference: str = "R1", *, at: str = "", lines: Any = None, **how: Any) -> int:
        """Let a document be shipped, or these lines of it."""
        document = self.made.document(reference, at)
        turn = self.send("auto_pick_and_ship", simulator=document.warehouse, **how)
        if self._done():
            self.made.send(document, lines or {})
        return turn

    def tell(
        self, id: int = 1, *, date: str = MARCH_2, place: str = "", shipped: bool = True,
        fields: Any = None, **how: Any,
    ) -> int:  # fmt: skip
        """Tell the shop that an order is shipped, or that it is not."""
        order = self.made.orders[id]
        place = place or order.place
        said = {"shipped": shipped, "shipmentStore": place, "shipmentDate": date, **(fields or {})}
        path, reply = f"/api/v5/orders/{id}/edit", f'{{"id": {id}}}'
        how = {"asked": {"order": said}, "path": path, "reply_body": reply, **how}
        turn = self.send("edit_order", simulator=SHOP, **how)
        if self._done():
            self.made.tell(order, shipped=shipped, date=date, place=place)
        return turn

    def show(self, *, at: str = "", **numbers: int) -> int:
        """Write what the shop shows of offers."""
        rows = [{"externalId": offer, "available": number} for offer, number in numbers.items()]
        turn = self.send("upload_inventories", simulator=SHOP, asked={"offers": rows})
        for offer, number in numbers.items():
            self.made.show(at or self.made.at, offer, number)
        return turn

    def show_right(self, *, since: int) -> None:
        """Show what is right of everything, where nothing was shown since a turn."""
        made = self.made
        if any(line.what == "shown" and line.turn > since for line in made.ledger):
            return
        for (place, offer), shown in list(made.shown.items()):
            right = self._right(place, made.skus[SHOP, offer])
            if right != shown:
                self.show(at=place, **{offer: right})

    def _right(self, warehouse: str, sku: str | None) -> int:
        made = self.made
        mine = [good for (name, good), own in made.skus.items() if name == warehouse and own == sku]
        if len(mine) != 1:
            return 0
        documents = [d for d in made.documents if d.warehouse == warehouse]
        owed = sum(d.asked.get(g, 0) - d.out.get(g, 0) for d in documents for g in mine)
        known = {document.reference for document in documents}
        waiting = [o for o in made.orders.values() if o.lives and o.reference not in known]
        for order in (each for each in waiting if each.place == warehouse):
            owed += sum(
                n for offer, n in order.lines.items() if made.skus.get((SHOP, offer)) == sku
            )
        return max(0, made.held[warehouse, mine[0]] - owed)

    def customer(self, key: str, name: str, **how: Any) -> int:
        """Make a customer of the warehouse."""
        turn = self.send("create_customer", **{"asked": {"display_name": name}, **how})
        if self._done():
            self.made.customers[key] = name
        return turn

    def _done(self) -> bool:
        return self.made.journal[-1].done
