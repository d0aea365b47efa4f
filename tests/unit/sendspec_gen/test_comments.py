"""Comments that ignore a problem stand where YAML sees a comment, and nowhere else."""

from __future__ import annotations

import pytest
from sendspec_gen.ignores import Ignore
from sendspec_gen.problems import Problems
from sendspec_gen.read.comments import ignores_in
from sendspec_gen.source import Place, SourceFile

COMMENT = "# ignore[dead-end]: so be it"


def read(text: str) -> tuple[list[Ignore], list[str]]:
    """The comments, and each problem as `code line:column`."""
    problems = Problems()
    ignores = list(ignores_in(SourceFile("f", text.encode()), problems))
    return ignores, [f"{found.code} {found.place.line}:{found.place.column}" for found in problems.found]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"a: b  {COMMENT}\nc: d\n", [1]),
        (f"{COMMENT}\na: b\n", [2]),
        (f"\ufeff{COMMENT}\na: b\n", [2]),
        (f"a:\n  {COMMENT}\n  - b\n", [3]),
        (f"a: b\n{COMMENT}", [3]),
        (f"a: b\r\n{COMMENT}\r\nc: d\r\n", [3]),
        (f"a: 'x\u2028y'\n{COMMENT}\nc: d", [4]),
        (f"a: [1,{COMMENT}\n 2]", [1]),
        (f"'a': \"b\"{COMMENT}", [1]),
        (f"a: >-  {COMMENT}\n  text\n", [1]),
        (f"a: |\n  text\n{COMMENT}\nb: c", [4]),
        (f"a: &x  {COMMENT}\n  b", [1]),
        ("#ignore[dead-end]:why\na: b", [2]),
        ("#\tignore [ dead-end ] : why\na: b", [2]),
    ],
)
def test_comment_and_the_line_that_it_speaks_of(text: str, lines: list[int]) -> None:
    ignores, problems = read(text)

    assert lines == [ignore.line for ignore in ignores]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        f"a: 'b {COMMENT}'",
        f'a: "b {COMMENT}"',
        f'a: "b\n  {COMMENT}\n  c"',
        f"a: |\n  b  {COMMENT}\n",
        f"a: >\n  b\n  {COMMENT}\n",
        "a: b# ignore[dead-end]:c",
        f"'{COMMENT}': b",
        f"a: b  # as in {COMMENT}",
        "a: b  # ignore this: it is nothing",
        "a: b  # do not ignore[dead-end]: it matters",
        "ignore: [dead-end]",
        "a: b  # Ignore[dead-end]: a word of a sentence",
    ],
)
def test_no_comment(text: str) -> None:
    assert read(text) == ([], [])


def test_several_comments_above_speak_of_one_line() -> None:
    ignores, _ = read(f"{COMMENT}\n# ignore[uncited-row]: nor this\na: b  # ignore[order-matters]: nor that\n")

    assert [(ignore.code, ignore.line) for ignore in ignores] == [
        ("dead-end", 3),
        ("uncited-row", 3),
        ("order-matters", 3),
    ]


def test_reason_and_place() -> None:
    ignores, _ = read("é: b  # ignore[dead-end]: 100 % “sure”: ]]> # 🙂  \n")

    assert ignores == [Ignore("dead-end", "100 % “sure”: ]]> # 🙂", 1, Place("f", 1, 7, 50))]


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# ignore[dead-end]", "ignore-without-reason 1:7"),
        ("# ignore[dead-end]:", "ignore-without-reason 1:7"),
        ("# ignore[dead-end]:  \t", "ignore-without-reason 1:7"),
        ("# ignore[dead-end] because", "ignore-without-reason 1:7"),
        ("# ignore[dead-ned]: x", "unknown-rule 1:16"),
        ("# ignore[]: x", "unknown-rule 1:16"),
        ("# ignore[dead-end: x", "unknown-rule 1:16"),
        ("# ignore[dead-end, uncited-row]: x", "unknown-rule 1:16"),
        ("# ignore[drifting-counter]: x", "not-ignorable 1:16"),
        ("# ignore[not-yaml]: x", "not-ignorable 1:16"),
        ("# ignore[ignore-unmatched]: x", "not-ignorable 1:16"),
    ],
)
def test_comment_that_is_refused(comment: str, problem: str) -> None:
    ignores, problems = read(f"a: b  {comment}\n")

    assert ignores == []
    assert problems == [problem]
