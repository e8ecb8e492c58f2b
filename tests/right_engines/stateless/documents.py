"""Orders of the shop, documents of the warehouses, and the memory in their notes."""

import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

from .api import Api
from .settings import MARK

Row = dict[str, Any]
Sums = dict[Any, Fraction]  # goods, by the id that the warehouse gives them, and how many
Pact = dict[str, tuple[Any, Fraction]]  # an offer of the shop: which good it is, and how many


class Order:
    """An order of the shop: what it wants by offer, and the SKU of each offer."""

    def __init__(self, raw: Row, dead: set[str]) -> None:
        self.raw, self.id, self.ref = raw, raw["id"], f"R{raw['id']}"
        self.living, self.shipped = raw["status"] not in dead, bool(raw.get("shipped"))
        self.store = raw.get("shipmentStore")
        self.lines, self.skus = defaultdict[str, Fraction](Fraction), dict[str, str | None]()
        for n, item in enumerate(raw.get("items") or []):
            offer = item.get("offer") or {}
            key = str(offer.get("id") or f"line{n}")
            self.lines[key] += Fraction(str(item["quantity"]))
            self.skus[key] = offer.get("externalId")
        self.name = f"{raw.get('firstName', '')} {raw.get('lastName', '')}".strip() or "Customer"


class Doc:
    """What a warehouse holds for an order; `lines` are (id of the line, good, count)."""

    def __init__(self, raw: Row, lines: list[Any], out: Sums, note: str | None) -> None:
        self.raw, self.id, self.lines, self.out = raw, raw["id"], lines, out
        self.dead, self.owes, self.when = False, False, ""
        self.asked: Sums = defaultdict(Fraction)
        for _, good, count in lines:
            self.asked[good] += count
        rows = (note or "").split("\n")
        said = [json.loads(r[len(MARK) :]) for r in rows if r.startswith(MARK)]
        self.state: str = said[-1]["state"] if said else ""
        self.pact: Pact = {k: (g, Fraction(q)) for s in said for k, (g, q) in s["pact"].items()}
        self.text = "\n".join(r for r in rows if r and not r.startswith(MARK))
        self.left = any(out.values())
        self.done = self.left and all(out.get(g, 0) >= n for g, n in self.asked.items())


def memory(doc: Doc | None, state: str, pact: Pact) -> str:
    """A note with the engine's memory in it; what people wrote stays."""
    lines = {k: (g, str(q)) for k, (g, q) in pact.items()}
    return (
        f"{doc.text if doc else ''}\n{MARK}{json.dumps({'state': state, 'pact': lines})}".lstrip()
    )


class House:
    """A warehouse: its documents by reference, its goods by SKU, the parts of its bundles."""

    def __init__(self, api: Api) -> None:
        self.api, self.kits = api, dict[Any, Sums]()
        self.docs: dict[str, list[Doc]] = {}
        self.goods: dict[str, list[Any]] = {}

    def spread(self, lines: Pact) -> Sums:
        """Lines as sums of goods that lie on shelves: bundles become their parts."""
        total: Sums = defaultdict(Fraction)
        for good, count in lines.values():
            for part, each in self.kits.get(good, {good: Fraction(1)}).items():
                total[part] += each * count
        return total

    def one(self, sku: str) -> Any:
        """The good that carries a SKU."""
        return self.goods[sku][0]
