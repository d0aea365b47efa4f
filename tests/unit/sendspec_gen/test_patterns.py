"""The bound on the ways to try a pattern holds against a matcher that tries them one by one and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec_gen import patterns
from sendspec_gen.patterns import LONGEST, MOST_WAYS, ways

PARSER = import_module("re._parser")
TEXT = 14


class Naive:
    """A matcher that goes back as Python's does, and counts where it fails."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.failures = 0

    def all_of(self, parts: list[Any], at: int) -> Iterator[int]:
        if not parts:
            yield at
            return
        for end in self.one(parts[0], at):
            yield from self.all_of(parts[1:], end)

    def one(self, part: Any, at: int) -> Iterator[int]:
        kind, given = str(part[0]), part[1]
        if kind == "SUBPATTERN":
            yield from self.all_of(list(given[3]), at)
        elif kind == "BRANCH":
            for branch in given[1]:
                yield from self.all_of(list(branch), at)
        elif kind == "MAX_REPEAT":
            yield from self.repeated(given, at, 0)
        elif kind in ("ATOMIC_GROUP", "POSSESSIVE_REPEAT"):
            inside = self.repeated(given, at, 0) if kind == "POSSESSIVE_REPEAT" else self.all_of(list(given), at)
            yield from (end for end in [next(inside, None)] if end is not None)
        elif kind in ("ASSERT", "ASSERT_NOT"):
            found = next(self.all_of(list(given[1]), at), None) is not None
            yield from self.told(found == (kind == "ASSERT"), at)
        elif kind == "AT":
            yield from self.told(at == len(self.text) if "END" in str(given) else at == 0, at)
        else:
            fits = at < len(self.text) and self.fits(kind, given, self.text[at])
            yield from self.told(fits, at + 1)

    def told(self, fits: bool, at: int) -> Iterator[int]:
        if fits:
            yield at
        else:
            self.failures += 1

    def repeated(self, given: Any, at: int, times: int) -> Iterator[int]:
        low, high, inner = given
        if times < high:
            for end in self.all_of(list(inner), at):
                if end > at or times < low:
                    yield from self.repeated(given, end, times + 1)
        if times >= low:
            yield at

    @staticmethod
    def fits(kind: str, given: Any, sign: str) -> bool:
        if kind == "ANY":
            return True
        if kind == "IN":
            negated = str(given[0][0]) == "NEGATE"
            return negated != any(Naive.fits(str(one), value, sign) for one, value in given[negated:])
        if kind == "RANGE":
            return bool(given[0] <= ord(sign) <= given[1])
        return bool((ord(sign) == given) == (kind == "LITERAL"))


PIECES = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "[a-b]", "$", "(?=a)", "(?!b)"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{0,2}", "{2}", "{1,3}", "*+"])
PATTERNS = st.recursive(
    st.builds("{}{}".format, PIECES.filter(lambda one: one[0] not in "$(" or one == "("), REPEATS) | PIECES,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}){}".format, inner, REPEATS),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?>{})".format, inner),
        st.builds("(?={})".format, inner),
    ),
    max_leaves=7,
)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.text("abc", max_size=TEXT), st.booleans())
def test_nothing_is_tried_in_more_ways_than_told(pattern: str, text: str, whole: bool) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(patterns, "LONGEST", TEXT)
        most = ways(pattern, whole=whole)
    matcher = Naive(text)
    found = matcher.all_of(list(PARSER.parse(pattern)), 0)
    ends = next((end for end in found if not whole or end == len(text)), None)

    assert (ends is not None) == bool((re.fullmatch if whole else re.match)(pattern, text))
    # A way fails in as many places at most as the pattern has pieces.
    assert matcher.failures <= most * (len(pattern) + 1)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("<?([^<>]+)>", LONGEST + 1),
        (r"\d+\.\d+$", 2 * LONGEST - 1),
        ("a++b", LONGEST),
        (r"\w+\s", LONGEST),
        (r"[^\s]+\s", LONGEST),
        ("K+\N{KELVIN SIGN}x*y", LONGEST * (LONGEST + 1)),
        (r"(?a)\w+\s*x", LONGEST * (LONGEST + 1)),
        (r"\w+\b", LONGEST),
        (".*(?!x)", LONGEST + 1),
        ("(.*) at (.*)", 2 * LONGEST + 1),
    ],
)
def test_where_the_next_character_tells_it_ends_in_one_place(pattern: str, expected: int) -> None:
    assert ways(pattern) == expected


def test_a_whole_line() -> None:
    assert ways("(?P<a>.*) x (?P<b>.*)", whole=True) < MOST_WAYS
    assert ways(r"(?P<a>\S+) (?P<b>\S+) (?P<c>\S+)", whole=True) < MOST_WAYS
    assert ways("(?P<a>.*)(?P<b>[ab]*)(?P<c>.*)", whole=True) > MOST_WAYS
