"""A product for a SKU of which nothing else is told: its words say what they usually mean.

Source: docs/reference/channels.md 13; docs/reference/wholecell.md 11.3 (words of SKUs).
"""

import re

from stocktake.core.world import World

# By how a SKU begins.
_MAKERS = {
    "IPH": "Apple", "IPAD": "Apple", "MACB": "Apple", "GAL": "Samsung", "SM": "Samsung",
    "PIX": "Google", "XPERIA": "Sony", "SONY": "Sony", "MOTO": "Motorola", "ONE": "OnePlus",
}  # fmt: skip
_COLORS = {
    "BLK": "Black", "WHT": "White", "SLV": "Silver", "GRY": "Grey", "SG": "Space Gray",
    "GLD": "Gold", "RED": "Red", "BLU": "Blue", "GRN": "Green", "PUR": "Purple", "PNK": "Pink",
    "MID": "Midnight",
}  # fmt: skip
_CAPACITIES = frozenset({"16", "32", "64", "128", "256", "512", "1024"})
_GRADE = re.compile(r"[A-D][+-]?")


def make_up_details(world: World, sku: str) -> dict[str, str]:
    """Return a product's attributes and a grade that no variation has yet.

    The model is the SKU itself, so that two SKUs never mean one product.
    """
    words = re.split(r"[-_ /.]+", sku.upper())
    maker = next((name for start, name in _MAKERS.items() if words[0].startswith(start)), "Unknown")
    grade = words[-1] if len(words) > 1 and _GRADE.fullmatch(words[-1]) else "A"
    return {
        "manufacturer": maker,
        "model": _free_model(world, sku),
        "variant": "Unknown",
        "network": "Unlocked",
        "capacity": next((f"{word}GB" for word in words[1:] if word in _CAPACITIES), "Unknown"),
        "color": next((_COLORS[word] for word in words[1:] if word in _COLORS), "Unknown"),
        "grade": grade,
    }


def _free_model(world: World, sku: str) -> str:
    model, count = sku, 1
    while world.value("SELECT 1 FROM wholecell_product WHERE model = ? LIMIT 1", (model,)):
        count += 1
        model = f"{sku} ({count})"
    return model
