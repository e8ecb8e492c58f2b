"""HTTP: from a socket or a test in the same process to a handler, and back."""

# How a request crosses the border; here, because the command line names them without loading it.
COMPILED, CONNEXION = LANES = ("compiled", "connexion")
