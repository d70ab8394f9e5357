"""Running designs: which replications to simulate, simulating them, keeping and writing results."""
