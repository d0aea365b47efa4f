"""The reader `postfix`: a Postfix log, and the notifications that came back, beside it."""

from __future__ import annotations

import gzip
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sendspec.sources.notifications import Notifications, looks_like_mail
from sendspec.sources.postfix_events import PostfixEvents
from sendspec.sources.postfix_lines import OTHER_PROGRAM, PostfixLines
from sendspec.sources.postfix_messages import find_second_hops, number_reused_ids
from sendspec.sources.records import BadLogError, NotUnderstood, Reading, Request
from sendspec.sources.stamps import Stamps

GZIP = b"\x1f\x8b"
HEAD = 65536


def read(request: Request) -> Reading:
    """Read logs and folders of notifications; raises `BadLogError` where nothing in them is a Postfix log."""
    logs, mails = _sorted_out(request.paths)
    log = PostfixLog(request)
    for path in logs:
        log.read(path)
    return log.reading(mails)


class PostfixLog:
    """The files of one log, in the order given."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._stamps = Stamps(request.zone, request.year, request.now)
        self._lines = PostfixLines(self._stamps)
        self._reading = Reading()
        self._starts: list[int] = []
        self._names: list[str] = []

    def read(self, path: Path) -> None:
        """Read one file; what was read of one that breaks off is kept."""
        name = path.name
        first = self._lines.line
        understood = sum(self._lines.records.values())
        self._starts.append(first)
        self._names.append(name)

        def put_aside(line: str, why: str) -> None:
            place = f"{name}:{self._lines.line - first}"
            self._reading.put_aside(NotUnderstood(place, line, why), keep=self._request.keep_aside)

        try:
            with _opened(path) as stream:
                self._lines.read(stream, put_aside)
        except (OSError, EOFError, zlib.error) as error:
            line = self._lines.line - first
            if not line:
                raise BadLogError(f"{path}: it cannot be read: {_said(error)}") from error
            self._reading.remarks.append(
                f"{name}:{line}: reading ended here: {_said(error)}; what comes after is missing"
            )
        if sum(self._lines.records.values()) - self._lines.records[OTHER_PROGRAM] <= understood:
            raise self._no_postfix(path)
        self._stamps.close(name)

    def reading(self, mails: list[Path]) -> Reading:
        """The events of all that was read, then those of the notifications."""
        reading, lines, stamps = self._reading, self._lines, self._stamps
        find_second_hops(lines.messages, lines.latest, stamps)
        number_reused_ids(lines.messages)
        events = PostfixEvents(self._request.events, stamps, self._place)
        events.tell_all(lines.messages)
        # Whose lines they were is known only now.
        del lines.records["delivery"]
        reading.records += lines.records + events.records
        reading.incomplete += events.incomplete
        reading.events = events.events
        reading.end = stamps.end
        reading.remarks += _assumptions(stamps, self._request)
        if mails:
            notifications = Notifications(lines, stamps, self._request, reading)
            for path in mails:
                notifications.read(path)
        return reading

    def _place(self, line: int) -> str:
        file = bisect_right(self._starts, line - 1) - 1 if len(self._starts) > 1 else 0
        return f"{self._names[file]}:{line - self._starts[file]}"

    def _no_postfix(self, path: Path) -> BadLogError:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        if not head:
            return BadLogError(f"{path}: it is empty")
        if b"\0" in head and not head.startswith(GZIP):
            return BadLogError(f"{path}: it is no text; give the log of Postfix, often /var/log/mail.log or maillog")
        return BadLogError(
            f"{path}:1: no line of it was written by Postfix; give the log of Postfix, or another --source"
        )


def _sorted_out(paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """The logs, and the files of notifications."""
    logs: list[Path] = []
    mails: list[Path] = []
    for path in paths:
        if path.is_dir():
            mails += sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        elif not path.exists():
            raise BadLogError(f"{path}: there is no such file or folder")
        else:
            (mails if looks_like_mail(_head(path)) else logs).append(path)
    if not logs:
        kind = "a folder" if paths[0].is_dir() else "a mail"
        raise BadLogError(f"{paths[0]}: it is {kind}, and no log; give the log first, its notifications after it")
    return logs, mails


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD)
    except OSError as error:
        raise BadLogError(f"{path}: it cannot be read: {_said(error)}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    opened = gzip.open if _head(path).startswith(GZIP) else open
    # Only a line feed ends a line; bytes that are no text survive on their way to the file of records set aside.
    with opened(path, "rt", encoding="utf-8", errors="surrogateescape", newline="\n") as stream:
        yield stream


def _assumptions(stamps: Stamps, request: Request) -> list[str]:
    if not stamps.years_taken:
        return []
    years = "–".join(map(str, dict.fromkeys((min(stamps.years_taken), max(stamps.years_taken)))))
    taken = [] if request.year is not None else [f"no year in the log: {years} was taken (--year)"]
    return taken if request.zone is not None else [*taken, "no time zone in the log: UTC was taken (--timezone)"]


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
