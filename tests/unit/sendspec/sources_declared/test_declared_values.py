"""JSON in every shape that files hold: nothing is lost beside what is broken, and all is told with its line."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.sources.declared import values as module
from sendspec.sources.declared.content import BrokenOffError
from sendspec.sources.declared.values import Block, Values

NO_JSON = "it is no JSON"
BREAKS_OFF = "it breaks off before its end"
TOO_LONG = "it is longer than 10 MB"

Told = tuple[int, Any, str | None]


def told(content: bytes, *cuts: int) -> list[Told]:
    """Of each value its line, what it is, and why it is none; in line 0 why all of it ends before its end."""
    edges = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    found: list[Told] = []
    try:
        for part in Values(content[begin:end] for begin, end in pairwise(edges)).read():
            if isinstance(part, Block):
                found += [(line, value, None) for line, value in zip(part.numbers, part.values, strict=True)]
            else:
                found.append((part.line, part.value, part.why))
    except BrokenOffError as error:
        found.append((0, None, str(error)))
    return found


CASES: list[tuple[bytes, list[Told]]] = [
    (b"", []),
    (b"\n \r\n\n", []),
    (b'{"a":1}', [(1, {"a": 1}, None)]),
    (b'{"a":1}\n{"a":2}\n', [(1, {"a": 1}, None), (2, {"a": 2}, None)]),
    (b'\xef\xbb\xbf{"a":1}\r\n\r\n{"a":2}', [(1, {"a": 1}, None), (3, {"a": 2}, None)]),
    (
        b'{"a":1}{"a":2} {"a":3}\n{"a":4}\n',
        [(1, {"a": 1}, None), (1, {"a": 2}, None), (1, {"a": 3}, None), (2, {"a": 4}, None)],
    ),
    (b'{\n "a": {\n  "b": 1}\n}\n{\n "a": 2\n}\n', [(1, {"a": {"b": 1}}, None), (5, {"a": 2}, None)]),
    (b'[{"a":1},{"a":2}]\n{"a":3}\n', [(1, [{"a": 1}, {"a": 2}], None), (2, {"a": 3}, None)]),
    (b'[\n{"a":1},\n{"a":\n2}\n]\n{"a":3}\n', [(2, {"a": 1}, None), (3, {"a": 2}, None), (6, {"a": 3}, None)]),
    (b'{"a":1},\n{"a":2},\n', [(1, {"a": 1}, None), (2, {"a": 2}, None)]),
    (b'{"a":1,"a":2}\n', [(1, {"a": 2}, None)]),
    (b'{"a":"\\u0000"}\n', [(1, {"a": "\0"}, None)]),
    (b'nonsense\n{"a":1}\nmore\n', [(1, None, NO_JSON), (2, {"a": 1}, None), (3, None, NO_JSON)]),
    (b'{"a":\n{"a":1}\n{"a":2}\n', [(1, None, NO_JSON), (2, {"a": 1}, None), (3, {"a": 2}, None)]),
    (b'{"a":"x\n{"a":1}\n', [(1, None, NO_JSON), (2, {"a": 1}, None)]),
    (b'{"a":1}\n{"a":[1,', [(1, {"a": 1}, None), (2, None, BREAKS_OFF)]),
    (b'{"a":1}\n{"a":"\\u00', [(1, {"a": 1}, None), (2, None, BREAKS_OFF)]),
    (b'[{"a":1},{wrong},{"a":2}]\n', [(1, {"a": 1}, None), (1, None, NO_JSON), (1, {"a": 2}, None)]),
    (b'[{"a":1},{"a":\n{"a":2}\n', [(1, {"a": 1}, None), (1, None, BREAKS_OFF), (2, {"a": 2}, None)]),
    (b'{\n  "a": wrong,\n  "b": 1\n}\n{"a":1}\n', [(1, None, NO_JSON), (5, {"a": 1}, None)]),
    (
        b'[\n {\n  "a": 1\n },\n {\n  "a": wrong\n },\n {\n  "a": 3\n },\n {\n  "a": {\n  }\n }\n]\n{"a":5}\n',
        [(2, {"a": 1}, None), (5, None, NO_JSON), (8, {"a": 3}, None), (11, {"a": {}}, None), (16, {"a": 5}, None)],
    ),
    (
        b'[\n {\n  "a": 1\n },{\n  "a": 2\n },\n   {\n  "a": 3\n },\n 4,\n {\n }\n]\n',
        [(2, {"a": 1}, None), (4, {"a": 2}, None), (7, {"a": 3}, None), (10, 4, None), (11, {}, None)],
    ),
    (b'[\n  {\n    "a": wrong\n  },\n  {"a": 1}\n]\n', [(2, None, NO_JSON), (5, {"a": 1}, None)]),
    (
        b'{"a":NaN}\n{"a":1}\n',
        [(1, None, "it is no JSON: JSON is malformed: invalid character (byte 5)"), (2, {"a": 1}, None)],
    ),
    (b'{"a":1e999}\n{"a":1}\n', [(1, None, "there is a number in it that is too large"), (2, {"a": 1}, None)]),
    (b'{"a":\x00}\n{"a":1}\n', [(1, None, NO_JSON), (2, {"a": 1}, None)]),
    (
        b'{"a":"\xff"}\n{"a":1}\n',
        [(1, None, "it is no JSON: there are bytes in it that are no UTF-8"), (2, {"a": 1}, None)],
    ),
    (
        b'{"a":' + b"9" * 5000 + b'}\n{"a":1}\n',
        [(1, None, "there is a number in it that is too large"), (2, {"a": 1}, None)],
    ),
    (b'[\n{"a":1},\n', [(2, {"a": 1}, None), (0, None, "the array that begins in line 1 does not end")]),
    (
        b'{"a":0}\n[{"a":1}',
        [(1, {"a": 0}, None), (2, {"a": 1}, None), (0, None, "the array that begins in line 2 does not end")],
    ),
    (b"[" * 90_000 + b'\n{"a":1}\n', [(1, None, "it is nested too deeply"), (2, {"a": 1}, None)]),
    (b'{"a":' * 90_000 + b'\n{"a":1}\n', [(1, None, "it is nested too deeply"), (2, {"a": 1}, None)]),
]


@pytest.mark.parametrize(("content", "expected"), CASES, ids=[repr(content[:40]) for content, _ in CASES])
@pytest.mark.parametrize("size", [1 << 20, 1000, 7, 1])
def test_values(content: bytes, expected: list[Told], size: int) -> None:
    if size < 1000 < len(content):
        pytest.skip("nothing to learn from so many pieces")

    assert expected == told(content, *range(0, len(content), size))


def test_what_is_put_aside_is_told_as_it_stands() -> None:
    found = [part for part in Values([b'{"a": \xff\n [{"b":1},{c},\n']).read() if not isinstance(part, Block)]

    assert [part.text for part in found] == ['{"a": \udcff\n [{"b":1},{c},']


def test_the_text_of_a_value_in_a_block() -> None:
    (block,) = Values([b'{"a": 1}\n{"a":2}\n']).read()

    assert isinstance(block, Block)
    assert [block.text(1), block.text(2)] == ['{"a": 1}', '{"a":2}']


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too long is short, so that tests are quick."""
    monkeypatch.setattr(module, "LONGEST", 1000)
    monkeypatch.setattr(module, "BLOCK", 64)


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a":"' + b"x" * 3000 + b'"}\n{"a":1}\n', [(1, None, TOO_LONG), (2, {"a": 1}, None)]),
        (b'{"a":"' + b"\\\\" * 3000 + b'"}\n{"a":1}\n', [(1, None, TOO_LONG), (2, {"a": 1}, None)]),
        (b"x" * 3000 + b'\n{"a":1}\n', [(1, None, NO_JSON), (2, {"a": 1}, None)]),
        (b'{"a":[\n' + b"1,\n" * 1000 + b'1]}\n{"a":1}\n', [(1, None, TOO_LONG), (1003, {"a": 1}, None)]),
        (b'[{"a":"' + b"x" * 3000 + b'"},{"a":1}]\n', [(1, None, TOO_LONG), (1, {"a": 1}, None)]),
        (b"[" + b'{"a":1},' * 300 + b'{"a":1}]', [(1, {"a": 1}, None)] * 301),
        (b"[\n" + b'{"a":1},\n' * 300 + b'{"a":1}]', [(line, {"a": 1}, None) for line in range(2, 303)]),
        (b'{"a":"' + b"x" * 3000, [(1, None, TOO_LONG)]),
        (b'{"a":"' + b"x" * 3000 + b'\n{"a":1}\n', [(1, None, TOO_LONG), (2, {"a": 1}, None)]),
    ],
)
def test_values_that_are_too_long(content: bytes, expected: list[Told]) -> None:

    assert expected == told(content, *range(0, len(content), 50))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('{}[]",: \\\néx', max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(st.sampled_from("ab"), JSON, max_size=2)
WRITTEN = st.tuples(OBJECTS, st.sampled_from([None, 1]), st.booleans(), st.sampled_from(["", " ", "\n", "\r\n"]))


@settings(max_examples=200, deadline=None)
@given(st.lists(WRITTEN, max_size=5), st.booleans(), st.lists(st.integers(0, 300), max_size=4))
def test_every_value_comes_out_however_it_is_written(written: list[Any], in_array: bool, cuts: list[int]) -> None:
    texts = [json.dumps(value, indent=indent, ensure_ascii=ascii) + end for value, indent, ascii, end in written]
    content = "[" + ",".join(texts) + "]" if in_array else "".join(texts)
    found = told(content.encode(), *cuts)
    flat = [one for _, value, _ in found for one in (value if isinstance(value, list) else [value])]

    assert [value for value, *_ in written] == flat


@settings(max_examples=200, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=6), st.integers(0, 3), st.lists(st.integers(0, 300), max_size=4))
def test_objects_of_an_indented_array(objects: list[Any], indent: int, cuts: list[int]) -> None:
    line, expected = 2, []
    for value in objects:
        expected.append((line, value, None))
        line += 1 + json.dumps(value, indent=indent).count("\n")

    assert expected == told(json.dumps(objects, indent=indent).encode(), *cuts)


