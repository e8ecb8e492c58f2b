"""What the business deals in: suppliers, bins, goods, purchase orders, and lots as they came in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.inventory.operations import add_item
from stocktake.vendors.wherefour.stocks.rows import Adjustment, add_lot

from .diary import DAY, FIRST_DAY, Entry, at

_PLACES = ("Sonoma", "Marin", "Delta", "Sierra", "Tomales", "Bodega", "Carneros")
_TRADES = ("Roasters", "Packaging", "Dairy", "Dry Goods")
_AISLES, _BINS = "ABCD", 6
_SOLD_IN = ("unit_of_order", "unit_of_invoice", "unit_of_pick_and_ship")


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A good as it is entered, its price (dollars), and how it comes in.

    Each `every` days a lot of `count` (unit of use) comes in, until `until` days ago; none ever
    does where `every` is 0. A lot keeps for `keeps` days; 0: it does not expire. `item` is what its
    body says besides.
    """

    name: str
    sku: str | None
    price: float
    every: int = 0
    count: int = 0
    until: int = 1
    keeps: int = 0
    sold_by: str = "each"
    item: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """What one costs: half its price."""
        return self.price / 2

    @property
    def lot(self) -> str:
        """The letters before the number in its lot codes."""
        return "".join(word[0] for word in self.name.split()).upper()


ESPRESSO = Good(
    name="Espresso Roast, 5 kg bag", sku="WHS-ESP-5KG", price=78.5, every=1, count=12, keeps=180
)
FILTER = Good(
    name="Filter Roast, 5 kg bag", sku="WHS-FLT-5KG", price=74.25, every=7, count=40, keeps=120,
    item={"pull_strategy": "FEFO"},
)  # fmt: skip
OAT = Good(
    name="Oat Drink, 1 l", sku="WHS-OAT-CS6", price=21.9, every=7, count=150, keeps=300,
    sold_by="case",
)  # fmt: skip
SYRUP = Good(
    name="Vanilla Syrup, 1 l", sku="WHS-SYR-1L", price=11.4, every=14, count=36,
    item={"pull_strategy": "LIFO"},
)  # fmt: skip
CUPS = Good(
    name="Paper Cup, sleeve of 50", sku="WHS-CUP-50", price=6.75, every=21, count=25, until=20
)
SAMPLE = Good(name="Sample Tin, unlabelled", sku=None, price=0, every=21, count=30)
OLD_TIN = Good(
    name="Gift Tin, of last year", sku="WHS-TIN-OLD", price=9, every=41, count=14,
    item={"retired": True},
)  # fmt: skip
WHEEL = Good(
    name="Grinding Wheel, fitted", sku="WHS-GRD-FIT", price=129, every=28, count=4,
    item={"pull_strategy": "Hand Pick"},
)  # fmt: skip
SETUP = Good(
    name="Machine Set-up, hour", sku="WHS-SETUP-H", price=95, item={"quantity_not_tracked": True}
)
GOODS = (ESPRESSO, FILTER, OAT, SYRUP, CUPS, SAMPLE, OLD_TIN, WHEEL, SETUP)


def add_suppliers(world: World) -> list[int]:
    """Enter the suppliers; return their ids."""
    return [
        _add_supplier(world, f"{place} {trade} Co.", number=number)
        for number, (place, trade) in enumerate((p, t) for p in _PLACES for t in _TRADES)
    ]


def _add_supplier(world: World, name: str, *, number: int) -> int:
    return world.insert(
        "wherefour_vendor",
        first_name="Purchasing",
        last_name="Desk",
        display_name=name,
        folded_name=name.casefold(),
        email=f"orders{number}@supplier.example",
        phone=f"+1 707-555-{200 + number:04}",
        kind="distributor",
        payment_term_id=(1, 3)[number % 2],
        delivery_method_id=(1, 3, 6)[number % 3],
        created_at=world.now,
        updated_at=world.now,
    )


def add_bins(world: World) -> list[int]:
    """Divide the catalogue's main floor into bins; return their ids."""
    floor = world.one("SELECT id, facility_id FROM wherefour_location WHERE locator_code = 'MAIN'")
    world.update("wherefour_facility", floor["facility_id"], level_2_name="Bin")
    return [
        world.insert(
            "wherefour_location",
            facility_id=floor["facility_id"],
            parent_location_id=floor["id"],
            level_number=2,
            name=f"Bin {aisle}-{number:02}",
            locator_code=f"{aisle}-{number:02}",
            global_identifier=world.uuid("wherefour location"),
            updated_at=world.now,
        )
        for aisle in _AISLES
        for number in range(1, _BINS + 1)
    ]


def add_goods(world: World) -> dict[str, int]:
    """Enter the goods; return their ids by name."""
    return {good.name: _add_good(world, good) for good in GOODS}


def _add_good(world: World, good: Good) -> int:
    units = dict.fromkeys(("unit_of_use", "unit_of_purchase"), "each")
    units |= dict.fromkeys(_SOLD_IN, good.sold_by)
    body = {
        "name": good.name, "sku": good.sku, "category_id": 3, "property": "finished_good",
        "standard_cost": good.cost, **units, **good.item,
    }  # fmt: skip
    item_id = add_item(world, body)
    if good.sold_by != "each":
        world.insert(
            "wherefour_conversion",
            inventory_id=item_id,
            unit_of_measurement=good.sold_by,
            to_count=6 * MICRO,
            from_count=MICRO,
        )
    return item_id


def deliveries(
    world: World,
    account: Account,
    *,
    items: Mapping[str, int],
    bins: list[int],
    suppliers: list[int],
) -> Iterator[Entry]:
    """Yield each lot that comes in, at seven in the morning, with the purchase order before it."""
    for row, good in enumerate(GOODS):
        if not good.every:
            continue
        for number, days in enumerate(range(FIRST_DAY, good.until - 1, -good.every), 1):
            place = bins[(row * 7 + number) % len(bins)]
            supplier = suppliers[row]
            lot = {
                "inventory_id": items[good.name], "location_id": place, "vendor_id": supplier,
                "lot_code": f"{good.lot}-{number:03}",
            }  # fmt: skip
            yield at(days, 7, row), partial(_receive, world, account, good, lot)
            if good is ESPRESSO:  # bought two days before
                yield (
                    at(days + 2, 15),
                    partial(_buy, world, good, items[good.name], supplier, account),
                )


def _receive(world: World, account: Account, good: Good, lot: Mapping[str, Any]) -> None:
    expires = wire.spell_local_time(world.now + good.keeps * DAY, account.zone)
    add_lot(
        world,
        Adjustment(reason="purchase", account=account, effective_at=world.now),
        count=good.count * MICRO,
        cost=round(good.count * good.cost * MICRO),
        expiration_date=expires.date().isoformat() if good.keeps else None,
        **lot,
    )


def _buy(world: World, good: Good, item_id: int, supplier: int, account: Account) -> None:
    """Write a purchase order under the number of the year's agreement with the supplier."""
    purchase = world.insert(
        "wherefour_purchase",
        vendor_id=supplier,
        purchase_number="PO-ESPRESSO",
        purchase_date=wire.spell_local_time(world.now, account.zone).date().isoformat(),
        status="draft",
        delivery_method_id=3,
        payment_term_id=3,
        created_at=world.now,
        updated_at=world.now,
    )
    world.insert(
        "wherefour_purchase_item",
        purchase_id=purchase,
        inventory_id=item_id,
        name=good.name,
        sku=good.sku,
        category_name="Products",
        count=good.count * MICRO,
        cost=round(good.cost * MICRO),
        created_at=world.now,
        updated_at=world.now,
    )
