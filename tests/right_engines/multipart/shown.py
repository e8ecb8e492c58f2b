"""The numbers that the shop shows, and their upload."""

from collections import Counter

from .desk import NONE, Goods
from .orders import meanings
from .service import LostError, NoError, Row
from .shop import all_pages
from .world import World


def unmade(world: World, orders: list[Row]) -> dict[str, Goods]:
    """What orders want of each desk that has no document of them."""
    unknown: dict[str, Goods] = {name: {} for name in world.desks}
    for order in orders:
        home = world.routes.get(order.get("shipmentStore", ""), "")
        desk = world.desks.get(home)
        if desk and not order["shipped"] and not desk.of(f"R{order['id']}"):
            for good, n in meanings(world, order, desk, {})[0].items():
                unknown[home][good] = unknown[home].get(good, NONE) + n
    return unknown


def show(world: World, orders: list[Row]) -> None:
    """Upload each number that is not right; where no number is sure, the old one stays."""
    unknown = unmade(world, orders)
    query = {"filter[details]": 1, "limit": 250}
    wrong: dict[str, list[Row]] = {}
    for offer in all_pages(world.shop, "/store/inventories", "offers", **query):
        shown = Counter({row["store"]: row["quantity"] for row in offer["stores"]})
        stores = []
        for place, name in world.routes.items():
            if name not in world.desks:
                continue
            try:
                sku, sure = offer["externalId"], shown[place] > 0
                right = max(0, world.desks[name].promise(sku, unknown[name], sure) // 1)
            except (NoError, LostError) as trouble:
                world.note(offer["externalId"], trouble, failed=True)
                continue
            stores += [{"code": place, "available": right}] if right != shown[place] else []
        row = {"id": offer["id"], "externalId": offer["externalId"], "stores": stores}
        wrong.setdefault(offer["site"], []).extend([row] if stores else [])
    for site, rows in wrong.items():
        for start in range(0, len(rows), 250):
            upload(world, site, rows[start : start + 250])


def upload(world: World, site: str, rows: list[Row]) -> None:
    """Send a batch; what is refused goes again in halves, until one row is named."""
    try:
        world.shop.post("/store/inventories/upload", site=site, offers=rows)
    except NoError as no:
        if len(rows) == 1:
            return world.note(rows[0]["externalId"], f"the shop refuses its number, {no}")
        for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            upload(world, site, half)
