"""The results folder as it is read: its files, its manifest, estimates, series and study tables."""
