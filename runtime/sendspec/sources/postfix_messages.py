"""The messages of a Postfix log, as its lines tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from sendspec.sources.hops import first_of, key_of
from sendspec.sources.sent import QUEUED_AS
from sendspec.sources.stamps import Stamps

AROUND = 5_000_000
"""How far apart, in microseconds, lines of one moment may lie: several programs write the log."""
MOST_USES = 300
"""How many of those that had one queue id are looked at; on a real server it comes back after months, if ever."""

Attempt: TypeAlias = tuple[int, int, str, str | None, str | None, str | None, str | None]
"""What one line says of one recipient: the line, counted through all files; its stamp; the name by which the spec knows
the record; the recipient, None for all that it applies to; the recipient before an alias was expanded; the reason; the
enhanced status code, None for what was sent."""

Outcome: TypeAlias = tuple[str, str | None, int, str | None]
"""The last that was heard of a recipient: the record, the reason, the first line of the message that it was heard
under, and the enhanced status code."""


Latest: TypeAlias = "Callable[[str, str], Message | None]"
"""Gives the latest message that had a queue id on a host."""


class Message:
    """One use of a queue id, from the first line that names it to the last."""

    # Values that most messages never change stand in the class, which makes a message small and quick to begin.
    number = 1
    """Which use of its queue id by a message of the campaign it is."""
    parent: Message | None = None
    """The message that came back from a content filter, or was queued anew, as this one."""
    message_id: str | None = None
    sender: str | None = None
    """The address that reports about it go to, where it holds a plus sign: it may be this message's own."""
    expected: int | None = None
    """How many recipients the queue manager counted; None until it took the message."""
    complete = True
    """Its first lines are there."""
    received = False
    """A program that receives mail began it."""
    removed = False
    notification = False
    probe = False
    handed_on: AbstractSet[int] = frozenset()
    """The lines that hand it to a content filter."""
    names: Mapping[str, str] = MappingProxyType({})
    """Its recipients, when its events were told: folded to lower case, then as written first."""
    outcomes: Mapping[str, Outcome] = MappingProxyType({})
    """What became of each recipient, by its folded name."""

    above: Message | None = None
    """One on the way to the first, as far as it is known."""

    def __init__(self, host: str, queue_id: str, line: int, stamp: int, previous: Message | None) -> None:
        self.host = host
        self.queue_id = queue_id
        self.line = line
        self.begun = stamp
        self.stamp = stamp
        """When it was queued: cleanup's line, or the first line where that is missing."""
        self.previous = previous
        """The message that had the queue id before."""
        self.attempts: list[Attempt] = []

    @property
    def key(self) -> str:
        """What the results call it: its queue id, when this is used once more `ID#2`, then `ID#3`."""
        return key_of(self.queue_id, self.number)

    @property
    def root(self: Message) -> Message:
        """The message as it was queued first."""
        return first_of(self)

    def hand_on(self, line: int) -> None:
        """Note a line that hands it to a content filter."""
        lines = self.handed_on if isinstance(self.handed_on, set) else set()
        lines.add(line)
        self.handed_on = lines

    def comes_from(self, other: Message) -> bool:
        """Whether it is that message, or one as which that went on."""
        message: Message | None = self
        while message is not None and message is not other:
            message = message.parent
        return message is other

    @property
    def sent(self) -> bool:
        """Whether somebody sent it, and this is where it was queued first."""
        return self.parent is None and not self.notification and not self.probe


def uses(message: Message | None) -> Iterator[Message]:
    """A message and those that had its queue id before, of which there are few."""
    for _ in range(MOST_USES):
        if message is None:
            return
        yield message
        message = message.previous


class Handing(NamedTuple):
    """A delivery to a server that told the queue id which it gave."""

    message: Message
    line: int
    stamp: int
    queue_id: str


def handings_on(messages: Iterable[Message]) -> list[Handing]:
    """The deliveries whose receiver told the queue id that it gave."""
    found: list[Handing] = []
    for message in messages:
        for attempt in message.attempts:
            reason = attempt[5]
            if reason is None or attempt[2] != "sent" or "queued as " not in reason:
                continue
            if match := QUEUED_AS.search(reason):
                found.append(Handing(message, attempt[0], attempt[1], match[1]))
    return found


def find_second_hops(handings: Iterable[Handing], latest: Latest, stamps: Stamps) -> None:
    """Join what a content filter gave back to the message that was handed to it.

    `sent (250 … queued as X)` is a delivery, unless X is a later message of this log with the same Message-ID: the
    queue ids of the receiver may look the same.
    """
    for message, line, stamp, queue_id in handings:
        known, time = uses(latest(message.host, queue_id)), stamps.times[stamp]
        second = next((use for use in known if _goes_on(message, use, stamps, time)), None)
        if second is not None:
            second.parent = second.parent or message
            message.hand_on(line)


def _goes_on(first: Message, second: Message, stamps: Stamps, handed_on: int) -> bool:
    if second.message_id is None or second.message_id != first.message_id or first.root is second:
        return False
    return stamps.times[first.begun] - AROUND <= stamps.times[second.begun] <= handed_on + AROUND


def number_reused_ids(messages: Iterable[Message]) -> None:
    """Tell the messages of the campaign apart that had the same queue id."""
    uses: dict[str, int] = {}
    for message in messages:
        if message.sent:
            queue_id = message.queue_id
            if queue_id in uses:
                uses[queue_id] = message.number = uses[queue_id] + 1
            else:
                uses[queue_id] = 1
