"""Values that expressions find: the fast ways find what the library finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sendspec.sources.declared.patterns import CUT, DIGITS, finder_of, other_finder_of

FAST = ["^<?([^<>]+)", "^([^.]+)", r"^(?!filter\d)([^.]+)", r"^(?!filter?)([^.]+)", '^"?([^"@]+)']
SLOW = ["^([^<>]+)", r"^\d\.\d{1,3}\.\d{1,3}", r"<([^<>]+)>\s*$", "^<?([^>]+)", "^(?!a|bc)([^.]+)", "ab(c)?"]


@pytest.mark.parametrize("pattern", FAST)
def test_fast(pattern: str) -> None:
    assert CUT.fullmatch(pattern)


@pytest.mark.parametrize("pattern", FAST + SLOW)
@given(text=st.text('<>."@a1\n\r', max_size=6) | st.sampled_from(["filter1", "filter1.a", "filte", "filte.", "filter"]))
@example("<a.b>")
@example("<>")
@example("<")
@example("><")
@example("<a>b")
@example("<<a>")
@example("a<")
@example("")
def test_found(pattern: str, text: str) -> None:
    match = re.search(pattern, text)
    assert finder_of(pattern)(text) == (match and match[min(match.re.groups, 1)])


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^<?([^<>]+)", "<1.a@example.org>", "1.a@example.org"),
        ("^<?([^<>]+)", "1.a@example.org", "1.a@example.org"),
        ("^<?([^<>]+)", "<>", None),
        (r"^(?!filter\d)([^.]+)", "14c5.filter0001", "14c5"),
        (r"^(?!filter\d)([^.]+)", "filter0001.16648", None),
        (r"^(?!filter\d)([^.]+)", "filters.1", "filters"),
    ],
)
def test_examples(pattern: str, text: str, found: str | None) -> None:
    assert finder_of(pattern)(text) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (100_000_000_000, "100000000000"),
        (99_999_999_999, None),
        (-100_000_000_000, None),
        (True, None),
        (1.5e11, None),
        (None, None),
        (["100000000000"], None),
        (123456789012345678901234567890, "123456789012345678901234567890"),
    ],
)
def test_numbers(value: object, found: str | None) -> None:
    assert DIGITS.fullmatch(r"^\d{12,}$")
    assert other_finder_of(r"^\d{12,}$")(value) == found


def test_numbers_by_search() -> None:
    assert other_finder_of(r"^(\d+)\.")(12.5) == "12"
    assert other_finder_of("^([^.]+)")(12.5) == "12"
