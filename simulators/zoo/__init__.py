"""Engines that are wrong on purpose: the reference engine with a few lines changed.

Each proves that a check can fail. `python -m simulators.zoo.<name>` runs one round of it.
"""
