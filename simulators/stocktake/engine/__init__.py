"""The reference sync engine: an outside program that keeps a warehouse and a shop in step.

`python -m stocktake.engine` runs one round, with `--lines` it stays up and listens. It imports
nothing else of Stocktake; read it as an example of an engine that honours the duties in
docs/reference/duties.md.
"""
