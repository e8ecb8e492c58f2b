"""A WholeCell account as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/wholecell.md §2.2, §2.3, §4, §6, §7.1, §7.2, §8.5. Units and orders by id,
money in cents, times in milliseconds. A line without a variation is one of an unknown SKU; one
with an `under` is the second line that hangs under such a line.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

Model = dict[str, Any]
Row = dict[str, Any]

DAY = 86_400_000
OPEN = {"New", "Unpaid", "Ready to Pick", "Ready to Ship"}
COMMITTABLE = OPEN - {"Unpaid"}
SHIPPED = "Shipped"
NOT_THERE = {"Sold", "Inbound"}


def empty() -> Model:
    """Return an account without units and orders; `skus` are those of its variations by id."""
    return {"skus": {}, "bought": {}, "units": {}, "orders": {}}


def variation_of(model: Model, sku: str) -> int | None:
    """Return the variation that an ordered SKU means: the oldest that carries it."""
    found = [each for each, carried in model["skus"].items() if carried == sku]
    return min(found, default=None)


# Units


def receive(model: Model, unit: int, now: int, **told: Any) -> None:
    """Check a unit in on its purchase order."""
    model["units"][unit] = {
        "id": unit, "order": None, "line": None, "previous": None, "sale_price": None,
        "created": now, "updated": now, **told,
    }  # fmt: skip


def serial_is_taken(model: Model, esn: str | None, *, but: int = 0) -> bool:
    """Say whether a unit that was not sold has the serial (§2.3)."""
    return esn is not None and any(
        unit["esn"] == esn and unit["status"] != "Sold" and unit["id"] != but
        for unit in model["units"].values()
    )


def change_unit(model: Model, unit: int, now: int, **told: str) -> bool:
    """Give a unit another status or place; False when its serial forbids the status."""
    row = model["units"][unit]
    status = told.get("status", row["status"])
    comes_back = status not in (row["status"], "Sold")
    if comes_back and serial_is_taken(model, row["esn"], but=unit):
        return False
    row |= {**told, "updated": now}
    return True


# Orders


def place(model: Model, order: int, now: int, status: str, lines: Sequence[Row]) -> None:
    """Write an order down; each line has an id, a SKU, a quantity and a price."""
    model["orders"][order] = {
        "id": order, "status": "", "created": now, "updated": now, "shipped_at": None,
        "parcels": [], "units": [],
        "lines": [
            {**line, "variation": variation_of(model, line["sku"]), "under": None}
            for line in lines
        ],
    }  # fmt: skip
    give_status(model, order, now, status)


def give_status(model: Model, order: int, now: int, status: str) -> None:
    """Give an order a status: one that says shipped dates it, an open one takes that back."""
    row = model["orders"][order]
    if status == SHIPPED:
        row["shipped_at"] = row["shipped_at"] or now
    elif status in OPEN and not row["parcels"]:
        row["shipped_at"] = None
    row |= {"status": status, "updated": now}


def named(model: Model, order: int, names: Sequence[Row]) -> list[int] | None:
    """Return the units that are meant, by one key each; None when one of them cannot be had."""
    meant = []
    for name in names:
        ((key, value),) = name.items()
        free = [
            unit["id"]
            for unit in model["units"].values()
            if str(unit[key]).lower() == str(value).lower() and unit["order"] in (None, order)
        ]
        held = [unit for unit in free if model["units"][unit]["order"] == order]
        if not free or (len(free) > 1 and len(held) != 1):
            return None
        meant.append((held or free)[0])
    return meant if len(set(meant)) == len(meant) else None


def commit(
    model: Model, order: int, now: int, units: Sequence[int], id_of: Callable[[int], int]
) -> None:
    """Put units on an order; `id_of` tells the id of the second line that a unit needed."""
    row = model["orders"][order]
    for unit in units:
        one = model["units"][unit]
        if one["order"] == order:
            continue
        line, price = _line_for(model, row, one, id_of)
        one |= {
            "order": order, "line": line, "sale_price": price, "previous": one["status"],
            "status": "Sold", "updated": now,
        }  # fmt: skip
    fresh = [unit for unit in units if unit not in row["units"]]
    row["units"] += sorted(fresh)
    row["updated"] = now


def takes_units(row: Row) -> bool:
    """Say whether an order's status allows commitment (§7.1)."""
    return row["status"] in COMMITTABLE


