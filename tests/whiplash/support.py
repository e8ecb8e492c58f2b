"""What tests of orders do with an account."""

from typing import Any

from tests.whiplash.conftest import Lash

TEE, TEE_L, KIT, PINS = "TEE-ALDER-M", "TEE-ALDER-L", "BDL-CAMP-KIT", "BDL-PIN-5"
UNRELEASED = "POSTER-TOUR-2026"


def order(lash: Lash, lines: dict[str, int] | None = None, **body: Any) -> dict[str, Any]:
    """Make an order of units by SKU; return it."""
    items = [{"item_id": lash.item(sku)["id"], "quantity": n} for sku, n in (lines or {}).items()]
    given = {"shipping_name": "Ada", "order_items": items, **body}
    made: dict[str, Any] = lash.send("POST", "/orders", json=given).json()
    return made


def again(lash: Lash, made: dict[str, Any]) -> dict[str, Any]:
    """Return an order as it is now."""
    shown: dict[str, Any] = lash.get(f"/orders/{made['id']}")
    return shown


def act(lash: Lash, made: dict[str, Any], verb: str, expect: int = 204) -> int:
    """Do something to an order; return the status that it then has."""
    lash.send("PUT", f"/orders/{made['id']}/{verb}", expect)
    return int(again(lash, made)["status"])


def statuses(lash: Lash, *made: dict[str, Any]) -> list[int]:
    """Return the statuses that orders have now."""
    return [again(lash, each)["status"] for each in made]


def count(lash: Lash, sku: str) -> int:
    """Return an item's quantity."""
    return int(lash.item(sku)["quantity"])


def said(lash: Lash, sku: str) -> tuple[int, str, int]:
    """Return what an item's newest transaction says: change, reason, balance."""
    newest = lash.transactions(lash.item(sku))[0]
    return newest["change"], newest["description"], newest["quantity"]


def referee(lash: Lash, sku: str) -> int:
    """Return the units of an SKU that the referee holds for free: sellable less due."""
    rows = lash.world(
        "SELECT coalesce((SELECT sum(sellable) FROM v_stock WHERE simulator = 'whiplash'"
        " AND sku = ?1), 0) - coalesce((SELECT sum(ordered - shipped - cancelled) FROM v_orders"
        " WHERE simulator = 'whiplash' AND sku = ?1), 0) AS free",
        sku,
    )
    return int(rows[0]["free"]) // 1_000_000


def ledger(lash: Lash, what: str) -> list[tuple[Any, ...]]:
    """Return what the ledger says of one kind of change, in whole units."""
    rows = lash.world(
        "SELECT place, sku, reference, delta / 1000000 AS delta FROM ledger"
        " WHERE simulator = 'whiplash' AND what = ? ORDER BY seq",
        what,
    )
    return [tuple(row.values()) for row in rows]
