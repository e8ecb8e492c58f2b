"""What shoppers and managers do, which no operation of the API offers.

Source: docs/reference/duties.md (what the world does).
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.rules.quantity import parse, to_number

from .access import MANAGER, SHOP
from .inventories.callbacks import request_inventories
from .inventories.rows import quantity_in
from .modules.callbacks import activate_module, freeze_module
from .orders.lines import read_lines
from .orders.rows import add_order, change_order
from .scopes import SCOPES

_CANCELLED = "cancel-other"


def place_order(
    world: World, *, store: str, lines: Sequence[dict[str, Any]], customer: str | int | None = None
) -> dict[str, Any]:
    """Let a shopper buy at most what the shop shows; the leftover does not change (7.6)."""
    if world.value("SELECT 1 FROM retailcrm_store WHERE code = ?", (store,)) is None:
        raise NotFound(f"no store {store!r}")
    quantities = _read_quantities(lines)
    site = _site(world, quantities, store)
    person = _customer(world, customer)
    sent = [
        {"offer": {"externalId": sku}, "quantity": to_number(amount)}
        for sku, amount in quantities.items()
    ]
    columns = {
        "site": site,
        "shipment_store": store,
        "customer_id": person["id"],
        "first_name": person["first_name"],
        "last_name": person["last_name"],
        "email": person["email"],
        "phone": person["phone"],
        "delivery_address": person["address"],
    }
    order_id = add_order(world, columns, read_lines(world, sent, site=site), source=SHOP)
    return {"id": order_id, "reference": f"R{order_id}", "site": site, "customer": person["id"]}


def cancel_order(world: World, *, id: int) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Let a manager cancel an order; Conflict when it is already cancelled."""
    order = world.find("SELECT * FROM retailcrm_order WHERE id = ?", (id,))
    if order is None:
        raise NotFound(f"no order {id}")
    category = world.value(
        "SELECT category FROM retailcrm_status WHERE code = ?", (order["status"],)
    )
    if category == "cancel":
        raise Conflict(f"order {id} is already cancelled")
    change_order(world, order, {"status": _CANCELLED}, None, source=MANAGER)
    return {"id": id, "status": _CANCELLED}


def issue_api_key(
    world: World, *, scopes: Sequence[str] | None = None, sites: Sequence[str] | None = None
) -> dict[str, Any]:
    """Let the owner issue a key, by default for all scopes and all shops (1.1, 1.2)."""
    shops = [row["code"] for row in world.all("SELECT code FROM retailcrm_site ORDER BY id")]
    unknown = [scope for scope in scopes or () if scope not in SCOPES]
    unknown += [site for site in sites or () if site not in shops]
    if unknown:
        raise NotFound(f"no scope or site {unknown[0]!r}")
    key = world.token("retailcrm api key")
    world.insert(
        "retailcrm_api_key",
        value=key, selective=int(sites is not None),
        scopes=json.dumps([scope for scope in SCOPES if scopes is None or scope in scopes]),
        sites=json.dumps([site for site in shops if sites is None or site in sites]),
    )  # fmt: skip
    return {"key": key}


def _read_quantities(lines: Sequence[dict[str, Any]]) -> Counter[str]:
    """Return how much of each SKU is ordered, in millionths."""
    quantities: Counter[str] = Counter()
    for line in lines:
        try:
            amount = parse(line["quantity"])
        except ValueError as error:
            raise Unprocessable(str(error)) from None
        if amount <= 0:
            raise Unprocessable("a quantity must be above 0")
        quantities[str(line["sku"])] += amount
    if not quantities:
        raise Unprocessable("an order needs a line")
    return quantities


def _site(world: World, quantities: Counter[str], store: str) -> str:
    """Return a shop that offers every SKU and shows enough of it; a random one of several."""
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


def _customer(world: World, customer: str | int | None) -> dict[str, Any]:
    """Return a customer by full name or by place in the list, else a random one."""
    people = world.all("SELECT * FROM retailcrm_customer ORDER BY id")
    if isinstance(customer, str):
        people = [p for p in people if f"{p['first_name']} {p['last_name']}" == customer]
    elif customer is not None:
        people = people[customer : customer + 1] if customer >= 0 else []
    if not people:
        raise NotFound("no such customer")
    return people[0] if customer is not None else people[_draw(world, "shopper", len(people))]


def _draw(world: World, purpose: str, count: int) -> int:
    """Return a random index below `count`, from the world's chance."""
    return int(world.token(f"retailcrm {purpose}"), 16) % count if count > 1 else 0


EVENTS: Mapping[str, Callable[..., Any]] = {
    "place_order": place_order,
    "cancel_order": cancel_order,
    "issue_api_key": issue_api_key,
    "request_inventories": request_inventories,
    "freeze_module": freeze_module,
    "activate_module": activate_module,
}