ENDS = (b'{"a":"', b'{"a":', b'{"a":[1,', b'{"a":1,', b'{"a":1', b'{"a":{"b":')
"""Of a line that is cut off, in every place where that may be."""


@pytest.mark.parametrize("end", ENDS)
def test_lines_that_are_cut_off_are_not_read_again_and_again(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    line = b'{"b":"' + b"x" * 200 + b'"}'
    lines = [line[:-2] + b'","c":' + end if number % 25 == 7 else line for number in range(5000)]
    read = Counted(monkeypatch)

    found = told(b"\n".join(lines) + b"\n", *range(0, 2_000_000, module.BLOCK))

    assert [number for number, _, why in found if why] == list(range(8, 5001, 25))
    assert len(found) == 5000
    assert read.times < 1.2 * len(lines)
    assert read.bytes < 3 * sum(map(len, lines))


def test_lines_that_are_cut_off_make_nobody_read_ahead() -> None:
    content = b"".join(b'{"a":"\n' if number % 25 == 7 else b'{"a":1}\n' for number in range(50_000))
    pieces = [content[at : at + module.BLOCK] for at in range(0, len(content), module.BLOCK)]
    waiting = iter(pieces)

    first = next(iter(part for part in Values(waiting).read() if not isinstance(part, Block) and part.line > 2000))

    assert first.why == NO_JSON
    assert len(list(waiting)) >= len(pieces) - 3


class Counted:
    """How often something is decoded, and how much is looked at for it at most."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.bytes = 0
        decode, scan = module.decode, module.scan

        def decoded(content: bytes) -> Any:
            self.times += 1
            self.bytes += len(content)
            return decode(content)

        def scanned(text: str, at: int) -> Any:
            self.times += 1
            try:
                value, end = scan(text, at)
            except json.JSONDecodeError as error:
                self.bytes += error.pos - at
                raise
            self.bytes += end - at
            return value, end

        monkeypatch.setattr(module, "decode", decoded)
        monkeypatch.setattr(module, "scan", scanned)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(['{"a":1}', '{"a":', "[", "]", "{", "}", '"', "\n", " ", ",", "x", "\\", "é", "1"]), max_size=14
    ),
    st.data(),
)
def test_fragments_are_told_alike_however_they_are_read(parts: list[str], data: st.DataObject) -> None:
    content = "".join(parts).encode()
    cuts = data.draw(st.lists(st.integers(0, len(content)), max_size=5))

    assert told(content) == told(content, *cuts)
