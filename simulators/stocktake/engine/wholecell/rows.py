"""WholeCell's JSON and CSV, read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Document, Goods, Line, Parcel, Quantities, Shipment

OPEN = ("New", "Unpaid", "Ready to Pick", "Ready to Ship")
LABELLED = "Ready to Ship"
"""The status with the flag that sends an order to the tool that buys labels."""


def read_levels(rows: Iterable[Mapping[str, Any]]) -> Quantities:
    """Read stock levels, from the list or from the file."""
    return {row["sku"]: Fraction(row["available"]) for row in rows}


def read_file(text: str) -> Quantities:
    """Read stock levels from CSV; ValueError for anything else, which might look empty."""
    rows = csv.DictReader(io.StringIO(text))
    if not {"sku", "available"} <= set(rows.fieldnames or ()):
        raise ValueError("the report is no table of stock levels")
    return read_levels(rows)


def read_document(row: Mapping[str, Any]) -> Document:
    """Read a sales order's JSON."""
    lines = tuple(read_lines(row))
    is_open, left = row["status"] in OPEN, row["shipped_at"] is not None
    return Document(
        id=row["id"],
        number=row["transaction_number"] or "",
        open=is_open,
        off=not (is_open or left),
        shippable=False,
        lines=lines,
        made_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["updated_at"]),
        shipped=read_shipment(row["shipped_at"], lines) if left else None,
        channel=row["channel"] or "",
        labelled=row["status"] == LABELLED,
        parcels=tuple(
            Parcel(number=each["tracking_number"], carrier=each["carrier"] or "")
            for each in row["shipments"]
            if each["tracking_number"]
        ),
    )


def read_lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """Read the items of a sales order; the units of each, and which are no line of a channel's."""
    serials: dict[int, list[str]] = {}
    for unit in row["inventories"]:
        serials.setdefault(unit["order_item_id"], []).append(unit["esn"])
    sold = {item["sku"] for item in row["items"] if item["sale_price"] is not None}
    for item in row["items"]:
        # Of an unknown SKU staff put units on a second line, without a price, below the first.
        second = item["sale_price"] is None and item["sku"] in sold and bool(row["channel"])
        line = read_line(item)
        yield replace(line, serials=tuple(serials.get(line.id, ())), extra=second)


def read_line(item: Mapping[str, Any]) -> Line:
    """Read an item of a sales order; one of an unknown SKU is a good by itself."""
    variation = item["product_variation"]
    return Line(
        id=item["id"],
        good=variation["id"] if variation else -item["id"],
        sku=item["sku"] or "",
        now=(variation["sku"] or "") if variation else "",
        count=Fraction(item["quantity"]),
        held=item["committed_quantity"],
    )


def read_shipment(at: str, lines: Iterable[Line]) -> Shipment:
    """Return the one shipment of a sales order: it leaves as a whole."""
    counts: Goods = {}
    for line in lines:
        if not line.extra:
            counts[line.good] = counts.get(line.good, Fraction(0)) + line.count
    units = sum(counts.values(), Fraction(0))
    return Shipment(at=datetime.fromisoformat(at), counts=counts, units=units)


def awaited(lines: Iterable[Line]) -> Quantities:
    """Add up the units that nobody has picked yet, by present SKU."""
    sums: Quantities = {}
    for line in lines:
        if line.now and line.count > line.held:
            sums[line.now] = sums.get(line.now, Fraction(0)) + line.count - line.held
    return sums
