"""Paths into records: JMESPath, of which the plain ones are read without its library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

_STEP = r'(?:[A-Za-z_][A-Za-z0-9_]*|"[^"\\]+")(?:\[-?[0-9]{1,9}\])*'
PLAIN = re.compile(rf"{_STEP}(?:\.{_STEP})*")
"""Names, quoted names and numbers in brackets: what almost every path is made of."""
_FIRST = re.compile(r'"[^"]+"|\w+')
LONGEST = 1000
_LATER = {"subexpression", "index_expression", "projection", "value_projection", "filter_projection", "flatten", "pipe"}
"""What of an expression only its first part reads from the record itself."""


class Fault(NamedTuple):
    """What is wrong with a path, and at which of its characters, from 0."""

    at: int
    words: str


def fault(path: str) -> Fault | None:
    """What keeps a text from being a path; None if it is one."""
    if PLAIN.fullmatch(path):
        return None
    if len(path) > LONGEST:
        return Fault(0, f"it has more than {LONGEST:,} characters")
    parsed = _parsed(path)
    return parsed if isinstance(parsed, Fault) else None


@lru_cache(maxsize=1024)
def heads(path: str) -> frozenset[str]:
    """The fields of the record that a sound path begins with; none for the record itself."""
    if PLAIN.fullmatch(path):
        first = _FIRST.match(path)
        return frozenset({first[0].strip('"')}) if first else frozenset()
    parsed = _parsed(path)
    return frozenset() if isinstance(parsed, Fault) else frozenset(_heads(parsed))


@lru_cache(maxsize=1024)
def _parsed(path: str) -> Mapping[str, Any] | Fault:
    """The tree of an expression as JMESPath's own parser sees it."""
    from jmespath.exceptions import LexerError, ParseError
    from jmespath.parser import Parser

    try:
        tree: Mapping[str, Any] = Parser().parse(path).parsed
    except LexerError as error:
        return Fault(error.lex_position, "a sign that means nothing there")
    except ParseError as error:
        return Fault(error.lex_position, "it ends too early" if error.token_type == "eof" else "it breaks off here")
    except (ValueError, RecursionError) as error:
        return Fault(0, str(error).partition("\n")[0] or "it cannot be read")
    unknown = _unknown_function(tree)
    return Fault(max(path.find(unknown), 0), f"JMESPath has no function `{unknown}`") if unknown else tree


def _unknown_function(tree: Mapping[str, Any]) -> str | None:
    from jmespath.functions import Functions

    if tree["type"] == "function_expression" and tree["value"] not in Functions.FUNCTION_TABLE:
        return str(tree["value"])
    inner = (_unknown_function(child) for child in tree.get("children", ()) if isinstance(child, Mapping))
    return next((name for name in inner if name), None)


def _heads(tree: Mapping[str, Any]) -> Iterator[str]:
    if tree["type"] == "field":
        yield tree["value"]
    children = tree.get("children", ())
    for child in children[:1] if tree["type"] in _LATER else children:
        if isinstance(child, Mapping):
            yield from _heads(child)
