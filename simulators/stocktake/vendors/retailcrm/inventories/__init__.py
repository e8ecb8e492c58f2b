"""Leftovers and cost prices of offers: read, uploaded, asked for."""
