"""Waiting for what another process or thread does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE_S = 120.0
LOOK_EVERY_S = 0.01


def until(true: Callable[[], Any]) -> None:
    """Wait until something is so; AssertionError when it doesn't come to be."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE_S, "waited in vain"
        time.sleep(LOOK_EVERY_S)
