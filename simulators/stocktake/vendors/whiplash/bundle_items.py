"""Components of bundles. Source: docs/reference/whiplash.md 6.

A bundle is as many as its scarcest component allows, and has no stock of its own. A bundle that
was ordered became lines of components: a later change of the bundle leaves those orders alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.rails import invalid, read_given

from . import wire
from .access import Account
from .errors import record_not_found
from .items.rows import find_item
from .lists import ListQuery, list_page
from .records import columns_of, require_own, select_by_id
from .stock.ledger import record_bundles

Body = Mapping[str, Any]

_ATTRIBUTES = {
    "parent_item_id": wire.INTEGER, "item_id": wire.INTEGER, "quantity": wire.INTEGER,
    "bundle_id": wire.INTEGER, "max_per_package": wire.INTEGER,
}  # fmt: skip
_WRITTEN = ("item_id", "bundle_id", "quantity", "max_per_package")
_ALL = ListQuery(
    table="whiplash_bundle_item t",
    where="EXISTS (SELECT 1 FROM whiplash_item i WHERE i.id = t.bundle_id"
    " AND i.customer_id = :customer)",
    attributes=_ATTRIBUTES,
)

# Input


def _read_columns(world: World, account: Account, body: Body, *, known: Body) -> dict[str, Any]:
    """Return the columns of a component: those of a body, and for the rest those known before."""
    columns = {
        name: known.get(name)
        if read_given(body, name) is None
        else wire.read_given_integer(body, name)
        for name in _WRITTEN
    }
    if "max_per_package" in body:
        columns["max_per_package"] = wire.read_given_integer(body, "max_per_package")
    _check_items(world, account, columns, known_id=known.get("id"))
    if columns["quantity"] is None:
        raise invalid("quantity", "can't be blank")
    if columns["quantity"] < 1:
        raise invalid("quantity", "must be greater than 0")
    return columns


def _check_items(
    world: World, account: Account, columns: Mapping[str, Any], *, known_id: int | None
) -> None:
    """Refuse what is no bundle, a bundle in a bundle, and an item that is already in it."""
    for name in ("item_id", "bundle_id"):
        if columns[name] is None:
            raise record_not_found(f"{name} is missing")
    item = find_item(world, account, columns["item_id"])
    bundle = find_item(world, account, columns["bundle_id"])
    if not bundle["is_bundle"]:
        raise invalid("bundle_id", "is not a bundle")
    if item["is_bundle"]:
        raise invalid("item_id", "is a bundle itself")
    twin = world.value(
        "SELECT id FROM whiplash_bundle_item WHERE bundle_id = ? AND item_id = ? AND id IS NOT ?",
        (bundle["id"], item["id"], known_id),
    )
    if twin is not None:
        raise invalid("item_id", "has already been taken")


# Shown


def _show(world: World, ids: Sequence[int]) -> list[Any]:
    rows = select_by_id(world, "whiplash_bundle_item", ids, columns=columns_of(_ATTRIBUTES))
    return list(wire.spell_rows(rows, _ATTRIBUTES))


# Rows


def _find(world: World, account: Account, bundle_item_id: int) -> dict[str, Any]:
    return require_own(
        world, account, bundle_item_id,
        select="SELECT b.* FROM whiplash_bundle_item b JOIN whiplash_item i ON i.id = b.bundle_id"
        " WHERE b.id = ? AND i.customer_id = ?",
    )  # fmt: skip


@contextmanager
def _changing(world: World, *bundle_ids: int) -> Iterator[None]:
    """Mark bundles as changed: their quantities may differ now, and clients poll for changes."""
    with record_bundles(world, bundle_ids):
        yield
        for bundle_id in sorted(set(bundle_ids)):
            world.update("whiplash_item", bundle_id, updated_at=world.now)


# Operations


def list_bundle_items(world: World, call: Call, **query: str | list[str]) -> Page:
    """List the components of the account's bundles, or of one bundle."""
    account: Account = call.account
    return list_page(world, _ALL, query, show=_show, customer=account.customer_id)


def get_bundle_item(world: World, call: Call, *, bundle_item_id: int) -> Any:
    """Show one component of a bundle."""
    return _show(world, [_find(world, call.account, bundle_item_id)["id"]])[0]


def create_bundle_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Put an item into a bundle."""
    columns = _read_columns(world, call.account, body, known={})
    with _changing(world, columns["bundle_id"]):
        bundle_item_id = world.insert(
            "whiplash_bundle_item", created_at=world.now, updated_at=world.now, **columns
        )
    return _show(world, [bundle_item_id])[0]


def update_bundle_item(
    world: World, call: Call, *, bundle_item_id: int, body: dict[str, Any]
) -> Reply:
    """Change the item, the bundle or the quantity of a component; answers nothing."""
    known = _find(world, call.account, bundle_item_id)
    columns = _read_columns(world, call.account, body, known=known)
    if any(known[name] != value for name, value in columns.items()):
        with _changing(world, known["bundle_id"], columns["bundle_id"]):
            world.update("whiplash_bundle_item", known["id"], updated_at=world.now, **columns)
    return Reply(204)


def delete_bundle_item(world: World, call: Call, *, bundle_item_id: int) -> Reply:
    """Take an item out of a bundle."""
    known = _find(world, call.account, bundle_item_id)
    with _changing(world, known["bundle_id"]):
        world.run("DELETE FROM whiplash_bundle_item WHERE id = ?", (known["id"],))
    return Reply(204)


HANDLERS = (
    list_bundle_items,
    get_bundle_item,
    create_bundle_item,
    update_bundle_item,
    delete_bundle_item,
)
