"""What matters among all that isn't known, and when another response rule would be better."""
