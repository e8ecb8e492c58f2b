"""Acme's tables, how a new world begins, and what the referee reads."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Views, WorldConfig
from stocktake.core.world import World

KEY = "acme-key"

# Tables begin with the simulator's name.
SCHEMA = """
CREATE TABLE acme_bin (
  id    INTEGER PRIMARY KEY,
  sku   TEXT NOT NULL UNIQUE,
  count INTEGER NOT NULL CHECK (count >= 0)
);
CREATE TABLE acme_order (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  number     TEXT NOT NULL UNIQUE,
  status     TEXT NOT NULL DEFAULT 'open',
  shipped_at INTEGER
);
CREATE TABLE acme_line (
  order_id INTEGER NOT NULL REFERENCES acme_order (id),
  bin_id   INTEGER NOT NULL REFERENCES acme_bin (id),
  quantity INTEGER NOT NULL,
  PRIMARY KEY (order_id, bin_id)
);
"""

# What Acme stocks of the built-in catalogue. A seed file says `stock: {acme: 12}`.
_STOCK = {
    "TEE-ALDER-M": 40, "MUG.CAMP.12OZ": 25, "PIN-LEAF": 60, "HOOD-FOG-M": 8, "TOTE-MARKET": 3,
    "KEY-ACORN": 1, "POSTER-TOUR-2026": 0,
}  # fmt: skip


def seed(world: World, config: WorldConfig, catalogue: Mapping[str, Any]) -> None:
    """Fill a new world with bins: of a seed file's goods, or of the catalogue's."""
    if "catalogue" not in config.seeds:
        return
    for item in catalogue["items"]:
        rows = item["stock"].get("acme")
        if rows is not None:
            count = sum(row["count"] for row in rows)
            world.insert("acme_bin", sku=item["sku"], count=count)
        elif item["sku"] in _STOCK and config.seed_file is None:
            world.insert("acme_bin", sku=item["sku"], count=_STOCK[item["sku"]])


# Columns in the order of `Views`; quantities are millionths.
_LINES = """
FROM acme_line line
JOIN acme_order o ON o.id = line.order_id JOIN acme_bin bin ON bin.id = line.bin_id
"""
VIEWS = Views(
    stock="SELECT '', sku, count * 1000000, count * 1000000, NULL, id, NULL, 0 FROM acme_bin",
    orders="SELECT o.id, o.number, bin.sku, line.quantity * 1000000,"
    " (o.status = 'shipped') * line.quantity * 1000000,"
    f" (o.status = 'cancelled') * line.quantity * 1000000, bin.id, NULL, NULL, NULL {_LINES}",
    shipments="SELECT o.id, o.id, o.number, bin.sku, line.quantity * 1000000, o.shipped_at, bin.id"
    f" {_LINES} WHERE o.status = 'shipped'",
)
