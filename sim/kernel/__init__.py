"""The simulation engine; it knows nothing of ceasefires."""
