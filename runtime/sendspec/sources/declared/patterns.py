"""What a regular expression finds in a text: its first group, or all that it matches."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

MOST = 10_000
"""Characters of a text in which patterns are sought: texts are foreign, and a search may look at each place again."""
Find: TypeAlias = Callable[[str], str | None]
CUT = re.compile(r"\^(?:\(\?!([a-z]{2,})[^()|]*\))?(?:([<\"'])\?)?\(\[\^([<>\"'@.,;: ]{1,2})\]\+\)")
"""What stands before one or two characters, perhaps behind the first of them, unless the text begins with some letters
and more: as `^<?([^<>]+)` and `^(?!filter\\d)([^.]+)`."""


DIGITS = re.compile(r"\^\\d\{([2-9]|1[0-9]),\}\$")
"""So many digits at least, and nothing else: as `^\\d{12,}$`."""


def finder_of(pattern: str) -> Find:
    """What finds it; the frequent forms of expressions need no search."""
    search = _searching(pattern)
    match = CUT.fullmatch(pattern)
    if match is None:
        return search
    unless, opening, ends = match[1], match[2] or "", match[3]
    if opening:
        return _between(opening, ends[1], search) if len(ends) == 2 and ends[0] == opening and not unless else search
    # The last letter may be one that need not be there.
    return _before(ends, unless and unless[:-1], search) if len(ends) == 1 else search


def other_finder_of(pattern: str) -> Callable[[Any], str | None]:
    """What finds it in what is no text: in numbers."""
    find = finder_of(pattern)
    digits = DIGITS.fullmatch(pattern)
    least = 10 ** (int(digits[1]) - 1) if digits else None

    def find_other(value: Any) -> str | None:
        if least is not None and type(value) is int:
            return str(value) if value >= least else None
        return find(str(value)) if type(value) in (int, float) else None

    return find_other


def _searching(pattern: str) -> Find:
    compiled = re.compile(pattern)
    search, group = compiled.search, min(compiled.groups, 1)

    def find(text: str) -> str | None:
        found = search(text[:MOST])
        return None if found is None else found[group]

    return find


def _before(end: str, unless: str | None, search: Find) -> Find:
    def find(text: str) -> str | None:
        if len(text) > MOST or (unless and text.startswith(unless)):
            return search(text)
        return text.partition(end)[0] or None

    return find


def _between(opening: str, closing: str, search: Find) -> Find:
    def find(text: str) -> str | None:
        inner = text
        if text[:1] == opening:
            inner = text[1:-1] if text[-1] == closing else text[1:]
        if len(text) > MOST or opening in inner or closing in inner:
            return search(text)
        return inner or None

    return find
