"""A round as a pipeline of functions over a world."""

import base64
import os

from .orders import reconcile
from .service import LostError, NoError, Row, Service
from .shop import all_pages, catch_up, register, shop_zone
from .shown import show
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell
from .world import World


def open_desks(world: World, refresh: bool = False) -> None:
    """Open the desks of all routes, or read them anew; who does not answer is left out."""
    env = os.environ
    kinds: Row = {"wherefour": Wherefour, "wholecell": WholeCell, "whiplash": Whiplash}
    for name in sorted(set(world.routes.values())):
        try:
            if refresh and name in world.desks:
                world.desks[name].refresh()
            elif not refresh:
                user = env.get(f"{name.upper()}_USERNAME") or env.get(f"{name.upper()}_APP_ID")
                word = env.get(f"{name.upper()}_PASSWORD") or env.get(f"{name.upper()}_APP_SECRET")
                code = base64.b64encode(f"{user}:{word}".encode()).decode()
                headers = {"Authorization": f"Basic {code}"}
                if name == "whiplash":
                    headers = {"X-API-KEY": env["WHIPLASH_API_KEY"]}
                pace = (
                    0.56 if name == "wholecell" and env.get("STOCKTAKE_CLOCK") == "flowing" else 0
                )
                service = Service(env[f"{name.upper()}_BASE_URL"], headers, pace)
                service.free_at += pace
                world.desks[name] = kinds[name](service)
        except (NoError, LostError) as trouble:
            world.desks.pop(name, None)
            world.note(name, trouble, failed=True)


def run(world: World) -> None:
    """A round, from what the shop has to what it should show."""
    statuses = world.shop.get("/reference/statuses")["statuses"]
    world.cancel = {code for code, row in statuses.items() if row["group"] == "cancel"}
    world.zone = shop_zone(world.shop)
    catch_up(world)
    register(world.shop)
    open_desks(world)
    orders = all_pages(world.shop, "/orders", "orders", limit=100)
    for order in sorted(orders, key=lambda order: order["id"]):
        try:
            reconcile(world, order)
        except (NoError, LostError) as trouble:
            world.note(f"R{order['id']}", trouble, failed=isinstance(trouble, LostError))
    open_desks(world, refresh=True)
    show(world, orders)
