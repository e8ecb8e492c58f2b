"""Auto-ship, operation 18b: choose lots by each item's pull strategy, and ship what there is.

Source: docs/reference/wherefour.md 5.1. A refusal undoes whatever was written before it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.rails import invalid, spell_decimal
from stocktake.rules.picking import Lot, Pick, PickStrategy, eligible, pick

from . import wire
from .accounts import Account
from .closest import closest
from .locations import with_descendants
from .orders import order_of_customer, status_named
from .refusals import not_found
from .shipments import shown_shipments
from .stocks import Change, change_lot
from .units import Unit, title, unit_of

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the client asks of a shipment: from where (None: anywhere), how, when."""

    account: Account
    places: frozenset[int] | None
    delivery_method_id: int | None
    tracking_number: str | None
    ship_date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An order line with its units and what is still to ship of it (unit of use)."""

    row: Mapping[str, Any]
    order_unit: Unit
    ship_unit: Unit
    before: int
    open: int


def auto_pick_and_ship(
    world: World, call: Call, *, customer_id: int, order_id: int, body: Mapping[str, Any]
) -> Any:
    """Ship an order from the lots that pull strategies choose, in part when they are short."""
    order = order_of_customer(world, customer_id, order_id=order_id)
    shipment_id = pick_and_ship(world, call.account, order, body=body)
    return shown_shipments(world, [shipment_id])[0]


def pick_and_ship(
    world: World, account: Account, order: Mapping[str, Any], *, body: Mapping[str, Any]
) -> int:
    """Ship what there is of an order in the name of a user; return the shipment's id."""
    wishes = _wishes(world, account, body)
    status = world.one(
        "SELECT * FROM wherefour_order_status WHERE id = ?", (order["order_status_id"],)
    )
    _refuse_blocked(world, order, status)
    lines = open_lines(world, order["id"])
    if not lines:
        raise invalid("base", "The order is already fully shipped")
    shipment_id, number = _add_shipment(world, order, wishes)
    told = [text for line in lines for text in _ship_line(world, shipment_id, line, wishes)]
    complete = _judge(world, shipment_id, lines, status)
    _finish(world, order, wishes, number, told, complete)
    return shipment_id


def _wishes(world: World, account: Account, body: Mapping[str, Any]) -> Wishes:
    methods = world.all("SELECT id, name FROM wherefour_delivery_method")
    wanted = wire.text(body, "delivery_method")
    if wanted is None:
        raise invalid("delivery_method", "can't be blank")
    given = wire.moment(body, "ship_date", zone=account.zone)
    moment = world.now if given is None else given
    return Wishes(
        account=account,
        places=_places(world, body),
        delivery_method_id=closest(wanted, [(row["id"], row["name"]) for row in methods]),
        tracking_number=wire.text(body, "tracking_number"),
        ship_date=moment - moment % _MINUTE_MS,
    )


def _places(world: World, body: Mapping[str, Any]) -> frozenset[int] | None:
    # A name that is close to nothing means no location, and so any (5.1); an id wins over a name.
    location_id, name = wire.reference(body, "location_id"), wire.text(body, "location_name")
    rows = world.all("SELECT id, name FROM wherefour_location")
    if location_id is not None:
        if location_id not in {row["id"] for row in rows}:
            raise not_found()
    elif name is not None:
        location_id = closest(name, [(row["id"], row["name"]) for row in rows])
    return None if location_id is None else frozenset(with_descendants(world, location_id))


def _refuse_blocked(world: World, order: Mapping[str, Any], status: Mapping[str, Any]) -> None:
    blocked = world.value(
        "SELECT block_shipments FROM wherefour_customer WHERE id = ?", (order["customer_id"],)
    )
    if blocked:
        raise invalid("base", "Shipments to this customer are blocked")
    if not status["allow_shipments"]:
        raise invalid("base", f"An order with the status {status['name']} cannot be shipped")


