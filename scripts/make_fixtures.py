#!/usr/bin/env python3
"""Write fixtures/catalogue.json: goods in lots, used devices by unit, merchandise on shelves.

`scripts/make_fixtures.py` writes the file, `--check` exits 1 if the committed one differs. The
goods are a table, because their names must be believable; Faker with a fixed seed gives lots and
customers. Phones and tablets, each with a serial number, are in serialized_goods.py, merchandise
for several warehouses in merchandise.py.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from faker import Faker
from merchandise import also_there, merchandise
from serialized_goods import serialized_goods

TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "catalogue.json"
SEED = 417

# sku | name | category | price of a sold unit | pull strategy | sites | unit [| sold by, units]
GOODS = """
COF-GUJI-340 | Ethiopia Guji Whole Bean Coffee 340 g | Coffee & Tea | 1695 | FEFO | us eu | each
COF-HUILA-340 | Huila Medium Roast Coffee 340 g | Coffee & Tea | 1495 | FEFO | us | each
COF-DECAF-340 | Swiss Water Decaf Coffee 340 g | Coffee & Tea | 1595 | FEFO | eu | each
COF-ESP-1000 | House Espresso Blend 1 kg | Coffee & Tea | 3400 | FEFO | us | each
TEA/EG-100 | Earl Grey Loose Leaf 100 g | Coffee & Tea | 1150 | FIFO | us | each
TEA-SENCHA-80 | Organic Sencha 80 g | Coffee & Tea | 1280 | FIFO | eu | each
TEA-CHAM-20 | Chamomile Tea, 20 bags | Coffee & Tea | 690 | FIFO | us | each
OIL-EVO-500 | Extra Virgin Olive Oil 500 ml | Pantry | 1850 | FEFO | us eu | each
OIL-SES-250 | Toasted Sesame Oil 250 ml | Pantry | 980 | FEFO | eu | each
VIN-ACV-750 | Apple Cider Vinegar 750 ml | Pantry | 820 | FIFO | us | each
HNY-500G | Wildflower Honey 500 g, glass jar | Pantry | 1320 | FIFO | us | each
HNY-500g | Wildflower Honey 500 g, squeeze bottle | Pantry | 1190 | FIFO | us | each
JAM-APR-280 | Blenheim Apricot Jam 280 g | Pantry | 890 | FEFO | us | each
JAM-RASP-280 | Red Raspberry Jam 280 g | Pantry | 890 | FEFO | eu | each
NUT-ALM-454 | Dry Roasted Almonds 454 g | Pantry | 1440 | FEFO | us | each
NUT-WAL-454 | Chandler Walnut Halves 454 g | Pantry | 1360 | FEFO | us | each
NUT-PB-400 | Crunchy Peanut Butter 400 g | Pantry | 790 | FEFO | eu | each
RICE-BAS-2K | Aged Basmati Rice 2 kg | Pantry | 1290 | FIFO | us | each
RICE-ARB-1K | Arborio Rice 1 kg | Pantry | 980 | FIFO | eu | each
PASTA-RIG-500 | Bronze Cut Rigatoni 500 g | Pantry | 490 | FIFO | us | each
PASTA-SPA-500 | Bronze Cut Spaghetti 500 g | Pantry | 490 | FIFO | us eu | each
000417 | Crushed Tomatoes 794 g | Pantry | 420 | FIFO | us | each
0042-BEAN | Cannellini Beans 400 g | Pantry | 310 | FIFO | eu | each
CHK-CAN-CS12 | Chickpeas 400 g, case of 12 | Pantry | 3300 | FIFO | us | each | case 12
BRO-VEG-CS6 | Vegetable Broth 1 l, case of 6 | Pantry | 2640 | FEFO | eu | each | case 6
LEN-GRN-1K | French Green Lentils 1 kg | Pantry | 720 | FIFO | us | each
FLOUR-AP-2K | Unbleached All-Purpose Flour 2 kg | Baking | 780 | FEFO | us | each
FLOUR-RYE-1K | Stone Ground Rye Flour 1 kg | Baking | 690 | FEFO | eu | each
SUG-CANE-1K | Raw Cane Sugar 1 kg | Baking | 560 | LIFO | us | each
SALT-SEA-1K | Coarse Sea Salt 1 kg | Baking | 480 | LIFO | us | each
SALT-FLK-250 | Flaky Finishing Salt 250 g | Baking | 740 | LIFO | eu | each
YEAST-DRY-113 | Active Dry Yeast 113 g | Baking | 650 | FEFO | us | each
VAN-EXT-118 | Pure Vanilla Extract 118 ml | Baking | 1980 | FIFO | us | each
CHOC-70-100 | Dark Chocolate Bar 70 % 100 g | Baking | 550 | FEFO | us | each
CHOC-CHIP-340 | Semisweet Chocolate Chips 340 g | Baking | 690 | FEFO | eu | each
SPICE-PAP-60 | Smoked Paprika 60 g | Baking | 590 | FIFO | us | each
SPICE-CUM-60 | Ground Cumin 60 g | Baking | 540 | FIFO | eu | each
BUT-CULT-227 | Cultured Butter 227 g | Chilled | 760 | FEFO | us | each
CHZ-CHED-200 | Clothbound Cheddar 200 g | Chilled | 1150 | FEFO | us | each
CHZ-WHEEL-TOMA | Toma Farmstead Cheese, whole wheel | Chilled | 9800 | Hand Pick | us | each
YOG-WHL-907 | Whole Milk Yogurt 907 g | Chilled | 690 | FEFO | us | each
KIM-NAPA-450 | Napa Cabbage Kimchi 450 g | Chilled | 990 | FEFO | us | each
KEF-PLN-946 | Plain Kefir 946 ml | Chilled | 640 | FEFO | us | each
MISO-WHT-500 | White Miso Paste 500 g | Chilled | 1090 | FEFO | eu | each
OLIVE-CAST-10 | Castelvetrano Olives, bulk pail | Chilled | 1040 | FEFO | us | pound
SOAP OAT 3PK | Oatmeal Bar Soap, 3 pack | Household | 1200 | FIFO | us | each
SOAP-DISH-500 | Dish Soap, Grapefruit 500 ml | Household | 650 | FIFO | eu | each
SOAP-HAND-350 | Foaming Hand Soap 350 ml | Household | 590 | FIFO | us | each
DET-LDY-1500 | Laundry Detergent, Unscented 1.5 l | Household | 1690 | FIFO | us | each
CLN-ALL-750 | All-Purpose Cleaner 750 ml | Household | 620 | LIFO | eu | each
CLN-VIN-4L | Cleaning Vinegar 4 l | Household | 980 | LIFO | us | each
SPG-CELL-4 | Cellulose Sponges, 4 pack | Household | 540 | LIFO | us | each
TWL-PAPER-6 | Recycled Paper Towels, 6 rolls | Household | 1190 | LIFO | us | each
TWL-PAPER-6 | Paper Towels 6 rolls (old supplier) | Household | 1090 | LIFO | - | each
BAG-COMP-25 | Compostable Bags, 25 count | Household | 780 | LIFO | eu | each
WRAP-BEES-3 | Beeswax Wraps, set of 3 | Household | 1750 | FIFO | us | each
CNDL-BEES-2 | Beeswax Taper Candles, pair | Household | 1600 | LIFO | us | each
MATCH-LNG-60 | Long Matches, 60 count | Household | 450 | LIFO | eu | each
CHAR-OAK-4K | Oak Lump Charcoal 4 kg | Outdoor | 1850 | LIFO | us | each
KNDL-CED-5K | Cedar Kindling 5 kg | Outdoor | 1450 | LIFO | us | each
SEED-BIRD-3K | Wild Bird Seed 3 kg | Outdoor | 1390 | LIFO | us | each
JAR-MASON-12 | Wide Mouth Mason Jars, set of 12 | Kitchen | 2290 | LIFO | us | each
LID-MASON-12 | Mason Jar Lids, set of 12 | Kitchen | 790 | LIFO | eu | each
MUG-STONE-BLU | Stoneware Mug, Tidal Blue | Kitchen | 2400 | FIFO | us | each
MUG-STONE-SND | Stoneware Mug, Dune | Kitchen | 2400 | FIFO | eu | each
FLT-POUR-100 | Pour-Over Filters, 100 count | Kitchen | 720 | FIFO | us | each
KNF-PAR-9 | Paring Knife 9 cm | Kitchen | 2850 | FIFO | us | each
BRD-MAPLE-M | Maple Cutting Board, medium | Kitchen | 4900 | FIFO | us | each
APR-LINEN-NAT | Linen Apron, natural | Kitchen | 3800 | FIFO | eu | each
GIFT-PANTRY-1 | Pantry Starter Gift Box | Gifts | 6500 | FIFO | us | each
"""

# As GOODS; they come after everything else, so that nothing of that is drawn anew.
LATER_GOODS = """
417 | Crushed Tomatoes, Fire Roasted 794 g | Pantry | 460 | FIFO | us | each
"""

# count, location, received days ago, expires in days, status
LotRow = tuple[int, str, int, int | None, str]

# Lots written by hand, in the order of entry, which is deliberately neither the order received nor
# the order of expiry.
LOTS: dict[str, list[LotRow]] = {
    "COF-GUJI-340": [(48, "MAIN", 12, 210, "active"), (36, "OVER", 55, 160, "active")],
    "CHK-CAN-CS12": [(125, "MAIN", 30, None, "active"), (46, "OVER", 75, None, "active")],
    "BRO-VEG-CS6": [(44, "MAIN", 20, 400, "active"), (19, "OVER", 45, 310, "active")],
    "CHZ-WHEEL-TOMA": [(6, "COLD", 25, 120, "active"), (4, "COLD", 60, 80, "active")],
    "BUT-CULT-227": [(60, "COLD", 6, 45, "active"), (24, "COLD", 14, 30, "quarantined")],
    "YOG-WHL-907": [(30, "COLD", 4, 17, "active"), (18, "COLD", 33, -3, "active")],
    "DET-LDY-1500": [(40, "MAIN", 28, None, "active"), (32, "OVER", 50, None, "on_hold")],
    "JAR-MASON-12": [(26, "MAIN", 35, None, "active"), (48, "DOCK", 1, None, "active")],
    "JAM-APR-280": [(20, "MAIN", 18, None, "active"), (16, "MAIN", 40, 150, "active")],
    "KNF-PAR-9": [(1, "MAIN", 70, None, "active")],
    "TWL-PAPER-6": [(54, "MAIN", 16, None, "active"), (20, "OVER", 64, None, "active")],
    "GIFT-PANTRY-1": [],
    "APR-LINEN-NAT": [],
    "417": [(15, "MAIN", 22, None, "active"), (6, "OVER", 3, None, "active")],
}

HARD_CASES = {
    "TEA/EG-100": "The SKU contains a slash.",
    "SOAP OAT 3PK": "The SKU contains spaces.",
    "000417": "The SKU is all digits and starts with zeros.",
    "417": "Another SKU differs only in the zeros before it.",
    "0042-BEAN": "The SKU starts with zeros.",
    "HNY-500G": "Another SKU differs only in lower case.",
    "HNY-500g": "Another SKU differs only in upper case.",
    "CHK-CAN-CS12": "Sold by the case of 12, stocked by the each.",
    "BRO-VEG-CS6": "Sold by the case of 6, stocked by the each.",
    "CHZ-WHEEL-TOMA": "Hand Pick: a person chooses the lot.",
    "TWL-PAPER-6": "Duplicate SKU: two items carry it, one of them is offered.",
    "BUT-CULT-227": "One lot is quarantined.",
    "YOG-WHL-907": "One lot has expired and still counts as active.",
    "DET-LDY-1500": "One lot is on hold.",
    "JAR-MASON-12": "One lot lies where picking is not allowed.",
    "JAM-APR-280": "One lot of a FEFO item has no expiration date.",
    "GIFT-PANTRY-1": "No stock at all.",
    "APR-LINEN-NAT": "No stock at all.",
}

SITES = {"us": ["shop-us"], "eu": ["shop-eu"], "us eu": ["shop-us", "shop-eu"], "-": []}


TOWNS = [
    ("", "Petaluma", "CA", "94952", "US"),
    ("", "Oakland", "CA", "94607", "US"),
    ("", "Reno", "NV", "89501", "US"),
    ("", "Portland", "OR", "97205", "US"),
]
ABROAD = [
    ("Ahornweg 14", "Hamburg", "HH", "20095", "DE"),
    ("18 rue des Tilleuls", "Lyon", "ARA", "69002", "FR"),
    ("Lindelaan 7", "Utrecht", "UT", "3511 AB", "NL"),
    ("Rua das Oliveiras 52", "Porto", "13", "4050-011", "PT"),
]


def _place(code: str, name: str, pick_and_ship: bool = True) -> dict[str, Any]:
    return {"code": code, "name": name, "pick_and_ship": pick_and_ship}


WAREHOUSES = [
    {
        "code": "wherefour",
        "name": "Petaluma Food Warehouse",
        "locations": [
            _place("MAIN", "Main Floor"),
            _place("COLD", "Cold Room"),
            _place("OVER", "Overflow Mezzanine"),
            _place("DOCK", "Receiving Dock", False),
        ],
    },
    {
        "code": "wholecell",
        "name": "Oakland Serialized Goods",
        "locations": [
            _place("BENCH", "Inspection Bench", False),
            _place("CAGE", "Locked Cage"),
            _place("READY", "Ready Room"),
            _place("DMG", "Damaged", False),
            _place("IN", "Inbound", False),
        ],
    },
    {
        "code": "whiplash",
        "name": "Whiplash Fulfillment",
        "locations": [_place("ANN", "Ann Arbor"), _place("SFO", "San Francisco")],
    },
]


def lots_of(fake: Faker, category: str, strategy: str) -> list[LotRow]:
    """Draw one to four active lots; FEFO lots have expiry dates."""
    lots = []
    places = ["COLD"] if category == "Chilled" else ["MAIN", "OVER"]
    ages = fake.random_elements(list(range(2, 95)), length=fake.random_int(1, 4), unique=True)
    for position, age in enumerate(ages):
        shelf_life = 75 if category == "Chilled" else 420
        left = fake.random_int(shelf_life // 5, shelf_life) if strategy == "FEFO" else None
        count = fake.random_int(6, 180)
        lots.append((count, places[position % len(places)], age, left, "active"))
    return lots


def item(fake: Faker, row: str, number: int) -> dict[str, Any]:
    """Read one row of GOODS; `number` names its lots."""
    sku, name, category, price, strategy, sites, unit, *sold = (c.strip() for c in row.split("|"))
    sold_by, units = sold[0].split() if sold else (unit, "1")
    cost = int(price) * fake.random_int(42, 61) // 100
    lots = LOTS[sku] if sku in LOTS else lots_of(fake, category, strategy)
    if not SITES[sites]:
        # The unlisted duplicate is empty, so "the stock of this SKU" is one number in any reading.
        lots = []
    prefix = "".join(word[0] for word in category.replace("&", "").split()).upper()
    return {
        "sku": sku,
        "name": name,
        "category": category,
        "price": int(price),
        "cost": cost,
        "sites": SITES[sites],
        "unit": unit,
        "sold_by": sold_by,
        "units_per_sold": int(units),
        "pull_strategy": strategy,
        "hard_case": HARD_CASES.get(sku),
        "stock": {
            "wherefour": [
                {
                    "lot": f"{prefix}{number:03d}-{letter}",
                    "count": count,
                    "location": location,
                    "received_days_ago": age,
                    "expires_in_days": left,
                    "status": status,
                    "cost": count * cost // int(units),
                }
                for letter, (count, location, age, left, status) in zip("ABCD", lots, strict=False)
            ],
            **also_there(sku),
        },
    }


def customer(first: str, last: str, number: int, address: dict[str, str]) -> dict[str, Any]:
    """Return one shopper; `number` makes e-mail and phone unique where names are equal."""
    slug = f"{first}.{last}".lower().translate(str.maketrans("áéíóöüß ", "aeioous-"))
    return {
        "name": f"{first} {last}",
        "first_name": first,
        "last_name": last,
        "email": f"{slug}.{number}@example.com",
        "phone": f"+1 707-555-01{number:02d}",
        "address": address,
    }


def customers(fake: Faker) -> list[dict[str, Any]]:
    """Return twelve shoppers: two share a name, one name is not ASCII, four live in Europe."""
    given = {3: ("Maria", "Lopez"), 6: ("Maria", "Lopez"), 9: ("Jörg", "Müller")}
    shoppers = []
    for number, town in enumerate(TOWNS * 2 + ABROAD, start=1):
        drawn = (fake.first_name(), fake.last_name())
        street = fake.street_address()
        first, last = given.get(number, drawn)
        line1, city, region, postal_code, country = town
        address = {
            "line1": line1 or street,
            "city": city,
            "region": region,
            "postal_code": postal_code,
            "country": country,
        }
        shoppers.append(customer(first, last, number, address))
    return shoppers


def catalogue() -> dict[str, Any]:
    """Build the whole catalogue, the same at every call."""
    fake = Faker("en_US")
    fake.seed_instance(SEED)
    rows = GOODS.strip().splitlines()
    items = [item(fake, row, number) for number, row in enumerate(rows, start=1)]
    shoppers = customers(fake)
    devices, later_devices = serialized_goods()
    items += devices + merchandise()
    later = LATER_GOODS.strip().splitlines()
    items += [item(fake, row, number) for number, row in enumerate(later, start=len(rows) + 1)]
    items += later_devices
    return {
        "version": 1,
        "zone": "America/Los_Angeles",
        "currency": "USD",
        "organization": {"name": "Alder Creek Provisions"},
        "sites": [
            {"code": "shop-us", "name": "Alder Creek US", "url": "https://us.aldercreek.example"},
            {"code": "shop-eu", "name": "Alder Creek EU", "url": "https://eu.aldercreek.example"},
        ],
        "warehouses": WAREHOUSES,
        "categories": list(dict.fromkeys(thing["category"] for thing in items if thing["sites"])),
        "items": items,
        "customers": shoppers,
    }


def main() -> int:
    """Write the file, or with --check compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if the file would change")
    check = parser.parse_args().check
    text = json.dumps(catalogue(), indent=2, ensure_ascii=False) + "\n"
    if not check:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("fixtures/catalogue.json is stale: run scripts/make_fixtures.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
