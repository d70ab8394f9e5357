"""Charts and tables of a finished run, drawn from its results folder alone."""
