"""A body with quantities as values. Source: docs/reference/channels.md 3."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.vendors.swappa.errors import FieldError

Row = dict[str, Any]


def read_quantities(
    listing: Row, variants: Sequence[Row], body: Mapping[str, Any]
) -> dict[int, int]:
    """Return the quantities that a body sets, by the ids of variants; FieldError for a wrong kind.

    A variant that the body leaves out keeps its quantity.
    """
    if listing["has_variants"]:
        if "quantity" in body:
            raise FieldError("quantity", "This listing has variants: each has its own quantity")
        if "variants" not in body:
            raise FieldError("variants", "Give the variants and their quantities")
        return _read_variants(variants, body["variants"])
    if "variants" in body:
        raise FieldError("variants", "This listing has no variants")
    if "quantity" not in body:
        raise FieldError("quantity", "Give a quantity")
    return {variants[0]["id"]: body["quantity"]}


def _read_variants(variants: Sequence[Row], sent: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    known = {variant["sku"]: variant["id"] for variant in variants}
    found: dict[int, int] = {}
    for place, each in enumerate(sent):
        variant = known.get(each["sku"])
        if variant is None or variant in found:
            why = "is no variant of this listing" if variant is None else "is there twice"
            raise FieldError(f"variants.{place}.sku", f"{each['sku'][:100]} {why}")
        found[variant] = each["quantity"]
    return found
