"""What a connection may cost: how large a body is, and how long a client may be silent."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the socket: bytes, and real seconds.

    `max_body` is for every request but a saved world, which `PUT /_sim/database` takes up to
    `max_database`. A head must be complete `head_s` after its first byte and has at most `max_head`
    bytes; between two parts of a body, and between two parts of an answer that a client reads, pass
    at most `silence_s`; an idle connection is closed after `keep_alive_s`.
    """

    max_body: int = 16 * MIB
    max_database: int = 1024 * MIB
    max_head: int = 256 * 1024
    head_s: float = 10.0
    silence_s: float = 30.0
    # uvicorn's 5 s are less than a busy machine or an engine takes between two requests, and one
    # that is sent just as we close would be lost. nginx waits as long.
    keep_alive_s: int = 75


DEFAULT_LIMITS = Limits()