def open_lines(world: World, order_id: int) -> list[Line]:
    """Return the lines of an order of which something is still to ship (5.1)."""
    rows = world.all(
        "SELECT li.*, i.unit_of_order, i.unit_of_pick_and_ship, i.pull_strategy, i.retired,"
        " i.quantity_not_tracked, coalesce(sum(si.taken), 0) AS taken,"
        " coalesce(sum(si.quantity), 0) AS ordered_shipped, coalesce(sum(si.count), 0) AS shipped"
        " FROM wherefour_order_item li JOIN wherefour_inventory i ON i.id = li.inventory_id"
        " LEFT JOIN wherefour_shipment_item si ON si.order_item_id = li.id"
        " WHERE li.order_id = ? GROUP BY li.id ORDER BY li.id",
        (order_id,),
    )
    return [line for line in (_line(world, row) for row in rows) if line.open > 0]


def _line(world: World, row: Mapping[str, Any]) -> Line:
    order_unit = unit_of(world, row["inventory_id"], name=row["unit_of_order"])
    return Line(
        row=row,
        order_unit=order_unit,
        ship_unit=unit_of(world, row["inventory_id"], name=row["unit_of_pick_and_ship"]),
        before=row["taken"],
        open=order_unit.into_use(row["count"]) - row["taken"],
    )


def _add_shipment(world: World, order: Mapping[str, Any], wishes: Wishes) -> tuple[int, int]:
    number = world.value(
        "SELECT coalesce(max(shipment_number), 0) + 1 FROM wherefour_shipment WHERE order_id = ?",
        (order["id"],),
    )
    shipment_id = world.insert(
        "wherefour_shipment",
        order_id=order["id"],
        user_id=wishes.account.id,
        ship_date=wishes.ship_date,
        shipment_number=number,
        tracking_number=wishes.tracking_number,
        delivery_method_id=wishes.delivery_method_id,
        shipping_address_id=order["shipping_address_id"],
        created_at=world.now,
        updated_at=world.now,
    )
    return shipment_id, int(number)


def _ship_line(world: World, shipment_id: int, line: Line, wishes: Wishes) -> list[str]:
    """Ship what there is of a line; return its part of the text, nothing when nothing went."""
    picks = () if line.row["quantity_not_tracked"] else _picks(world, line, wishes)
    taken = sum(each.quantity for each in picks)
    if line.row["quantity_not_tracked"]:
        taken = line.open
    if taken == 0:
        return []
    item_id = _add_item(world, shipment_id, line, taken)
    change = Change(
        reason="shipment",
        account=wishes.account,
        effective_at=wishes.ship_date,
        shipment_item_id=item_id,
    )
    for each in picks:
        change_lot(world, each.lot_id, by=-each.quantity, change=change)
    return _told(world, line, picks)


def _picks(world: World, line: Line, wishes: Wishes) -> tuple[Pick, ...]:
    return pick(
        _candidates(world, line, wishes),
        line.open,
        strategy=PickStrategy.parse(line.row["pull_strategy"]),
        hand_pick=world.quirk("wherefour.hand_pick"),
    )


def _candidates(world: World, line: Line, wishes: Wishes) -> list[Lot]:
    if line.row["retired"]:
        return []
    rows = world.all(
        "SELECT s.id, s.count, s.received_at, s.expiration_date, s.status,"
        " l.allowed_for_pick_and_ship FROM wherefour_stock s"
        " LEFT JOIN wherefour_location l ON l.id = s.location_id"
        " WHERE s.inventory_id = :item AND s.count > 0 AND (:places IS NULL"
        " OR s.location_id IN (SELECT value FROM json_each(:places)))"
        " AND (:today IS NULL OR s.expiration_date IS NULL OR s.expiration_date >= :today)",
        {
            "item": line.row["inventory_id"],
            "places": None if wishes.places is None else json.dumps(sorted(wishes.places)),
            "today": _today(world, wishes) if world.quirk("wherefour.exclude_expired") else None,
        },
    )
    return [_lot(row) for row in rows if _allowed(row)]


def _today(world: World, wishes: Wishes) -> str:
    return wire.local(world.now, wishes.account.zone).date().isoformat()


def _allowed(row: Mapping[str, Any]) -> bool:
    flag = row["allowed_for_pick_and_ship"]
    return eligible(row["status"], row["count"], pick_and_ship=None if flag is None else bool(flag))


