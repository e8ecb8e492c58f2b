"""One finding for each cause of numbers: which belong together, and what came of them."""

from __future__ import annotations

from typing import Any

from stocktake.causes.findings import stock_findings
from stocktake.causes.levels import Feed, Levels
from stocktake.causes.stock import Cause

MICRO = 1_000_000


def stock(
    simulator: str, sku: str, physical: float | None = None, sellable: float | None = None,
    shown: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a row of v_stock."""
    numbers = {"physical": physical, "sellable": sellable, "shown": shown}
    return {
        "simulator": simulator, "place": "wf" if simulator == "crm" else "MAIN", "sku": sku,
        "good": sku.lower(), "why": None, "retired": 0,
        **{name: None if n is None else round(n * MICRO) for name, n in numbers.items()},
    }  # fmt: skip


def order(simulator: str, number: str, sku: str, ordered: float) -> dict[str, Any]:
    """Return a row of v_orders."""
    return {
        "simulator": simulator, "id": number, "reference": f"R{number}", "sku": sku,
        "ordered": round(ordered * MICRO), "shipped": 0, "cancelled": 0, "good": None,
        "place": "wf", "customer": None, "told": None,
    }  # fmt: skip


LEVELS = Levels(
    stock=[
        stock("wf", "JAR", 74, 26), stock("wf", "SOAP", 72, 40), stock("wf", "COF", 108, 108),
        stock("wf", "MUG", 12, 12), stock("wf", "TEE", 5, 5),
        stock("crm", "JAR", shown=74), stock("crm", "SOAP", shown=72),
        stock("crm", "COF", shown=84), stock("crm", "MUG", shown=10), stock("crm", "TEE", shown=5),
    ],
    orders=[order("crm", "1", "JAR", 27)],
    parts=[],
    goods=[{"simulator": "wf", "good": "jar", "name": "Jars, set of 12", "pieces": 12}],
    feeds=[Feed("wf", "crm", "wf")],
    warehouses=["wf"],
)  # fmt: skip

CAUSES = {
    "COF": Cause("out of date", 7, 7, "out_of_date", "24 came in.", "nothing"),
    "JAR": Cause("wrong", 9, 9, "not_sellable", "It shows all 74 on hand."),
    "MUG": Cause("out of date", 8, 8, "out_of_date", "2 came in.", "refused"),
    "SOAP": Cause("wrong", 5, 5, "not_sellable", "It shows all 72 on hand."),
}


def differing() -> Any:
    """Return the levels that differ, with their causes."""
    return [(level, CAUSES[level.sku]) for level in LEVELS.all if not level.agrees]


def test_levels_say_what_is_on_hand_can_be_promised_and_is_shown() -> None:
    jar, tee = ({x.sku: x for x in LEVELS.all}[sku] for sku in ("JAR", "TEE"))
    numbers = (jar.on_hand, jar.promise, jar.owed, jar.number)
    assert numbers == (74 * MICRO, 0, 27 * MICRO, 74 * MICRO)
    assert (jar.name, jar.agrees, tee.agrees) == ("Jars, set of 12", False, True)


def test_a_cause_is_told_once_with_all_its_skus_and_wrong_ones_come_first() -> None:
    held, nothing, refused = stock_findings(differing(), LEVELS)
    assert [level.sku for level, _ in held.levels] == ["JAR", "SOAP"]
    assert (held.state, held.kind, held.count, held.row) == ("wrong", "not_sellable", 2, 5)
    assert (held.at, held.sentence) == (5, "It shows all 74 on hand.")
    assert [level.sku for level, _ in (*nothing.levels, *refused.levels)] == ["COF", "MUG"]
    assert refused.title == "A number changed, and the upload after it was refused"


def test_what_came_of_it_is_what_is_owed_and_not_there_or_cannot_be_bought() -> None:
    held, nothing, refused = stock_findings(differing(), LEVELS)
    assert held.came_of == ("27 of JAR are owed by wf, 26 may be sold.",)
    assert nothing.came_of == ("24 of COF cannot be bought, although wf has them.",)
    assert refused.came_of == ("2 of MUG cannot be bought, although wf has them.",)


def test_no_difference_is_no_finding() -> None:
    assert stock_findings([], LEVELS) == []
