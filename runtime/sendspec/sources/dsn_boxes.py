"""Mails where they lie: files of one mail each, mboxes, maildirs, and folders of any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sendspec.sources.content import content_of
from sendspec.sources.dsn_mails import MOST_BYTES

SEPARATOR = re.compile(
    rb"From \S+ +(?:[A-Z][a-z]{2},? +)?(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}) +(?:\d{4} +)?\d{1,2}:\d\d"
)
"""The line before each mail of an mbox; mere words that begin a line with `From ` hold no date."""
BLOCK = 65_536
INBOXES = ("cur", "new")


class Mailed(NamedTuple):
    """One mail."""

    place: str
    """The file, and in an mbox the line where it begins."""
    content: bytes
    """No more than `MOST_BYTES` and a line of it."""


def mails_in(path: Path) -> Iterator[Mailed]:
    """The mails of a file; raises what `BREAKS_OFF` names where reading fails."""
    with content_of(path) as stream:
        line = stream.readline(BLOCK)
        if not line.startswith(b"From "):
            yield Mailed(str(path), line + stream.read(MOST_BYTES))
            return
        number, begun, is_whole_line = 1, 1, True
        held: list[bytes] = []
        size = 0
        while line:
            # A line may come in pieces; what lies beyond the limit is passed by.
            if is_whole_line and number > 1 and line.startswith(b"From ") and SEPARATOR.match(line):
                yield Mailed(f"{path}:{begun}", b"".join(held))
                held, size, begun = [], 0, number
            elif number > 1 and size < MOST_BYTES:
                held.append(line)
                size += len(line)
            is_whole_line = line.endswith(b"\n")
            number += is_whole_line
            line = stream.readline(BLOCK)
        yield Mailed(f"{path}:{begun}", b"".join(held))


def without_indices(paths: Iterable[Path]) -> list[Path]:
    """The files but those that a maildir keeps beside its mails, and mails that are still being written to it."""
    found = list(paths)
    boxes = {path.parent.parent for path in found if path.parent.name in INBOXES}
    maildirs = {box for box in boxes if all((box / name).is_dir() for name in INBOXES)}
    return [
        path
        for path in found
        if path.parent not in maildirs and not (path.parent.name == "tmp" and path.parent.parent in maildirs)
    ]
