"""Merchandise of the catalogue: goods on the shelves of several warehouses."""

from typing import Any

from by_the_unit import SOLD_BY_THE_UNIT
from faker import Faker

SEED = 163

# sku (- for none) | title | variant | category | price | site | group (- for none) | pounds
# | on the shelves of ANN and SFO
GOODS = """
TEE-ALDER-S | Alder Leaf Tee | Small | Apparel | 2400 | us | tee-alder | 0.37 | 24 11
TEE-ALDER-M | Alder Leaf Tee | Medium | Apparel | 2400 | us | tee-alder | 0.39 | 36 19
TEE-ALDER-L | Alder Leaf Tee | Large | Apparel | 2400 | us | tee-alder | 0.42 | 31 14
TEE-ALDER-XL | Alder Leaf Tee | Extra Large | Apparel | 2400 | us | tee-alder | 0.45 | 9 0
TEE:RIDGE:S | Ridge Line Tee | Small | Apparel | 2600 | eu | tee-ridge | 0.38 | 12 8
TEE:RIDGE:M | Ridge Line Tee | Medium | Apparel | 2600 | eu | tee-ridge | 0.4 | 17 21
TEE:RIDGE:L | Ridge Line Tee | Large | Apparel | 2600 | eu | tee-ridge | 0.43 | 0 16
HOOD-FOG-M | Fog Bank Hoodie | Medium | Apparel | 5400 | us | hood-fog | 1.2 | 10 7
HOOD-FOG-L | Fog Bank Hoodie | Large | Apparel | 5400 | us | hood-fog | 1.305 | 8 6
CAP-ORCHARD | Orchard Cap | One Size | Apparel | 2800 | us | - | 0.22 | 22 13
SOCK-WOOL-2 | Wool Socks | Pair of two | Apparel | 1800 | eu | - | 0.25 | 40 28
POSTER/DAWN.18x24 | Dawn over the Creek | 18 x 24 | Posters | 2200 | us | creek | 0.305 | 15 25
POSTER/DUSK.18x24 | Dusk over the Creek | 18 x 24 | Posters | 2200 | us | creek | 0.305 | 20 5
POSTER-ORCHARD-A2 | Orchard in Bloom | A2 | Posters | 2600 | eu | - | 0.35 | 6 18
POSTER-TOUR-2026 | Harvest Tour | 2026, unreleased | Posters | 3000 | us | - | 0.305 | 0 0
MUG.CAMP.12OZ | Camp Mug | 12 oz | Drinkware | 1600 | us | mug-camp | 0.7 | 33 27
MUG.CAMP.16OZ | Camp Mug | 16 oz | Drinkware | 1900 | us | mug-camp | 0.9 | 26 12
BOTTLE-STEEL-20 | Steel Bottle | 20 oz | Drinkware | 3200 | eu | - | 0.85 | 14 9
TOTE-MARKET | Market Tote | Canvas | Accessories | 1900 | us | - | 0.5 | 45 30
PIN-LEAF | Enamel Pin | Leaf | Accessories | 900 | us | - | 0.03 | 80 60
STKR-LOGO-3 | Logo Stickers | Set of three | Accessories | 500 | us | - | 0.02 | 150 120
STKR-LOGO-3 | Logo Stickers (first print) | Set of three | Accessories | 400 | - | - | 0.02 | 0 0
KEY-ACORN | Acorn Key Ring | Brass | Accessories | 1100 | eu | - | 0.08 | 1 0
BANDANA-RED | Bandana | Barn red | Accessories | 1200 | us | - | 0.06 | 34 17
ZINE-04.json | Creek Zine | Issue 4 | Print | 800 | us | - | 0.15 | 18 22
CAL-2026 | Wall Calendar | 2026 | Print | 2400 | eu | - | 0.6 | 29 11
NOTE-GRID-A5 | Grid Notebook | A5 | Print | 1300 | us | - | 0.55 | 38 26
LP/FIELD.REC-1 | Field Recordings LP | Volume 1 | Print | 2900 | us | - | 0.62 | 7 4
- | Press Sample Box | Unnumbered | Accessories | 0 | - | - | 1.5 | 3 0
PKG-MAILER-10 | Padded Mailer | 10 in | Packaging | 60 | - | - | 0.1 | 400 250
BDL-CAMP-KIT | Camp Kit | Tee in medium and mug | Bundles | 3600 | - | - | - | 0 0
BDL-PIN-5 | Pin Collector | Five pins, one tote | Bundles | 5500 | us | - | - | 0 0
tee-alder-m | Alder Leaf Tee, child | Medium | Apparel | 1800 | us | - | 0.21 | 8 3
"""

