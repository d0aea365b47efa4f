"""The messages of a Postfix log, as its lines tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sendspec.sources.stamps import Stamps

AROUND = 5_000_000
"""How far apart, in microseconds, lines of one moment may lie: several programs write the log."""
QUEUED_AS = re.compile(r"queued as ([0-9A-Za-z]+)")


class Attempt(NamedTuple):
    """What one line says of one recipient; without a recipient, of all that it applies to."""

    line: int
    """Counted through all files."""
    stamp: int
    record: str
    """The name by which the spec knows it: `sent`, `deferred`, …"""
    recipient: str | None
    original: str | None
    """The recipient before an alias was expanded."""
    reason: str | None


class Outcome(NamedTuple):
    """The last that was heard of a recipient."""

    record: str
    reason: str | None
    message: Message
    """The use of a queue id that it was heard under."""


class Message:
    """One use of a queue id, from the first line that names it to the last."""

    __slots__ = (
        "attempts", "begun", "complete", "expected", "handed_on", "key", "line", "message_id", "names", "notification",
        "outcomes", "parent", "peers", "previous", "probe", "queue_id", "removed", "stamp",
    )  # fmt: skip

    def __init__(self, queue_id: str, line: int, stamp: int, peers: dict[str, Message]) -> None:
        self.queue_id = queue_id
        self.key = queue_id
        """What the results call it; a later use of the id is told apart by a number."""
        self.line = line
        self.begun = stamp
        self.stamp = stamp
        """When it was queued: cleanup's line, or the first line where that is missing."""
        self.peers = peers
        """The latest message of each queue id on its host."""
        self.previous = peers.get(queue_id)
        """The message that had the queue id before."""
        self.parent: Message | None = None
        """The message that came back from a content filter, or was queued anew, as this one."""
        self.message_id: str | None = None
        self.expected: int | None = None
        """How many recipients the queue manager counted; None until it took the message."""
        self.complete = True
        """Its first lines are there."""
        self.removed = False
        self.notification = False
        self.probe = False
        self.handed_on: tuple[int, ...] = ()
        """The lines that hand it to a content filter."""
        self.attempts: list[Attempt] = []
        self.names: dict[str, str] = {}
        """Its recipients: folded to lower case, then as written first."""
        self.outcomes: dict[str, Outcome] = {}
        """What became of each recipient, by its folded name."""

    @property
    def root(self) -> Message:
        """The message as it was queued first."""
        message = self
        while message.parent is not None:
            message = message.parent
        return message


def find_second_hops(messages: Iterable[Message], stamps: Stamps) -> None:
    """Join what a content filter gave back to the message that was handed to it.

    `sent (250 … queued as X)` is a delivery, unless X is a later message of this log with the same Message-ID: queue ids
    of the receiver may look the same.
    """
    for message in messages:
        for attempt in message.attempts:
            if attempt.record != "sent" or attempt.reason is None or "queued as " not in attempt.reason:
                continue
            match = QUEUED_AS.search(attempt.reason)
            second = message.peers.get(match[1]) if match else None
            while second is not None and not _goes_on(message, attempt, second, stamps):
                second = second.previous
            if second is not None:
                second.parent = second.parent or message
                message.handed_on = (*message.handed_on, attempt.line)


def _goes_on(first: Message, attempt: Attempt, second: Message, stamps: Stamps) -> bool:
    if second.message_id is None or second.message_id != first.message_id or first.root is second:
        return False
    begun = stamps.time(second.begun)
    return stamps.time(first.begun) - AROUND <= begun <= stamps.time(attempt.stamp) + AROUND


def number_reused_ids(messages: Iterable[Message]) -> None:
    """Call the second message under a queue id `ID#2`, the third `ID#3`."""
    uses: dict[str, int] = {}
    for message in messages:
        uses[message.queue_id] = use = uses.get(message.queue_id, 0) + 1
        if use > 1:
            message.key = f"{message.queue_id}#{use}"
