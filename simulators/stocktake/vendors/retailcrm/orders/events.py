"""What shoppers and managers do with orders, which no operation of the API offers.

Source: docs/reference/duties.md 7 and 8, docs/reference/warehouse-module.md 7.5 to 7.8.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.rules.quantity import parse, to_number
from stocktake.vendors.retailcrm.access import MANAGER, SHOP
from stocktake.vendors.retailcrm.inventories.rows import quantity_in
from stocktake.vendors.retailcrm.lists import Row

from .lines import Line, line_errors, read_lines, repeated_offers
from .rows import add_order, change_order
from .shipping import shipping_errors

_NEW = "new"
_CANCELLED = "cancel-other"
_MOST_NAMED = 20  # of the customers that a refusal lists
_ITEMS = """
  SELECT item.*, COALESCE(offer.external_id, item.name) AS sku
  FROM retailcrm_order_item item LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  WHERE item.order_id = ? ORDER BY item.id
"""

Wanted = tuple[str, int]
"""A SKU and how much of it, in millionths."""


def place_order(
    world: World,
    *,
    store: str,
    lines: Sequence[dict[str, Any]],
    customer: str | int | None = None,
    status: str = _NEW,
) -> dict[str, Any]:
    """Let a shopper buy at most what the shop shows; the leftover does not change (7.6).

    Each line becomes an item of its own, also where two lines name one SKU.
    """
    _check_store(world, store)
    _category(world, status)
    wanted = _read_wanted(lines)
    site = _site(world, wanted, store)
    person = _customer(world, customer)
    sent = [_new_item(each) for each in wanted]
    columns = {
        "site": site,
        "status": status,
        "shipment_store": store,
        "customer_id": person["id"],
        "first_name": person["first_name"],
        "last_name": person["last_name"],
        "email": person["email"],
        "phone": person["phone"],
        "delivery_address": person["address"],
    }
    order_id = add_order(world, columns, _read(world, sent, site=site), source=SHOP)
    return {"id": order_id, "reference": f"R{order_id}", "site": site, "customer": person["id"]}


def cancel_order(world: World, *, id: int) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Let a manager cancel an order; Conflict when it is already cancelled."""
    order = _require_order(world, id)
    if _category(world, order["status"]) == "cancel":
        raise Conflict(f"order {id} is already cancelled")
    change_order(world, order, {"status": _CANCELLED}, None, source=MANAGER)
    return {"id": id, "status": _CANCELLED}


def reopen_order(
    world: World,
    *,
    id: int,  # noqa: A002  # the event's argument
    status: str = _NEW,
) -> dict[str, Any]:
    """Let a manager take up a cancelled order again; Conflict for one that is not cancelled."""
    order = _require_order(world, id)
    if _category(world, order["status"]) != "cancel":
        raise Conflict(f"order {id} is not cancelled")
    if _category(world, status) == "cancel":
        raise Conflict(f"{status!r} is a status of cancelled orders")
    change_order(world, order, {"status": status}, None, source=MANAGER)
    return {"id": id, "status": status}


def edit_order(
    world: World,
    *,
    id: int,  # noqa: A002  # the event's argument
    lines: Sequence[dict[str, Any]] | None = None,
    store: str | None = None,
) -> dict[str, Any]:
    """Let a manager change what an order asks for, or the store that ships it.

    `lines` are all lines of the order from now on: one whose SKU the order has already keeps its
    item. Unlike a shopper, a manager may sell more than the shop shows. Conflict where the store of
    a shipped order would change (7.6), NotFound for a SKU that the order's shop does not offer.
    """
    order = _require_order(world, id)
    columns: dict[str, Any] = {}
    if store is not None:
        _check_store(world, store)
        columns["shipment_store"] = store
    errors = shipping_errors(world, columns, order=order)
    if errors:
        raise Conflict(next(iter(errors.values())))
    if lines is None and store is None:
        raise Unprocessable("an edit needs lines or a store")
    sent = None if lines is None else _read_edited(world, order, _read_wanted(lines))
    change_order(world, order, columns, sent, source=MANAGER)
    items = [
        {"id": item["id"], "sku": item["sku"], "quantity": to_number(item["quantity"])}
        for item in world.all(_ITEMS, (id,))
    ]
    return {
        "id": id,
        "reference": f"R{id}",
        "store": columns.get("shipment_store", order["shipment_store"]),
        "items": items,
    }


def _read_edited(world: World, order: Row, wanted: Sequence[Wanted]) -> list[Line]:
    """Return the order's lines from now on; each takes the first item of its SKU that is left."""
    items = world.all(_ITEMS, (order["id"],))
    left, sent = list(items), []
    for sku, amount in wanted:
        kept = next((item for item in left if item["sku"] == sku), None)
        if kept is None:
            sent.append(_new_item((sku, amount)))
        else:
            left.remove(kept)
            sent.append({"id": kept["id"], "quantity": to_number(amount)})
    return _read(world, sent, site=order["site"], items=items)


