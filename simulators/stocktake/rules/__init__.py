"""Rules that no vendor owns: pure functions over integers, standard library only."""
