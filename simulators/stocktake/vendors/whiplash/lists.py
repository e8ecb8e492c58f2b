"""Lists and counts: pages called `offset`, bounds, filters by attribute, `order_by`.

Source: docs/reference/whiplash.md 1.5. What cannot be read asks for nothing.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.paging import Show, read_page, read_positive, show_page

from . import wire

PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 250

Wanted = Mapping[str, str | list[str]]
"""The query of a list as its document reads it: limit, offset, page, bounds, attributes."""

TEXT, INTEGER, DECIMAL, FLAG, MOMENT = "text", "integer", "decimal", "flag", "moment"
_READERS: Mapping[str, Callable[[str], Any]] = {
    TEXT: str,
    INTEGER: read_integer,
    DECIMAL: wire.micro,
    FLAG: wire.boolean,
    MOMENT: lambda text: None if (read := wire.moment(text)) is None else read // 1_000,
}
_STAMPS = {"id": INTEGER, "created_at": MOMENT, "updated_at": MOMENT}
_BOUNDS = {
    "created_at_min": "t.created_at >= :created_at_min",
    "created_at_max": "t.created_at <= :created_at_max",
    "updated_at_min": "t.updated_at >= :updated_at_min",
    "updated_at_max": "t.updated_at <= :updated_at_max",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list is made of: literals of ours.

    `table` with its alias (`whiplash_item t`), `where` with named parameters, and `attributes`: the
    columns to filter and to order by with their kinds, besides id and time stamps.
    """

    table: str
    where: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def kind(self, name: str) -> str | None:
        """Return the kind of an attribute, None for a name that is none."""
        return _STAMPS.get(name) or self.attributes.get(name)


def listed(world: World, listing: Listing, wanted: Wanted, *, show: Show, **values: Any) -> Page:
    """Return the page of records that is wanted; `values` are the parameters of `where`."""
    found, bound = _found(listing, wanted, values)
    return show_page(
        world,
        "SELECT t.id",
        found,
        order=_order(listing, _last(wanted, "order_by")),
        values=bound,
        number=read_page(_last(wanted, "page") or _last(wanted, "offset")),
        size=read_positive(_last(wanted, "limit"), PAGE_SIZE, most=LARGEST_PAGE_SIZE),
        show=show,
    )


def counted(world: World, listing: Listing, wanted: Wanted, **values: Any) -> int:
    """Return how many records there are in all of what a list would show."""
    found, bound = _found(listing, wanted, values)
    return int(world.value("SELECT count(*) " + found, bound))


def _found(
    listing: Listing, wanted: Wanted, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return `FROM … WHERE …` of our own fragments, and what is bound in them."""
    conditions, bound = [listing.where], dict(values)
    for argument, given in wanted.items():
        name = argument.removesuffix("_")  # what Python has a name like it for
        texts = [text for text in ([given] if isinstance(given, str) else given) if text]
        if not texts:
            continue
        if name in _BOUNDS:
            moment = wire.moment(texts[-1])
            if moment is not None:
                conditions.append(_BOUNDS[name])
                # The wire shows whole seconds: a bound takes in all of its second.
                bound[name] = moment + (999 if name.endswith("_max") else 0)
        elif name == "since_id":
            since = read_integer(texts[-1])
            if since is not None:
                conditions.append("t.id > :since_id")
                bound[name] = since
        elif (kind := listing.kind(name)) is not None:
            column = f"t.{name} / 1000" if kind == MOMENT else f"t.{name}"
            conditions.append(f"{column} IN (SELECT value FROM json_each(:{name}))")
            read = [_READERS[kind](text) for text in texts]
            bound[name] = json.dumps([value for value in read if value is not None])
    return f"FROM {listing.table} WHERE {' AND '.join(conditions)}", bound


def _order(listing: Listing, text: str | None) -> str:
    """Return `t.sku DESC, t.id DESC` for `sku desc`; columns that nobody knows are left out."""
    parts = []
    for piece in (text or "").split(","):
        match = re.fullmatch(r"\s*([a-z0-9_]+)(?:\s+(asc|desc))?\s*", piece, re.I)
        if match and listing.kind(match[1].lower()):
            parts.append(f"t.{match[1].lower()} {(match[2] or 'ASC').upper()}")
    return ", ".join([*(parts or ["t.updated_at DESC"]), "t.id DESC"])


def _last(wanted: Wanted, name: str) -> str | None:
    given = wanted.get(name)
    return given if given is None or isinstance(given, str) else given[-1] if given else None