def _lot(row: Mapping[str, Any]) -> Lot:
    expiry = row["expiration_date"]
    return Lot(
        id=row["id"],
        count=row["count"],
        received_at=row["received_at"],
        expires_at=date.fromisoformat(expiry).toordinal() if expiry else None,
    )


def _add_item(world: World, shipment_id: int, line: Line, taken: int) -> int:
    quantity = _share(line, line.order_unit, taken, line.row["ordered_shipped"])
    world.note(
        "wherefour",
        "shipment",
        sku=line.row["sku"],
        reference=world.value(
            "SELECT order_number FROM wherefour_order WHERE id = ?", (line.row["order_id"],)
        ),
        delta=quantity,
    )
    return world.insert(
        "wherefour_shipment_item",
        shipment_id=shipment_id,
        order_item_id=line.row["id"],
        inventory_name=line.row["name"],
        inventory_sku=line.row["sku"],
        count=_share(line, line.ship_unit, taken, line.row["shipped"]),
        quantity=quantity,
        taken=taken,
    )


def _share(line: Line, unit: Unit, taken: int, shipped: int) -> int:
    # What there is in all less what was written down before, so that three thirds of a case are one
    # case, also when the line grew in between.
    return max(0, _in_all(line, unit, line.before + taken) - shipped)


def _in_all(line: Line, unit: Unit, taken: int) -> int:
    if taken == line.before + line.open and unit == line.order_unit:
        return int(line.row["count"])
    return unit.from_use(taken)


def _told(world: World, line: Line, picks: tuple[Pick, ...]) -> list[str]:
    told, before = [], line.before
    for each in picks:
        after = before + each.quantity
        count = _in_all(line, line.ship_unit, after) - _in_all(line, line.ship_unit, before)
        before = after
        code = world.value("SELECT lot_code FROM wherefour_stock WHERE id = ?", (each.lot_id,))
        unit = title(line.ship_unit.name)
        told.append(f"{spell_decimal(count)} {unit} - {line.row['name']} (lot code: {code})\n")
    return told


def _judge(world: World, shipment_id: int, lines: list[Line], status: Mapping[str, Any]) -> bool:
    """Say whether the order is now complete; refuse a shipment of nothing, or a forbidden part."""
    taken = world.one(
        "SELECT count(*) AS lines, coalesce(sum(taken), 0) AS taken FROM wherefour_shipment_item"
        " WHERE shipment_id = ?",
        (shipment_id,),
    )
    if taken["lines"] == 0:
        raise invalid("base", "No available stock lots")
    complete = bool(taken["taken"] == sum(line.open for line in lines))
    if not complete and not status["allow_partial_shipments"]:
        raise invalid(
            "base", f"An order with the status {status['name']} is shipped whole or not at all"
        )
    return complete


def _finish(
    world: World,
    order: Mapping[str, Any],
    wishes: Wishes,
    number: int,
    told: list[str],
    complete: bool,
) -> None:
    day = wire.local(wishes.ship_date, wishes.account.zone)
    heading = f"\nShipment #{number}: {day:%m/%d/%y}\n"
    world.update(
        "wherefour_order",
        order["id"],
        instructions=order["instructions"] + heading + "".join(told),
        order_status_id=_next_status(world, order, complete=complete),
        updated_at=world.now,
    )


def _next_status(world: World, order: Mapping[str, Any], *, complete: bool) -> int:
    wanted = world.quirk(
        "wherefour.full_ship_status" if complete else "wherefour.partial_ship_status"
    )
    # The organization names its statuses; a flag says which one it is (5.1, 5.2).
    if wanted == "complete":
        found = world.value(
            "SELECT id FROM wherefour_order_status WHERE order_complete_status ORDER BY id"
        )
    elif wanted == "keep" and not complete:
        found = world.value(
            "SELECT id FROM wherefour_order_status WHERE order_has_shipments_status ORDER BY id"
        )
    else:
        found = status_named(world, wanted)
    return int(found or order["order_status_id"])