COMPONENTS = {
    "BDL-CAMP-KIT": {"TEE-ALDER-M": 1, "MUG.CAMP.12OZ": 1},
    "BDL-PIN-5": {"PIN-LEAF": 5, "TOTE-MARKET": 1},
}
# In transit: sku -> warehouse, quantity, days until due.
EXPECTED = {"POSTER-TOUR-2026": ("SFO", 60, 21), "TEE-ALDER-XL": ("ANN", 24, 6)}
PACKAGING = "PKG-MAILER-10"
UNRELEASED = "POSTER-TOUR-2026"

HARD_CASES = {
    "TEE:RIDGE:S": "The SKU contains colons.",
    "POSTER/DAWN.18x24": "The SKU contains a slash and a dot.",
    "POSTER-TOUR-2026": "Not released: orders for it are not processed, no unit is there yet.",
    "ZINE-04.json": "The SKU ends like a format.",
    "STKR-LOGO-3": "Duplicate SKU: two items carry it, one of them is offered.",
    "KEY-ACORN": "A single unit.",
    "-": "An item that carries no SKU: no shop can offer it.",
    "PKG-MAILER-10": "Packaging: nobody buys it.",
    "BDL-CAMP-KIT": "A bundle: it is as many as its components allow; no shop offers it.",
    "BDL-PIN-5": "A bundle that takes five of one component.",
    "tee-alder-m": "Another SKU differs only in upper case.",
}

# Goods of other warehouses that are on Whiplash's shelves too: sku -> units in ANN and SFO.
ALSO_THERE = {"MUG-STONE-BLU": (16, 10), "CNDL-BEES-2": (0, 23), "WRAP-BEES-3": (41, 0)}


def shelves(sku: str, counts: tuple[int, ...], *, age: int) -> list[dict[str, Any]]:
    """Return the stock of each warehouse, and what is in transit to it."""
    to, expected, days = EXPECTED.get(sku, ("", 0, 0))
    return [
        {
            "location": location,
            "count": count,
            "received_days_ago": age,
            "expected": expected if to == location else 0,
            "expected_in_days": days if to == location else None,
        }
        for location, count in zip(("ANN", "SFO"), counts, strict=True)
    ]


def also_there(sku: str) -> dict[str, list[dict[str, Any]]]:
    """Return Whiplash's stock of another warehouse's item, empty for most."""
    if sku not in ALSO_THERE:
        return {}
    return {"whiplash": shelves(sku, ALSO_THERE[sku], age=30)}


def item(fake: Faker, row: str) -> dict[str, Any]:
    """Read one row of GOODS."""
    sku, title, variant, category, price, site, group, pounds, counts = (
        cell.strip() for cell in row.split("|")
    )
    cost = int(price) * fake.random_int(28, 44) // 100
    there = tuple(int(count) for count in counts.split())
    return {
        "sku": None if sku == "-" else sku,
        "name": f"{title}, {variant}",
        "category": category,
        "price": int(price),
        "cost": cost,
        "sites": [] if site == "-" else [f"shop-{site}"],
        **SOLD_BY_THE_UNIT,
        "hard_case": HARD_CASES.get(sku),
        "merchandise": {
            "title": title,
            "variant": variant,
            "group": None if group == "-" else group,
            "pounds": None if pounds == "-" else pounds,
            "available": sku != UNRELEASED,
            "packaging": sku == PACKAGING,
            "components": COMPONENTS.get(sku, {}),
        },
        "stock": {"whiplash": shelves(sku, there, age=fake.random_int(5, 80))},
    }


def merchandise() -> list[dict[str, Any]]:
    """Return all merchandise, the same at every call."""
    fake = Faker("en_US")
    fake.seed_instance(SEED)
    return [item(fake, row) for row in GOODS.strip().splitlines()]
