"""One module for each family of commands; each imports what is heavy only when it runs."""
