"""What a terminal or a pipe gets of a finished run, without the page."""
