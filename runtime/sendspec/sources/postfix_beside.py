"""A part of a log that a process of its own reads, and the requests that it answers."""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import tzinfo
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from sendspec.sources.blocks import blocks
from sendspec.sources.postfix_events import PostfixEvents
from sendspec.sources.postfix_joining import part_of
from sendspec.sources.postfix_lines import PostfixLines
from sendspec.sources.postfix_messages import Handing, find_second_hops, handings_on, number_reused_ids
from sendspec.sources.records import SAMPLES, Fold
from sendspec.sources.stamps import Stamps

BEGIN = "import sys; sys.path[:] = sys.argv[2:]; from sendspec.sources.postfix_beside import serve; serve()"
LENGTH = 8
"""Bytes that tell how long what follows is."""

Aside = tuple[int, str, str]
"""A line that is not understood: its number in the part, the line, and why."""


class Job(NamedTuple):
    """What a process is begun for."""

    path: str
    file: tuple[int, int]
    """Its device and its number there: another file may have taken its path."""
    begin: int
    left: int
    zone: tzinfo | None
    keep_aside: bool


class Told(NamedTuple):
    """What was read of a part, with the messages that were asked for."""

    part: tuple[Any, ...]
    aside: list[Aside]
    more_aside: int
    """How many lines are not understood beside those that are shown."""


class Question(NamedTuple):
    """What is known when the whole log was read, for the messages that a part keeps."""

    times: list[int]
    """Of the part's stamps, in microseconds since 1970 in UTC."""
    end: int
    above: int
    """How many lines stand before the part."""
    name: str
    meanings: Mapping[str, str]
    fold: Fold


class Folded(NamedTuple):
    """What the messages that a part kept come to."""

    events: int
    records: dict[str, int]
    incomplete: dict[str, int]
    has_names: bool
    """Whether a recipient was named."""
    folded: object


class Beside(Protocol):
    """Whoever reads a part; each request is asked first, and answered when `answer` is called. None: it cannot."""

    def ask(self, request: str, given: object = None) -> None:
        """Ask for `ids`, `tell` or `fold` of `PartReader`."""
        ...

    def answer(self) -> Any:
        """What was asked first and not yet answered."""
        ...


class PartReader:
    """Reads a part, and answers what is asked about it; its public methods are the requests."""

    def __init__(self, stream: BufferedIOBase, job: Job) -> None:
        self._aside: list[Aside] = []
        self._more = 0
        self._keep_aside = job.keep_aside
        self._lines = lines = PostfixLines(Stamps(job.zone, None, None))
        stream.seek(job.begin)
        for block in blocks(stream, job.left):
            lines.read(block.lines, self._put_aside, end=block.end, whole=block.whole)
        self._own = lines.messages
        self._handings: list[Handing] | None = None

    def ids(self, _: object) -> list[str]:
        """The queue ids whose messages the lines of another part may be about."""
        self._handings = handings_on(self._own)
        return list(ids_of(self._lines, self._handings))

    def tell(self, foreign: list[str] | None) -> tuple[Any, ...] | None:
        """`Told` of the messages that have to do with queue ids of other parts, which are not kept; all without them.

        None if the part can be read only after what comes before.
        """
        if not self._lines.sure:
            return None
        told = self._own
        if foreign is not None:
            ids = _connected(set(foreign), self._links())
            told = [message for message in self._own if message.queue_id in ids]
            self._own = [message for message in self._own if message.queue_id not in ids]
        return tuple(Told(tuple(part_of(self._lines, told)), self._aside, self._more))

    def fold(self, question: Question) -> Folded:
        """The messages that were kept, as if the whole log had been read here."""
        lines, name, above = self._lines, question.name, question.above
        lines.stamps.times = question.times
        kept = {id(message) for message in self._own}
        own = [handing for handing in self._handings or () if id(handing.message) in kept]
        find_second_hops(own, lines.latest, lines.stamps)
        number_reused_ids(self._own)
        told = PostfixEvents(question.meanings, lines.stamps, lambda line: f"{name}:{line + above}")
        told.tell_all(self._own)
        return Folded(
            len(told.events),
            dict(told.records),
            dict(told.incomplete),
            any(message.names for message in self._own),
            question.fold(told.events, question.end),
        )

    def _put_aside(self, line: str, why: str) -> None:
        if self._keep_aside or len(self._aside) < SAMPLES:
            self._aside.append((self._lines.line, line, why))
        else:
            self._more += 1

    def _links(self) -> list[tuple[str, str]]:
        """Pairs of queue ids of which one message may go on as another."""
        named = [(handing.message.queue_id, handing.queue_id) for handing in self._handings or ()]
        requeued = [(message.queue_id, word[:-1]) for message, word in self._lines.unseen_requeued]
        parents = [(one.queue_id, one.parent.queue_id) for one in self._own if one.parent is not None]
        return [*named, *requeued, *parents]


