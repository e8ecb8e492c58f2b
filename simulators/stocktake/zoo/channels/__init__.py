"""Engines that are wrong on purpose at channels and labels; each is played on the hub."""
