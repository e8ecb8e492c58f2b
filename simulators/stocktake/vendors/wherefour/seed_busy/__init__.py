"""Six weeks of business before a world begins: goods in, orders, shipments, papers.

Everything is written by the rules that serve the API, in the order of time, so that lots, totals
and what was shipped agree. Source: docs/reference/wherefour.md 7.
"""
