"""What the checks say of a play made by hand."""

from stocktake.harness.checks import CHECKS

from tests.harness.made import Made


def stories(made: Made) -> dict[str, list[str]]:
    """Return the stories of each check that blames the engine."""
    history = made.history()
    found = {check.__name__: [each.story for each in check(history)] for check in CHECKS}
    return {name: told for name, told in found.items() if told}


def blamed(made: Made) -> set[str]:
    """Return the checks that blame the engine."""
    return set(stories(made))


def served(warehouse: str = "wherefour") -> Made:
    """Return a play of a right engine: two of ten A were ordered, made, shipped and told."""
    made = Made(warehouse, A=10, B=10)
    made.order(1, A=2)
    with made.round():
        made.engine.create(1)
        made.engine.show(at=warehouse, A=8)
        if warehouse == "wherefour":
            made.engine.ship()
            made.engine.tell()
    if warehouse != "wherefour":
        made.ship()
        with made.round():
            made.engine.tell()
    return made
