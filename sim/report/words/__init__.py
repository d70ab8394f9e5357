"""Names, figures and sentences as planners read them, in their own words where they gave any."""
