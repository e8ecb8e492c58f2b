"""The vendors: a folder each, found by the registry (core/registry.py) and listed nowhere."""
