"""A large log in parts, each read by a process of its own while this one reads the first."""

from __future__ import annotations

import gc
import gzip
import marshal
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import tzinfo
from io import BufferedIOBase
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sendspec.sources.blocks import Block, blocks
from sendspec.sources.files import content_of
from sendspec.sources.postfix_joining import Part, join, part_of
from sendspec.sources.postfix_lines import PostfixLines, PutAside
from sendspec.sources.records import SAMPLES
from sendspec.sources.stamps import Stamps

LEAST = 8_000_000
"""Bytes of a part; beginning a process takes as long as reading some of them."""
MOST_PARTS = 4
AHEAD = 0.2
OF_GZIP = 8192
"""A compressed file may break off: all that can be had from before is read only in small pieces."""
BEGIN = "import sys; sys.path[:] = sys.argv[2:]; from sendspec.sources.postfix_parts import serve; serve()"

Aside = tuple[int, str, str]
"""A line that is not understood: its number in the part, the line, and why."""


class Job(NamedTuple):
    """What a process is asked for; the file is its standard input."""

    begin: int
    left: int
    zone: tzinfo | None
    keep_aside: bool


class Told(NamedTuple):
    """What a process answers."""

    part: tuple[Any, ...]
    aside: list[Aside]
    more_aside: int
    """How many lines are not understood beside those that are shown."""


class Target(NamedTuple):
    """Where a file is read into."""

    lines: PostfixLines
    put_aside: PutAside
    put_aside_unseen: Callable[[int], None]
    """Counts lines that are not understood, and of which no more is remembered."""
    keep_aside: bool


def read_file(path: Path, into: Target) -> None:
    """Read a file to its end: by several processes if it is large, with the result of reading it line by line."""
    with content_of(path) as stream:
        if isinstance(stream, gzip.GzipFile):
            into.lines.begin()
            _read(blocks(stream, size=OF_GZIP), into)
        else:
            size = os.fstat(stream.fileno()).st_size
            parts = min(_cores(), size // LEAST, MOST_PARTS)
            read_parts(path, stream, into, cuts(stream, size, parts) if parts > 1 else [])


def read_parts(path: Path, stream: BufferedIOBase, into: Target, at: list[int]) -> None:
    """Read a file that is cut at the given positions, each of them after a line feed."""
    jobs = [
        Job(begin, end - begin, into.lines.stamps.zone, into.keep_aside) for begin, end in pairwise([*at, sys.maxsize])
    ]
    with ExitStack() as stack:
        answers = [stack.enter_context(_beside(path, stream, job)) for job in jobs]
        into.lines.begin()
        _read(blocks(stream, at[0] if at else None), into)
        for job, answer in zip(jobs, answers, strict=True):
            told = answer()
            if told is None or not _join(into, told):
                stream.seek(job.begin)
                into.lines.begin()
                _read(blocks(stream, job.left), into)


def cuts(stream: BufferedIOBase, size: int, parts: int) -> list[int]:
    """Where to cut a file into so many parts, each time after a line; fewer where lines are too long.

    The first part is larger: it needs neither a new process nor to be handed over.
    """
    found: list[int] = []
    for part in range(1, parts):
        stream.seek(int(size * (part + AHEAD) / (parts + AHEAD)))
        stream.readline()
        if max(found, default=0) < stream.tell() < size:
            found.append(stream.tell())
    stream.seek(0)
    return found


def serve() -> None:
    """Read a part of the file that is the standard input, and write what it told."""
    gc.disable()
    with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
        answer = read_part(stream, Job(*pickle.loads(bytes.fromhex(sys.argv[1]))))
    sys.stdout.buffer.write(marshal.dumps(answer))


def read_part(stream: BufferedIOBase, job: Job) -> tuple[Any, ...] | None:
    """What a part tells, as plain data; None if it can be read only after what comes before."""
    aside: list[Aside] = []
    more = 0

    def put_aside(line: str, why: str) -> None:
        nonlocal more
        if job.keep_aside or len(aside) < SAMPLES:
            aside.append((lines.line, line, why))
        else:
            more += 1

    lines = PostfixLines(Stamps(job.zone, None, None))
    stream.seek(job.begin)
    for block in blocks(stream, job.left):
        lines.read(block.lines, put_aside, end=block.end, whole=block.whole)
    part = part_of(lines)
    return None if part is None else tuple(Told(tuple(part), aside, more))


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


@contextmanager
def _beside(path: Path, stream: BufferedIOBase, job: Job) -> Iterator[Callable[[], Told | None]]:
    """Begin a job in a process, and give a function that waits for what it tells; None if it can tell nothing."""
    process = _begun(path, stream, job)
    if process is None:
        yield lambda: None
        return
    with process:
        try:
            yield lambda: _answer(process)
        finally:
            process.kill()


def _begun(path: Path, stream: BufferedIOBase, job: Job) -> subprocess.Popen[bytes] | None:
    """The process, where this one is run by a Python that can be asked for another, and the file is still there."""
    if not Path(sys.executable or "").name.lower().startswith("python"):
        return None
    try:
        asked = pickle.dumps(tuple(job)).hex()
        with path.open("rb") as again:
            if not os.path.sameopenfile(stream.fileno(), again.fileno()):
                return None
            # Neither a new session nor a shell: whoever interrupts this process interrupts that one.
            return subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", BEGIN, asked, *sys.path],
                stdin=again,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
    except (OSError, ValueError, TypeError, AttributeError, pickle.PicklingError):
        return None


def _answer(process: subprocess.Popen[bytes]) -> Told | None:
    content, _ = process.communicate()
    try:
        answer = marshal.loads(content) if process.returncode == 0 else None
    except (EOFError, ValueError, TypeError):
        return None
    return None if answer is None else Told(*answer)


def _cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
