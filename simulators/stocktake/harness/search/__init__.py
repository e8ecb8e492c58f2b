"""Generated schedules: what is drawn, the search for one that an engine fails, its capsule."""
