"""How the engine's inner loops are compiled: without the interpreter's lock, once for all runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function when it is first called, and keep what was compiled on disk.

    It lies beside the source, or in the user's cache folder, or where NUMBA_CACHE_DIR says; where nothing of that can
    be written, each run compiles anew. numba looks at the file of the function alone: a change in one that it calls
    from another file needs an empty cache.
    """
    try:
        found: Callable[..., Any] = njit(**OPTIONS, cache=True)(function)
    except RuntimeError:
        found = njit(**OPTIONS)(function)
    return found


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function into those that call it."""
    found: Callable[..., Any] = njit(**OPTIONS, inline="always")(function)
    return found
