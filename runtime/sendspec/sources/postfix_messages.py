"""The messages of a Postfix log, and the events that their attempts mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WAITING = frozenset({"deferred", "suspended"})
QUEUED_AS = re.compile(r"queued as ([0-9A-Za-z]+)")


class Attempt(NamedTuple):
    """What one line says of one recipient; without a recipient, of all that are still waiting."""

    line: int
    """Counted through all files."""
    stamp: int
    record: str
    """The name under which the spec knows it: `sent`, `deferred`, …"""
    recipient: str | None = None
    original: str | None = None
    """The recipient before an alias was expanded."""
    reason: str | None = None


class Message:
    """One use of a queue id, from the first line that names it to the last."""

    __slots__ = (
        "attempts", "begun", "complete", "expected", "handed_on", "key", "line", "message_id", "names", "notification",
        "parent", "previous", "probe", "queue_id", "queued", "removed", "stamp",
    )  # fmt: skip

    def __init__(self, queue_id: str, line: int, stamp: int, previous: Message | None) -> None:
        self.queue_id = queue_id
        self.key = queue_id
        """What the results call it; a later use of the id is told apart by a number."""
        self.line = line
        self.begun = stamp
        self.stamp = stamp
        """When it was queued: cleanup's line, or the first line if that is not there."""
        self.previous = previous
        """The message that had the queue id before."""
        self.parent: Message | None = None
        """The message that came back from a content filter, or was queued anew, as this one."""
        self.message_id: str | None = None
        self.expected: int | None = None
        """How many recipients the queue manager counted."""
        self.complete = False
        """Its first lines are there."""
        self.queued = False
        self.removed = False
        self.notification = False
        self.probe = False
        self.handed_on = False
        self.names: dict[str, str] = {}
        """Its recipients: folded to lower case, then as written."""
        self.attempts: list[Attempt] = []

    @property
    def root(self) -> Message:
        """The message as it was first queued."""
        message = self
        while message.parent is not None:
            message = message.parent
        return message

    @property
    def campaign(self) -> bool:
        """Whether it is mail that somebody sent: neither a notification nor a probe."""
        return not self.notification and not self.probe


class Told(NamedTuple):
    """A record of one recipient, with all that an event needs."""

    line: int
    stamp: int
    record: str
    recipient: str
    """As it was written first."""
    reason: str | None


def find_second_hops(messages: list[Message], latest: dict[str, Message], seconds_apart: SecondsApart) -> None:
    """Join what a content filter gave back to the message that was handed to it.

    `sent (250 … queued as X)` is a delivery unless X is a later message of this log with the same Message-ID: the ids of
    the receiver's own queue may look the same.
    """
    for message in messages:
        for attempt in message.attempts:
            if attempt.record != "sent" or attempt.reason is None or "queued as " not in attempt.reason:
                continue
            match = QUEUED_AS.search(attempt.reason)
            second = latest.get(f"{match[1]}:") if match else None
            while second is not None and not _goes_on(message, attempt, second, seconds_apart):
                second = second.previous
            if second is not None and second.root is not message.root:
                second.parent = message
                message.handed_on = True
