"""Lines that DuckDB would pass over without a word, because they are longer than what it reads at once."""

from __future__ import annotations

import mmap
from contextlib import suppress
from pathlib import Path

from sendspec.batch.text_places import opened
from sendspec.sources.records import BadLogError

LONGEST = 2_000_000
"""Bytes of a line of CSV, as DuckDB has it."""
LONGEST_PACKED = 8_000_000
"""Up to here, and far beyond, DuckDB tells the record in a compressed file whose line is too long."""
PIECE = 1 << 20
PACKED = (".gz", ".zst")


def check_lines(path: Path) -> None:
    """Raise `BadLogError` for a file with a line that is longer; of one that is compressed, with one that is lost."""
    if path.suffix.lower() in PACKED:
        # What cannot be unpacked DuckDB tells in its own words.
        with suppress(OSError):
            _check_packed(path)
        return
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        if size <= LONGEST:
            return
        begun = 0
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            # Only the end of each stretch is looked at, back to the last line that ends in it.
            while size - begun > LONGEST:
                end = content.rfind(b"\n", begun, begun + LONGEST)
                end = content.rfind(b"\r", begun, begun + LONGEST) if end < 0 else end
                if end < 0:
                    raise BadLogError(f"{path}: from byte {begun:,} on a line is longer than 2 MB; take it out")
                begun = end + 1


def _check_packed(path: Path) -> None:
    begun = at = 0
    with opened(path) as stream:
        while piece := stream.read(PIECE):
            end = piece.rfind(b"\n")
            end = piece.rfind(b"\r") if end < 0 else end
            begun = at + end + 1 if end >= 0 else begun
            at += len(piece)
            if at - begun > LONGEST_PACKED:
                raise BadLogError(
                    f"{path}: from byte {begun:,} of its content on a line is longer than 2 MB; take it out"
                )
