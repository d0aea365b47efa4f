"""The messages of Momentum's logs: what all lines of one message id tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from sendspec.names import folded
from sendspec.sources.hops import first_of
from sendspec.sources.momentum_lines import Attempt, Bounced, Reception
from sendspec.sources.postfix_messages import AROUND

TRANSFERRED = "xfer"
"""The protocol by which another node hands a message over."""
INTERNAL = "internal"
"""The protocol of what Momentum itself wrote."""

Numbered: TypeAlias = "tuple[int, Attempt | Bounced]"
"""The number of a line, counted through all files, and what it tells."""


Key: TypeAlias = tuple[str, str, str]
"""Recipient and sender, folded, and size."""


class Taken(NamedTuple):
    """A reception and the number of its line."""

    line: int
    reception: Reception


class MomentumMessage:
    """All lines of one message id."""

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.taken: list[Taken] = []
        self.told: list[Numbered] = []
        self.parent: MomentumMessage | None = None
        """The message that went on as this one, on another node."""
        self.is_ambiguous = False
        """It came from another node, and several messages could be the one."""
        self.above: MomentumMessage | None = None
        """One on the way to the first, as far as it is known."""

    @property
    def is_notification(self) -> bool:
        """No sender sent it."""
        return any(reception.protocol == INTERNAL or not reception.sender for _, reception in self.taken)

    @property
    def root(self: MomentumMessage) -> MomentumMessage:
        """The message as it was taken in first."""
        return first_of(self)


def join_transfers(messages: Iterable[MomentumMessage]) -> None:
    """Join what a node took from another one to the message that was handed over, where only that one can be meant.

    No field tells it: recipient, sender and size must be the same, and the times close together.
    """
    handed, arrived = _Moments(), _Moments()
    alone: list[MomentumMessage] = []
    for message in messages:
        if not message.taken or message.is_notification:
            continue
        names = _names(message)
        for _, told in message.told:
            if isinstance(told, Attempt) and told.letter == "X":
                for name in names:
                    handed.add((*name, told.size), told.time, message)
        if len(names) == 1 and all(taken.reception.protocol == TRANSFERRED for taken in message.taken):
            alone.append(message)
            for _, taken in message.taken:
                arrived.add((*names[0], taken.size), taken.time, message)
    for message in alone:
        sources = handed.near(message, arrived)
        if len(sources) == 1 and sources[0].root is not message and arrived.near(sources[0], handed) == [message]:
            message.parent = sources[0]
        else:
            message.is_ambiguous = bool(sources)


class _Moments:
    """When messages of the same recipient, sender and size were handed over, or taken."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[tuple[int, int, MomentumMessage]]] = {}
        self._of: dict[str, list[tuple[Key, int]]] = {}
        self._is_sorted = False

    def add(self, key: Key, time: int, message: MomentumMessage) -> None:
        """A line of a message."""
        moments = self._by_key.setdefault(key, [])
        moments.append((time, len(moments), message))
        self._of.setdefault(message.id, []).append((key, time))

    def near(self, message: MomentumMessage, others: _Moments) -> list[MomentumMessage]:
        """The messages that the lines of one among the others fit; two stand for more."""
        self._sort()
        found: dict[str, MomentumMessage] = {}
        for key, time in dict.fromkeys(others._of.get(message.id, ())):
            moments = self._by_key.get(key, [])
            for index in range(bisect_left(moments, (time - AROUND,)), len(moments)):
                at, _, other = moments[index]
                if at > time + AROUND or len(found) > 1:
                    break
                if other is not message:
                    found[other.id] = other
        return list(found.values())

    def _sort(self) -> None:
        if not self._is_sorted:
            for moments in self._by_key.values():
                moments.sort(key=itemgetter(0, 1))
            self._is_sorted = True


def _names(message: MomentumMessage) -> list[tuple[str, str]]:
    found = {(folded(taken.recipient), folded(taken.sender)): None for _, taken in message.taken}
    return list(found)
