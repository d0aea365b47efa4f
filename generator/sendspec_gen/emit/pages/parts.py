"""What pages are made of, whatever they are written in: lines of pieces, and blocks that hold lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sendspec_gen.source import Place

_NAMES = re.compile(r"{(\w+)}")

# ── where links lead ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page of the same locale; without a page on the same page, without an anchor its beginning."""

    page: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A file of the spec, or a folder of it."""

    path: str


Target = Spot | SpecFile | str
"""A text is an address outside of the project."""

# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    """A name as the spec and the code write it, perhaps with the place in the spec that gives it."""

    words: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """Words, often a number, and the place in the spec that states them."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in its colour, by the name that statuses call it, and perhaps where it leads."""

    words: str
    color: str
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    target: Target


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that links lead to."""

    name: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line within a cell."""


Piece = Text | Strong | Faint | Code | Stated | Badge | Link | Anchor | Break
Line = tuple[Piece, ...]

# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prose:
    """Plain text whose paragraphs are parted by empty lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph of pieces."""

    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    """Lines as a list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that comment on what stands around them."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of YAML, or of whatever `language` names."""

    text: str
    language: str = "yaml"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by their headings, and rows of as many cells; all columns but the first may be centred."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    centred: bool = False
    beside: int | None = None
    """How many columns besides the first stand beside each other where width is short; then it is continued below."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture of a machine, and what it shows for those who do not see it."""

    machine: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of data as SVG, with a title and a description of its own."""

    svg: str


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading."""

    title: Line
    blocks: tuple[Block, ...]
    anchor: str = ""


Block = Prose | Statement | Items | Quotation | Listing | Table | Diagram | Drawing | Section


# ── making them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def words(text: str) -> Line:
    """Make a line of plain words; none of no words."""
    return (Text(text),) if text else ()


def listed(texts: Iterable[str]) -> Line:
    """Put plain words below each other in one cell."""
    return stacked(words(text) for text in texts)


def itemized(lines: Iterable[Line]) -> Line:
    """Put sentences below each other in one cell, each with a bullet if there are several."""
    kept = [line for line in lines if line]
    return stacked(kept if len(kept) == 1 else [(Text("• "), *line) for line in kept])


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


def marked(text: str) -> Line:
    """Make a line of a text in which backquotes mark names."""
    parts = text.split("`")
    return tuple(
        piece for number, part in enumerate(parts) if part for piece in ((Code(part),) if number % 2 else words(part))
    )


def filled(text: str, **lines: Line) -> Line:
    """A text with lines in the places of its `{names}`."""
    parts = _NAMES.split(text)
    return tuple(piece for number, part in enumerate(parts) for piece in (lines[part] if number % 2 else words(part)))


def table(columns: Sequence[str], rows: Iterable[Sequence[Line]], *, centred: bool = False) -> Table:
    """Make a table without the columns that no row has anything in."""
    kept_rows = [tuple(row) for row in rows]
    kept = [column for column in range(len(columns)) if any(row[column] for row in kept_rows)]
    return Table(
        columns=tuple(columns[column] for column in kept),
        rows=tuple(tuple(row[column] for column in kept) for row in kept_rows),
        centred=centred,
    )


def section(title: str | Line, *blocks: Block, anchor: str = "") -> Section:
    """Make a section without the blocks that say nothing."""
    heading = words(title) if isinstance(title, str) else title
    return Section(heading, some(*blocks), anchor)


def some(*blocks: Block) -> tuple[Block, ...]:
    """The blocks that say something."""
    return tuple(block for block in blocks if not is_empty(block))


def is_empty(block: Block) -> bool:
    """Whether a block says nothing; a section without blocks has nothing to head."""
    match block:
        case Prose(text) | Quotation(text) | Listing(text):
            return not text.strip()
        case Statement(line):
            return not line
        case Items(lines):
            return not lines
        case Table(rows=rows):
            return not rows
        case Diagram() | Drawing():
            return False
        case Section(blocks=blocks):
            return not blocks


def plain(line: Line) -> str:
    """The words of a line without all else."""
    return "".join(_plain(piece) for piece in line)


def _plain(piece: Piece) -> str:
    match piece:
        case Anchor():
            return ""
        case Break():
            return " "
        case _:
            return piece.words
