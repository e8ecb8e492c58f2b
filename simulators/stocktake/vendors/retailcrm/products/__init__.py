"""The catalogue and its leftovers, prices and groups."""