def _read(
    world: World, sent: Sequence[dict[str, Any]], *, site: str, items: Sequence[Row] = ()
) -> list[Line]:
    """Return lines as the shop's own pages take them; Refusals as the API has them (7.4)."""
    lines = read_lines(world, sent, {}, site=site, items=items)
    for line in lines:
        if line.unknown:
            raise NotFound(next(iter(line.unknown.values())))
    unreadable = line_errors(lines)
    if unreadable:
        raise Unprocessable(next(iter(unreadable.values())))
    if world.quirk("retailcrm.offer_once_per_order"):
        repeated = repeated_offers(lines)
        if repeated:
            raise Conflict(next(iter(repeated.values())))
    return lines


def _new_item(wanted: Wanted) -> dict[str, Any]:
    sku, amount = wanted
    return {"offer": {"externalId": sku}, "quantity": to_number(amount)}


def _read_wanted(lines: Sequence[dict[str, Any]]) -> list[Wanted]:
    """Return the lines, one by one; Unprocessable without any, or for a quantity of 0 or less."""
    wanted = []
    for line in lines:
        try:
            amount = parse(line["quantity"])
        except ValueError as error:
            raise Unprocessable(str(error)) from None
        if amount <= 0:
            raise Unprocessable("a quantity must be above 0")
        wanted.append((str(line["sku"]), amount))
    if not wanted:
        raise Unprocessable("an order needs a line")
    return wanted


def _require_order(world: World, order_id: int) -> Row:
    order = world.find("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    if order is None:
        raise NotFound(f"no order {order_id}")
    return order


def _check_store(world: World, store: str) -> None:
    known = [row["code"] for row in world.all("SELECT code FROM retailcrm_store ORDER BY id")]
    if store not in known:
        raise NotFound(f"no store {store!r}; there are {', '.join(known)}")


def _category(world: World, status: str) -> str:
    """Return the group of a status; NotFound for one that the account does not have."""
    rows = world.all("SELECT code, category FROM retailcrm_status ORDER BY code")
    categories = {row["code"]: str(row["category"]) for row in rows}
    if status not in categories:
        raise NotFound(f"no status {status!r}; there are {', '.join(categories)}")
    return categories[status]


def _site(world: World, wanted: Sequence[Wanted], store: str) -> str:
    """Return a shop that offers every SKU and shows enough of it; a random one of several."""
    quantities: Counter[str] = Counter()
    for sku, amount in wanted:
        quantities[sku] += amount
    offers = {
        sku: world.all("SELECT * FROM retailcrm_offer WHERE external_id = ? ORDER BY id", (sku,))
        for sku in quantities
    }
    for sku, found in offers.items():
        if not found:
            raise NotFound(f"no shop offers {sku!r}")
    shared = set.intersection(*({offer["site"] for offer in found} for found in offers.values()))
    if not shared:
        raise Conflict("no shop offers all the lines")
    enough = [
        site
        for site in sorted(shared)
        if all(
            quantity_in(world, offer["id"], store) >= quantities[sku]
            for sku, found in offers.items()
            for offer in found
            if offer["site"] == site
        )
    ]
    if not enough:
        raise Conflict(f"the shop does not show enough in {store!r}")
    chosen: str = enough[_draw(world, "shop", len(enough))]
    return chosen


def _customer(world: World, customer: str | int | None) -> Row:
    """Return a customer by full name or by place in the list, else a random one."""
    people = world.all("SELECT * FROM retailcrm_customer ORDER BY id")
    if isinstance(customer, str):
        people = [p for p in people if f"{p['first_name']} {p['last_name']}" == customer]
    elif customer is not None:
        people = people[customer : customer + 1] if customer >= 0 else []
    if not people:
        known = world.all("SELECT first_name, last_name FROM retailcrm_customer ORDER BY id")
        names = ", ".join(f"{one['first_name']} {one['last_name']}" for one in known[:_MOST_NAMED])
        raise NotFound(f"no customer {customer!r}; there are {len(known)}: {names}")
    return people[0] if customer is not None else people[_draw(world, "shopper", len(people))]


def _draw(world: World, purpose: str, count: int) -> int:
    """Return a random index below `count`, from the world's chance."""
    return int(world.token(f"retailcrm {purpose}"), 16) % count if count > 1 else 0


EVENTS: Mapping[str, Callable[..., Any]] = {
    "place_order": place_order,
    "cancel_order": cancel_order,
    "edit_order": edit_order,
    "reopen_order": reopen_order,
}
