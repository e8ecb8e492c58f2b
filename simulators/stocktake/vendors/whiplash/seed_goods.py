"""The catalogue's merchandise: items, and the ship notices that brought their stock.

Source: docs/reference/whiplash.md 2.1, 2.5, 5; fixtures/catalogue.json.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules import money, quantity

from .stock.rows import OPENING, describe_received, move_shelf

_DAY_MS = 86_400_000
_SUPPLIER = "Willamette Print & Thread"
_WAREHOUSES = {"ANN": 1, "SFO": 2}
_LISTED_DAYS_AGO = 120
_COMPLETED, _IN_TRANSIT = 300, 100

Item = Mapping[str, Any]


def seed_goods(world: World, catalogue: Mapping[str, Any], *, customer_id: int) -> None:
    """Insert the items that Whiplash stocks, the stock that came, and what is on its way."""
    goods = [item for item in catalogue["items"] if "whiplash" in item["stock"]]
    items = [(_item(world, item, place, customer_id), item) for place, item in enumerate(goods)]
    ids = {item["sku"]: item_id for item_id, item in items}
    for item_id, item in items:
        for sku, needed in item.get("merchandise", {}).get("components", {}).items():
            world.insert(
                "whiplash_bundle_item",
                bundle_id=item_id, item_id=ids[sku], quantity=needed,
                created_at=world.now, updated_at=world.now,
            )  # fmt: skip
    _receive(world, items, customer_id)
    _expect(world, items, customer_id)


def _item(world: World, item: Item, place: int, customer_id: int) -> int:
    details = item.get("merchandise", {})
    # Spread over a day: no two items at the same time.
    at = world.now - _LISTED_DAYS_AGO * _DAY_MS + place * 61_037 % _DAY_MS
    item_id = world.insert(
        "whiplash_item",
        customer_id=customer_id,
        sku=item["sku"],
        title=_title(item),
        description=details.get("variant"),
        available=int(details.get("available", True)),
        price=money.from_minor(item["price"]),
        wholesale_cost=money.from_minor(item["cost"]),
        weight=None if (pounds := details.get("pounds")) is None else quantity.parse(pounds),
        category=item["category"].lower(),
        is_bundle=int(bool(details.get("components"))),
        packaging=int(details.get("packaging", False)),
        created_at=at,
        updated_at=at,
    )
    world.insert(
        "whiplash_item_originator",
        item_id=item_id, provider="api", original_id=f"item-{item_id}",
        group_id=details.get("group"),
    )  # fmt: skip
    _transaction(world, item_id, at, change=0, description=OPENING)
    return item_id


def _title(item: Item) -> str:
    """Return the item's title; copies in a scaled catalogue end in ` #2`, as their names do."""
    title = item.get("merchandise", {}).get("title")
    _, mark, copy = str(item["name"]).rpartition(" #")
    return str(title or item["name"]) + (f" #{copy}" if mark and title else "")


def _receive(world: World, items: list[tuple[int, Item]], customer_id: int) -> None:
    """Insert a completed ship notice for each warehouse and day on which goods came."""
    came: dict[tuple[int, int], list[tuple[int, Item, int]]] = {}
    for item_id, item in items:
        for row in item["stock"]["whiplash"]:
            if row["count"]:
                key = (-row["received_days_ago"], _WAREHOUSES[row["location"]])
                came.setdefault(key, []).append((item_id, item, row["count"]))
    for (days, warehouse), lines in sorted(came.items(), key=lambda pair: pair[0]):
        at = world.now + days * _DAY_MS
        notice = _notice(
            world, customer_id, warehouse, at=at - 5 * _DAY_MS, status=_COMPLETED, eta=at,
            arrived_at=at, completed_at=at, updated_at=at,
        )  # fmt: skip
        for item_id, item, count in lines:
            _line(world, notice, item_id, item, at=at, quantity=count, quantity_good=count)
            move_shelf(world, item_id, warehouse, by=count)
            text = describe_received(_SUPPLIER, count)
            _transaction(world, item_id, at, change=count, description=text, shipnotice_id=notice)


def _expect(world: World, items: list[tuple[int, Item]], customer_id: int) -> None:
    """Insert a ship notice in transit for each item that is on its way."""
    for item_id, item in items:
        for row in item["stock"]["whiplash"]:
            if not row["expected"]:
                continue
            at, eta = world.now - _DAY_MS, world.now + row["expected_in_days"] * _DAY_MS
            notice = _notice(
                world, customer_id, _WAREHOUSES[row["location"]],
                at=at, status=_IN_TRANSIT, eta=eta, updated_at=at,
            )  # fmt: skip
            _line(world, notice, item_id, item, at=at, quantity=row["expected"])


def _notice(world: World, customer_id: int, warehouse: int, *, at: int, **columns: Any) -> int:
    return world.insert(
        "whiplash_shipnotice",
        customer_id=customer_id, sender=_SUPPLIER, warehouse_id=warehouse, created_at=at, **columns,
    )  # fmt: skip


def _line(world: World, notice: int, item_id: int, item: Item, *, at: int, **columns: int) -> None:
    world.insert(
        "whiplash_shipnotice_item",
        shipnotice_id=notice, item_id=item_id, description=item["name"],
        created_at=at, updated_at=at, **columns,
    )  # fmt: skip


def _transaction(world: World, item: int, at: int, *, change: int, **columns: Any) -> None:
    quantity = world.value(
        "UPDATE whiplash_item SET quantity = quantity + ?, updated_at = ? WHERE id = ?"
        " RETURNING quantity",
        (change, at, item),
    )
    world.insert(
        "whiplash_item_transaction",
        item_id=item, change=change, quantity=quantity, created_at=at, updated_at=at, **columns,
    )  # fmt: skip
