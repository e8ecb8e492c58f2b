"""Packs: goods in a store that are set aside for the items of orders."""
