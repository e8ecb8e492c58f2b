"""Ship notices: what a merchant sends to a warehouse. Source: docs/reference/whiplash.md 5.1, 5.2.

Their status is the warehouse's to change: one that a client sends is ignored.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.rails import invalid, read_given

from . import wire
from .access import Account
from .errors import record_not_found
from .items import provider
from .lists import INTEGER, TEXT, Listing, Wanted, counted, listed
from .shipnotice_items import add_line, change_line, find_shipnotice
from .shipnotice_rows import IN_TRANSIT, shown_shipnotices, status_code

Body = Mapping[str, Any]

_ALL = Listing(
    table="whiplash_shipnotice t",
    where="t.customer_id = :customer",
    attributes={"status": INTEGER, "sender": TEXT, "warehouse_id": INTEGER, "received_by": TEXT},
)
_ASKED_FOR = ("sender", "eta", "warehouse_id")
_LINES, _NESTED = "shipnotice_items", "shipnotice_items_attributes"


def list_shipnotices(world: World, call: Call, **wanted: str | list[str]) -> Page:
    """List the account's ship notices, those changed last first."""
    account: Account = call.account
    return listed(world, _ALL, _coded(wanted), show=shown_shipnotices, customer=account.customer_id)


def count_shipnotices(world: World, call: Call, **wanted: str | list[str]) -> int:
    """Count the account's ship notices: a bare number."""
    account: Account = call.account
    return counted(world, _ALL, _coded(wanted), customer=account.customer_id)


def _coded(wanted: Wanted) -> dict[str, str | list[str]]:
    """Return what is wanted, with codes for the names of statuses."""
    given = wanted.get("status", [])
    texts = [given] if isinstance(given, str) else given
    return {**wanted, "status": [status_code(text) for text in texts]}


def get_shipnotice(world: World, call: Call, *, shipnotice_id: int) -> Any:
    """Show one ship notice with its lines."""
    found = find_shipnotice(world, call.account, shipnotice_id)
    return shown_shipnotices(world, [found["id"]])[0]


def create_shipnotice(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Announce goods: the notice is in transit, its lines are expected."""
    account: Account = call.account
    columns = _columns(world, account, body)
    if world.quirk("whiplash.strict"):
        for name in _ASKED_FOR:
            if read_given(columns, name) is None:
                raise invalid(name, "can't be blank")
    columns.setdefault("warehouse_id", _own_warehouse(world, account))
    made = world.insert(
        "whiplash_shipnotice",
        customer_id=account.customer_id, status=IN_TRANSIT, provider=provider(call),
        created_at=world.now, updated_at=world.now, **columns,
    )  # fmt: skip
    for name in (_LINES, _NESTED):
        for line in _lines(body, name):
            add_line(world, account, made, line)
    return shown_shipnotices(world, [made])[0]


def update_shipnotice(
    world: World, call: Call, *, shipnotice_id: int, body: dict[str, Any]
) -> Reply:
    """Change a ship notice that has not arrived; answers nothing.

    Lines with an id are changed. Of those without, `shipnotice_items_attributes` adds; in
    `shipnotice_items` they are the echo of a client that sends the whole record back.
    """
    account: Account = call.account
    notice = find_shipnotice(world, account, shipnotice_id)
    _refuse_late(notice)
    columns = _columns(world, account, body)
    world.update("whiplash_shipnotice", notice["id"], **columns, updated_at=world.now)
    for line in _lines(body, _LINES):
        if line.get("id"):
            change_line(world, _line_of(world, notice, line), line)
    for line in _lines(body, _NESTED):
        if not line.get("id"):
            add_line(world, account, notice["id"], line)
        elif wire.given_flag(line, "_destroy"):
            known = _line_of(world, notice, line)
            world.run("DELETE FROM whiplash_shipnotice_item WHERE id = ?", (known["id"],))
        else:
            change_line(world, _line_of(world, notice, line), line)
    return Reply(204)


def delete_shipnotice(world: World, call: Call, *, shipnotice_id: int) -> Reply:
    """Take back a ship notice that has not arrived: it is gone, with its lines."""
    notice = find_shipnotice(world, call.account, shipnotice_id)
    _refuse_late(notice)
    world.run("DELETE FROM whiplash_shipnotice_item WHERE shipnotice_id = ?", (notice["id"],))
    world.run("DELETE FROM whiplash_shipnotice WHERE id = ?", (notice["id"],))
    return Reply(204)


def _columns(world: World, account: Account, body: Body) -> dict[str, Any]:
    """Return the columns that a body sets; a warehouse that is null is not set."""
    texts = ("sender", "notes_by_customer", "originator_id")
    columns: dict[str, Any] = {n: wire.given_text(body, n) for n in texts if n in body}
    if "eta" in body:
        columns["eta"] = wire.moment(wire.given_text(body, "eta") or "")
    if "total_boxes" in body:
        columns["total_boxes"] = wire.given_integer(body, "total_boxes")
    place = wire.given_integer(body, "warehouse_id")
    if place is not None:
        allowed = world.value(
            "SELECT 1 FROM whiplash_customer_warehouse WHERE customer_id = ? AND warehouse_id = ?",
            (account.customer_id, place),
        )
        if not allowed:
            raise record_not_found()
        columns["warehouse_id"] = place
    return columns


def _own_warehouse(world: World, account: Account) -> int:
    return int(
        world.value(
            "SELECT default_warehouse_id FROM whiplash_customer WHERE id = ?",
            (account.customer_id,),
        )
    )


def _lines(body: Body, name: str) -> list[Body]:
    """Return lines as they came: a list, or a form's map by position."""
    given = body.get(name) or []
    return list(given.values()) if isinstance(given, dict) else list(given)


def _line_of(world: World, notice: Body, line: Body) -> dict[str, Any]:
    known = world.find(
        "SELECT * FROM whiplash_shipnotice_item WHERE id = ? AND shipnotice_id = ?",
        (wire.given_integer(line, "id"), notice["id"]),
    )
    if known is None:
        raise record_not_found()
    return known


def _refuse_late(notice: Body) -> None:
    if notice["status"] > IN_TRANSIT:
        raise invalid("base", "The ship notice has arrived: it stays as it is")


HANDLERS = (
    list_shipnotices,
    count_shipnotices,
    get_shipnotice,
    create_shipnotice,
    update_shipnotice,
    delete_shipnotice,
)
