"""Plays one scenario against one engine: the server, the staff, the driver of either mode."""
