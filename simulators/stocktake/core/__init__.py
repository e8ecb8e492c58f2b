"""The world: state, time, chance and history. Knows no vendor and no HTTP server."""
