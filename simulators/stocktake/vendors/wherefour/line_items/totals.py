"""What the line items of a document add up to. Source: docs/reference/wherefour.md 5.6."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money
from stocktake.vendors.wherefour import wire

from .rows import LineItems

Row = Mapping[str, Any]


def totals(
    world: World, lines: LineItems, *, documents: Sequence[Row]
) -> dict[int, dict[str, int]]:
    """Return `subtotal`, not rounded, and `total`, in whole cents, of documents, by id (5.6).

    Both in millionths of a dollar. ValueError when they do not fit 64 bits.
    """
    ids = [document["id"] for document in documents]
    amounts: dict[int, list[int]] = {identifier: [] for identifier in ids}
    for line in lines.of(world, ids):
        amounts[line[lines.owner]].append(money.line_amount(line["count"], line["cost"]))
    for line in lines.custom_of(world, ids):
        amounts[line[lines.owner]].append(line["amount"])
    legacy = world.quirk("wherefour.legacy_totals")
    return {
        document["id"]: _sum(document, amounts[document["id"]])
        | (_sent_totals(document) if legacy else {})
        for document in documents
    }


def _sum(document: Row, amounts: Sequence[int]) -> dict[str, int]:
    subtotal = money.subtotal(amounts)
    total = money.total(
        subtotal,
        discount=document.get("discount") or 0,
        tax=document.get("tax") or 0,
        shipping=document.get("shipping") or 0,
    )
    return {"subtotal": subtotal, "total": money.from_minor(total)}


def _sent_totals(document: Row) -> dict[str, int]:
    # What an older client sent is echoed (5.6).
    sent = {name: document.get(f"sent_{name}") for name in ("subtotal", "total")}
    return {name: amount for name, amount in sent.items() if amount is not None}


def read_sent_totals(world: World, body: wire.Body) -> dict[str, int | None]:
    """Return the columns of the sums that a client sent: none unless they are echoed (5.6)."""
    if not world.quirk("wherefour.legacy_totals"):
        return {}
    sent = [name for name in ("subtotal", "total") if name in body]
    return {f"sent_{name}": wire.read_number(body, name) for name in sent}


def refuse_absurd_totals(world: World, lines: LineItems, *, document: Row) -> None:
    """Refuse a document whose sums do not fit 64 bits."""
    try:
        totals(world, lines, documents=[document])
    except ValueError:
        raise invalid("total", "is too large") from None
