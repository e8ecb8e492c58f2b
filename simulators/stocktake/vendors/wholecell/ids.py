"""Ids shared by all customers of the vendor, and the hex ids of one account's labels.

Source: docs/reference/wholecell.md 1.4. The id of a unit tells roughly when it was made: 25.64
million on 11 November 2025, then about 19,000 a day.
"""

from stocktake.core.world import World

_DAY_MS = 86_400_000
_ANCHOR_MS = 1_762_819_200_000  # 2025-11-11T00:00:00Z
_SMALLEST = 1_002
# Table: the id at the anchor, and ids a day. Only units were ever measured; the captured product,
# variation and purchase order show about where the others stood.
_PACE = {
    "wholecell_inventory": (25_640_000, 19_000),
    "wholecell_product": (9_571_500, 900),
    "wholecell_product_variation": (5_461_400, 1_600),
    "wholecell_purchase_order": (232_700, 60),
    "wholecell_sales_order": (3_118_000, 4_100),
    "wholecell_sales_order_item": (6_402_000, 7_300),
    "wholecell_shipment": (2_870_000, 3_600),
    "wholecell_organization": (88_200, 30),
    "wholecell_inventory_report": (4_300, 3),
    "wholecell_stock_levels_report": (51_000, 240),
}
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def next_id(world: World, table: str, *, at: int | None = None) -> int:
    """Return the id of a record made now, or at another time (ms), above all ids of its table.

    Deleted records count as well where the table is AUTOINCREMENT. What a seed makes in the past
    (`World.earlier`) gets a free id of that time instead, among those of later records.
    """
    if world.now < world.value("SELECT now FROM world"):
        return _free_id(world, table)
    newest = world.value(
        "SELECT max(coalesce((SELECT max(id) FROM " + table + "), 0),"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
        (table,),
    )
    return id_above(newest, table, at=world.now if at is None else at)


def _free_id(world: World, table: str) -> int:
    candidate = id_above(0, table, at=world.now)
    while world.value("SELECT 1 FROM " + table + " WHERE id = ?", (candidate,)):
        candidate = id_above(candidate, table, at=world.now)
    return candidate


def id_above(newest: int, table: str, *, at: int) -> int:
    """Return the first free id above `newest` for a record made at a time (ms).

    Only documented records have ids that end in 00 or 01, so those are free in every world.
    """
    base, per_day = _PACE[table]
    candidate = base + (at - _ANCHOR_MS) * per_day // _DAY_MS
    candidate = max(candidate, newest + 1 + newest % 4, _SMALLEST)
    return candidate if candidate % 100 > 1 else candidate + 2 - candidate % 100


def next_hex_id(world: World) -> str:
    """Return the next code for a label."""
    return spell_hex_id(
        world.value(
            "UPDATE wholecell_account SET units_numbered = units_numbered + 1"
            " RETURNING units_numbered"
        )
    )


def spell_hex_id(number: int) -> str:
    """Spell a unit's number as its label does: base 36, not hexadecimal (1.4)."""
    code = ""
    while number:
        number, digit = divmod(number, 36)
        code = _DIGITS[digit] + code
    return code or "0"
