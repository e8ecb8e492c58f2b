"""Calls a round complete in which a channel could not be read: nobody learns that consent ended."""

import sys
from typing import Any

from stocktake.engine import imports
from stocktake.engine.__main__ import main


def silence(now: Any, outlet: str, error: Exception) -> None:
    """Leave the outlet out, and say nothing."""
    now.silent.add(outlet)


imports.silence = silence

if __name__ == "__main__":
    sys.exit(main())
