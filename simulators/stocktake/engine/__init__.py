"""The reference sync engine: an outside program that keeps a warehouse and a shop in step.

`python -m stocktake.engine` runs one round; with `--lines` it stays up and listens. It imports
nothing else from Stocktake. Read it as an example of an engine that meets the duties of
docs/reference/duties.md.
"""
