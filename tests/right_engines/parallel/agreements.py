"""The log of agreements, and what is decided from them."""

import json
import os
from collections import defaultdict
from fractions import Fraction
from typing import Any

from .house import Doc
from .settings import DIR, NONE, Bag, J


class Log:
    """Agreements, one JSON line each, the last one of a key counts; a torn line is none."""

    def __init__(self) -> None:
        self.path = DIR / "agreements.jsonl"
        self.said: dict[str, J] = {}
        for text in self.path.read_text().splitlines() if self.path.exists() else []:
            try:
                self.said |= json.loads(text)
            except ValueError:
                continue

    def say(self, key: str, **what: Any) -> None:
        """Write an agreement down, before anything is done that rests on it."""
        if self.said.get(key) != what:
            self.said[key] = what
            with self.path.open("a") as file:
                file.write("\n" + json.dumps({key: what}))
                file.flush()
                os.fsync(file.fileno())


def read_order(raw: J, cancels: set[str]) -> J:
    """An order of the shop, as far as it matters here."""
    lines: Bag = defaultdict(Fraction)
    skus = {}
    for place, item in enumerate(raw.get("items") or []):
        offer = item.get("offer") or {}
        key = str(offer.get("id") or f"line {place}")
        lines[key] += Fraction(str(item["quantity"]))
        skus[key] = offer.get("externalId")
    name = f"{raw.get('firstName') or ''} {raw.get('lastName') or ''}".strip()
    return {
        "id": raw["id"], "ref": f"R{raw['id']}", "site": raw["site"], "name": name or "Customer",
        "store": raw.get("shipmentStore"), "living": raw["status"] not in cancels, "skus": skus,
        "shipped": bool(raw.get("shipped")), "lines": {k: str(n) for k, n in lines.items()},
        "customer": (raw.get("customer") or {}).get("id"),
    }  # fmt: skip


def plan(order: J, doc: Doc, want: Bag, agreed: Bag | None) -> tuple[Bag, str]:
    """Which counts to change in a document, and why it is left, if it is."""
    goals: Bag = {}
    why = ""
    for good in {*want, *doc.asked, *(agreed or {})}:
        has, goal = doc.asked[good], max(want[good], doc.out.get(good, NONE))
        edited = agreed is None or doc.dead or want[good] != agreed[good]
        if has != goal and edited:
            goals[good] = goal
        elif has < goal:
            why = "was called off in part by the warehouse"
    return ({}, "was changed after all had left") if goals and doc.done else (goals, why)
