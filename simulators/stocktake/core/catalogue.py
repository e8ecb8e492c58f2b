"""The catalogue that every vendor is seeded from: one small warehouse, read from fixtures/."""

import hashlib
import json
from typing import Any

from stocktake.core.files import data_file
from stocktake.core.serials import renumbered

# More than the catalogue has units, small enough that serials stay distinct at every scale.
_STRIDE = 500
_NAME = "catalogue.json"

SHELF = frozenset(
    {
        "COF-GUJI-340",  # on both sites, in two lots
        "CHK-CAN-CS12",  # sold by the case, stocked by the each
        "KNF-PAR-9",  # one left
        "DET-LDY-1500",  # of two lots one is on hold
        "JAR-MASON-12",  # of two lots one lies where nothing is picked
        "MUG-STONE-BLU",  # in two warehouses
        "000417",  # zeros before the number
        "417",  # the same without them
        "IPHONE13A2482128GBMIDA+",  # a plus in the SKU, one unit not ready to be sold
        "GALA52-128-BLK-C",  # fifteen units, some of them not ready to be sold
        "SONYX5III-128-BLK-A",  # three units, on the other site
        "IPADMINI5-64-GLD-B",  # a single unit
        "IPADPRO11-128-SG-A",  # no unit at all
        "PIX6-128-BLK-B",  # upper case
        "pix6-128-blk-b",  # the same in lower case, and fewer
        "TEE-ALDER-M",  # in two buildings
        "MUG.CAMP.12OZ",  # dots in the SKU
        "HOOD-FOG-M",  # few in both buildings
        "KEY-ACORN",  # one left, on the other site
        "POSTER-TOUR-2026",  # none yet
        "tee-alder-m",  # the same as another in lower case
        "BDL-PIN-5",  # a bundle of the next two
        "PIN-LEAF",
        "TOTE-MARKET",
    }
)
"""A few goods of each warehouse that keep the hard cases: worlds of them are quick to read."""


def load(scale: int = 1, *, shelf: bool = False) -> dict[str, Any]:
    """Return `fixtures/catalogue.json`, with all its items, or those of SHELF, `scale` times over.

    Copy K has `-K` after every SKU and lot code and ` #K` after every name, so two items that share
    a SKU share it in each copy too; its serial numbers are different ones of the same kind. Money
    is minor units of a sold unit (a lot's cost: of the whole lot), counts are whole units of stock.
    The caller may change the result. ValueError for a scale below 1.
    """
    if scale < 1:
        raise ValueError(f"scale must be 1 or more, not {scale}")
    catalogue: dict[str, Any] = json.loads(data_file("fixtures", _NAME).read_bytes())
    if shelf:
        catalogue["items"] = [item for item in catalogue["items"] if item["sku"] in SHELF]
    originals = list(catalogue["items"])
    for number in range(2, scale + 1):
        catalogue["items"] += [_copy(item, number) for item in originals]
    return catalogue


def fingerprint() -> str:
    """Return a SHA-256 that identifies this catalogue and its shelf."""
    told = hashlib.sha256(data_file("fixtures", _NAME).read_bytes())
    told.update("\n".join(sorted(SHELF)).encode())
    return told.hexdigest()


def _copy(item: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **item,
        **_copy_of_merchandise(item, number),
        "sku": item["sku"] and f"{item['sku']}-{number}",
        "name": f"{item['name']} #{number}",
        "sites": list(item["sites"]),
        "stock": {
            warehouse: [_copy_of_stock(row, number) for row in rows]
            for warehouse, rows in item["stock"].items()
        },
    }


def _copy_of_stock(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Copy a lot, a unit (with a new serial number), or the stock of a shelf."""
    if "lot" in row:
        return {**row, "lot": f"{row['lot']}-{number}"}
    if "esn" not in row:
        return dict(row)
    return {**row, "esn": renumbered(row["esn"], _STRIDE * (number - 1))}


def _copy_of_merchandise(item: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the merchandise fields of a copy: a bundle's components are copies too."""
    if "merchandise" not in item:
        return {}
    told = item["merchandise"]
    copies = {f"{sku}-{number}": count for sku, count in told["components"].items()}
    return {"merchandise": {**told, "components": copies}}
