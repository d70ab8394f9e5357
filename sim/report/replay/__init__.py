"""The data of the map replay: one replication of two scenarios, small enough for the page."""
