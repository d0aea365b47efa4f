"""What pages are made of, whatever they are written in: lines of pieces, and tables of lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    words: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    words: str


@dataclass(frozen=True, slots=True)
class Faint:
    """Words that say something about the others."""

    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name as the spec and the code write it."""

    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: a path relative to the page, an anchor, or an address."""

    words: str
    target: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that links lead to."""

    name: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line within a cell."""


Piece = Text | Strong | Faint | Code | Link | Anchor | Break
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by their headings, and rows of as many cells; all columns but the first may be centred."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, and what it shows for those who do not see it."""

    target: str
    alternative: str


def words(text: str) -> Line:
    """Make a line of plain words; none of no words."""
    return (Text(text),) if text else ()


def listed(texts: Iterable[str]) -> Line:
    """Put plain words below each other in one cell."""
    return stacked(words(text) for text in texts)


def itemized(texts: Sequence[str]) -> Line:
    """Put sentences below each other in one cell, each with a bullet if there are several."""
    return listed(texts if len(texts) == 1 else [f"• {text}" for text in texts])


def stacked(lines: Iterable[Line]) -> Line:
    """Put lines below each other in one cell; empty ones are left out."""
    return joined(lines, Break())


def joined(lines: Iterable[Line], separator: Piece) -> Line:
    """Put lines beside each other in one; empty ones are left out."""
    pieces: list[Piece] = []
    for line in lines:
        if line and pieces:
            pieces.append(separator)
        pieces += line
    return tuple(pieces)


def table(columns: Sequence[str], rows: Iterable[Sequence[Line]], *, centred: bool = False) -> Table:
    """Make a table without the columns that no row has anything in."""
    kept_rows = [tuple(row) for row in rows]
    kept = [column for column in range(len(columns)) if any(row[column] for row in kept_rows)]
    return Table(
        columns=tuple(columns[column] for column in kept),
        rows=tuple(tuple(row[column] for column in kept) for row in kept_rows),
        centred=centred,
    )
