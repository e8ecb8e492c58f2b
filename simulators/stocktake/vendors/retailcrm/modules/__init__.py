"""Integration modules: how a warehouse system is registered."""
