"""Settings files as planners write them: read, composed, checked against one another, told of."""
