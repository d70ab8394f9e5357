"""Compiling a loop once for all runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(body: Callable[..., Any]) -> Any:
    """``body`` compiled and stored beside its file, or in the user's cache.

    Where no folder can be written it is compiled anew in each process, with the same result.
    """
    try:
        return njit(body, cache=True)
    except RuntimeError:
        return njit(body)
