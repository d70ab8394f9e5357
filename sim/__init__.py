"""A simulator of ceasefire monitoring: what happens, what is seen of it, what is done about it."""

__version__ = "0.1.0"
