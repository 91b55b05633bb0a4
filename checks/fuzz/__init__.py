"""Everything that reads what strangers wrote, given worse, and what may come of it."""
