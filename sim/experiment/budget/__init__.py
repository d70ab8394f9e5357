"""The procedure behind the design ``budget``: forces within a number of people, tried and told."""
