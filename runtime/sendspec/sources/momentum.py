"""The reader `momentum`: Momentum's main log, its bounce log, or both together."""

from __future__ import annotations

from pathlib import Path

from sendspec.sources.blocks import LONGEST, blocks
from sendspec.sources.content import BREAKS_OFF, content_of, said
from sendspec.sources.files import read_each, sort_out
from sendspec.sources.line_numbers import LineNumbers
from sendspec.sources.momentum_events import MomentumEvents
from sendspec.sources.momentum_lines import BadLineError, Heartbeat, Reception, line_of
from sendspec.sources.momentum_messages import MomentumMessage, Taken, join_transfers
from sendspec.sources.records import BadFileError, BadLogError, NotUnderstood, Reading, Request

RECORDS = (
    *("queued", "transferred", "delivered", "deferred", "bounced", "given_up"),
    *("expired", "administrative", "out_of_band", "unsubscribe"),
)
"""What a source may give a meaning to."""


def read(request: Request) -> Reading:
    """Read logs; raises `BadLogError` where nothing in them is a log of Momentum."""
    files = sort_out(request.paths)
    if files.mails:
        raise BadLogError(f"{files.mails[0]}: it is a mail, and no log; read mails by --source dsn")
    log = MomentumLog(request)
    read_each(files.logs, log.read, log.found, request.keep_aside)
    return log.reading()


class MomentumLog:
    """The files of one log; they may be given in any order."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.found = Reading()
        self._messages: dict[str, MomentumMessage] = {}
        self._line = 0
        self._numbers = LineNumbers()

    def read(self, path: Path) -> None:
        """Read one file; what was read of one that breaks off is kept."""
        first, reading, name = self._line, self.found, path.name
        aside = reading.records["not_understood"]
        self._numbers.begin(name, first)
        try:
            with content_of(path) as stream:
                for block in blocks(stream):
                    for line in block.lines:
                        self._line += 1
                        self._take(line, line + block.end)
        except BREAKS_OFF as error:
            read = self._line - first
            if not read:
                raise BadFileError(str(path), f"it cannot be read: {said(error)}") from error
            reading.break_off(f"{name}:{read}", said(error))
        if self._line - first == reading.records["not_understood"] - aside:
            raise BadFileError(
                f"{path}:1",
                "no line of it was written by Momentum; give its mainlog or bouncelog, or another --source",
                is_counted=self._line > first,
            )

    def _take(self, line: str, whole: str) -> None:
        try:
            if len(whole) > LONGEST:
                raise BadLineError("it is more than one line, or cut from one")
            told = line_of(line.rstrip("\r"))
        except BadLineError as error:
            record = NotUnderstood(self._numbers.place(self._line), whole, str(error))
            self.found.put_aside(record, keep=self._request.keep_aside)
            return
        self.found.end = max(self.found.end or told.time, told.time)
        if isinstance(told, Heartbeat):
            self.found.records["heartbeat"] += 1
            return
        message = self._messages.get(told.id)
        if message is None:
            message = self._messages[told.id] = MomentumMessage(told.id)
        if isinstance(told, Reception):
            message.taken.append(Taken(self._line, told))
        else:
            message.told.append((self._line, told))

    def reading(self) -> Reading:
        """The events of all that was read."""
        reading = self.found
        join_transfers(self._messages.values())
        events = MomentumEvents(self._request.events, self._numbers.placing())
        events.tell_all(self._messages.values())
        reading.events = events.events
        reading.records += events.records
        reading.incomplete += events.incomplete
        if not events.events:
            reading.remarks.append(f"{', '.join(self._numbers.names)}: no message was found in it")
        return reading
