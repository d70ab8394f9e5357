"""What the columns of a results folder's CSV files are, in words, with their units."""
