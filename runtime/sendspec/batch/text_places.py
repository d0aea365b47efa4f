"""Where the rows of a file of text stand, found by going through it once more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

PACKED = {".gz": "gzip", ".zst": "zstd"}
BLANKS = b" \t\r\n"
LONGEST = 1 << 30


class Told(NamedTuple):
    """A row as people find it."""

    place: str
    text: str
    """As it stands in the file."""


class Line(NamedTuple):
    """A record of a file."""

    number: int
    """Of its first line, from 1."""
    text: str


def json_lines(path: Path) -> Iterator[Line]:
    """All lines that are not blank."""
    with opened(path) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip(BLANKS):
                yield Line(number, line.decode("utf-8", "surrogateescape").rstrip("\r\n"))


def csv_records(path: Path, delimiter: str) -> Iterator[Line]:
    """All records, the one with the names and blank lines too; one of them may span several lines."""
    csv.field_size_limit(LONGEST)
    with opened(path) as stream, io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="") as lines:
        seen: list[str] = []

        def remembered() -> Iterator[str]:
            for line in lines:
                seen.append(line)
                yield line

        reader = csv.reader(remembered(), delimiter=delimiter)
        before = 0
        for record in reader:
            yield Line(before + 1, "".join(seen).rstrip("\r\n") if record else "")
            seen.clear()
            before = reader.line_num


def first_line(path: Path) -> str:
    """The first line that is not blank; nothing if there is none, or none in the first megabyte."""
    with opened(path) as stream:
        head = stream.read(1 << 20).decode("utf-8", "surrogateescape")
    return next((line for line in head.replace("\r", "\n").split("\n") if line.strip()), "")


def nth(lines: Iterator[Line], numbers: Sequence[int]) -> Iterator[Line]:
    """Those of the lines with these numbers, which ascend, from 0."""
    wanted = iter(numbers)
    number = next(wanted, None)
    for at, line in enumerate(lines):
        while number == at:
            yield line
            number = next(wanted, None)
        if number is None:
            return


def opened(path: Path) -> io.BufferedReader:
    """The content of a file, unpacked."""
    compression = next((kind for suffix, kind in PACKED.items() if path.name.lower().endswith(suffix)), None)
    return io.BufferedReader(pa.input_stream(str(path), compression=compression))
