"""The reader `exim`: the main log of Exim, and the notifications that came back, beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sendspec.sources.blocks import blocks
from sendspec.sources.content import BREAKS_OFF, content_of, said
from sendspec.sources.exim_events import EximEvents, Fates
from sendspec.sources.exim_lines import SERVICE, EximLines
from sendspec.sources.exim_messages import EximMessage, find_second_hops, number_reused_ids
from sendspec.sources.exim_sent import sent_log
from sendspec.sources.exim_times import EximTimes
from sendspec.sources.files import Files, read_each, sort_out
from sendspec.sources.line_numbers import LineNumbers
from sendspec.sources.notifications import read_beside
from sendspec.sources.records import BadFileError, NotUnderstood, Reading, Request

RECORDS = (
    *("queued", "transferred", "delivered", "delivered_locally", "deferred"),
    *("bounced", "expired", "cancelled", "discarded", "out_of_band"),
)
"""What a source may give a meaning to."""


def read(request: Request) -> Reading:
    """Read logs and folders of notifications; raises `BadLogError` where nothing in them is a main log of Exim."""
    files = sort_out(request.paths)
    log = EximLog(request)
    read_each(files.logs, log.read, log.found, request.keep_aside)
    return log.reading(files)


class EximLog:
    """The files of one log."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._times = EximTimes(request.zone)
        self._lines = EximLines(self._times)
        self.found = Reading()
        self._numbers = LineNumbers()

    def read(self, path: Path) -> None:
        """Read one file; what was read of one that breaks off is kept."""
        lines, reading, name = self._lines, self.found, path.name
        first, understood = lines.line, _understood(lines)
        self._numbers.begin(name, first)
        self._times.begin_file()

        def put_aside(line: str, why: str) -> None:
            record = NotUnderstood(f"{name}:{lines.line - first}", line, why)
            reading.put_aside(record, keep=self._request.keep_aside)

        try:
            with content_of(path) as stream:
                for block in blocks(stream):
                    lines.read(block.lines, put_aside, end=block.end, whole=block.whole)
        except BREAKS_OFF as error:
            line = lines.line - first
            if not line:
                raise BadFileError(str(path), f"it cannot be read: {said(error)}") from error
            reading.break_off(f"{name}:{line}", said(error))
        finally:
            lines.end_file()
        if _understood(lines) == understood:
            raise BadFileError(
                f"{path}:1",
                "no line of it tells of a message of Exim; give its main log, often mainlog, or another --source",
                is_counted=lines.line > first,
            )

    def reading(self, files: Files) -> Reading:
        """The events of all that was read, then those of the notifications."""
        reading, lines = self.found, self._lines
        find_second_hops(lines.handings, lines.latest)
        number_reused_ids(lines.messages)
        fates: dict[EximMessage, Fates] | None = {} if files.mails else None
        events = EximEvents(self._request.events, self._numbers.placing(), fates)
        events.tell_all(lines.messages)
        reading.events = events.events
        reading.end = self._times.latest
        # Whose lines they were is known only now.
        del lines.records["delivery"]
        reading.records += lines.records + Counter(dict(sorted(events.records.items())))
        reading.incomplete += Counter(dict(sorted(events.incomplete.items())))
        if self._times.zone_taken and self._request.zone is None:
            reading.remarks.append("no time zone in the log: UTC was taken (--timezone)")
        if not events.events:
            reading.remarks.append(f"{', '.join(self._numbers.names)}: no message was found in it")
        read_beside(files, lambda: sent_log(lines, fates or {}), self._request, reading)
        return reading


def _understood(lines: EximLines) -> int:
    """How many lines told of messages."""
    return lines.records.total() - lines.records[SERVICE]
