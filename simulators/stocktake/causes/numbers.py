"""Numbers as people say them: the ledger counts in millionths."""

from stocktake.core.bundles import MICRO


def plain(micro: int) -> int | float:
    """Return millionths as a number: whole where it is."""
    return micro // MICRO if micro % MICRO == 0 else micro / MICRO


def spelled(micro: int) -> str:
    """Return millionths as text without needless zeros."""
    return f"{abs(micro) / MICRO:.6f}".rstrip("0").rstrip(".") if micro else "0"