def ids_of(lines: PostfixLines, handings: list[Handing]) -> set[str]:
    """The queue ids that lines named, wherever they stood."""
    return {
        *(message.queue_id for message in lines.messages),
        *(handing.queue_id for handing in handings),
        *(word[:-1] for _, word in lines.unseen_requeued),
        *(word[:-1] for _, word in lines.unseen_notified),
    }


def _connected(ids: set[str], links: list[tuple[str, str]]) -> set[str]:
    """These ids, and all that links lead to from them."""
    while True:
        apart = [link for link in links if link[0] not in ids or link[1] not in ids]
        reached = {queue_id for link in apart if link[0] in ids or link[1] in ids for queue_id in link}
        if not reached:
            return ids
        ids |= reached
        links = apart


def serve() -> None:
    """Read a part, and answer what is asked through the standard input."""
    gc.disable()
    job = Job(*pickle.loads(bytes.fromhex(sys.argv[1])))
    with Path(job.path).open("rb") as stream:
        if file_of(stream) != job.file:
            return
        part = PartReader(stream, job)
    while content := _receive(sys.stdin.buffer):
        request, given = pickle.loads(content)
        _send(sys.stdout.buffer, PACKING[request](getattr(part, request)(given)))


def file_of(stream: BufferedIOBase) -> tuple[int, int]:
    """What tells a file from all others."""
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino


PACKING = {"ids": marshal.dumps, "tell": marshal.dumps, "fold": pickle.dumps}
"""Plain data is packed and unpacked twice as fast by `marshal`."""
UNPACKING = {"ids": marshal.loads, "tell": marshal.loads, "fold": pickle.loads}


class Process:
    """A process that reads a part."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._asked: list[str] = []

    def ask(self, request: str, given: object = None) -> None:
        """Ask for something; it may take until the part is read."""
        self._asked.append(request)
        assert self._process.stdin is not None
        # A process that has ended gives no answer.
        with suppress(OSError):
            _send(self._process.stdin, pickle.dumps((request, given)))

    def answer(self) -> Any:
        """What was asked first; None where the process failed."""
        request = self._asked.pop(0)
        assert self._process.stdout is not None
        try:
            content = _receive(self._process.stdout)
            return UNPACKING[request](content) if content else None
        except (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            return None

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        with suppress(OSError), self._process:
            pass


class Nobody:
    """Stands for a process that could not be begun."""

    def ask(self, request: str, given: object = None) -> None:
        """Nothing is asked."""

    def answer(self) -> None:
        """Nothing is told."""


@contextmanager
def beside(job: Job) -> Iterator[Beside]:
    """Begin a process for a part of a file."""
    process = _begun(job)
    if process is None:
        yield Nobody()
        return
    try:
        yield process
    finally:
        process.end()


def _begun(job: Job) -> Process | None:
    """The process, where this one is run by a Python that can be asked for another."""
    if not Path(sys.executable or "").name.lower().startswith("python"):
        return None
    try:
        # Neither a new session nor a shell: whoever interrupts this process interrupts that one.
        return Process(
            subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", BEGIN, pickle.dumps(tuple(job)).hex(), *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
    except (OSError, ValueError, TypeError, AttributeError, pickle.PicklingError):
        return None


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(LENGTH, "big") + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """What was sent; empty where nothing more comes."""
    length = int.from_bytes(stream.read(LENGTH), "big")
    content = stream.read(length)
    return content if len(content) == length else b""
