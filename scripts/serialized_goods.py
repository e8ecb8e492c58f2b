"""Used phones and tablets of the catalogue, each with its serial number."""

from typing import Any

from by_the_unit import SOLD_BY_THE_UNIT
from faker import Faker
from stocktake.core.serials import imei, maker_serial, without_check_digit

SEED = 52

# sku (- for none) | manufacturer | model | variant | network | capacity | color | site
# | sold for | how many | grades with their conditions by initials, one variation each
GOODS = """
IPHONE11A211164GBLACB|Apple|iPhone 11|A2111|Unlocked|64GB|Black|us|18900|14|B
IPHONE11A2111128GBWHTA|Apple|iPhone 11|A2111|Unlocked|128GB|White|us|22900|11|A
IPHONE11A211164GBREDC|Apple|iPhone 11|A2111|AT&T|64GB|Red|us|15900|9|C: FD
IPHONE12A217264GBBLUA|Apple|iPhone 12|A2172|Unlocked|64GB|Blue|us|27900|10|A
IPHONE12A2172128GBBLKB|Apple|iPhone 12|A2172|Verizon|128GB|Black|eu|26500|12|B
IPHONE13A2482128GBMIDA+|Apple|iPhone 13|A2482|Unlocked|128GB|Midnight|us|38900|8|A+
IPHONE13A2482256GBPNKB|Apple|iPhone 13|A2482|Unlocked|256GB|Pink|eu|39900|7|B
IPHONESE2A227564GBWHTAB|Apple|iPhone SE 2nd gen|A2275|Unlocked|64GB|White|us|12900|13|A; B
IPHONEXRA198464GBCORD|Apple|iPhone XR|A1984|T-Mobile|64GB|Coral|us|8900|6|Defective: CFG, BL
-|Apple|iPhone 8|Unknown|Unknown|64GB|Space Gray|-|5900|5|RAW: NB
GALS21-128-GRY-B|SAMSUNG|GALAXY S21 5G|SM-G991U|UNLOCKED|128GB|GRAY|us|19900|12|B
GALS21-128-VIO-A|SAMSUNG|GALAXY S21 5G|SM-G991U|UNLOCKED|128GB|VIOLET|eu|21900|9|A
GALS22-256-BLK-A|SAMSUNG|GALAXY S22|SM-S901U|UNLOCKED|256GB|BLACK|us|32900|8|A
GALA52-128-BLK-C|SAMSUNG|GALAXY A52|SM-A526U|METRO|128GB|BLACK|us|9900|15|C (AMZ): DSS
GALA13-32-BLU-B|SAMSUNG|GALAXY A13|Unknown|UNLOCKED|32|BLUE|eu|6900|11|B
GALTABA4-128-GRN-B|SAMSUNG|GALAXY TAB ACTIVE 4|Unknown|UNLOCKED|128GB|GREEN|us|24900|6|B
GALTABA8-32-SLV-A|SAMSUNG|GALAXY TAB A8|SM-X200|Wi-Fi|32GB|SILVER|us|11900|9|A
PIX6-128-BLK-B|Google|Pixel 6|GB7N6|Unlocked|128GB|Stormy Black|us|17900|10|B
PIX6A-128-SGE-A|Google|Pixel 6a|GX7AS|Unlocked|128GB|Sage|eu|15900|8|A
PIX7-128-SNW-A+|Google|Pixel 7|GVU6C|Unlocked|128|Snow|us|24900|9|A+
ONEPLUS9-128-MST-B|OnePlus|9|LE2115|Unlocked|128GB|Winter Mist|eu|16900|6|B
MOTOG-64-GRY-C|Motorola|Moto G Power (2021)|XT2117|Verizon|64GB|Flash Gray|us|5900|12|C
MOTOEDGE-256-BLU-B|Motorola|Edge (2021)|XT2141|Unlocked|256GB|Nebula Blue|us|13900|5|B
SONYX5III-128-BLK-A|Sony|Xperia 5 III|XQ-BQ62|Unlocked|128GB|Black|eu|28900|3|A
NOKIA225-NA-BLK-NEW|Nokia|225 4G|TA-1282|Unlocked|N/A|Black|eu|3900|4|NEW
IPAD9-64-SG-B|Apple|iPad 9th gen|A2602|Wi-Fi|64GB|Space Gray|us|18900|10|B
IPAD9C-256-SLV-A|Apple|iPad 9th gen|A2603|Wi-Fi & Cellular|256GB|Silver|us|28900|5|A
IPADAIR4-64-SKY-A|Apple|iPad Air 4th gen|A2316|Wi-Fi|64GB|Sky Blue|eu|29900|6|A
IPADMINI5-64-GLD-B|Apple|iPad mini 5th gen|A2133|Wi-Fi|64GB|Gold|us|19900|1|B
SURFGO2-64-PLT-B|Microsoft|Surface Go 2|1901|Wi-Fi|64GB|Platinum|us|15900|7|B
IPADPRO11-128-SG-A|Apple|iPad Pro 11 3rd gen|A2377|Wi-Fi|128GB|Space Gray|us|49900|0|A
"""

