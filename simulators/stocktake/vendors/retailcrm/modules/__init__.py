"""Integration modules: a warehouse system is registered as one, and called back."""
