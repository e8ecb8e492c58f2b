"""Asks for a new token after a 401 only, and takes a 403 that means the same for a refusal."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.outlets import tokens

tokens.OVER = frozenset({401})

if __name__ == "__main__":
    sys.exit(main())
