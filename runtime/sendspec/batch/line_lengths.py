"""Lines that DuckDB would pass over without a word, because they are longer than what it reads at once."""

from __future__ import annotations

import mmap
from pathlib import Path

from sendspec.sources.records import BadLogError

LONGEST = 2_000_000
"""Bytes of a line of CSV, as DuckDB has it."""
PACKED = (".gz", ".zst")


def check_lines(path: Path) -> None:
    """Raise `BadLogError` for a file with a line that is longer; one that is compressed is not looked through."""
    if path.suffix.lower() in PACKED:
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
