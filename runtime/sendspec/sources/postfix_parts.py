"""A large log in parts, each read by a process of its own while this one reads the first.

Where only totals are asked for, the processes keep the messages that no other part can have to do with, and tell what
these come to when the whole log was read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from io import BufferedIOBase
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sendspec.sources.blocks import LONGEST, Block, blocks
from sendspec.sources.content import content_of, is_plain
from sendspec.sources.postfix_beside import Beside, Job, Nobody, Told, beside, file_of, ids_of
from sendspec.sources.postfix_joining import Part, join
from sendspec.sources.postfix_lines import PostfixLines, PutAside
from sendspec.sources.postfix_messages import handings_on

LEAST = 8_000_000
"""Bytes of a part; beginning a process takes as long as reading some of them."""
MOST_PARTS = 4
AHEAD = 0.2
AHEAD_OF_KEPT = 0.1
"""By how much the first part is larger, as a share of another: a process must be begun, and hands messages over."""


class Kept(NamedTuple):
    """Messages that whoever read a part has kept."""

    reader: Beside
    above: int
    """How many lines stand before the part."""
    stamps: range
    """Those of the part."""


class Target(NamedTuple):
    """Where a file is read into."""

    lines: PostfixLines
    put_aside: PutAside
    put_aside_unseen: Callable[[int], None]
    """Counts lines that are not understood, and of which no more is remembered."""
    keep_aside: bool
    kept: list[Kept] | None = None
    """Where what others keep is noted; None: nobody keeps anything."""


def read_file(path: Path, into: Target, stack: ExitStack) -> None:
    """Read a file to its end: by several processes if it is large, with the result of reading it line by line.

    The stack ends the processes.
    """
    with content_of(path) as stream:
        if not is_plain(stream):
            into.lines.begin()
            _read(blocks(stream), into)
        else:
            size = os.fstat(stream.fileno()).st_size
            parts = min(_cores(), size // LEAST, MOST_PARTS)
            ahead = AHEAD if into.kept is None else AHEAD_OF_KEPT
            read_parts(path, stream, into, cuts(stream, size, parts, ahead) if parts > 1 else [], stack)


def read_parts(path: Path, stream: BufferedIOBase, into: Target, at: list[int], stack: ExitStack) -> None:
    """Read a file that is cut at the given positions, each of them after a line feed."""
    jobs = [
        Job(str(path), file_of(stream), begin, end - begin, into.lines.stamps.zone, into.keep_aside)
        for begin, end in pairwise([*at, sys.maxsize])
    ]
    readers = [stack.enter_context(beside(job)) for job in jobs]
    for reader in readers:
        reader.ask(*("tell", None) if into.kept is None else ("ids", None))
    into.lines.begin()
    _read(blocks(stream, at[0] if at else None), into)
    if into.kept is not None and not _ask_for_shared(into.lines, readers):
        readers = [Nobody()] * len(jobs)
    for job, reader in zip(jobs, readers, strict=True):
        above, first = into.lines.line, into.lines.stamps.latest + 1
        told = reader.answer()
        if told is None or not _join(into, Told(*told)):
            # What comes after it was told without what is read only now.
            stream.seek(job.begin)
            into.lines.begin()
            _read(blocks(stream), into)
            return
        if into.kept is not None:
            into.kept.append(Kept(reader, above, range(first, into.lines.stamps.latest + 1)))


def cuts(stream: BufferedIOBase, size: int, parts: int, ahead: float) -> list[int]:
    """Where to cut a file into so many parts, each time after a line; fewer where lines are too long.

    The first part, which needs no new process, is larger by that share of another one.
    """
    found: list[int] = []
    for part in range(1, parts):
        stream.seek(int(size * (part + ahead) / (parts + ahead)))
        is_whole = stream.readline(LONGEST).endswith(b"\n")
        if is_whole and max(found, default=0) < stream.tell() < size:
            found.append(stream.tell())
    stream.seek(0)
    return found


def _ask_for_shared(lines: PostfixLines, readers: Sequence[Beside]) -> bool:
    """Ask each reader for the messages that may have to do with those of other parts; False if one knows no answer."""
    told = [reader.answer() for reader in readers]
    if None in told:
        return False
    ids = [ids_of(lines, handings_on(lines.messages)), *map(set, told)]
    for number, reader in enumerate(readers, 1):
        others = set().union(*(each for other, each in enumerate(ids) if other != number))
        reader.ask("tell", list(ids[number] & others))
    return True


def _read(content: Iterator[Block], into: Target) -> None:
    for block in content:
        into.lines.read(block.lines, into.put_aside, end=block.end, whole=block.whole)


def _join(into: Target, told: Told) -> bool:
    above = into.lines.line
    if not join(into.lines, Part(*told.part)):
        return False
    end = into.lines.line
    for line, text, why in told.aside:
        into.lines.line = above + line
        into.put_aside(text, why)
    into.lines.line = end
    into.put_aside_unseen(told.more_aside)
    return True


def _cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
