"""Compiled paths find what the library finds."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jmespath.exceptions import JMESPathError
from sendspec.sources.declared.paths import BadPathError, Code, compiled, mentions_each

NAMES = ("a", "b", '"c-d"', "each")
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=False) | st.sampled_from(["", "x"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c-d", "each"]), inner),
    max_leaves=12,
)


def steps(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda path: f"{path}[0]"),
        inner.map(lambda path: f"{path}[-1]"),
        inner.map(lambda path: f"{path}[]"),
        inner.map(lambda path: f"{path}[*]"),
        st.tuples(inner, st.sampled_from(NAMES)).map(".".join),
        pairs.map(" || ".join),
        pairs.map(" && ".join),
        pairs.map(" | ".join),
        inner.map(lambda path: f"length({path})"),
        inner.map(lambda path: f"{path}[0:1]"),
        inner.map(lambda path: f"{path}.*"),
        inner.map(lambda path: f"{path}[?a == `1`].b"),
        inner.map(lambda path: f"{path}[?a != 'x'].b"),
        inner.map(lambda path: f"{path}[?'x' == a]"),
        inner.map(lambda path: f"to_string({path})"),
        inner.map(lambda path: f"join('-', {path})"),
        pairs.map(lambda two: f"[{two[0]}, {two[1]}]"),
        pairs.map(lambda two: f"join('-', [to_string({two[0]}), {two[1]}])"),
    )


PATHS = st.recursive(st.sampled_from([*NAMES, "@", "`1`", "'x'", "`[]`"]), steps, max_leaves=5)


def by_library(path: str, value: Any) -> Any:
    try:
        return jmespath.search(path, value)
    except (JMESPathError, TypeError, ValueError):
        return None


@settings(max_examples=300, deadline=None)
@given(PATHS, st.lists(VALUES, min_size=1, max_size=4))
def test_compiled_as_the_library(path: str, values: list[Any]) -> None:
    try:
        jmespath.compile(path)
    except JMESPathError:
        return
    look_up = compiled(path)

    assert [by_library(path, value) for value in values] == [look_up(value) for value in values]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("a.b", {"a": {"b": 1}}, 1),
        ("a.b", {"a": [1]}, None),
        ("a[1]", {"a": [1, 2]}, 2),
        ("a[-3]", {"a": [1, 2]}, None),
        ("a || b", {"a": "", "b": "x"}, "x"),
        ("a || b", {"a": 0, "b": "x"}, 0),
        ("a[].b", {"a": [{"b": 1}, {}, [{"b": 2}]]}, [1, 2]),
        ("length(a)", {"a": "été"}, 3),
        ("a && join(' ', [to_string(a), b])", {"a": 550, "b": "no"}, "550 no"),
        ("a && join(' ', [to_string(a), b])", {"a": 550, "b": None}, None),
        ("a[?b != 'x']", {"a": [{"b": "x"}, {"b": 1}, {}]}, [{"b": 1}, {}]),
        ("a.*.b", {"a": {"c": {"b": 1}, "d": {}}}, [1]),
        ("length(a)", {"a": 5}, None),
        ("sort_by(a, &b)", {"a": [{"b": 1}, {"b": "x"}]}, None),
        ('"event-data".id', {"event-data": {"id": 7}}, 7),
    ],
)
def test_by_hand(path: str, value: Any, expected: Any) -> None:

    assert expected == compiled(path)(value)


def looked_up(path: str, record: Any, element: Any) -> Any:
    code = Code()
    code.write("def look_up(record, element):")
    with code.block():
        code.write(f"return {code.look_up(path, 'element')}")
    return code.functions()["look_up"](record, element)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("each.a", 1),
        ("a", 2),
        ("each", {"a": 1}),
        ("b.each", 3),
        ("each.x || a", 2),
        ("x || each.a", 1),
        ("each.a == `1`", True),
        ("to_string(each.a)", "1"),
        ("b | each", 3),
    ],
)
def test_each_is_the_element_at_the_head_only(path: str, expected: Any) -> None:

    assert expected == looked_up(path, {"a": 2, "b": {"each": 3}, "each": 4}, {"a": 1})


def test_what_mentions_each() -> None:

    assert [mentions_each(path) for path in ("each", "a.each", "a || each.b", "a[].each")] == [True, False, True, False]


def test_what_is_no_path() -> None:
    with pytest.raises(BadPathError, match=r"`a\.\.b` is no path"):
        compiled("a..b")