# As GOODS; they come after all other goods of the catalogue, which keep their places and serials.
LATER_GOODS = """
pix6-128-blk-b|Google|Pixel 6 (Verizon)|GB7N6|Verizon|128GB|Stormy Black|us|15900|9|B
"""

CONDITIONS = {
    "FD": "Frame Dings",
    "DSS": "Deep Screen Scratches",
    "CFG": "Cracked Front Glass",
    "BL": "Broken LCD",
    "NB": "No Boot",
}
TABLETS = ("iPad", "GALAXY TAB", "Surface")

HARD_CASES = {
    "-": "Serialized units that carry no SKU: no shop can offer them.",
    "IPHONESE2A227564GBWHTAB": "One SKU for two variations, grades A and B.",
    "GALA13-32-BLU-B": "The capacity is a bare number.",
    "PIX7-128-SNW-A+": "The capacity is a bare number.",
    "pix6-128-blk-b": "Another SKU differs only in upper case.",
    "IPADMINI5-64-GLD-B": "A single unit.",
    "IPADPRO11-128-SG-A": "No unit at all.",
    "MOTOG-64-GRY-C": "The serials have 14 digits.",
}

# A unit's status and location: the first row whose number divides its ordinal.
FATES = (
    (13, "Sold", "CAGE"),
    (17, "Inbound", "IN"),
    (23, "Moving", "BENCH"),
    (29, "Needs eBay Draft", "BENCH"),
    (11, "Available", "DMG"),
    (5, "Available", "READY"),
)


def serial_of(ordinal: int, sku: str, tablet: bool) -> str | None:
    """Return the serial of a unit; every forty-first has none."""
    if ordinal % 41 == 0:
        return None
    if tablet:
        return maker_serial(ordinal)
    return without_check_digit(ordinal) if sku == "MOTOG-64-GRY-C" else imei(ordinal)


def unit(fake: Faker, ordinal: int, *, paid: int, variation: int) -> dict[str, Any]:
    """Return one unit without its serial, bought for about `paid` cents."""
    status, location = next(
        ((status, place) for step, status, place in FATES if ordinal % step == 0),
        ("Available", "CAGE"),
    )
    received = fake.random_int(3, 90)
    return {
        "variation": variation,
        "status": status,
        "location": location,
        "received_days_ago": received,
        "sold_days_ago": received // 2 if status == "Sold" else None,
        "paid": 0 if ordinal % 31 == 0 else paid + fake.random_int(-8, 8) * 50,
        "custom_fields": {"Battery Health": "GOOD"} if ordinal % 3 == 0 else {},
    }


def item(fake: Faker, row: str, first: int) -> dict[str, Any]:
    """Read one row of GOODS; `first` is the ordinal of its first unit."""
    sku, maker, model, variant, network, capacity, color, site, price, count, grades = (
        cell.strip() for cell in row.split("|")
    )
    variations: list[dict[str, Any]] = [
        {
            "grade": grade.strip(),
            "conditions": [CONDITIONS[c.strip()] for c in told.split(",") if c],
        }
        for grade, _, told in (text.partition(":") for text in grades.split(";"))
    ]
    cost = int(price) * fake.random_int(48, 62) // 100
    tablet = model.startswith(TABLETS)
    units = [
        {"esn": serial_of(ordinal, sku, tablet)}
        | unit(fake, ordinal, paid=cost, variation=ordinal % len(variations))
        for ordinal in range(first, first + int(count))
    ]
    shown_grade = " or ".join(each["grade"] for each in variations)
    return {
        "sku": None if sku == "-" else sku,
        "name": f"{maker} {model} {capacity} {color}, {shown_grade}",
        "category": "Tablets" if tablet else "Phones",
        "price": int(price),
        "cost": cost,
        "sites": [] if site == "-" else [f"shop-{site}"],
        **SOLD_BY_THE_UNIT,
        "hard_case": HARD_CASES.get(sku),
        "device": {
            "manufacturer": maker,
            "model": model,
            "variant": variant,
            "network": network,
            "capacity": capacity,
            "color": color,
        },
        "variations": variations,
        "stock": {"wholecell": units},
    }


def serialized_goods() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return all devices, and those that come later; the same at every call."""
    fake = Faker("en_US")
    fake.seed_instance(SEED)
    ordinal = 1
    tables: list[list[dict[str, Any]]] = []
    for table in (GOODS, LATER_GOODS):
        items: list[dict[str, Any]] = []
        for row in table.strip().splitlines():
            items.append(item(fake, row, ordinal))
            ordinal += len(items[-1]["stock"]["wholecell"])
        tables.append(items)
    return tables[0], tables[1]
