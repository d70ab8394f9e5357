"""What a scenario means before it is run: the parts of what ``check`` says, in words and tables."""
