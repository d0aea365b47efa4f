"""Headings, paragraphs and tables as plain text, Markdown and HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """What comes next."""

    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two."""

    words: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `numbers` are the columns that hold numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]


Block: TypeAlias = Heading | Paragraph | Grid


def text_of(block: Block) -> str:
    """For a terminal."""
    match block:
        case Heading(words):
            return f"{words}\n{'-' * len(words)}"
        case Paragraph(words):
            return words
        case Grid(heads, rows, numbers):
            lines = [heads, *rows]
            widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
            return "\n".join("  ".join(_padded(line, widths, numbers)).rstrip() for line in lines)


def markdown_of(block: Block, level: int) -> str:
    """For a pull request; `level` is that of headings."""
    match block:
        case Heading(words):
            return f"{'#' * level} {_plain(words)}"
        case Paragraph(words):
            return _plain(words)
        case Grid(heads, rows, numbers):
            rule = ["---:" if place in numbers else "---" for place in range(len(heads))]
            lines = [[_plain(cell) for cell in line] for line in (heads, *rows)]
            return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def html_of(block: Block, level: int) -> str:
    """For a page; `level` is that of headings."""
    match block:
        case Heading(words):
            return f"<h{level}>{escape(words)}</h{level}>"
        case Paragraph(words):
            return f"<p>{escape(words)}</p>"
        case Grid(heads, rows, numbers):
            head = _cells(heads, numbers, lambda _place: ("th", ' scope="col"'))
            body = "\n".join(
                _cells(row, numbers, lambda place: ("td", "") if place else ("th", ' scope="row"')) for row in rows
            )
            return f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _padded(line: tuple[str, ...], widths: list[int], numbers: frozenset[int]) -> Iterator[str]:
    for place, (cell, width) in enumerate(zip(line, widths, strict=True)):
        yield cell.rjust(width) if place in numbers else cell.ljust(width)


def _plain(words: str) -> str:
    """Words that Markdown takes as nothing but words."""
    return re.sub(r"([\\`*_{}\[\]<>&#|~])", r"\\\1", " ".join(words.split()))


def _cells(line: tuple[str, ...], numbers: frozenset[int], tag: Callable[[int], tuple[str, str]]) -> str:
    cells = []
    for place, words in enumerate(line):
        name, attributes = tag(place)
        attributes += ' class="number"' if place in numbers else ""
        cells.append(f"<{name}{attributes}>{escape(words)}</{name}>")
    return f"<tr>{''.join(cells)}</tr>"
