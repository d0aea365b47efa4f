"""The reader `postfix`: a Postfix log, and the notifications that came back, beside it."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from sendspec.sources.content import BREAKS_OFF, HEAD, head_of, is_compressed, said
from sendspec.sources.files import Files, read_each, sort_out
from sendspec.sources.line_numbers import LineNumbers
from sendspec.sources.notifications import read_beside
from sendspec.sources.postfix_beside import Folded, Question
from sendspec.sources.postfix_events import PostfixEvents
from sendspec.sources.postfix_lines import OTHER_PROGRAM, PostfixLines
from sendspec.sources.postfix_messages import find_second_hops, handings_on, number_reused_ids
from sendspec.sources.postfix_parts import Kept, Target, read_file
from sendspec.sources.postfix_sent import sent_log
from sendspec.sources.records import BadFileError, NotUnderstood, Reading, Request
from sendspec.sources.stamps import Stamps

RECORDS = (
    *("queued", "transferred", "sent", "deferred", "suspended", "bounced"),
    *("expired", "force_expired", "deleted", "discarded", "out_of_band"),
)
"""What a source may give a meaning to."""


def read(request: Request) -> Reading:
    """Read logs and folders of notifications; raises `BadLogError` where nothing in them is a Postfix log."""
    files = sort_out(request.paths)
    if request.fold is not None and len(files.logs) == 1 and not files.mails:
        try:
            return _read(request, files, keeping=True)
        except LostPartError:
            pass
    return _read(request, files, keeping=False)


def _read(request: Request, files: Files, *, keeping: bool) -> Reading:
    with ExitStack() as stack:
        log = PostfixLog(request, stack, keeping=keeping)
        read_each(files.logs, log.read, log.found, request.keep_aside)
        return log.reading(files)


class LostPartError(Exception):
    """A process ended that had kept messages."""


class PostfixLog:
    """The files of one log, in the order given; others may keep messages of it, and fold them."""

    def __init__(self, request: Request, stack: ExitStack, *, keeping: bool) -> None:
        self._request = request
        self._stamps = Stamps(request.zone, request.year, request.now)
        self._lines = PostfixLines(self._stamps)
        self.found = Reading()
        self._numbers = LineNumbers()
        self._kept: list[Kept] | None = [] if keeping else None
        self._stack = stack

    def read(self, path: Path) -> None:
        """Read one file; what was read of one that breaks off is kept."""
        name = path.name
        first = self._lines.line
        understood = self._understood()
        self._numbers.begin(name, first)

        def put_aside(line: str, why: str) -> None:
            place = f"{name}:{self._lines.line - first}"
            self.found.put_aside(NotUnderstood(place, line, why), keep=self._request.keep_aside)

        def put_aside_unseen(lines: int) -> None:
            self.found.records["not_understood"] += lines

        try:
            into = Target(self._lines, put_aside, put_aside_unseen, bool(self._request.keep_aside), self._kept)
            read_file(path, into, self._stack)
        except BREAKS_OFF as error:
            line = self._lines.line - first
            if not line:
                raise BadFileError(str(path), f"it cannot be read: {said(error)}") from error
            self.found.break_off(f"{name}:{line}", said(error))
        finally:
            self._lines.end_file()
        self._stamps.close(name)
        if self._understood() == understood:
            raise _no_postfix(path)

    def reading(self, files: Files) -> Reading:
        """The events of all that was read, then those of the notifications."""
        reading, lines, stamps = self.found, self._lines, self._stamps
        for kept in self._kept or ():
            kept.reader.ask("fold", self._question(kept))
        find_second_hops(handings_on(lines.messages), lines.latest, stamps)
        number_reused_ids(lines.messages)
        events = PostfixEvents(self._request.events, stamps, self._numbers.placing())
        events.tell_all(lines.messages)
        reading.events = events.events
        reading.end = stamps.end
        self._fold()
        has_names = [any(message.names for message in lines.messages)]
        has_names += [self._take(kept, events) for kept in self._kept or ()]
        # Whose lines they were is known only now.
        del lines.records["delivery"]
        # Whoever told of them first, they are shown in one order.
        reading.records += lines.records + Counter(dict(sorted(events.records.items())))
        reading.incomplete += Counter(dict(sorted(events.incomplete.items())))
        reading.remarks += _assumptions(stamps, self._request)
        if not any(has_names):
            reading.remarks.append(f"{', '.join(self._numbers.names)}: no message was found in it")
        read_beside(files, lambda: sent_log(lines), self._request, reading)
        return reading

    def _fold(self) -> None:
        """Turn events into totals while others turn theirs, where anybody does."""
        reading, fold = self.found, self._request.fold
        if fold is not None and self._kept:
            reading.counted = len(reading.events)
            reading.folded.append(fold(reading.events, reading.end or 0))
            reading.events = []

    def _question(self, kept: Kept) -> Question:
        """What those who keep messages need to know of the whole log."""
        request, stamps = self._request, self._stamps
        assert request.fold is not None
        times = stamps.times[kept.stamps.start : kept.stamps.stop]
        return Question(times, stamps.end or 0, kept.above, self._numbers.names[0], request.events, request.fold)

    def _take(self, kept: Kept, events: PostfixEvents) -> bool:
        """Add what kept messages come to; whether a recipient was named in them."""
        folded: Folded | None = kept.reader.answer()
        if folded is None:
            raise LostPartError
        reading = self.found
        events.records.update(folded.records)
        events.incomplete.update(folded.incomplete)
        reading.folded.append(folded.folded)
        reading.counted = reading.told + folded.events
        return folded.has_names

    def _understood(self) -> int:
        """How many lines Postfix wrote."""
        return self._lines.records.total() - self._lines.records[OTHER_PROGRAM]


def _no_postfix(path: Path) -> BadFileError:
    """Why a file is no log of Postfix."""
    head = head_of(path)
    if not head:
        return BadFileError(str(path), "it is empty")
    place = f"{path}:1"
    why = "no line of it was written by Postfix; give the log of Postfix, or another --source"
    if not is_compressed(head):
        if b"\0" in head:
            place, why = str(path), "it is no text; give the log of Postfix, often /var/log/mail.log or maillog"
        elif b"\n" not in head and (b"\r" in head or len(head) == HEAD):
            place, why = str(path), "no line feed ends its lines; give the log as Postfix wrote it"
    return BadFileError(place, why, is_counted=True)


def _assumptions(stamps: Stamps, request: Request) -> list[str]:
    if not stamps.years_taken:
        return []
    years = "–".join(map(str, dict.fromkeys((min(stamps.years_taken), max(stamps.years_taken)))))
    taken = [] if request.year is not None else [f"no year in the log: {years} was taken (--year)"]
    return taken if request.zone is not None else [*taken, "no time zone in the log: UTC was taken (--timezone)"]
