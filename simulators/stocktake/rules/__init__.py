"""What the trade knows and no vendor owns: pure functions over integers, standard library only."""
