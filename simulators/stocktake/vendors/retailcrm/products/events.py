"""What managers do in the catalogue of a shop. Source: docs/reference/duties.md D21."""

from collections.abc import Callable, Mapping
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.rules.quantity import parse
from stocktake.vendors.retailcrm.references.dictionaries import UNITS

from .rows import add_product


def add_offer(world: World, *, sku: str, name: str, price: float, site: str) -> dict[str, Any]:
    """Put a new product with one offer into a shop; no store has any of it yet.

    NotFound for a shop that there is not, Conflict where the shop offers the SKU already.
    """
    shops = {row["code"]: row for row in world.all("SELECT * FROM retailcrm_site ORDER BY id")}
    if site not in shops:
        raise NotFound(f"no site {site!r}; there are {', '.join(shops)}")
    offers = world.all(
        "SELECT id, site FROM retailcrm_offer WHERE external_id = ? ORDER BY id", (sku,)
    )
    if any(offer["site"] == site for offer in offers):
        listed = ", ".join(f"offer {offer['id']} of {offer['site']}" for offer in offers)
        raise Conflict(f"{site} offers {sku!r} already; there are {listed}")
    taken = "SELECT id FROM retailcrm_product WHERE site = ? AND external_id = ?"
    renamed = world.value(taken, (site, sku))  # the product of an offer that has another SKU now
    if renamed is not None:
        raise Conflict(f"{site} has product {renamed} under {sku!r} already")
    product, offer = add_product(
        world, shops[site], sku=sku, name=name, price=parse(price), unit=next(iter(UNITS))
    )
    return {"offer": offer, "product": product, "sku": sku, "site": site}


def rename_offer(world: World, *, sku: str, to: str) -> dict[str, Any]:
    """Give the offers of a SKU another one, on every site; orders keep their offers.

    The offer's article and xmlId follow where they were the old SKU; its product keeps the names
    that only products have. Conflict if a site offers the new SKU already.
    """
    offers = world.all("SELECT * FROM retailcrm_offer WHERE external_id = ? ORDER BY id", (sku,))
    if not offers:
        raise NotFound(f"no shop offers {sku!r}")
    for offer in offers:
        taken = "SELECT 1 FROM retailcrm_offer WHERE site = ? AND external_id = ?"
        if world.value(taken, (offer["site"], to)) is not None:
            raise Conflict(f"{offer['site']} offers {to!r} already")
    for offer in offers:
        followers = {name: to for name in ("article", "xml_id") if offer[name] == sku}
        world.update("retailcrm_offer", offer["id"], external_id=to, **followers)
        world.update("retailcrm_product", offer["product_id"], updated_at=world.now)
        world.note("retailcrm", "renamed", sku=to, good=offer["id"])
    return {"sku": to, "offers": [{"id": offer["id"], "site": offer["site"]} for offer in offers]}


EVENTS: Mapping[str, Callable[..., Any]] = {
    "add_offer": add_offer,
    "rename_offer": rename_offer,
}
