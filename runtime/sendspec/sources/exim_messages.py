"""The messages of an Exim log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from sendspec.sources.hops import first_of, key_of
from sendspec.sources.postfix_messages import AROUND

SHORT, LONG = 16, 23
ID = re.compile(r"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})")
"""The id of a message, until Exim 4.96 and from 4.97 on: of `SHORT` or `LONG` characters."""
LENGTHS = (SHORT, LONG)
MOST_USES = 100


Attempt: TypeAlias = tuple[int, int, str, str | None, str | None, str | None]
"""What one line says of one recipient: the line, counted through all files; its time; the name of the record; the
recipient that was sent to, None for all that it applies to; the address to which an alias led; the reason."""


class EximMessage:
    """One use of an id; its times are microseconds since 1970 in UTC."""

    __slots__ = (
        *("above", "attempts", "handed_on", "is_told_of_all", "line", "message_id", "named", "notification", "number"),
        *("parent", "previous", "queue_id", "received", "removed", "sender", "stamp"),
    )

    def __init__(self, queue_id: str, line: int, stamp: int, previous: EximMessage | None) -> None:
        self.queue_id = queue_id
        self.line = line
        self.stamp = stamp
        """When it arrived; of the first line where that of its arrival is missing."""
        self.previous = previous
        """The message that had the id before."""
        self.attempts: list[Attempt] = []
        self.received = True
        """The line of its arrival is there."""
        self.removed = False
        self.notification = False
        self.is_told_of_all = False
        """A line speaks of its recipients, and names none."""
        self.message_id: str | None = None
        self.sender: str | None = None
        """The address that reports about it go to, where it holds a plus sign: it may be this message's own."""
        self.named = ""
        """The recipients that it arrived for, with blanks between them, where the log tells them."""
        self.handed_on: AbstractSet[int] = frozenset()
        """The lines that hand it to an Exim that writes to this log."""
        self.parent: EximMessage | None = None
        """The message that went on as this one."""
        self.number = 1
        """Which use of its id it is."""
        self.above: EximMessage | None = None
        """One on the way to the first, as far as it is known."""

    @property
    def key(self) -> str:
        """What the results call it: its id, when this is used once more `ID#2`, then `ID#3`."""
        return key_of(self.queue_id, self.number)

    @property
    def root(self: EximMessage) -> EximMessage:
        """The message as it arrived first."""
        return first_of(self)

    def hand_on(self, line: int) -> None:
        """Note a line that hands it to an Exim that writes to this log."""
        lines = self.handed_on if isinstance(self.handed_on, set) else set()
        lines.add(line)
        self.handed_on = lines


class Handing(NamedTuple):
    """A delivery to a server that answered with an id of its own."""

    message: EximMessage
    line: int
    time: int
    taken_as: str
    """Begins with that id."""


def uses(message: EximMessage | None) -> Iterator[EximMessage]:
    """A message and those that had its id before, of which there are few."""
    for _ in range(MOST_USES):
        if message is None:
            return
        yield message
        message = message.previous


def find_second_hops(handings: Iterable[Handing], latest: Mapping[str, EximMessage]) -> None:
    """Join a message to the one as which another Exim, or the same one, took it and wrote to this log too.

    The answer tells the id, which holds the second of its beginning; a Message-ID of either must be the same.
    """
    for message, line, time, taken_as in handings:
        taken = latest.get(taken_as) or latest.get(taken_as[:SHORT])
        if taken is None:
            continue
        second = next((use for use in uses(taken) if _goes_on(message, use, time)), None)
        if second is not None:
            second.parent = second.parent or message
            message.hand_on(line)


def _goes_on(first: EximMessage, second: EximMessage, handed_on: int) -> bool:
    if first.root is second or not second.received or second.notification:
        return False
    if first.message_id and second.message_id and first.message_id != second.message_id:
        return False
    return first.stamp - AROUND <= second.stamp <= handed_on + AROUND


def number_reused_ids(messages: Iterable[EximMessage]) -> None:
    """Tell the messages of the campaign apart that had the same id."""
    for message in messages:
        if message.previous is not None and message.parent is None:
            message.number = 1 + sum(use.parent is None and not use.notification for use in uses(message.previous))