def release_units(model: Model, order: int, now: int, units: Collection[int]) -> None:
    """Take units off an order: each is what it was; second lines shrink with their units."""
    row = model["orders"][order]
    for unit in units:
        one = model["units"][unit]
        one |= {
            "order": None, "line": None, "sale_price": None, "status": one["previous"],
            "previous": None, "updated": now,
        }  # fmt: skip
    row["units"] = [unit for unit in row["units"] if unit not in units]
    row["updated"] = now
    if units:
        for line in [line for line in row["lines"] if line["under"]]:
            line["quantity"] = committed(model, line)
            if not line["quantity"]:
                row["lines"].remove(line)


def name_of(model: Model, line: Row) -> str | None:
    """Return the SKU of a line: its variation's, else the one under which it was ordered."""
    found: str | None = _sku(model, line) or line["sku"]
    return found


def left_of(model: Model, row: Row, sku: str, count: int) -> dict[int, int] | None:
    """Return what is left of each line without so many of a SKU; None when it asks for fewer."""
    left = {line["id"]: line["quantity"] for line in row["lines"] if line["under"] is None}
    for line in reversed([line for line in row["lines"] if line["id"] in left]):
        if name_of(model, line) == sku:
            taken = min(count, left[line["id"]])
            left[line["id"]] -= taken
            count -= taken
    return None if count else left


def call_off(model: Model, order: int, now: int, left: dict[int, int], *, release: bool) -> None:
    """Lower lines to what is left of them; an order of which nothing is left is canceled (§7.1)."""
    row = model["orders"][order]
    if not any(left.values()):
        give_status(model, order, now, "Canceled")
        release_units(model, order, now, set(row["units"]) if release else ())
        return
    room = dict(left)
    surplus = []
    for unit in row["units"] if release else ():
        line = model["units"][unit]["line"]
        if line in room:
            room[line] -= 1
            surplus += [unit] if room[line] < 0 else []
    release_units(model, order, now, surplus)
    for line in row["lines"]:
        line["quantity"] = left.get(line["id"], line["quantity"])
    gone = [
        line for line in row["lines"] if left.get(line["id"]) == 0 and not committed(model, line)
    ]
    _drop(row, gone)


def set_lines(model: Model, order: int, now: int, kept: Sequence[tuple[int, int]]) -> bool:
    """Keep the lines that are named with their quantities; False when one that goes has units."""
    row = model["orders"][order]
    quantities = dict(kept)
    gone = [line for line in row["lines"] if line["id"] not in quantities]
    if any(committed(model, line) for line in gone):
        return False
    _drop(row, gone)
    for line in row["lines"]:
        line["quantity"] = quantities[line["id"]]
    row["updated"] = now
    return True


def match_lines(model: Model, order: int, now: int, id_of: Callable[[int], int]) -> None:
    """Make the lines say what is committed and no more (§7.1)."""
    row = model["orders"][order]
    for line in row["lines"]:
        line["quantity"] = committed(model, line)
    _drop(row, [line for line in row["lines"] if not line["quantity"]])
    for unit in row["units"]:
        one = model["units"][unit]
        if one["line"] is not None:
            continue
        own = [line for line in row["lines"] if line["variation"] == one["variation"]]
        if not own:
            own = [_line(id_of(unit), model["skus"][one["variation"]], one["variation"])]
            own[0] |= {"quantity": 0, "price": one["sale_price"]}
            row["lines"] += own
        own[0]["quantity"] += 1
        one["line"] = own[0]["id"]
    row["updated"] = now


def connect(model: Model, order: int, now: int, line: Row, variation: int | None) -> None:
    """Connect a line to a variation: from now on it is of that SKU (§8.5)."""
    if variation is not None:
        line |= {"variation": variation, "sku": model["skus"][variation] or line["sku"]}
    model["orders"][order]["updated"] = now


def _drop(row: Row, gone: Sequence[Row]) -> None:
    ids = {line["id"] for line in gone}
    row["lines"] = [line for line in row["lines"] if line["id"] not in ids]
    for line in row["lines"]:
        if line["under"] in ids:
            line["under"] = None


def _line(line: int, sku: str | None, variation: int) -> Row:
    return {
        "id": line, "sku": sku, "variation": variation, "quantity": 1, "price": None, "under": None,
    }  # fmt: skip


