"""Web hooks: addresses that are told where to read what happened."""
