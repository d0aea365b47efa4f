"""YAML text to nodes with places."""

from __future__ import annotations

import pytest
from sendspec_gen.problems import Problems
from sendspec_gen.read.nodes import LARGEST_FILE, MappingNode, Node, ScalarNode, SequenceNode, compose
from sendspec_gen.source import Place, SourceFile


def read(content: bytes | str) -> tuple[Node | None, list[str]]:
    """The node, and each problem as `code line:column`."""
    problems = Problems()
    node = compose(SourceFile("f", content.encode() if isinstance(content, str) else content), problems)
    return node, [f"{found.code} {found.place.line}:{found.place.column}" for found in problems.found]


def plain(node: Node | None) -> object:
    """A node as plain data."""
    match node:
        case ScalarNode():
            return node.text
        case SequenceNode():
            return [plain(item) for item in node.items]
        case MappingNode():
            return {key.text: plain(value) for key, value in node.pairs}
        case None:
            return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on: yes", {"on": "yes"}),
        ("no: 012", {"no": "012"}),
        ("a: {b: [1, +2]}", {"a": {"b": ["1", "+2"]}}),
        ("a: >-\n  one\n  two", {"a": "one two"}),
        ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("a:", {"a": ""}),
        ("2021-03-02: 1:30", {"2021-03-02": "1:30"}),
        ("\ufeffa: b", {"a": "b"}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
    ],
)
def test_words_stay_words(text: str, expected: object) -> None:
    node, problems = read(text)

    assert expected == plain(node)
    assert problems == []


def test_places_count_letters_from_one() -> None:
    node, _ = read("é: {fr: Envoyé, en: Sent}\n")
    assert isinstance(node, MappingNode)
    words = node.pairs[0][1]
    assert isinstance(words, MappingNode)

    assert words.place == Place("f", 1, 4, 5)
    assert [value.place for _, value in words.pairs] == [Place("f", 1, 9, 15), Place("f", 1, 21, 25)]


def test_block_text_has_the_place_of_its_first_line() -> None:
    node, _ = read("a: >-\n  one\n  two\n")
    assert isinstance(node, MappingNode)

    assert node.pairs[0][1].place == Place("f", 1, 4, 5)


@pytest.mark.parametrize(("text", "is_plain"), [("x", True), ("'x'", False), ('"x"', False), ("|-\n  x", False)])
def test_quoted_and_block_texts_are_not_plain(text: str, is_plain: bool) -> None:
    node, _ = read(f"a: {text}")
    assert isinstance(node, MappingNode)

    assert node.pairs[0][1] == ScalarNode("x", is_plain, node.pairs[0][1].place)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "empty-file 1:1"),
        ("# only words\n", "empty-file 1:1"),
        ("---\n...\n", None),
        (b"a: \xe9", "not-utf8 1:4"),
        ("é: \n- é".encode() + b"\xff", "not-utf8 2:4"),
        ("é: é\0", "not-yaml 1:5"),
        ("é: x\n\x07", "not-yaml 2:1"),
        ("\ufeffé\x1b", "not-yaml 1:2"),
        ("a:\n\tb: c", "not-yaml 2:1"),
        ("a: b: c", "not-yaml 1:5"),
        ("a: [b", "not-yaml 1:4"),
        ("a: [b\n\n", "not-yaml 1:4"),
        ("a: [b\nc: d", "not-yaml 2:2"),
        ("a: 'b", "not-yaml 1:4"),
        ("a: *b", "not-yaml 1:4"),
        ("a: &b [*b]", "not-yaml 1:8"),
        ("a: !!int 1", "tag 1:4"),
        ("!x a", "tag 1:1"),
        ("a: 1\na: 2", "duplicate-key 2:1"),
        ('a: 1\n"a": 2', "duplicate-key 2:1"),
        ("[a]: 1", "key-not-a-word 1:1"),
        ("a: 1\n---\nb: 2", "many-documents 2:1"),
        ("[" * 33, "too-deep 1:33"),
        ("[" * 100_000, "too-deep 1:33"),
        ("a: &x 1\nb: [" + "*x, " * 101 + "]", "too-many-aliases 2:405"),
    ],
)
def test_refusal(content: bytes | str, problem: str | None) -> None:
    _, problems = read(content)

    assert problems == ([problem] if problem else [])


def test_depth_of_32_is_read() -> None:
    _, problems = read("[" * 32 + "]" * 32)

    assert problems == []


def test_aliases_of_aliases_are_weighed() -> None:
    laughs = "".join(f"- &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 9))
    _, problems = read(f"- &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n{laughs}")

    assert problems == ["too-many-aliases 6:3"]


def test_largest_file() -> None:
    filler = "#" * (LARGEST_FILE - 4)
    _, at_the_limit = read(f"a: 1{filler}")
    _, above = read(f"a: 12{filler}")

    assert at_the_limit == []
    assert above == ["too-large 1:1"]


def test_file_that_could_not_be_read() -> None:
    problems = Problems()
    node = compose(SourceFile("f", unreadable="Permission denied"), problems)

    assert node is None
    assert [problem.message for problem in problems.found] == ["this file cannot be read: Permission denied"]