def _line_for(
    model: Model, row: Row, unit: Row, id_of: Callable[[int], int]
) -> tuple[int | None, int | None]:
    """The line of the unit's variation or SKU that still awaits one, else one that is full."""
    sku = model["skus"][unit["variation"]]
    fitting = [
        line
        for line in row["lines"]
        if line["under"] is None
        and line["variation"] is not None
        and (line["variation"] == unit["variation"] or (sku and _sku(model, line) == sku))
    ]
    own = [line for line in fitting if line["variation"] == unit["variation"]]
    for lines in (own, fitting):
        for line in lines:
            if committed(model, line) < line["quantity"]:
                return line["id"], line["price"]
    for line in own or fitting:
        return line["id"], line["price"]
    return _second_line(row, unit, sku, id_of)


def _second_line(
    row: Row, unit: Row, sku: str | None, id_of: Callable[[int], int]
) -> tuple[int | None, int | None]:
    """Under a line of an unknown SKU, as long as that is not full of such (§8.5 rule 5)."""
    for line in row["lines"]:
        under = [each for each in row["lines"] if each["under"] == line["id"]]
        room = line["quantity"] - sum(each["quantity"] for each in under)
        if line["variation"] is not None or room <= 0:
            continue
        for each in under:
            if each["variation"] == unit["variation"]:
                each["quantity"] += 1
                return each["id"], line["price"]
        made = _line(id_of(unit["id"]), sku, unit["variation"]) | {"under": line["id"]}
        row["lines"].insert(row["lines"].index(line) + len(under) + 1, made)
        return made["id"], line["price"]
    return None, None


def _sku(model: Model, line: Row) -> str | None:
    found: str | None = model["skus"].get(line["variation"])
    return found


# What everybody can see


def committed(model: Model, line: Row) -> int:
    """Count the units that a line holds."""
    return sum(unit["line"] == line["id"] for unit in model["units"].values())


def listed(model: Model, wanted: Callable[[Row], bool]) -> list[int]:
    """Return the ids of the units that a filter keeps, newest first."""
    return sorted((u["id"] for u in model["units"].values() if wanted(u)), reverse=True)


def awaited(model: Model, row: Row, sku: str) -> int:
    """Return how many units of a SKU an order still takes: none by overcommitting, never less."""
    if row["status"] not in OPEN:
        return 0
    mine = [line for line in row["lines"] if _sku(model, line) == sku]
    return sum(max(0, line["quantity"] - committed(model, line)) for line in mine)


def on_hand(model: Model, sku: str, statuses: Collection[str] | None) -> int:
    """Count a SKU's units that no order holds, of some statuses or of all (§4)."""
    return sum(
        unit["order"] is None
        and model["skus"][unit["variation"]] == sku
        and (statuses is None or unit["status"] in statuses)
        for unit in model["units"].values()
    )


def levels(model: Model, now: int, statuses: Collection[str] | None) -> list[Row]:
    """Return what the stock levels say: orders of the last 90 days, statuses of units alone."""
    young = [row for row in model["orders"].values() if row["created"] >= now - 90 * DAY]
    rows = []
    for sku in sorted({sku for sku in model["skus"].values() if sku}):
        there = on_hand(model, sku, statuses)
        owed = sum(awaited(model, row, sku) for row in young)
        rows.append({"sku": sku, "on_hand": there, "outstanding": owed, "available": there - owed})
    return rows


def promised(model: Model) -> dict[str, int]:
    """Return what can be sold of each SKU: on the shelf, less what any order awaits (§8.2)."""
    waiting = [row for row in model["orders"].values() if row["shipped_at"] is None]
    return {
        sku: on_hand(model, sku, ("Available",)) - sum(awaited(model, row, sku) for row in waiting)
        for sku in {sku for sku in model["skus"].values() if sku}
    }


def standing(model: Model) -> int:
    """Count what is in the building: what no order has shipped, but for what is not there yet."""
    orders = model["orders"]
    return sum(
        unit["status"] not in NOT_THERE
        if unit["order"] is None
        else orders[unit["order"]]["shipped_at"] is None
        for unit in model["units"].values()
    )


def picked(model: Model, order: int) -> list[int]:
    """Return the oldest Available units that known lines still await, as staff pick them."""
    chosen: list[int] = []
    for line in model["orders"][order]["lines"]:
        awaits = line["quantity"] - committed(model, line)
        if line["variation"] is None or awaits <= 0:
            continue
        sku = _sku(model, line)
        shelf = [
            unit
            for unit in model["units"].values()
            if unit["order"] is None and unit["status"] == "Available" and unit["id"] not in chosen
            if unit["variation"] == line["variation"]
            or (sku and model["skus"][unit["variation"]] == sku)
        ]
        shelf.sort(key=lambda unit: (unit["created"], unit["id"]))
        chosen += [unit["id"] for unit in shelf[:awaits]]
    return chosen
