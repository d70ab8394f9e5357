"""The page and the map of a scenario before it is run."""
