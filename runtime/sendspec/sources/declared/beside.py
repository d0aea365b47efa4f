"""Several files read by several processes, with the result of reading one after the other."""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path
from typing import Any

from sendspec.sources.content import head_of, is_compressed
from sendspec.sources.declared.file import FileRead, Job, read_file
from sendspec.sources.records import BadLogError, Bounce, EventRecord

BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from sendspec.sources.declared.beside import serve; serve()"
LEAST = 8_000_000
"""Bytes that are worth a process."""
UNPACKED = 8
"""How much a compressed file grows, about."""
MOST = 4


def read_files(paths: list[Path], job: Job) -> Iterator[FileRead | BadLogError]:
    """What stands in each file, in their order; or why it cannot be read."""
    # What another process is told of, this one is not.
    shares = shared(paths, 1 if callable(job.keep_aside) else None)
    with begun([[paths[number] for number in share] for share in shares[1:]], job) as processes:
        told = {number: _read(paths[number], job) for number in shares[0]}
        for process, share in zip(processes, shares[1:], strict=True):
            answers = _answer(process)
            told |= dict(zip(share, answers or [_read(paths[number], job) for number in share], strict=True))
    yield from (told[number] for number in range(len(paths)))


def shared(paths: list[Path], cores: int | None = None) -> list[list[int]]:
    """The numbers of the files that each process reads, the first being this one; large files are shared out first."""
    sizes = [_size(path) for path in paths]
    most = min(cores or _cores(), MOST, len(paths), max(1, sum(sizes) // LEAST))
    shares: list[list[int]] = [[] for _ in range(most)]
    filled = [0] * most
    for number in sorted(range(len(paths)), key=lambda one: -sizes[one]):
        least = filled.index(min(filled))
        shares[least].append(number)
        filled[least] += sizes[number]
    return [sorted(share) for share in shares]


def serve() -> None:
    """Read the files that the standard input names, and write what is in them to the standard output."""
    gc.disable()
    paths, job = pickle.load(sys.stdin.buffer)
    found = [_read(path, job) for path in paths]
    # Plain data is packed and unpacked several times as fast by `marshal`.
    events = [_plain(one.taken.events) if isinstance(one, FileRead) else [] for one in found]
    for one in found:
        if isinstance(one, FileRead):
            one.taken.events = []
    pickle.dump((found, marshal.dumps(events)), sys.stdout.buffer, protocol=5)


def _plain(events: list[EventRecord]) -> list[list[Any]]:
    """Columns of events; each bounce stands once, and is meant by its number."""
    columns = [list(column) for column in zip(*events, strict=True)]
    if columns:
        numbers: dict[Bounce | None, int] = {}
        columns[-1] = [numbers.setdefault(bounce, len(numbers)) for bounce in columns[-1]]
        columns.append([bounce and tuple(bounce) for bounce in numbers])
    return columns


def _events(columns: list[list[Any]]) -> list[EventRecord]:
    if not columns:
        return []
    *others, numbers, told = columns
    bounces = [None if bounce is None else Bounce(*bounce) for bounce in told]
    rows = zip(*others, [bounces[number] for number in numbers], strict=True)
    return list(map(tuple.__new__, repeat(EventRecord), rows))


def _read(path: Path, job: Job) -> FileRead | BadLogError:
    try:
        return read_file(path, job)
    except BadLogError as error:
        return error


@contextmanager
def begun(shares: list[list[Path]], job: Job) -> Iterator[list[subprocess.Popen[bytes] | None]]:
    """A process for each share; None for one that cannot be begun."""
    processes: list[subprocess.Popen[bytes] | None] = []
    try:
        for share in shares:
            processes.append(_begun(share, job))  # noqa: PERF401 - what was begun must be ended
        yield processes
    finally:
        for process in processes:
            if process is not None:
                process.kill()
                with suppress(OSError), process:
                    pass


def _begun(share: list[Path], job: Job) -> subprocess.Popen[bytes] | None:
    """The process, where this one is run by a Python that can be asked for another."""
    if not Path(sys.executable or "").name.lower().startswith("python"):
        return None
    process = None
    try:
        asked = pickle.dumps((share, job))
        # Neither a new session nor a shell: whoever interrupts this process interrupts that one.
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", BEGIN, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        process.stdin.write(asked)
        process.stdin.close()
    except (OSError, ValueError, TypeError, AttributeError, pickle.PicklingError):
        if process is not None:
            process.kill()
        return None
    return process


def _answer(process: subprocess.Popen[bytes] | None) -> list[FileRead | BadLogError] | None:
    """What a process read; None where it failed."""
    if process is None or process.stdout is None:
        return None
    try:
        found: list[FileRead | BadLogError]
        found, packed = pickle.load(process.stdout)
        for one, columns in zip(found, marshal.loads(packed), strict=True):
            if isinstance(one, FileRead):
                one.taken.events = _events(columns)
    except (OSError, EOFError, ValueError, TypeError, AttributeError, pickle.UnpicklingError):
        return None
    return found


def _size(path: Path) -> int:
    try:
        size = path.stat().st_size
        return size * UNPACKED if size > LEAST // UNPACKED and is_compressed(head_of(path)) else size
    except (OSError, BadLogError):
        return 0


def _cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
