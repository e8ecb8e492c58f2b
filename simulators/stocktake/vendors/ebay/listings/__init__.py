"""Listings: what buyers see of items and offers. Source: docs/reference/channels.md 2.3."""
