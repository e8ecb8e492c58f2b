"""The most similar name, by which auto-ship finds a location or a delivery method.

Source: docs/reference/wherefour.md 5.1. Pure.
"""

import re
from collections.abc import Iterable

_LEAST_SIMILARITY = 0.3


def find_closest(name: str, candidates: Iterable[tuple[int, str]]) -> int | None:
    """Return the id of the candidate whose name is closest, None when none is close.

    In this order, in any case: the same name, a name that begins with it, a name that contains it,
    the most similar by trigrams (0.3 at least). Of equals, the lower id.
    """
    wanted = name.casefold().strip()
    named = sorted((identifier, other.casefold()) for identifier, other in candidates)
    if not wanted:
        return None
    for matches in (str.__eq__, str.startswith, str.__contains__):
        for identifier, other in named:
            if matches(other, wanted):
                return identifier
    return _most_similar(wanted, named)


def _most_similar(wanted: str, named: list[tuple[int, str]]) -> int | None:
    scores = {identifier: similarity(wanted, other) for identifier, other in named}
    best = max(scores, key=lambda identifier: scores[identifier], default=None)
    return best if best is not None and scores[best] >= _LEAST_SIMILARITY else None


def similarity(one: str, other: str) -> float:
    """Return how similar two names are, 0 to 1, as PostgreSQL's pg_trgm counts it."""
    left, right = _trigrams(one), _trigrams(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _trigrams(text: str) -> set[str]:
    words = [f"  {word} " for word in re.findall(r"\w+", text)]
    return {word[i : i + 3] for word in words for i in range(len(word) - 2)}
