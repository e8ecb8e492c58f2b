"""What the warehouse's people do in a Whiplash account beside its work: they cancel and rename."""

from . import whiplash_model as models
from .whiplash_acts import Acts


class People(Acts):
    """An account in which people change their minds too."""

    renamed = 0

    def call_off(self, position: int) -> None:
        """Cancel an order that has not shipped; people cannot cancel one twice."""
        number, order = self.order_at(position)
        taken = self.lines_open(order)
        self.event(taken, "cancel_order", order_id=number)
        if taken:
            before = models.taken(self.model, [number])
            models.unpack(self.model, order)
            order["status"] = models.CANCELLED
            models.settle(self.model)
            models.account_for(self.model, before, [number])

    def rename(self, position: int) -> None:
        """Give an item another SKU, a bundle too: nothing else changes."""
        item = self.model["items"][self.item_at(position)]
        self.renamed += 1
        to = f"RENAMED-{self.renamed}"
        self.event(item["active"], "rename_item", sku=item["sku"], to=to)
        if item["active"]:
            item["sku"] = to
