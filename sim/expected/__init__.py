"""What can be said of a scenario without simulating it: people, coverage, loads, incidents."""
