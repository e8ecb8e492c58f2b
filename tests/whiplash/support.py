"""Helpers for tests of orders and ship notices."""

from typing import Any

from tests.whiplash.conftest import SKU, Lash

TEE, TEE_L, KIT, PINS = "TEE-ALDER-M", "TEE-ALDER-L", "BDL-CAMP-KIT", "BDL-PIN-5"
UNRELEASED = "POSTER-TOUR-2026"


def order(lash: Lash, lines: dict[str, int] | None = None, **body: Any) -> dict[str, Any]:
    """Create an order of units by SKU; return it."""
    items = [{"item_id": lash.item(sku)["id"], "quantity": n} for sku, n in (lines or {}).items()]
    given = {"shipping_name": "Ada", "order_items": items, **body}
    made: dict[str, Any] = lash.send("POST", "/orders", json=given).json()
    return made


def reload(lash: Lash, made: dict[str, Any]) -> dict[str, Any]:
    """Return an order as it is now."""
    shown: dict[str, Any] = lash.get(f"/orders/{made['id']}")
    return shown


def act(lash: Lash, made: dict[str, Any], verb: str, expect: int = 204) -> int:
    """Pause, release, cancel or uncancel an order; return its status afterwards."""
    lash.send("PUT", f"/orders/{made['id']}/{verb}", expect)
    return int(reload(lash, made)["status"])


def statuses(lash: Lash, *made: dict[str, Any]) -> list[int]:
    """Return the statuses of orders as they are now."""
    return [reload(lash, each)["status"] for each in made]


def count(lash: Lash, sku: str) -> int:
    """Return an item's quantity."""
    return int(lash.item(sku)["quantity"])


def newest_transaction(lash: Lash, sku: str) -> tuple[int, str, int]:
    """Return an item's newest transaction: change, description, balance."""
    newest = lash.transactions(lash.item(sku))[0]
    return newest["change"], newest["description"], newest["quantity"]


def referee(lash: Lash, sku: str) -> int:
    """Return the free units of an SKU as the referee sees them: sellable less due."""
    rows = lash.world(
        "SELECT coalesce((SELECT sum(sellable) FROM v_stock WHERE simulator = 'whiplash'"
        " AND sku = ?1), 0) - coalesce((SELECT sum(ordered - shipped - cancelled) FROM v_orders"
        " WHERE simulator = 'whiplash' AND sku = ?1), 0) AS free",
        sku,
    )
    return int(rows[0]["free"]) // 1_000_000


def ledger(lash: Lash, what: str) -> list[tuple[Any, ...]]:
    """Return the ledger's notes of one kind, in whole units."""
    rows = lash.world(
        "SELECT place, sku, reference, delta / 1000000 AS delta FROM ledger"
        " WHERE simulator = 'whiplash' AND what = ? ORDER BY seq",
        what,
    )
    return [tuple(row.values()) for row in rows]


def insert_order(lash: Lash, item: dict[str, Any], count: int, **columns: Any) -> int:
    """Insert the rows of an order directly, without the effects of creating one; return its id."""
    stamps = {"created_at": 0, "updated_at": 0}
    given = {"customer_id": 1, "status": 100, "warehouse_id": 1, **columns}
    order_id = lash.insert("order", **given, **stamps)
    lash.insert("order_item", order_id=order_id, item_id=item["id"], quantity=count, **stamps)
    return order_id


def lines(made: dict[str, Any]) -> list[tuple[str, int]]:
    """Return SKU and quantity of each line of an order."""
    return [(row["sku"], row["quantity"]) for row in made["order_items"]]


def announced(lash: Lash, *counts: int, **more: Any) -> dict[str, Any]:
    """Create a ship notice with one line for each count; return it."""
    item = lash.item(SKU)["id"]
    given = [{"item_id": item, "quantity": count} for count in counts or (10,)]
    body = {
        "sender": "Acme", "eta": "2030-01-02 09:00", "warehouse_id": 2, "shipnotice_items": given,
    } | more  # fmt: skip
    made: dict[str, Any] = lash.send("POST", "/shipnotices", json=body).json()
    return made


def read_notice(lash: Lash, notice: dict[str, Any]) -> dict[str, Any]:
    """Return a ship notice as it is now."""
    shown: dict[str, Any] = lash.get(f"/shipnotices/{notice['id']}")
    return shown
