"""Lines and rows of text: lines of any form, and those of CSV, whose cells may hold line feeds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sendspec.sources.declared.content import BYTE_ORDER_MARK
from sendspec.sources.declared.meaning import Declared

LONGEST = 10_000_000
"""Bytes of a line or a value; what is longer is not understood."""
MOST_LINES = 200
"""How many lines a row may have."""
TOO_LONG = "it is longer than 10 MB"


class Line(NamedTuple):
    """A line of a file."""

    number: int
    text: str
    """Without what ends it; bytes that are no text survive as lone surrogates."""
    is_whole: bool = True
    """It is not cut because it is too long."""


class Found(NamedTuple):
    """A record, or what is none."""

    line: int
    text: str
    """As it stands in the file."""
    value: Any
    why: str | None = None
    """Why it is not understood."""


def lines_of(content: Iterable[bytes]) -> Iterator[Line]:
    """The lines, of which only line feeds are the ends; one that is too long is held only up to `LONGEST` bytes."""
    number = 0
    begun: list[bytes] = []
    held = 0
    for piece in content:
        if b"\n" not in piece:
            if held <= LONGEST:
                begun.append(piece[: LONGEST + 1 - held])
                held += len(begun[-1])
            continue
        first, *middle, last = piece.split(b"\n")
        for line in (b"".join((*begun, first)), *middle):
            number += 1
            yield _line(number, line)
        begun, held = [last], len(last)
    if rest := b"".join(begun):
        yield _line(number + 1, rest)


def _line(number: int, content: bytes) -> Line:
    if number == 1:
        content = content.removeprefix(BYTE_ORDER_MARK)
    is_whole = len(content) <= LONGEST
    text = (content if is_whole else content[:LONGEST]).removesuffix(b"\r").decode("utf-8", "surrogateescape")
    return Line(number, text, is_whole)


def rows_of(content: Iterable[bytes], declared: Declared) -> Iterator[Found]:
    """The rows of a CSV as records of texts by column; those that the header does not fit are told as what is none."""
    columns = list(declared.columns)
    for line, text, cells, why in _cells(lines_of(content), declared.delimiter):
        if why is not None:
            yield Found(line, text, None, why)
        elif not columns:
            columns = [name.strip() for name in cells]
        elif len(cells) > len(columns) and any(cells[len(columns) :]):
            yield Found(line, text, None, f"it has {len(cells)} cells, and there are {len(columns)} columns")
        elif cells != columns:
            yield Found(line, text, dict(zip(columns, cells, strict=False)))


def _cells(lines: Iterator[Line], delimiter: str) -> Iterator[tuple[int, str, list[str], str | None]]:
    """Each row: its first line, its text, its cells, and why it is none."""
    again: list[Line] = []
    while line := again.pop(0) if again else next(lines, None):
        if not line.is_whole:
            yield line.number, line.text, [], TOO_LONG
        elif '"' in line.text:
            parts, cells, why = _quoted(line, again, lines, delimiter)
            if why is not None:
                # Only the first of the lines is at fault.
                again[:0] = parts[1:]
                del parts[1:]
            yield line.number, "\n".join(part.text for part in parts), cells, why
        elif line.text.strip():
            yield line.number, line.text, line.text.split(delimiter), None


def _quoted(
    line: Line, again: list[Line], lines: Iterator[Line], delimiter: str
) -> tuple[list[Line], list[str], str | None]:
    """A row with quotation marks: its lines, its cells, and why it is none."""
    parts = [line]
    while True:
        try:
            (cells,) = csv.reader(["\n".join(part.text for part in parts)], delimiter=delimiter, strict=True)
            return parts, cells, None
        except (csv.Error, ValueError) as error:
            why = f"it is no row: {error}"
        following = (again.pop(0) if again else next(lines, None)) if "end of data" in why else None
        if following is not None:
            parts.append(following)
        if following is None or not following.is_whole or len(parts) > MOST_LINES:
            return parts, [], why
