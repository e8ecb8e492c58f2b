"""Listings and their variants. Source: docs/reference/channels.md 3."""
