"""How long a regular expression may look at a text before it gives up."""

from __future__ import annotations

from importlib import import_module
from math import prod
from typing import Any

LONGEST = 1_000
"""Characters of a text that are looked at."""
WITHOUT_END = 10**12


def ways(pattern: str) -> int:
    """The most ways in which a pattern that compiles can be tried from one place of a text: a bound from above."""
    # The standard library takes patterns apart, but does not say so.
    return min(_of_all(import_module("re._parser").parse(pattern)), WITHOUT_END)


def _of_all(parts: Any) -> int:
    return prod(min(_of(str(kind), given), WITHOUT_END) for kind, given in parts)


def _of(kind: str, given: Any) -> int:
    match kind:
        case "BRANCH":
            return sum(_of_all(branch) for branch in given[1])
        case "SUBPATTERN":
            return _of_all(given[3])
        case "ASSERT" | "ASSERT_NOT":
            return _of_all(given[1])
        case "ATOMIC_GROUP":
            return _of_all(given)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            low, high, inner = given
            return _of_repeat(low, min(int(high), LONGEST), _of_all(inner))
        case "GROUPREF_EXISTS":
            return sum(_of_all(branch) for branch in given[1:] if branch)
        case "GROUPREF":
            return LONGEST
        case _:
            return 1


def _of_repeat(low: int, high: int, inner: int) -> int:
    """What is tried in one way only can end in so many places; all else multiplies with each repeat."""
    if inner == 1:
        return max(1, high - low + 1)
    return 1 + inner if high <= 1 else WITHOUT_END
