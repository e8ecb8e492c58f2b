"""Orders: written, read, shipped, and what happened to them."""
