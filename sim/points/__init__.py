"""What is to be simulated: the points of a run, each a checked scenario with its name."""
