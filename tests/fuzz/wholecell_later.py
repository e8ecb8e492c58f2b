"""What people of a WholeCell account take back, return and rename, on the model too.

Source: docs/reference/duties.md D18 to D21, docs/reference/wholecell.md §7.1.
"""

from typing import Any

from . import wholecell_model as models
from .wholecell_acts import Acts


class LaterActs(Acts):
    """The later life of orders, units and names."""

    def reverse(self, order: int) -> None:
        """Take back a shipment that was entered by mistake."""
        row = self.order_at(order)
        taken, _ = self.event("reverse_shipment", id=row["id"])
        assert taken == (row["shipped_at"] is not None)
        if taken:
            row |= {"parcels": [], "shipped_at": None, "status": "New", "updated": self.now}

    def comes_back(self, unit: int) -> None:
        """Receive a unit that was shipped, unless its serial is another one's by now."""
        one = self.unit_at(unit)
        order = self.model["orders"].get(one["order"])
        taken, _ = self.event("receive_return", id=one["id"])
        if order is None or order["shipped_at"] is None:
            assert not taken
            return
        assert taken == models.change_unit(self.model, one["id"], self.now, status="Available")
        if taken:
            order["units"].remove(one["id"])
            one |= {"order": None, "line": None, "sale_price": None, "previous": None}

    def call_off(self, order: int, which: int, count: int, release: bool) -> None:
        """Call off so many of the SKU of one line."""
        row = self.order_at(order)
        ordered = [line for line in row["lines"] if line["under"] is None]
        if not ordered:
            return
        sku = models.name_of(self.model, ordered[which % len(ordered)])
        if sku is None:
            return
        lines = [{"sku": sku, "quantity": count}]
        taken, _ = self.event("cancel_order", id=row["id"], lines=lines, release_units=release)
        left = models.left_of(self.model, row, sku, count)
        possible = row["shipped_at"] is None and row["status"] != "Canceled" and left is not None
        assert taken == possible
        if left is not None and taken:
            models.call_off(self.model, row["id"], self.now, left, release=release)

    def press(self, order: int, status: str) -> None:
        """Let staff give an order another status."""
        row = self.order_at(order)
        taken, told = self.event("set_order_status", id=row["id"], status=status)
        left = status in models.OPEN and row["parcels"] and row["shipped_at"] is not None
        assert taken == (not left)
        if left:
            return
        assert told["sync_to_shipstation"] == (status == "Ready to Ship")
        models.give_status(self.model, row["id"], self.now, status)

    def add_parcels(self, order: int, numbers: list[str], status: str | None) -> None:
        """Add parcels to an order, and perhaps give it a status in the same call."""
        row = self.order_at(order)
        told: dict[str, Any] = {"shipments": [{"tracking_number": number} for number in numbers]}
        assert self.change(row["id"], **told, **({} if status is None else {"status": status}))[0]
        row["updated"] = self.now
        if status is not None:
            models.give_status(self.model, row["id"], self.now, status)
        row["parcels"] += [n for n in dict.fromkeys(numbers) if n not in row["parcels"]]

    def rename(self, sku: str, to: str) -> None:
        """Give the variations of a SKU another one."""
        skus = self.model["skus"]
        taken, _ = self.event("rename_variation", sku=sku, to=to)
        assert taken == (sku in skus.values() and to not in skus.values())
        if taken:
            skus |= {each: to for each, carried in skus.items() if carried == sku}
