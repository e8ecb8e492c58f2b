"""The weeks of business: what there is at their beginning, then everything day by day."""

from stocktake.core.world import World
from stocktake.vendors.wherefour.access import staff

from .diary import OPENING, live
from .goods import add_bins, add_goods, add_suppliers, deliveries
from .papers import papers
from .trade import Trade, add_customers, orders


def seed_weeks(world: World) -> None:
    """Write six weeks of business that end where the world begins."""
    account = staff(world)
    with world.earlier(OPENING):
        suppliers, bins, items = add_suppliers(world), add_bins(world), add_goods(world)
        trade = Trade(account, add_customers(world), items)
    received = deliveries(world, account, items=items, bins=bins, suppliers=suppliers)
    live(world, [*received, *orders(world, trade), *papers(world, trade)])
