"""Blocks of a design, one kind a file; importing the package makes each known by its ``kind``."""

from sim.kernel.registry import discover

discover(__name__, __path__)
