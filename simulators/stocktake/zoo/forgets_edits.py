"""Makes a document as the order was, and never changes it when the order is changed."""

import sys

from stocktake.engine import follow
from stocktake.engine.__main__ import main

follow.edits = lambda now, side, tracked, document, wanted: document

if __name__ == "__main__":
    sys.exit(main())
