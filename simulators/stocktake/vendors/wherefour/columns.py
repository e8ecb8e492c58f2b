"""Lists of columns, written as one text: a tuple of forty strings is hard to read."""


def columns(text: str) -> tuple[str, ...]:
    """Return the column names that a text lists."""
    return tuple(text.split())
