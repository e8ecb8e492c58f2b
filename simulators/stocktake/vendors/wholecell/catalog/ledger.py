"""What the ledger notes of names. Source: docs/reference/duties.md D21."""

from stocktake.core.world import World


def note_name(world: World, variation: int, sku: str | None) -> None:
    """Note the SKU by which a variation goes from this turn on, None for none."""
    world.note("wholecell", "renamed", sku=sku, good=variation)
