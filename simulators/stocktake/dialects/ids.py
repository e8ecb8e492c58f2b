"""Ids of records: integers that a 64-bit column holds, in every vendor's database."""

import re

LARGEST_ID = 2**63 - 1


def read_integer(text: str) -> int | None:
    """Return the integer that a query names, None for any other text and beyond 64 bits."""
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        return None
    return int(text) if abs(int(text)) <= LARGEST_ID else None
