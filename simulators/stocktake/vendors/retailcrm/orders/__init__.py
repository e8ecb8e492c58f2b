"""Orders: created, read, edited, shipped, and their history."""
