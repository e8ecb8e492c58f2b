"""How many bundles the stock of their parts makes. Source: whiplash.md 6."""

from collections.abc import Iterable


def bundles_in(parts: Iterable[tuple[int, int]]) -> int:
    """Return how many whole bundles the scarcest part allows; 0 for a bundle of nothing.

    Each part is a pair: its stock, and how many one bundle needs (at least 1). If the stock of a
    part is negative, so is the number of bundles.
    """
    return min((have // needed for have, needed in parts), default=0)
