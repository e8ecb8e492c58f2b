"""Listings: what buyers see and how much of it there is. Source: docs/reference/channels.md 1.2."""
