"""Tables that set scenarios side by side, in words, with intervals and differences."""
