"""What of the goods on hand may not be sold, in the ledger: it changes although nothing moves."""

from collections.abc import Mapping

from .world import World

Held = Mapping[tuple[str, str], tuple[int, str | None]]
"""By place and id of the good: millionths of the unit of order that may not be sold, its SKU."""


def note_held(
    world: World, simulator: str, *, before: Held, after: Held, reference: str | None = None
) -> None:
    """Note how much more or less may not be sold than before, place by place."""
    for key in dict.fromkeys([*before, *after]):
        (less, sku), (more, now) = (each.get(key, (0, None)) for each in (before, after))
        if more != less:
            place, good = key
            world.note(
                simulator, "held", place=place, sku=now or sku, good=good, reference=reference,
                delta=more - less,
            )  # fmt: skip
