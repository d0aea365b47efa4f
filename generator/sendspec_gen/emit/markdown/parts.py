"""Parts of pages as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from sendspec_gen.emit.pages.parts import (
    Anchor,
    Badge,
    Break,
    Code,
    Faint,
    Line,
    Link,
    Piece,
    SpecFile,
    Spot,
    Stated,
    Strong,
    Table,
    Target,
    Text,
)
from sendspec_gen.emit.typography import paragraphs_of, spaced, trimmed

ESCAPES = str.maketrans({"&": "&amp;", **{sign: f"\\{sign}" for sign in "\\`*_~[]<>|"}})
ROOT = "../../.."
"""From a page to the project."""
BLOCK_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


@lru_cache(maxsize=8192)
def escaped(text: str) -> str:
    """Plain words that read the same in Markdown, on one line, in a table or outside."""
    return trimmed(text).translate(ESCAPES)


def paragraphs(text: str) -> str:
    """Plain text whose paragraphs are parted by empty lines; nothing in it starts a list or a heading."""
    return "\n\n".join(BLOCK_START.sub(_harmless, part.translate(ESCAPES)) for part in paragraphs_of(text))


def line(pieces: Line) -> str:
    """Pieces on one line."""
    return "".join(_piece(piece) for piece in pieces)


def lines(many: Iterable[Line]) -> str:
    """Lines as a list."""
    return "\n".join(f"- {line(pieces)}" for pieces in many)


def address(target: Target) -> str:
    """Where a link leads, seen from a page."""
    match target:
        case Spot(page, anchor):
            return f"{file_of(page) if page else ''}{f'#{anchor}' if anchor else ''}"
        case SpecFile(path):
            return link_to(f"{ROOT}/{path}")
        case _:
            return link_to(target)


def file_of(page: str) -> str:
    """The file of a page; forges show a folder's README with it."""
    return f"{'README' if page == 'index' else page}.md"


def link_to(path: str) -> str:
    """A path or an address, with what it may hold and a link may not written in its place."""
    return quote(path, safe="/#:?&=%@+,;~")


def table(content: Table) -> str:
    """A table, its columns as wide as the reader's screen makes them; a broad one is continued below."""
    return "\n\n".join(_table(part) for part in _side_by_side(content))


def _side_by_side(content: Table) -> Iterator[Table]:
    """Parts with the first column and about as many others each."""
    others = len(content.columns) - 1
    if content.beside is None or others <= content.beside:
        yield content
        return
    width = -(-others // -(-others // content.beside))
    for start in range(1, others + 1, width):
        kept = slice(start, start + width)
        yield Table(
            (content.columns[0], *content.columns[kept]),
            tuple((row[0], *row[kept]) for row in content.rows),
            content.centred,
        )


def _table(content: Table) -> str:
    heads = [escaped(column) for column in content.columns]
    rules = [":---:" if content.centred and number else "---" for number in range(len(heads))]
    rows = [[line(_celled(cell)) for cell in row] for row in content.rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def _piece(piece: Piece) -> str:
    match piece:
        case Text(words) | Stated(words):
            return _spaced(words)
        case Strong(words):
            return f"**{escaped(words)}**"
        case Badge(words, target=target):
            status = f"**{escaped(words)}**"
            return status if target is None else f"[{status}]({address(target)})"
        case Faint(words):
            return f"*{escaped(words)}*"
        case Code(words):
            return _code(words)
        case Link(words, target):
            return f"[{escaped(words)}]({address(target)})"
        case Anchor(name):
            return f'<a id="{name}"></a>'
        case Break():
            return "<br>"


def _code(words: str) -> str:
    """Code as it is, in as many backquotes as it takes."""
    fence = next("`" * number for number in range(1, len(words) + 2) if "`" * number not in words)
    return f"`{words}`" if len(fence) == 1 else f"{fence} {words} {fence}"


def _celled(cell: Line) -> Line:
    """A cell whose code does not end it: even there a bar parts columns."""
    return tuple(Code(piece.words.replace("|", r"\|")) if isinstance(piece, Code) else piece for piece in cell)


@lru_cache(maxsize=8192)
def _spaced(words: str) -> str:
    """Words that keep the spaces at their ends, since other pieces may follow."""
    return spaced(words).translate(ESCAPES)


def _harmless(start: re.Match[str]) -> str:
    space, sign = start.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
