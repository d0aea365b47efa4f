"""What the log of an MTA tells of messages, as far as a report that came back must know it to be joined to one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sendspec.names import folded

QUEUED_AS = re.compile(r"queued as ([0-9A-Za-z]+)")
"""How most servers tell the queue id under which they took a message."""


class Sent(NamedTuple):
    """A message; times are microseconds since 1970 in UTC."""

    key: str
    """What the results call it."""
    begun: int
    message_id: str
    """Without angle brackets; empty where the log tells none, as the next."""
    sender: str
    recipients: Mapping[str, str]
    """By their folded names: as written first."""
    delivered: Collection[str]
    """The folded names of those whom it reached, as far as the log tells."""


class Use(NamedTuple):
    """One use of a queue id: a message may go on under another one."""

    queue_id: str
    begun: int
    message_id: str
    message: Sent


class SentLog:
    """The messages of a log, found by what a report may name."""

    def __init__(self, hosts: Iterable[str], uses: Iterable[Use], told: Iterable[tuple[Sent, str]]) -> None:
        """`hosts` wrote the log; `uses` come latest first; `told`: with what words a server took a message."""
        self._hosts = {host.lower() for host in hosts}
        self._uses: dict[str, list[Use]] = {}
        self._by_message_id: dict[str, list[Sent]] = {}
        self._by_sender: dict[str, list[Sent]] = {}
        self._by_remote_id: dict[str, list[Sent]] = {}
        for use in uses:
            self._uses.setdefault(use.queue_id, []).append(use)
            message = use.message
            if message.recipients:
                _add(self._by_message_id, use.message_id, message)
                _add(self._by_sender, folded(message.sender), message)
        for message, words in told:
            if match := QUEUED_AS.search(words):
                _add(self._by_remote_id, match[1], message)

    def wrote(self, host: str) -> bool:
        """Whether a host of this name wrote the log, which may shorten it."""
        return host.lower() in self._hosts or host.lower().partition(".")[0] in self._hosts

    def tells_of_report(self, message_id: str) -> bool:
        """Whether a mail of this Message-ID is a report of this log; Exim makes it of `E`, its own id and `@host`."""
        local = message_id.strip("<>").rpartition("@")[0]
        return local.startswith("E") and any(not use.message.recipients for use in self.uses_of(local[1:]))

    def uses_of(self, queue_id: str) -> list[Use]:
        """All uses of a queue id, the latest first."""
        return self._uses.get(queue_id, [])

    def of_message_id(self, message_id: str) -> list[Sent]:
        """The only message that has this Message-ID; none where several have it."""
        return _only(self._by_message_id, message_id)

    def from_sender(self, address: str) -> list[Sent]:
        """The only message that came from this address."""
        return _only(self._by_sender, folded(address))

    def taken_as(self, queue_id: str) -> list[Sent]:
        """The only message of which another server told that it took it under this queue id."""
        return _only(self._by_remote_id, queue_id)


def _add(to: dict[str, list[Sent]], name: str, message: Sent) -> None:
    if not name:
        return
    known = to.setdefault(name, [])
    if not any(one is message for one in known):
        known.append(message)


def _only(messages: Mapping[str, list[Sent]], name: str) -> list[Sent]:
    found = messages.get(name, [])
    return found if len(found) == 1 else []
