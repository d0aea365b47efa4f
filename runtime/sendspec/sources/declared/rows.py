"""The rows of CSV, whose cells may hold line feeds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias, cast

from sendspec.sources.declared.lines import RUN, TOO_LONG, Line, Lines
from sendspec.sources.declared.meaning import Declared
from sendspec.sources.declared.paths import Code

MOST_COLUMNS = 500
MOST_LINES = 200
"""How many lines a row may have."""


Row: TypeAlias = tuple[int, str, Any, str | None]
"""What `Found` holds."""


class Found(NamedTuple):
    """A record, or what is none."""

    line: int
    text: str
    """As it stands in the file."""
    value: Any
    why: str | None = None
    """Why it is not understood."""


def rows_of(content: Iterable[bytes], declared: Declared) -> Iterator[Row]:
    """The rows of a CSV as records of texts by column; those that the header does not fit are told as what is none.

    What is read is taken as rows of one line each, as most are; from one on that is none, the next row is sought alone.
    """
    columns, delimiter = list(declared.columns), declared.delimiter
    lines, made = Lines(content), None
    while texts := lines.ready():
        if made is None and lines.number > RUN and 0 < len(columns) < MOST_COLUMNS:
            made = record_of(columns)
        good, number = 0, lines.number
        with suppress(csv.Error, ValueError):
            reader = csv.reader(() if lines.are_cut(texts) else texts, delimiter=delimiter, strict=True)
            for cells in reader:
                text = texts[good]
                if reader.line_num != good + 1:
                    break
                if made and len(cells) == len(columns) and cells[0] > " " and cells != columns:
                    yield number + good, text, made(cells), None
                elif text.strip() and columns:
                    yield from _record(number + good, text, cells, columns)
                elif text.strip():
                    columns = [name.strip() for name in cells]
                good += 1
        lines.pass_by(good)
        if good < len(texts) and (line := lines.take()):
            row_text, cells, why = _row(line, lines, delimiter)
            if why is not None:
                yield line.number, row_text, None, why
            elif row_text.strip() and columns:
                yield from _record(line.number, row_text, cells, columns)
            elif row_text.strip():
                columns = [name.strip() for name in cells]


def record_of(columns: list[str]) -> Callable[[list[str]], dict[str, str]]:
    """What makes a record of the cells of a row, in half the time that `dict` takes for it."""
    code = Code()
    code.write("def record(cells):")
    with code.block():
        code.write(f"return {{{', '.join(f'{name!r}: cells[{at}]' for at, name in enumerate(columns))}}}")
    return cast("Callable[[list[str]], dict[str, str]]", code.functions()["record"])


def _record(number: int, text: str, cells: list[str], columns: list[str]) -> Iterator[Row]:
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        yield number, text, None, f"it has {len(cells)} cells, and there are {len(columns)} columns"
    elif cells != columns:
        yield number, text, dict(zip(columns, cells, strict=False)), None


def _row(line: Line, lines: Lines, delimiter: str) -> tuple[str, list[str], str | None]:
    """A row of any kind: its text, its cells, and why it is none."""
    if not line.is_whole:
        return line.text, [], TOO_LONG
    if '"' not in line.text:
        return line.text, line.text.split(delimiter), None
    parts, cells, why = _quoted(line, lines, delimiter)
    if why is not None:
        # Only the first of the lines is at fault.
        lines.give_back(parts[1:])
        del parts[1:]
    return "\n".join(part.text for part in parts), cells, why


def _quoted(line: Line, lines: Lines, delimiter: str) -> tuple[list[Line], list[str], str | None]:
    """A row with quotation marks: its lines, its cells, and why it is none."""
    parts = [line]
    while True:
        try:
            (cells,) = csv.reader(["\n".join(part.text for part in parts)], delimiter=delimiter, strict=True)
            return parts, cells, None
        except (csv.Error, ValueError) as error:
            why = f"it is no row: {error}"
        following = lines.take() if "end of data" in why else None
        if following is not None:
            parts.append(following)
        if following is None or not following.is_whole or len(parts) > MOST_LINES:
            return parts, [], why
