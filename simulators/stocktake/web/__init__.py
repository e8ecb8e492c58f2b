"""HTTP: from a socket or a test in the same process to a handler, and back."""
