"""report.html: the whole report in one file that asks nothing of a network."""
