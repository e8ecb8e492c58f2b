"""The shop: an order is cancelled, and calls of the shop's API fail."""

from stocktake.harness.scenario import Event, From
from stocktake.harness.search.vocabulary import ORDER, Vocabulary

CANCELLED = Event("retailcrm", "cancel_order", {"id": From(ORDER, "id")})

SHOP = Vocabulary(
    system="retailcrm",
    about=((CANCELLED,),),
    writes=("upload_inventories", "edit_order"),
    reads=("get_orders_history", "get_order", "get_inventories"),
    dated=("get_orders_history",),
    settles=(("edit_order", "get_order"), ("upload_inventories", "get_inventories")),
)
