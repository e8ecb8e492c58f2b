"""Leftovers and cost prices of offers: read, uploaded, requested by a callback."""
