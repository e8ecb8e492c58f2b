"""Goes on with the refresh token that it began with, although each use of one gives the next."""

import sys
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.memory import Memory

really_remember = Memory.remember_token


def remember_token(self: Any, outlet: str, consent: str, *token: Any) -> None:
    """Store the first refresh token instead of the next one."""
    really_remember(self, outlet, consent, token[0], token[1], consent)


Memory.remember_token = remember_token  # type: ignore[method-assign,assignment]  # that is the fault

if __name__ == "__main__":
    sys.exit(main())
