"""How many bundles there are of what they are made of. Source: whiplash.md 6."""

from collections.abc import Iterable


def bundles_in(parts: Iterable[tuple[int, int]]) -> int:
    """Return how many whole bundles the scarcest part allows; 0 for a bundle of nothing.

    Each part is how many there are of it and how many one bundle needs (at least 1). Where there
    are fewer than none of a part, there are fewer than none of the bundle.
    """
    return min((have // needed for have, needed in parts), default=0)
