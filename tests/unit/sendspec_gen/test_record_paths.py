"""Paths into records: what is one, what it begins with, and where one that is none breaks off."""

from __future__ import annotations

import sys

import pytest
from sendspec_gen.record_paths import Fault, fault, heads


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("id", "id"),
        ("mail.messageId", "mail"),
        ("items[0].id", "items"),
        ("items[-1][2]", "items"),
        ('"smtp-id"', "smtp-id"),
        ('"a.b".c', "a.b"),
        ('headers."x y"[0]', "headers"),
        ("_a1.b", "_a1"),
    ],
)
def test_plain_paths_need_no_library(path: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath.parser", None)

    assert fault(path) is None
    assert heads(path) == {first}


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("@", set()),
        ("@.a", set()),
        ("a || b.c", {"a", "b"}),
        ("a.b | c", {"a"}),
        ("a[?b == `1`].c", {"a"}),
        ("a[].b", {"a"}),
        ("a.*.b", {"a"}),
        ("[a, b.c]", {"a", "b"}),
        ("{x: a, y: each.b}", {"a", "each"}),
        ("length(a)", {"a"}),
        ("keys(@) | [0]", set()),
    ],
)
def test_all_that_jmespath_knows(path: str, first: set[str]) -> None:
    assert fault(path) is None
    assert heads(path) == first


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("a..b", 2),
        ("a b", 2),
        ("ab#", 2),
        ("a[", 2),
        ('"a', 0),
        ("a.", 2),
        ("nope(a)", 0),
        ("a.nope(b)", 2),
        ("x" * 1001 + "[]", 0),
    ],
)
def test_what_is_no_path(path: str, at: int) -> None:
    found = fault(path)

    assert isinstance(found, Fault)
    assert found.at == at
    assert found.words
