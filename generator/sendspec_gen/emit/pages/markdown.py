"""Parts of pages as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from sendspec_gen.emit.pages.parts import Anchor, Break, Code, Faint, Line, Link, Piece, Strong, Table, Text
from sendspec_gen.emit.wording import TOGETHER

ESCAPES = str.maketrans({"&": "&amp;", **{sign: f"\\{sign}" for sign in "\\`*_~[]<>|"}})
SPACES = re.compile(r"[ \t\r\n]+")
HELD = re.compile(r"(?<=[«→]) |(?<=\d) (?=\w)| (?=[;:!?»%]|\d+\))")
"""The spaces at which no line is broken, as in `3 days`, `→ Sent`, `(code 6)` and before French signs."""
BLOCK_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


@lru_cache(maxsize=8192)
def escaped(text: str) -> str:
    """Plain words that read the same in Markdown, on one line, in a table or outside."""
    return HELD.sub(TOGETHER, SPACES.sub(" ", text.strip(" \t\r\n"))).translate(ESCAPES)


def paragraphs(text: str) -> str:
    """Plain text whose paragraphs are parted by empty lines; nothing in it starts a list or a heading."""
    parts = (escaped(part) for part in re.split(r"\n\s*\n", text.strip()))
    return "\n\n".join(BLOCK_START.sub(_harmless, part) for part in parts)


def line(pieces: Line) -> str:
    """Pieces on one line."""
    return "".join(_piece(piece) for piece in pieces)


def lines(many: Iterable[Line]) -> str:
    """Lines as a list."""
    return "\n".join(f"- {line(pieces)}" for pieces in many)


def address(target: str) -> str:
    """Where a link leads, with what a path may hold and a link may not written in its place."""
    return quote(target, safe="/#:?&=%@+,;~")


def table(content: Table) -> str:
    """A table, its columns as wide as the reader's screen makes them."""
    heads = [escaped(column) for column in content.columns]
    rules = [":---:" if content.centred and number else "---" for number in range(len(heads))]
    rows = [[line(cell) for cell in row] for row in content.rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def _piece(piece: Piece) -> str:
    match piece:
        case Text(words):
            return _spaced(words)
        case Strong(words):
            return f"**{escaped(words)}**"
        case Faint(words):
            return f"*{escaped(words)}*"
        case Code(words):
            return f"`{words}`"
        case Link(words, target):
            return f"[{escaped(words)}]({address(target)})"
        case Anchor(name):
            return f'<a id="{name}"></a>'
        case Break():
            return "<br>"


@lru_cache(maxsize=8192)
def _spaced(words: str) -> str:
    """Words that keep the spaces at their ends, since other pieces may follow."""
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() and words.strip() else ""
    return HELD.sub(TOGETHER, f"{before}{escaped(words)}{after}")


def _harmless(start: re.Match[str]) -> str:
    space, sign = start.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
