"""Lists and counts: pages called `offset`, bounds, filters by attribute, `order_by`.

Source: docs/reference/whiplash.md 1.5. A value that cannot be read filters nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.paging import Show, read_page, read_positive, select_page, show_page

from . import wire

PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 250

Query = Mapping[str, str | list[str]]
"""The query of a list as its document reads it: limit, offset, page, bounds, attributes."""

_STAMPS = {"id": wire.INTEGER, "created_at": wire.TIME, "updated_at": wire.TIME}
_BOUNDS = {
    "created_at_min": "t.created_at >= :created_at_min",
    "created_at_max": "t.created_at <= :created_at_max",
    "updated_at_min": "t.updated_at >= :updated_at_min",
    "updated_at_max": "t.updated_at <= :updated_at_max",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What a list is made of: literals of ours.

    `table` with its alias (`whiplash_item t`), `where` with named parameters, and `attributes`: the
    columns to filter and to order by with their kinds, besides id and time stamps.
    """

    table: str
    where: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def kind(self, name: str) -> str | None:
        """Return the kind of an attribute, None for an unknown name."""
        return _STAMPS.get(name) or self.attributes.get(name)


def list_page(world: World, listing: ListQuery, query: Query, *, show: Show, **values: Any) -> Page:
    """Return the page that a query asks for; `values` are the parameters of `where`."""
    matching, bound = _matching(world, listing, query, values)
    page = select_page(
        world,
        "SELECT t.id",
        matching,
        order=_order(world, listing, _last(query, "order_by")),
        values=bound,
        number=_read_page(world, query),
        size=read_positive(
            world, "limit", _last(query, "limit"), PAGE_SIZE, most=LARGEST_PAGE_SIZE
        ),
        simulator="whiplash",
        counted=False,
    )
    return show_page(world, page, show=show)


def count_rows(world: World, listing: ListQuery, query: Query, **values: Any) -> int:
    """Return how many records match a query, on all pages together."""
    matching, bound = _matching(world, listing, query, values)
    return int(world.value("SELECT count(*) " + matching, bound))


def is_empty(world: World, listing: ListQuery, **values: Any) -> bool:
    """Return whether no record is in a list at all."""
    question = f"SELECT 1 FROM {listing.table} WHERE {listing.where} LIMIT 1"
    return world.value(question, values) is None


def _read_page(world: World, query: Query) -> int:
    name = "page" if _last(query, "page") else "offset"
    return read_page(world, _last(query, name), name=name)


def _matching(
    world: World, listing: ListQuery, query: Query, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return `FROM … WHERE …` of our own fragments, and the parameters in them."""
    conditions, bound = [listing.where], dict(values)
    for argument, given in query.items():
        name = argument.removesuffix("_")  # Connexion's underscore after a name that Python has
        texts = [text for text in ([given] if isinstance(given, str) else given) if text]
        condition = _condition(world, listing, name, texts) if texts else None
        if condition is not None:
            conditions.append(condition[0])
            bound[name] = condition[1]
    return f"FROM {listing.table} WHERE {' AND '.join(conditions)}", bound


def _condition(
    world: World, listing: ListQuery, name: str, texts: list[str]
) -> tuple[str, Any] | None:
    """Return a condition and the value of its parameter `name`; None for one to ignore."""
    if name in _BOUNDS or name == "since_id":
        bound = _bound(name, texts[-1])
        if bound is None:
            world.name_unusable(name, texts[-1])
        return bound
    kind = listing.kind(name)
    if kind is None:
        return None
    column = f"t.{name} / 1000" if kind == wire.TIME else f"t.{name}"
    read = [wire.READERS[kind](text) for text in texts]
    values = json.dumps([value for value in read if value is not None])
    return f"{column} IN (SELECT value FROM json_each(:{name}))", values


def _bound(name: str, text: str) -> tuple[str, int] | None:
    """Return the condition of a bound and its value, None when the value cannot be read."""
    if name == "since_id":
        since = read_integer(text)
        return None if since is None else ("t.id > :since_id", since)
    time = wire.read_time(text)
    # The wire shows whole seconds, so an upper bound includes all of its second.
    last = 999 if name.endswith("_max") else 0
    return None if time is None else (_BOUNDS[name], time + last)


def _order(world: World, listing: ListQuery, text: str | None) -> str:
    """Return `t.sku DESC, t.id DESC` for `sku desc`; unknown columns are left out."""
    parts = []
    for piece in (text or "").split(","):
        match = re.fullmatch(r"\s*([a-z0-9_]+)(?:\s+(asc|desc))?\s*", piece, re.I)
        if match and listing.kind(match[1].lower()):
            parts.append(f"t.{match[1].lower()} {(match[2] or 'ASC').upper()}")
        elif piece:
            world.name_unusable("order_by", piece)
    return ", ".join([*(parts or ["t.updated_at DESC"]), "t.id DESC"])


def _last(query: Query, name: str) -> str | None:
    given = query.get(name)
    return given if given is None or isinstance(given, str) else given[-1] if given else None
